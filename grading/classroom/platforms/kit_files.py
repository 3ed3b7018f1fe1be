"""Which files of the kit are needed elsewhere, and how they are written there."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grading.course.curriculum import Step
from grading.course.errors import KitError
from grading.course.paths import KIT

HERE = Path(__file__).parent
TO_GRADE = ("LICENSE", "checks", "data", "grader.py", "grading", "pyproject.toml")
TO_LEARN = (
    *TO_GRADE,
    ".devcontainer",
    ".gitattributes",
    ".gitignore",
    ".vscode",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "docs",
    "lessons",
    "notebooks",
)
COURSE = "course.toml"


@dataclass(frozen=True)
class Settings:
    """What submissions are graded with elsewhere."""

    steps: tuple[Step, ...] = ()  # empty for all
    credit: str | None = None
    course_file: Path | None = None

    def course_text(self) -> bytes | None:
        """Return the course file; nothing where there is none. Raises ``OSError``."""
        return unix_lines(self.course_file.read_bytes()) if self.course_file else None

    def class_options(self) -> str:
        """Return the options of ``class``, as a shell reads them."""
        return "".join(f" --step {step.number}" for step in self.steps)

    def credit_options(self, course: str) -> str:
        """Return the options that say how points are counted, as a shell reads them.

        ``course``: where the course file will lie.
        """
        of_course = f" --course {shlex.quote(course)}" if self.course_file else ""
        return of_course + (f" --credit {self.credit}" if self.credit else "")


def files_of_kit(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield files and what they hold, in one order; what Python or a tool has left is no file."""
    for name in sorted(names):
        top = KIT / name
        found = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in found:
            inside = path.relative_to(KIT)
            if path.is_file() and not any(map(_is_left_behind, inside.parts[1:])):
                yield inside.as_posix(), unix_lines(path.read_bytes())


def _is_left_behind(part: str) -> bool:
    return part == "__pycache__" or part.startswith(".") or part.endswith(".pyc")


def unix_lines(data: bytes) -> bytes:
    """Return a text with the line ends that a shell on Linux needs; other data as it is."""
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")


def script(name: str, **parts: str) -> bytes:
    """Return a script of this package; ``parts`` take the place of their names in ``@`` signs."""
    text = (HERE / name).read_text(encoding="utf-8")
    for key, part in parts.items():
        text = text.replace(f"@{key}@", part)
    return unix_lines(text.encode())


def requirements(group: str) -> list[str]:
    """Return the packages of a dependency group, and of those that it includes."""
    groups = tomllib.loads((KIT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[str] = []
    for entry in groups["dependency-groups"][group]:
        found += [entry] if isinstance(entry, str) else requirements(entry["include-group"])
    return found


def demand_new(target: Path) -> None:
    """Raise ``KitError`` where something is there that would be mixed with what is written."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise KitError(f"{target} is there already: name a folder that is new, or empty.")
