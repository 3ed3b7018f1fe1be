"""What a recorded result depends on, as digests: so that only what has changed is done again."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from grading.course.check import Check
from grading.course.curriculum import Step
from grading.course.paths import CHECKS, EXERCISES, KIT, SOLUTIONS
from grading.course.references import expected_by, file_digest, imported_names, with_imports
from grading.mistakes.bank import Mistake
from grading.mistakes.mistaken_solution import stages_of

LENGTH = 12  # hexadecimal digits: enough to tell two versions of one thing apart


def digest(*texts: str) -> str:
    """Return the digest of some texts."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:LENGTH]


def check_digest(check: Check) -> str:
    """Return the digest of a check: its source, what it shares with others, what is expected."""
    shared, own = _sources(check.file)
    support = [file_digest(CHECKS / f"{name}.py") for name in imported_names(check.file)]
    return digest(shared, own[check.name], *support, json.dumps(expected_by(check)))


def mistake_digest(mistake: Mistake) -> str:
    """Return the digest of what a mistake does to the solution, whatever is said of it."""
    forms = [[form.id, form.replacements, stages_of(mistake, form)[1:]] for form in mistake.forms]
    return digest(mistake.module, json.dumps(forms))


def module_digests(names: Iterable[str]) -> dict[str, str]:
    """Return the digests of solutions and of all that they import, by name."""
    modules = with_imports(set(names), SOLUTIONS)
    return {name: file_digest(SOLUTIONS / f"{name}.py")[:LENGTH] for name in modules}


def step_digest(step: Step, with_torch: bool) -> str:
    """Return the digest of all on which it depends whether a step is sound, on this Python."""
    number = f"{step.number:02}"
    files = [
        *sorted(CHECKS.glob("*.py")),
        *sorted(path for path in CHECKS.rglob(f"step{number}.*")),
        *sorted(path for path in (KIT / "grading").rglob("*.py")),
        *sorted(path for folder in (SOLUTIONS, EXERCISES) for path in folder.glob("*.*")),
        KIT / "lessons" / step.lesson_file,
    ]
    return digest(platform.python_version(), str(with_torch), *map(file_digest, files))


@cache
def _sources(path: Path) -> tuple[str, dict[str, str]]:
    """Return the source of a check file without its checks, and that of each check."""
    lines = path.read_text(encoding="utf-8").splitlines()
    checks: dict[str, str] = {}
    shared = list(lines)
    for node in ast.parse("\n".join(lines)).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = min([node.lineno, *(entry.lineno for entry in node.decorator_list)])
            last = node.end_lineno or first
            checks[node.name] = "\n".join(lines[first - 1 : last])
            shared[first - 1 : last] = [""] * (last - first + 1)
    return "\n".join(line for line in shared if line), checks
