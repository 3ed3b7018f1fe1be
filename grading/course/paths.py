"""Where the kit's rooms are."""

from pathlib import Path

KIT = Path(__file__).resolve().parent.parent.parent
EXERCISES = KIT / "exercises"
SOLUTIONS = KIT / "solutions"
CHECKS = KIT / "checks"
TWINS = CHECKS / "torch_twins"
REFERENCES = CHECKS / "references"
MISTAKES = CHECKS / "mistakes"
LESSONS = KIT / "lessons"


MOST_CHARACTERS = 50


def shown(path: Path) -> str:
    """Return ``path`` as a learner would type it: relative to where they are, if it is below.

    A long path elsewhere is cut at its beginning, so that a line of the terminal holds it.
    """
    for folder in (Path.cwd(), KIT):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    text = str(path)
    return text if len(text) <= MOST_CHARACTERS else f"…/{path.parent.name}/{path.name}"
