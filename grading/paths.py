"""Where the kit's rooms are."""

from pathlib import Path

KIT = Path(__file__).resolve().parent.parent
EXERCISES = KIT / "exercises"
SOLUTIONS = KIT / "solutions"
CHECKS = KIT / "checks"
TWINS = CHECKS / "torch_twins"
REFERENCES = CHECKS / "references"
MISTAKES = CHECKS / "mistakes.toml"
LESSONS = KIT / "lessons"


def shown(path: Path) -> str:
    """Return ``path`` as a learner would type it: relative to where they are, if it is below."""
    for folder in (Path.cwd(), KIT):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return str(path)
