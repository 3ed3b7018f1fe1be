"""What a function can be called with, as its `def` says."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass

from grading.course.solution_blocks import definitions_in


@dataclass(frozen=True)
class Signature:
    """The parameters of a function, and the line of its `def`."""

    line: int
    names: tuple[str, ...]  # of what is given by place or by name
    least: int  # how many of these have no default
    most: int  # how many may be given by place
    keywords: frozenset[str]  # which may be given by name
    takes_any_keyword: bool
    is_method: bool

    def takes_all_of(self, other: Signature) -> bool:
        """Tell whether it can be called however the other one can, names of parameters aside."""
        given_by_name = other.keywords - set(other.names[: other.least])
        return (
            self.least <= other.least
            and self.most >= other.most
            and (self.takes_any_keyword or given_by_name <= self.keywords)
        )

    def lacks_self(self, finished: Signature | None) -> bool:
        """Tell whether it is a method whose first parameter was forgotten."""
        if not self.is_method or "self" in self.names:
            return False
        return self.most == 0 if finished is None else self.most < finished.most


def signature_of(source: str, name: str) -> Signature | None:
    """Return what the last function of this name in ``source`` takes; nothing where none is."""
    found = [
        (node, isinstance(around, ast.ClassDef))
        for known, node, around in definitions_in(ast.parse(source))
        if known == name and isinstance(node, ast.FunctionDef)
    ]
    if not found:
        return None
    node, is_in_class = max(found, key=lambda entry: entry[0].lineno)
    of, defaults = node.args, len(node.args.defaults)
    names = [argument.arg for argument in (*of.posonlyargs, *of.args)]
    decorated = {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
    return Signature(
        node.lineno,
        tuple(names),
        len(names) - defaults,
        sys.maxsize if of.vararg else len(names),
        frozenset(argument.arg for argument in (*of.args, *of.kwonlyargs)),
        of.kwarg is not None,
        is_in_class and not decorated & {"staticmethod", "classmethod"},
    )
