"""Having a check tell its leaves' numbers, too, where all else that it sees is always the same."""

from __future__ import annotations

import ast

from grading.seeded_checks.source import Edit, Source

LEAVES = ("engine.Value", "tensor.Tensor")


def leaf_edits(source: Source, check: ast.FunctionDef) -> list[Edit]:
    """Return an edit by which the check returns the numbers of the leaves that it makes, too."""
    last = check.body[-1]
    if not isinstance(last, ast.Return) or last.value is None:
        return []
    seen = last.value
    known = [] if not isinstance(seen, ast.Dict) else [_text(key) for key in seen.keys]
    wanted = [name for name in _leaves_of(check) if f"{name}.data" not in known]
    entries = ", ".join(f'"{name}.data": {name}.data' for name in wanted)
    if not entries:
        return []
    first, end = source.span(seen)
    return [Edit(first, first, f"{{{entries}}} | "), Edit(end, end, "")]


def _text(key: ast.expr | None) -> object:
    return key.value if isinstance(key, ast.Constant) else None


def _leaves_of(check: ast.FunctionDef) -> list[str]:
    """Return the names that are given a leaf, and nothing else later."""
    given: list[str] = []
    leaves: list[str] = []
    for node in ast.walk(check):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given.append(node.id)
    for statement in check.body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        (target,) = statement.targets
        pairs = [(target, statement.value)]
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs = list(zip(target.elts, statement.value.elts, strict=True))
        for name, value in pairs:
            is_leaf = isinstance(value, ast.Call) and ast.unparse(value.func) in LEAVES
            if is_leaf and isinstance(name, ast.Name) and given.count(name.id) == 1:
                leaves.append(name.id)
    return leaves
