"""What else of a check can be drawn: its leaves become inner nodes, or are seen themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grading.seeded_checks.draws import Draws
from grading.seeded_checks.source import Edit, Source

LEAVES = ("engine.Value", "tensor.Tensor")
TRACES = "graph.trace"


def leaf_edits(source: Source, check: ast.FunctionDef) -> list[Edit]:
    """Return edits by which the check returns the numbers of the leaves that it makes, too.

    For a check that sees nothing else but what is always the same.
    """
    last = check.body[-1]
    if not isinstance(last, ast.Return) or last.value is None:
        return []
    seen = last.value
    known = [_text(key) for key in seen.keys] if isinstance(seen, ast.Dict) else []
    leaves = list(_leaves_of(check)) or list(_leaves_of(check, for_good=False))
    wanted = [name for name, _ in leaves if f"{name}.data" not in known]
    entries = ", ".join(f'"{name}.data": {name}.data' for name in wanted)
    if not entries:
        return []
    first, end = source.span(seen)
    if isinstance(seen, ast.Dict):
        return [Edit(first + 1, first + 1, f"{entries}, ")]
    return [Edit(first, first, f"{{{entries}}} | "), Edit(end, end, "")]


def deeper_edits(source: Source, check: ast.FunctionDef, draws: Draws) -> list[Edit]:
    """Return edits by which some leaves of a graph that is traced are computed from others.

    Not where the graph is a leaf.
    """
    nodes = list(ast.walk(check))
    is_traced = any(isinstance(n, ast.Call) and ast.unparse(n.func) == TRACES for n in nodes)
    if not is_traced or not any(isinstance(node, ast.BinOp) for node in nodes):
        return []
    edits = []
    for _, call in _leaves_of(check):
        if draws.share() < 0.6:
            _, end = source.span(call)
            sign, number = draws.choice("+*"), f"{draws.between(1.1, 3.9):.1f}"
            edits.append(Edit(end, end, f" {sign} engine.Value({number})"))
    return edits


def _text(key: ast.expr | None) -> object:
    return key.value if isinstance(key, ast.Constant) else None


def _leaves_of(check: ast.FunctionDef, for_good: bool = True) -> Iterator[tuple[str, ast.Call]]:
    """Yield names that are given a leaf, and how; ``for_good``: and nothing else later."""
    given = [
        node.id
        for node in ast.walk(check)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    for statement in check.body:
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            continue
        (target,) = statement.targets
        pairs = [(target, statement.value)]
        if isinstance(target, ast.Tuple) and isinstance(statement.value, ast.Tuple):
            pairs = list(zip(target.elts, statement.value.elts, strict=True))
        for name, value in pairs:
            is_leaf = isinstance(value, ast.Call) and ast.unparse(value.func) in LEAVES
            if is_leaf and isinstance(name, ast.Name):
                assert isinstance(value, ast.Call)
                if given.count(name.id) == 1 or not for_good:
                    yield name.id, value
