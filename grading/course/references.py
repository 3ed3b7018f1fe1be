"""The recorded references: what the referee said, and whether that is still what it would say."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grading.course.curriculum import MODULES, Step
from grading.course.errors import KitError
from grading.course.paths import ARE_DRAWN, CHECKS, KIT, REFERENCES, SOLUTIONS, TWINS

if TYPE_CHECKING:
    from grading.course.check import Check

DIGITS = 11

Expected = dict[str, dict[str, list[Any]]]


def reference_file(step: Step) -> Path:
    """Return the path of the step's recorded references."""
    return REFERENCES / f"step{step.number:02}.json"


@cache
def expected_of(step: Step) -> Expected:
    """Return the expected observations of every check of ``step``, by the check's name.

    Raises ``KitError`` where they are missing, unreadable or stale.
    """
    return dict(read_recorded(reference_file(step))["checks"])


def expected_by(check: Check) -> dict[str, list[Any]]:
    """Return the expected observations of one check; raises ``KitError`` where there are none."""
    try:
        return expected_of(check.step)[check.name]
    except KeyError:
        raise KitError(f"{check.id} has no reference. Run `python grader.py record`.") from None


def read_recorded(path: Path) -> dict[str, Any]:
    """Return what was recorded in a file; raises ``KitError`` where it is missing or stale."""
    remedy = "Run `python grader.py record` (it needs torch)."
    if ARE_DRAWN:
        remedy = "Have the checks drawn anew (`--seed`)."
    name = path.relative_to(CHECKS.parent).as_posix()
    try:
        recorded: dict[str, Any] = json.loads(path.read_bytes())
        inputs = recorded["inputs"]
    except FileNotFoundError:
        raise KitError(f"{name} is missing. {remedy}") from None
    except (ValueError, KeyError, TypeError):
        raise KitError(f"{name} is damaged. {remedy}") from None
    for source, digest in inputs.items():
        if is_stale(source, digest):
            raise KitError(f"{source} has changed since {name} was recorded. {remedy}")
    return recorded


def read_object(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file, however old it is; an empty one where there is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_recorded(path: Path, content: dict[str, Any]) -> None:
    """Write JSON with one entry a line: small, and a change of one shows as one."""
    entries = []
    for name, value in content.items():
        if isinstance(value, dict):
            text = ",\n".join(f"{_dumped(key)}: {_dumped(entry)}" for key, entry in value.items())
            entries.append(f"{_dumped(name)}: {{\n{text}\n}}")
        elif isinstance(value, list):
            text = ",\n".join(_dumped(entry) for entry in value)
            entries.append(f"{_dumped(name)}: [\n{text}\n]")
        else:
            entries.append(f"{_dumped(name)}: {_dumped(value)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")


def rounded(value: Any) -> Any:
    """Return recorded data with numbers of no more digits than any comparison looks at."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    return [rounded(entry) for entry in value] if isinstance(value, list) else value


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def is_stale(name: str, digest: str) -> bool:
    """Tell whether a file of the kit has changed; a kit without ``solutions/`` is complete."""
    path = KIT / name
    if not path.exists() and path.parent == SOLUTIONS:
        return False
    return file_digest(path) != digest


@cache
def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's text, whatever its line ends; of no file, nothing."""
    try:
        return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    except FileNotFoundError:
        return ""


def inputs_of(step: Step, used: set[str], solutions_used: set[str]) -> dict[str, str]:
    """Return the digests of every file that the step's references depend on.

    ``used``: the modules its checks take; ``solutions_used``: those of checks whose referee is
    the solution.
    """
    check_file = CHECKS / step.check_file
    paths = [check_file, *(CHECKS / f"{name}.py" for name in imported_names(check_file))]
    paths += [TWINS / f"{name}.py" for name in with_imports(used, TWINS)]
    paths += [SOLUTIONS / f"{name}.py" for name in with_imports(solutions_used, SOLUTIONS)]
    return {path.relative_to(KIT).as_posix(): file_digest(path) for path in paths if path.exists()}


def with_imports(names: set[str], folder: Path) -> list[str]:
    """Return ``names`` and all modules in ``folder`` that they import, in curriculum order."""
    found: set[str] = set()
    unseen = list(names)
    while unseen:
        name = unseen.pop()
        if name not in found:
            found.add(name)
            unseen += [other for other in imported_names(folder / f"{name}.py") if other in MODULES]
    return [name for name in MODULES if name in found]


def libraries_of(names: Iterable[str], folder: Path) -> list[str]:
    """Return what the modules of these names in ``folder`` import that is not the course's own."""
    paths = [folder / f"{name}.py" for name in names]
    found = {name for path in paths if path.is_file() for name in imported_names(path)}
    return sorted(found - set(MODULES))


def imported_names(path: Path) -> list[str]:
    """Return the top-level names that the file at ``path`` imports."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module.partition(".")[0])
        elif isinstance(node, ast.Import):
            names += [alias.name.partition(".")[0] for alias in node.names]
    return names
