"""Where the kit's files are, and where the libraries are that a learner's code can import."""

import os
import site
import sys
from importlib.machinery import PathFinder
from pathlib import Path

from grading.course.learner_text import printable

KIT = Path(__file__).resolve().parent.parent.parent
EXERCISES = KIT / "exercises"
SOLUTIONS = KIT / "solutions"
OWN_CHECKS = KIT / "checks"
TWINS = OWN_CHECKS / "torch_twins"
MISTAKES = OWN_CHECKS / "mistakes"
# Another folder of that shape can take its place: checks drawn anew (see `grading.seeded_checks`).
OTHER_CHECKS = "GRADER_CHECKS"
CHECKS = Path(os.environ.get(OTHER_CHECKS) or OWN_CHECKS).resolve()
REFERENCES = CHECKS / "references"
ARE_DRAWN = CHECKS != OWN_CHECKS
DATA = KIT / "data"
LESSONS = KIT / "lessons"


MOST_CHARACTERS = 50


def shown(path: Path) -> str:
    """Return ``path`` as a learner would type it: relative to where they are, if it is below.

    A long path elsewhere is cut at its beginning, so that a line of the terminal holds it.
    """
    for folder in (working_folder(), KIT):
        if path.is_relative_to(folder):
            return printable(path.relative_to(folder).as_posix())
    text = printable(str(path))
    return text if len(text) <= MOST_CHARACTERS else printable(f"…/{path.parent.name}/{path.name}")


def typed(program: Path) -> str:
    """Return a program's path as it would be typed where one is."""
    import shlex  # hardly ever needed

    here = working_folder()
    text = str(program.relative_to(here) if program.is_relative_to(here) else program)
    if os.name == "nt":
        return f'"{text}"' if " " in text else text
    return shlex.quote(text)


def command_that_installs(*packages: str) -> str:
    """Return the command that puts packages where this interpreter finds them."""
    import shlex

    return f"{typed(Path(sys.executable))} -m pip install {shlex.join(packages)}"


def working_folder() -> Path:
    """Return the folder one is in; the kit's where that one has been removed."""
    try:
        return Path.cwd()
    except OSError:
        return KIT


def is_importable(library: str) -> bool:
    """Tell whether there is a library of this name, and not only a folder, for a worker to import.

    A worker is started with ``-I``: it sees neither what ``pip install --user`` has put into the
    user's own folder, nor what ``PYTHONPATH`` names.
    """
    try:
        found = PathFinder.find_spec(library, _paths_of_workers())
    except (ImportError, ValueError):
        return False
    return found is not None and found.origin is not None


def _paths_of_workers() -> list[str]:
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if site.ENABLE_USER_SITE and site.USER_SITE:
        named.append(site.USER_SITE)
    hidden = {_absolute(path) for path in named if path}
    return [path for path in sys.path if _absolute(path) not in hidden]


def _absolute(path: str) -> str:
    try:
        return os.path.abspath(path)
    except OSError:  # the folder one is in has been removed
        return path
