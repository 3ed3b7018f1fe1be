"""Small edits of a learner's functions: one thing changed in the syntax tree, kind after kind."""

from __future__ import annotations

import ast
import base64
import marshal
import textwrap
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from types import CodeType

from grading.course.solution_blocks import outermost
from grading.mistakes import edits_of_code, edits_of_nodes  # noqa: F401 - they register their kinds
from grading.mistakes.edit_kinds import KINDS, Function, Kind, Site
from grading.mistakes.syntax_trees import Replacements, changed

RANKS = (1, 2, 3)
MOST_EDITS = 900  # of one search


@dataclass(frozen=True)
class Edit:
    """One thing changed in one or more functions."""

    kind: str
    lines: tuple[int, ...]  # in which something changes, from the first to the last
    trees: dict[str, ast.FunctionDef]  # the changed functions, by qualified name
    adds: bool = False  # a statement, and changes none

    @property
    def line(self) -> int:
        """The first of its lines."""
        return self.lines[0]

    def applied(self, source: str) -> str:
        """Return a module's source with the changed functions in it."""
        lines = source.split("\n")
        old = dict(outermost(ast.parse(source)))
        for name in sorted(self.trees, key=lambda name: -old[name].lineno):
            text = textwrap.indent(ast.unparse(self.trees[name]), " " * old[name].col_offset)
            first = min([old[name].lineno, *(d.lineno for d in old[name].decorator_list)])
            lines[first - 1 : old[name].end_lineno] = text.splitlines()
        return "\n".join(lines) + "\n"


# An edit, and the code of its functions by their qualified names, as text that `marshal` made.
CompiledEdit = tuple[Edit, dict[str, str]]


def edits_of(functions: Collection[Function], most: int = MOST_EDITS) -> Iterator[CompiledEdit]:
    """Yield the edits of these functions with their code, by rank; none that changes nothing."""
    known: set[tuple[tuple[str, str], ...]] = {
        ((one.name, _compiled(one.name, one.tree)),) for one in functions
    }
    for rank in RANKS:
        for kind in [kind for kind in KINDS.values() if kind.rank == rank]:
            for edit, codes in compiled(_edits_of_kind(kind, functions)):
                key = tuple(codes.items())
                if key not in known:
                    known.add(key)
                    yield edit, codes
                if len(known) > most:
                    return


def compiled(edits: Iterable[Edit]) -> Iterator[CompiledEdit]:
    """Yield edits with their code, but those of which the change made no Python."""
    for edit in edits:
        try:
            codes = {name: _compiled(name, tree) for name, tree in edit.trees.items()}
        except (SyntaxError, TypeError, ValueError):
            continue
        yield edit, codes


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


def edit_everywhere(kind: str, functions: Collection[Function]) -> Edit | None:
    """Return one edit of a kind in all of these functions, where it is a habit and they have it."""
    habit = KINDS.get(kind)
    if habit is None or not habit.is_habit:
        return None
    *_, last = [None, *_edits_of_kind(habit, functions)]
    return last if last and len(last.trees) > 1 else None


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
        inside = {
            node
            for old in site.replacements
            for node in ast.walk(old)
            if isinstance(node, ast.expr | ast.stmt)  # a context or an operator is one for all
        }
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
    return Edit(kind.name, lines, new, all(site.adds for _, site in places))
