"""Which packages this interpreter has, of those that the kit needs.

Imports the standard library alone, since there may be nothing else yet.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from grading.course.paths import is_importable

KIT = Path(__file__).resolve().parent.parent.parent
CHECKED = KIT / ".kit" / "packages-checked"
NEEDED = ("click", "graphviz", "jinja2", "pytest", "pytest_timeout", "rich", "watchfiles")


class DamagedKit(Exception):
    """A file of the kit is not what it was; the sentence says which, and what to do."""


def what_is_missing(is_set_up: bool) -> Iterator[str]:
    """Yield what the kit needs and this interpreter has not, or not new enough.

    ``is_set_up``: the kit itself has put them in, so that their versions are right.
    """
    names = [name for name in NEEDED if not is_importable(name)]
    yield from names
    if names or is_set_up or is_known_to_be_new_enough():
        return
    too_old = [entry for entry in requirements() if not is_new_enough(entry)]
    yield from too_old
    if not too_old:
        with contextlib.suppress(OSError):
            CHECKED.parent.mkdir(exist_ok=True)
            CHECKED.write_text(state_of_packages())


def is_known_to_be_new_enough() -> bool:
    """Tell whether that was found out before, of the same requirements and packages."""
    try:
        return CHECKED.read_text() == state_of_packages()
    except (OSError, ValueError):
        return False


def state_of_packages() -> str:
    """Return what changes when a package is installed or removed here, or the requirements do."""
    found = find_spec("click")
    assert found is not None and found.origin is not None
    packages = Path(found.origin).parent.parent
    times = (path.stat().st_mtime_ns for path in (packages, KIT / "pyproject.toml"))
    return f"{packages} {' '.join(map(str, times))}\n"


def is_new_enough(requirement: str) -> bool:
    """Tell whether what is installed satisfies a requirement such as ``pytest>=8.3``."""
    from importlib.metadata import PackageNotFoundError, version

    name, _, least = requirement.partition(">=")
    try:
        installed: str | None = version(name)
    except PackageNotFoundError:
        return "-pure" in name  # it draws where there is no `dot`; nothing else needs it
    # Without its METADATA a package has no version.
    return installed is not None and numbers(installed) >= numbers(least)


def numbers(version: str) -> list[int]:
    """Return a version's leading numbers: "8.3.1rc1" gives [8, 3, 1]."""
    leading = re.match(r"\d+(\.\d+)*", version)
    return [int(part) for part in leading.group().split(".")] if leading else []


def requirements(group: str = "learner") -> list[str]:
    """Return what the kit needs, from a group of ``pyproject.toml``; raises ``DamagedKit``."""
    import tomllib

    try:
        with open(KIT / "pyproject.toml", "rb") as file:
            return list(tomllib.load(file)["dependency-groups"][group])
    except (OSError, ValueError, KeyError):
        raise DamagedKit(
            "The kit's pyproject.toml is missing or damaged: get the kit anew."
        ) from None
