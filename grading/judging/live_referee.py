"""Asking the referee live: a check run on the torch twins, or on the solutions.

This imports torch, and runs only code of the kit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grading.course.check import Check
from grading.course.curriculum import MODULES
from grading.course.paths import SOLUTIONS, TWINS
from grading.worker.graph_nodes import graph_of
from grading.worker.module_loader import ModuleLoader
from grading.worker.observation import observe


def observations_of(check: Check) -> dict[str, list[Any]]:
    """Return what the check's referee says to it."""
    return observations_in(_room_of_referee(check), check)


def observations_in(folder: Path, check: Check) -> dict[str, list[Any]]:
    """Run a check on the modules in ``folder``, in this process."""
    with _modules_in(folder) as modules:
        return observe(check.function(**modules.load(check.used)))


def graph_of_referee(check: Check) -> dict[str, Any]:
    """Return the graph that a check builds of its referee's nodes (see ``graph_nodes``)."""
    with _modules_in(_room_of_referee(check)) as modules:
        loaded = modules.load(dict.fromkeys((*check.used, "engine")))
        used = {name: loaded[name] for name in check.used}
        return graph_of(loaded["engine"].Value, lambda: check.function(**used))


def _room_of_referee(check: Check) -> Path:
    return TWINS if check.referee == "torch" else SOLUTIONS


def _modules_in(folder: Path) -> ModuleLoader:
    return ModuleLoader({name: str(folder / f"{name}.py") for name in MODULES})
