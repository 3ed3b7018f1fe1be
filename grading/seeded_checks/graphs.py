"""Drawing the graph of a check anew: other names, longer ends, leaves that are computed or seen."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from grading.seeded_checks.draws import Draws
from grading.seeded_checks.source import Edit, Source

OTHER_NAMES = "bcdfghjkmnpqrstvwz"  # none that is a word
LONGEST_TAIL = 3  # nodes put between a leaf and what uses it
LINE = re.compile(r"^( +)\w: \w(?:, \w)*(?: +\w: \w(?:, \w)*)*$", re.MULTILINE)
LISTED = re.compile(r"`_backward` of \w(?:, \w)* and \w")
LEAF = "is a leaf"
MOST_ON_A_LINE = 6
LEAVES = ("engine.Value", "tensor.Tensor")
TRACES = "graph.trace"


def graph_edits(source: Source, check: ast.FunctionDef, draws: Draws) -> list[Edit]:
    """Return edits by which the graph in a check has other names, and longer ends.

    A graph is a dict from a node's name to the names of its inputs, one letter each. It stands in
    the check, and once more where what the check saw is read. No edits where there is none.
    """
    graphs = [node for node in ast.walk(check) if isinstance(node, ast.Dict) and _is_graph(node)]
    if not graphs:
        return []
    graph: dict[str, str] = ast.literal_eval(graphs[0])
    names = dict(zip(graph, draws.shuffled(OTHER_NAMES), strict=False))
    has_numbers = any(isinstance(node, ast.Tuple) for node in ast.walk(check))
    drawn = _drawn(graph, names, draws, 0 if has_numbers else LONGEST_TAIL)
    edits = [Edit(*source.span(written), _as_written(drawn)) for written in graphs]
    docstring = check.body[0]
    if isinstance(docstring, ast.Expr):
        text = _told(source.written(docstring), names, drawn)
        edits.append(Edit(*source.span(docstring), text))
    return edits


def _drawn(
    graph: dict[str, str], names: dict[str, str], draws: Draws, longest: int
) -> dict[str, str]:
    """Return the graph by other names, with up to ``longest`` nodes behind each leaf."""
    spare = [name for name in OTHER_NAMES if name not in names.values()]
    drawn: dict[str, str] = {}
    last_of: dict[str, str] = {}
    for name, inputs in graph.items():
        new = names[name]
        drawn[new] = "".join(last_of[names[one]] for one in inputs)
        last_of[new] = new
        for _ in range(0 if inputs else draws.below(longest + 1)):
            longer = spare.pop(0)
            drawn[longer] = last_of[new]
            last_of[new] = longer
    return drawn


def _is_graph(node: ast.Dict) -> bool:
    pairs = zip(node.keys, node.values, strict=True)
    texts = [one.value for pair in pairs for one in pair if isinstance(one, ast.Constant)]
    return (
        len(texts) == 2 * len(node.keys) > 2
        and all(isinstance(text, str) for text in texts)
        and all(len(str(name)) == 1 for name in texts[::2])
        and all(set(str(inputs)) <= set(map(str, texts[::2])) for inputs in texts[1::2])
    )


def _as_written(graph: dict[str, str]) -> str:
    lines = [f'"{name}": "{inputs}"' for name, inputs in graph.items()]
    return "{\n        " + ",\n        ".join(_in_rows(lines, ", ", 5)) + ",\n    }"


def _in_rows(parts: Sequence[str], between: str, most: int) -> list[str]:
    return [between.join(parts[i : i + most]) for i in range(0, len(parts), most)]


def _told(docstring: str, names: dict[str, str], graph: dict[str, str]) -> str:
    """Return the docstring of another graph: the names, the nodes and what writes down."""
    inner = {name: ", ".join(inputs) for name, inputs in graph.items() if inputs}
    kept = docstring.replace(LEAF, "\0")
    renamed = re.sub(r"\b[a-z]\b", lambda found: names.get(found[0], found[0]), kept)
    parts = [f"{name}: {inputs}" for name, inputs in inner.items()]

    def lines(found: re.Match[str]) -> str:
        return "\n".join(found[1] + row for row in _in_rows(parts, "      ", MOST_ON_A_LINE))

    listed = list(inner)
    text = LINE.sub(lines, renamed)
    text = LISTED.sub(f"`_backward` of {', '.join(listed[:-1])} and {listed[-1]}", text)
    return text.replace("\0", LEAF)


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
