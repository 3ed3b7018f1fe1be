"""Asking the referee live: a check run on the torch twins, or on the solutions.

This imports torch, and runs only code of the kit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grading.check import Check
from grading.curriculum import MODULES
from grading.observation import observe
from grading.paths import SOLUTIONS, TWINS
from grading.source_modules import SourceModules


def observations_of(check: Check) -> dict[str, list[Any]]:
    """Return what the check's referee says to it."""
    return observations_in(TWINS if check.referee == "torch" else SOLUTIONS, check)


def observations_in(folder: Path, check: Check) -> dict[str, list[Any]]:
    """Run a check on the modules in ``folder``, in this process."""
    paths = {name: str(folder / f"{name}.py") for name in MODULES}
    with SourceModules(paths) as modules:
        return observe(check.function(**modules.load(check.used)))
