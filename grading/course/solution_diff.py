"""The finished code of a step beside the learner's own: what differs, and why it is so."""

from __future__ import annotations

import ast
import difflib
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grading.course.curriculum import Step
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import SOLUTIONS
from grading.course.solution_blocks import blocks_of, functions_of, python_source, with_stubs
from grading.course.stubs import solution_source

WHY = SOLUTIONS / "why.toml"


@dataclass(frozen=True)
class Comparison:
    """One function: the lines of both, without docstrings, and the reason for the finished one.

    ``yours`` is empty where the learner has no such function, or a file that cannot be read.
    """

    module: str
    function: str
    yours: tuple[str, ...]
    finished: tuple[str, ...]
    why: str
    is_readable: bool = True  # the learner's file, as Python

    @property
    def is_the_same(self) -> bool:
        """Whether both are the same, spaces at line ends aside."""
        return self.yours == self.finished

    @property
    def difference(self) -> list[str]:
        """Every line of both in one list, after ``- `` the learner's, after ``+ `` the other's."""
        lines: list[str] = []
        matcher = difflib.SequenceMatcher(None, self.yours, self.finished, autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            if kind == "equal":
                lines += [f"  {line}" for line in self.yours[i:j]]
            else:
                lines += [f"- {line}" for line in self.yours[i:j]]
                lines += [f"+ {line}" for line in self.finished[k:m]]
        return lines


def comparisons(step: Step, folder: Path) -> Iterator[Comparison]:
    """Yield the functions that a step is about, in the order in which they are written."""
    reasons = why()
    for name in step.modules:
        source = solution_source(name)
        finished = with_stubs(source, lambda number: False)
        path = folder / f"{name}.py"
        mine = python_source(path)
        for block in blocks_of(source):
            if block.step == step.number:
                yield Comparison(
                    name,
                    block.function,
                    _function(mine or "", block.function),
                    _function(finished, block.function),
                    reasons[f"step {step.number}: {block.function}"],
                    is_readable=mine is not None or not path.exists(),
                )


@cache
def why() -> dict[str, str]:
    """Return the reasons, by the stub's text; raises ``KitError`` where they cannot be read."""
    try:
        table = tomllib.loads(WHY.read_text(encoding="utf-8"))
        return {stub: str(entry["why"]) for stub, entry in table.items()}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KitError(f"solutions/why.toml cannot be read: {error}.") from None


def _function(source: str, name: str) -> tuple[str, ...]:
    """Return the lines of a function, without its docstrings and empty lines."""
    for found, first, last in functions_of(source):
        if found == name:
            text = textwrap.dedent("\n".join(source.split("\n")[first - 1 : last]))
            return tuple(printable(line, "\t") for line in _without_docstrings(text))
    return ()


def _without_docstrings(text: str) -> Iterator[str]:
    left_out: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            documented = node.body[0]
            if len(node.body) > 1:
                left_out.update(range(documented.lineno, (documented.end_lineno or 0) + 1))
    for number, line in enumerate(text.split("\n"), start=1):
        if number not in left_out and line.strip():
            yield line.rstrip()
