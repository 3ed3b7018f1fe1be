"""A check, as the judge knows it: its step, its points, its program, what it is compared with."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from grading import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE
from grading.course.curriculum import (
    MODULES,
    NEEDS_TIKTOKEN,
    NEEDS_TORCH,
    Step,
    is_on_tensors,
    step_numbered,
)
from grading.course.errors import KitError
from grading.course.paths import ARE_DRAWN, CHECKS, OTHER_CHECKS, is_importable

DEFAULT_SECONDS = 2.0


@dataclass(frozen=True)
class Check:
    """One check function of one step."""

    step: Step
    name: str
    function: Callable[..., dict[Any, Any]]
    file: Path
    limit: float | None = None

    @property
    def id(self) -> str:
        """The name it has in results: ``step10::a_node_added_to_itself``."""
        return f"step{self.step.number:02}::{self.name.removeprefix('test_')}"

    @property
    def title(self) -> str:
        """Its name as a sentence."""
        return self.name.removeprefix("test_").replace("_", " ")

    @property
    def points(self) -> int:
        """What it is worth."""
        return int(getattr(self.function, "points", 1))

    @property
    def seconds(self) -> float:
        """Its time limit."""
        if self.limit:
            return self.limit
        return float(getattr(self.function, "seconds", DEFAULT_SECONDS))

    @property
    def referee(self) -> str:
        """Who knows the right answer: ``"torch"`` or ``"solution"``."""
        return str(getattr(self.function, "referee", "torch"))

    @property
    def reader(self) -> Callable[[dict[str, Any]], dict[str, Any]] | None:
        """The function that reads what it saw before that is compared (see ``read_by``)."""
        found: Callable[[dict[str, Any]], dict[str, Any]] | None
        found = getattr(self.function, "read_by", None)
        return found

    @property
    def tolerance(self) -> tuple[float, float]:
        """The relative and the absolute distance its numbers may have."""
        default = (RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE)
        relative, absolute = getattr(self.function, "tolerance", default)
        return float(relative), float(absolute)

    @property
    def used(self) -> tuple[str, ...]:
        """The learner's modules that it takes, by parameter name."""
        return modules_taken(self.function)

    @property
    def module(self) -> str:
        """The module it is about: of those it takes, the step's own that stands highest."""
        return highest_module(self.used, self.step.modules)

    @property
    def lacks(self) -> str:
        """The library that it needs and that is not installed here; else nothing."""
        if self.module == NEEDS_TORCH:
            return "" if is_installed("torch") else "torch"
        return "numpy" if is_on_tensors(self.used) and not is_installed("numpy") else ""

    @property
    def referee_lacks(self) -> str:
        """The library that its live referee needs and that is not installed here; else nothing."""
        asks_tiktoken = self.module == NEEDS_TIKTOKEN and self.referee == "torch"
        return "tiktoken" if asks_tiktoken and not is_installed("tiktoken") else ""

    @property
    def referee_title(self) -> str:
        """The word above the right numbers: torch itself knows no tokenizers."""
        return "torch" if self.referee == "torch" and self.module != NEEDS_TIKTOKEN else "expected"

    @property
    def program(self) -> str:
        """What a learner is shown of it: its docstring where it has one, else its statements."""
        return self.described or self.statements

    @property
    def described(self) -> str:
        """Its docstring, which ``python -OO`` leaves out of the function; empty if it has none."""
        if sys.flags.optimize > 1:
            return ast.get_docstring(self._definition) or ""
        return inspect.cleandoc(self.function.__doc__ or "")

    @property
    def _definition(self) -> ast.FunctionDef:
        (definition,) = ast.parse(inspect.getsource(self.function)).body
        assert isinstance(definition, ast.FunctionDef)
        return definition

    @property
    def statements(self) -> str:
        """Its source between its docstring and what it returns."""
        source = inspect.getsource(self.function)
        definition = self._definition
        body = [node for node in definition.body if not isinstance(node, ast.Return)]
        if self.described:
            del body[0]
        lines = source.splitlines()[body[0].lineno - 1 : body[-1].end_lineno] if body else []
        return inspect.cleandoc("\n" + "\n".join(lines))


@cache
def modules_taken(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the learner's modules that a check takes, by parameter name."""
    code = function.__code__
    return tuple(name for name in code.co_varnames[: code.co_argcount] if name in MODULES)


@cache
def highest_module(used: tuple[str, ...], own: tuple[str, ...]) -> str:
    """Return the module that stands highest, of those used that are a step's own, if some are."""
    return max([name for name in used if name in own] or used, key=MODULES.index)


@cache
def is_installed(library: str) -> bool:
    """Tell whether a learner's code can import a library here."""
    return is_importable(library)


def checks_of(step: Step) -> list[Check]:
    """Load the step's check file, and return its checks in the order they stand in.

    pytest, in the same process, finds it loaded.
    """
    path = CHECKS / step.check_file
    return [
        Check(step, name, function, path)
        for name, function in vars(check_module(path)).items()
        if name.startswith("test_") and inspect.isfunction(function)
    ]


def modules_asked(checks: Iterable[Check], referee: str) -> set[str]:
    """Return the modules that the checks of one referee take."""
    return {name for check in checks if check.referee == referee for name in check.used}


def check_module(path: Path) -> ModuleType:
    """Load a file of ``checks/``; raises ``KitError`` where that cannot be."""
    if ARE_DRAWN and not path.is_file():
        raise KitError(
            f"{OTHER_CHECKS} names a folder without {path.name}: have its step drawn, too."
        )
    if str(CHECKS) not in sys.path:
        sys.path.insert(0, str(CHECKS))
    try:
        return importlib.import_module(path.stem)
    except Exception as error:
        raise KitError(f"{path.name} cannot be loaded: {type(error).__name__}: {error}.") from None


def step_of(module: Any) -> Step:
    """Return the step that a check file says it belongs to (``STEP = 10``)."""
    return step_numbered(module.STEP)
