"""Edits of the last rank, which show a place and no kind: what the solution has there, put in."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from copy import copy

from grading.mistakes.edit_kinds import PLACES, Function, functions_that_ran
from grading.mistakes.edits import CompiledEdit, Edit, compiled
from grading.mistakes.syntax_trees import changed

ANOTHER_STATEMENT, WITHIN = PLACES
COMPOUND = (ast.FunctionDef, ast.For, ast.If, ast.While, ast.With, ast.Try)
MOST_STATEMENTS = 12  # of a function of the solution


def edits_of_solution(
    functions: Collection[Function], solution: str | None
) -> Iterator[CompiledEdit]:
    """Yield edits that put in one statement of the solution's, its inner function, or all of it."""
    if solution is not None:
        yield from compiled(_edits_of_solution(functions, solution))


def _edits_of_solution(functions: Collection[Function], solution: str) -> Iterator[Edit]:
    names = [function.name for function in functions]
    finished = {one.name: one.tree for one in functions_that_ran(solution, names)}
    pairs = [(one, finished[one.name]) for one in functions if one.name in finished]
    for one, right in pairs:
        yield from _statements(one, right)
    for one, right in pairs:
        inner, right_inner = _inner(one.tree), _inner(right)
        if inner and right_inner:
            tree = changed(one.tree, {inner: right_inner})
            yield Edit(WITHIN, (inner.lineno,), {one.name: tree})
    for one, right in pairs:
        yield Edit(WITHIN, (one.tree.lineno,), {one.name: right})


def _statements(function: Function, right: ast.FunctionDef) -> Iterator[Edit]:
    """Yield edits with one statement replaced by one of the solution's function."""
    theirs = [node for node in ast.walk(right) if _is_simple(node)][:MOST_STATEMENTS]
    for statements in function.lists():
        for old in filter(_is_simple, statements):
            for new in theirs:
                own = ast.copy_location(copy(new), old)  # others stand elsewhere
                tree = changed(function.tree, {old: own})
                yield Edit(ANOTHER_STATEMENT, (old.lineno,), {function.name: tree})


def _is_simple(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return isinstance(node, ast.stmt) and not isinstance(node, COMPOUND) and not is_text


def _inner(tree: ast.FunctionDef) -> ast.FunctionDef | None:
    return next((node for node in tree.body if isinstance(node, ast.FunctionDef)), None)
