"""What a function can be called with, as its `def` says."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass


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
    found = [entry for entry in _functions(source) if entry[0] == name]
    if not found:
        return None
    _, node, is_in_class = max(found, key=lambda entry: entry[1].lineno)
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


def _functions(source: str) -> Iterator[tuple[str, ast.FunctionDef, bool]]:
    """Yield every function with its qualified name, and whether it is a class's own."""
    unseen: list[tuple[ast.AST, str, bool]] = [(ast.parse(source), "", False)]
    while unseen:  # no call in a call: code can be as deep as Python can parse
        node, outer, is_in_class = unseen.pop()
        if isinstance(node, ast.FunctionDef):
            yield f"{outer}{node.name}", node, is_in_class
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            outer, is_in_class = f"{outer}{node.name}.", isinstance(node, ast.ClassDef)
        unseen += [(child, outer, is_in_class) for child in ast.iter_child_nodes(node)]
