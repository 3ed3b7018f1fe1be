"""Kinds of small edits: what an operator sees of a learner's functions, and what it yields.

An operator is a generator over one function that yields the places it would change. It is
registered with its rank, commonest kinds first, and the sentence that a learner reads as a hint.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from grading.course.solution_blocks import nodes_inside, outermost
from grading.mistakes.syntax_trees import (
    Replacements,
    body_of,
    named_functions,
)


@dataclass(frozen=True)
class Function:
    """One function or method of a module, not inside another one; what is inside belongs to it."""

    name: str  # qualified: `Value.tanh`
    tree: ast.FunctionDef
    called: Collection[str]  # the qualified names that ran, of this one and those inside it

    @property
    def class_name(self) -> str:
        """The class that a method belongs to; empty for a function of the module."""
        return self.name.rpartition(".")[0]

    @property
    def parameters(self) -> list[str]:
        """The names of its parameters, without defaults and stars."""
        return [argument.arg for argument in self.tree.args.args]

    @property
    def result(self) -> str:
        """The name of what it returns, where that is a name."""
        names = [
            node.value.id
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Name)
        ]
        return names[-1] if names else ""

    def scopes(self) -> Iterator[ast.FunctionDef]:
        """Yield it and the functions inside it that ran."""
        for name, node in named_functions(self.tree, self.name):
            if name in self.called:
                yield node

    def nodes(self) -> Iterator[ast.AST]:
        """Yield the nodes of what ran, docstrings and signatures left out."""
        for scope in self.scopes():
            for statement in body_of(scope):
                yield from nodes_inside(statement)

    def lists(self) -> Iterator[list[ast.stmt]]:
        """Yield every list of statements of what ran."""
        for scope in self.scopes():
            yield body_of(scope)
        for node in self.nodes():
            for field in ("body", "orelse"):
                statements = getattr(node, field, None)
                if isinstance(statements, list) and statements:
                    yield statements


@dataclass(frozen=True)
class Site:
    """A place that an operator would change: the line, and what takes the place of what."""

    line: int
    replacements: Replacements

    @property
    def adds(self) -> bool:
        """Whether it adds a statement, and changes none."""
        return all(isinstance(new, list) and old in new for old, new in self.replacements.items())


Operator = Callable[[Function], Iterator[Site]]


@dataclass(frozen=True)
class Kind:
    """One kind of edit: its operator, and the sentence that hints at it."""

    name: str
    rank: int
    sentence: str
    is_habit: bool  # made in every method alike by those who make it
    sites: Operator


KINDS: dict[str, Kind] = {}
PLACES = ("another statement", "within")  # kinds without an operator, which show a place alone


def operator(rank: int, sentence: str, is_habit: bool = False) -> Callable[[Operator], Operator]:
    """Register a generator of sites as a kind of edit."""

    def register(sites: Operator) -> Operator:
        name = sites.__name__
        KINDS[name] = Kind(name, rank, sentence, is_habit, sites)
        return sites

    return register


def functions_that_ran(source: str, called: Collection[str]) -> list[Function]:
    """Return the outermost functions of a module of which something ran, by qualified names."""
    return [
        Function(name, node, inside)
        for name, node in outermost(ast.parse(source))
        if (inside := of_function(name, called))
    ]


def of_function(name: str, called: Collection[str]) -> set[str]:
    """Return which of these qualified names are a function's own, or of those inside it."""
    return {each for each in called if each == name or each.startswith(f"{name}.")}
