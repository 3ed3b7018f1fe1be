"""Finished modules for a learner's to stand on: the solutions as they are known at a step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from grading.course.check import Check
from grading.course.curriculum import MODULES, NEEDS_TORCH
from grading.course.solution_blocks import foundation
from grading.workers.worker_messages import OWN


class Foundation:
    """Makes the solutions without the blocks of later steps, as they are needed.

    They are sent to a worker and written nowhere: code of a learner's finds no file to copy.
    """

    def __init__(self, solutions: Path) -> None:
        self.solutions = solutions
        # The paths of all but one module, by the step and that module, as they are needed.
        self.others: dict[tuple[int, str], dict[str, str]] = {}
        self.sources: dict[str, bytes] = {}  # by the paths that stand for them

    def under(self, check: Check, own: Mapping[str, str]) -> dict[str, str]:
        """Return the paths of the modules to run a check on, of ``own`` only the one it is about.

        Without a path: what needs torch, on which nothing stands.
        """
        step, module = key = check.step.number, check.module
        if key not in self.others:
            names = [name for name in MODULES if name not in (module, NEEDS_TORCH)]
            self.others[key] = {name: self._made(step, name) for name in names}
        return self.others[key] | {module: own[module]}

    def finished(self, module: str) -> str:
        """Return the path of a module as it is in the end."""
        path = f"{OWN}finished>/{module}.py"
        if path not in self.sources:
            self.sources[path] = (self.solutions / f"{module}.py").read_bytes()
        return path

    def is_written_for(self, check: Check) -> bool:
        """Tell whether it was needed for a check of the same step and module before."""
        return (check.step.number, check.module) in self.others

    def _made(self, step: int, name: str) -> str:
        path = f"{OWN}foundation of step {step}>/{name}.py"
        if path not in self.sources:
            self.sources[path] = _made_of(self.solutions / f"{name}.py", step)
        return path


def is_of_foundation(path: str) -> bool:
    """Tell whether a path stands for a finished module, and not for a learner's."""
    return path.startswith(OWN)


@cache
def _made_of(solution: Path, step: int) -> bytes:
    return foundation(solution.read_text(encoding="utf-8"), step).encode()
