"""Small edits of a learner's functions: one thing changed in the syntax tree, by kinds.

An operator is a generator over one function that yields the places it would change. It is
registered with its rank, commonest kinds first, and the sentence that a learner reads as a hint.
"""

from __future__ import annotations

import ast
import base64
import marshal
import textwrap
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from types import CodeType

from grading.mistakes.syntax_trees import (
    Replacements,
    body_of,
    changed,
    named_functions,
    nodes_inside,
    outermost,
)

RANKS = (1, 2, 3)
MOST_EDITS = 900  # of one search


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


@dataclass(frozen=True)
class Edit:
    """One thing changed in one or more functions."""

    kind: str
    line: int
    lines: tuple[int, ...]
    trees: dict[str, ast.FunctionDef]  # the changed functions, by qualified name
    adds: bool = False  # a statement, and changes none

    def compiled(self) -> dict[str, str]:
        """Return the code of the changed functions, as text that ``marshal`` made.

        Raises ``ValueError`` or ``TypeError`` where the change made no Python of it.
        """
        return {name: _compiled(name, tree) for name, tree in self.trees.items()}

    def applied(self, source: str) -> str:
        """Return a module's source with the changed functions in it."""
        lines = source.split("\n")
        old = dict(outermost(ast.parse(source)))
        for name in sorted(self.trees, key=lambda name: -old[name].lineno):
            text = textwrap.indent(ast.unparse(self.trees[name]), " " * old[name].col_offset)
            first = min([old[name].lineno, *(d.lineno for d in old[name].decorator_list)])
            lines[first - 1 : old[name].end_lineno] = text.splitlines()
        return "\n".join(lines) + "\n"


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


def operator(rank: int, sentence: str, is_habit: bool = False) -> Callable[[Operator], Operator]:
    """Register a generator of sites as a kind of edit."""

    def register(sites: Operator) -> Operator:
        name = sites.__name__
        KINDS[name] = Kind(name, rank, sentence, is_habit, sites)
        return sites

    return register


def functions_that_ran(source: str, called: Collection[str]) -> list[Function]:
    """Return the outermost functions of a module of which something ran, by qualified names."""
    found = []
    for name, node in outermost(ast.parse(source)):
        inside = {each for each in called if each == name or each.startswith(f"{name}.")}
        if inside:
            found.append(Function(name, node, inside))
    return found


def edits_of(
    functions: Collection[Function], most: int = MOST_EDITS
) -> Iterator[tuple[Edit, dict[str, str]]]:
    """Yield the edits of these functions with their code, by rank; none that changes nothing."""
    seen = [{function.name: _compiled(function.name, function.tree)} for function in functions]
    known = {tuple(codes.items()) for codes in seen}
    for rank in RANKS:
        for kind in [kind for kind in KINDS.values() if kind.rank == rank]:
            for edit in _edits_of_kind(kind, functions):
                try:
                    codes = edit.compiled()
                except (SyntaxError, TypeError, ValueError):
                    continue
                key = tuple(codes.items())
                if key not in known:
                    known.add(key)
                    yield edit, codes
                if len(known) > most:
                    return


def _compiled(name: str, tree: ast.FunctionDef) -> str:
    """Return the code of one function as it is inside its class, as text."""
    scopes = name.split(".")[:-1]
    module = ast.parse("pass")
    body: list[ast.stmt] = [tree]
    for scope in reversed(scopes):
        inside = ast.parse(f"class {scope}: pass").body[0]
        assert isinstance(inside, ast.ClassDef)
        inside.body = body
        body = [inside]
    module.body = body
    code = compile(ast.fix_missing_locations(module), "(an edit)", "exec", dont_inherit=True)
    for scope in name.split("."):
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == scope)
    return base64.b64encode(marshal.dumps(code)).decode()


def _edits_of_kind(kind: Kind, functions: Collection[Function]) -> Iterator[Edit]:
    """Yield one edit for each site, for all of a function, and where it is a habit for all."""
    everywhere: list[tuple[Function, Site]] = []
    for function in functions:
        sites = _sites(kind, function)
        for site in sites:
            yield _edit(kind, [(function, site)])
        if len(sites) > 1:
            together = [(function, site) for site in _compatible(sites)]
            if len(together) > 1:
                yield _edit(kind, together)
        everywhere += [(function, site) for site in _compatible(sites)]
    if kind.is_habit and len({function.name for function, _ in everywhere}) > 1:
        yield _edit(kind, everywhere)


def _sites(kind: Kind, function: Function) -> list[Site]:
    """Return an operator's sites; code that it stumbles over has none."""
    try:
        return list(kind.sites(function))
    except (AttributeError, LookupError, SyntaxError, TypeError, ValueError):
        return []


def _compatible(sites: list[Site]) -> list[Site]:
    """Return sites no two of which change the same node: the first of them."""
    taken: set[ast.AST] = set()
    chosen = []
    for site in sites:
        inside = {node for old in site.replacements for node in ast.walk(old)}
        if not inside & taken:
            taken |= inside
            chosen.append(site)
    return chosen


def _edit(kind: Kind, places: list[tuple[Function, Site]]) -> Edit:
    by_function: dict[str, Replacements] = defaultdict(dict)
    trees = {function.name: function.tree for function, _ in places}
    for function, site in places:
        by_function[function.name] |= site.replacements
    new = {name: changed(trees[name], what) for name, what in by_function.items()}
    lines = tuple(sorted({site.line for _, site in places}))
    adds = all(site.adds for _, site in places)
    return Edit(kind.name, lines[0], lines, new, adds)
