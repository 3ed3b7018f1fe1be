"""Finished modules for a learner's to stand on: the solutions as they are known at a step."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from grading.course.atomic_files import temporary_folder
from grading.course.check import Check
from grading.course.curriculum import MODULES, NEEDS_TORCH
from grading.course.solution_blocks import foundation


class Foundation:
    """Writes the solutions without the blocks of later steps into a folder, as they are needed."""

    def __init__(self, solutions: Path) -> None:
        self.solutions = solutions
        self.needed: set[tuple[int, str]] = set()

    @cached_property
    def folder(self) -> tempfile.TemporaryDirectory[str]:
        """Where they are written."""
        return temporary_folder("foundation-")

    def under(self, check: Check, own: Mapping[str, str]) -> dict[str, str]:
        """Return the paths of the modules to run a check on, of ``own`` only the one it is about.

        Without a path: what needs torch, on which nothing stands.
        """
        self.needed.add((check.step.number, check.module))
        others = [name for name in MODULES if name not in (check.module, NEEDS_TORCH)]
        paths = {name: str(self._written(check.step.number, name)) for name in others}
        return paths | {check.module: own[check.module]}

    def is_written_for(self, check: Check) -> bool:
        """Tell whether it was needed for a check of the same step and module before."""
        return (check.step.number, check.module) in self.needed

    def _written(self, step: int, name: str) -> Path:
        path = Path(self.folder.name, str(step), f"{name}.py")
        if not path.exists():
            source = (self.solutions / path.name).read_text(encoding="utf-8")
            path.parent.mkdir(exist_ok=True)
            path.write_text(foundation(source, step), encoding="utf-8")
        return path

    def close(self) -> None:
        """Remove what was written."""
        if "folder" in vars(self):
            self.folder.cleanup()
