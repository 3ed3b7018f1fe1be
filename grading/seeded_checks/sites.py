"""The places in a check at which something can be drawn anew, by kind."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from grading.seeded_checks.source import Source

# Their whole numbers say which dimension, not how large.
OF_DIMENSIONS = frozenset(
    ("transpose", "permute", "sum", "mean", "max", "softmax", "log_softmax", "cat", "item", "round")
)
OF_NAMES = ("join", "getattr", "setattr", "hasattr")
OF_SEEDS = ("set_parameters", "Random")
OF_NUMBERS = ("Tensor", "array", "Value")
OF_SIZES = ("MLP", "Layer")
OF_MERGES = ("train", "trained")  # of a tokenizer: with more merges some pairs would be tied
BYTES = 256  # ids that are no merges; no other whole number that these get is as large
OF_HEADS = {"n_head", "n_embd"}  # the second is a multiple of the first
WITH_HEADS = ("CausalSelfAttention", "Block")  # the same, the other way round


@dataclass
class Sites:
    """Literals by kind; ``rows``: shares that add up to 1; ``ids``: lists of whole numbers."""

    floats: list[ast.Constant] = field(default_factory=list)
    ones: list[ast.Constant] = field(default_factory=list)
    wholes: list[ast.Constant] = field(default_factory=list)
    seeds: list[ast.Constant] = field(default_factory=list)
    sizes: list[ast.Constant] = field(default_factory=list)
    compared: list[ast.Constant] = field(default_factory=list)
    texts: list[ast.Constant] = field(default_factory=list)
    keys: list[ast.expr] = field(default_factory=list)  # what tells of the others: docstring, keys
    rows: list[ast.List] = field(default_factory=list)
    orders: list[ast.List] = field(default_factory=list)  # of floats
    ids: list[ast.List] = field(default_factory=list)
    bytes: list[ast.Constant] = field(default_factory=list)  # whole numbers that may be letters


def sites_in(source: Source, nodes: Iterable[ast.stmt]) -> Sites:
    """Return the sites in some statements."""
    sites = Sites()
    for statement in nodes:
        for node in ast.walk(statement):
            if isinstance(node, ast.JoinedStr):
                sites.keys.append(node)
            elif _is_inside_text(source, node):
                continue
            elif isinstance(node, ast.List):
                _add_list(source, node, sites)
            elif isinstance(node, ast.Constant):
                _add_constant(source, node, sites)
    return sites


def _is_inside_text(source: Source, node: ast.AST) -> bool:
    return any(
        isinstance(outer, ast.JoinedStr)
        or (isinstance(outer, ast.Call) and called(outer) == "Operation")
        for outer in source.around(node)
    )


def called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _add_list(source: Source, node: ast.List, sites: Sites) -> None:
    if _is_of_shares(node):
        sites.rows.append(node)
    elif len(node.elts) > 1 and all(type(leaf) is float for leaf in _own_leaves(node)):
        sites.orders.append(node)
    outer = source.parents[node]
    leaves = list(_leaves(node))
    is_nested = isinstance(outer, ast.List)
    if not is_nested and len(set(leaves)) > 1 and all(type(leaf) is int for leaf in leaves):
        function = called(outer) if isinstance(outer, ast.Call) else ""
        if function not in (*OF_NUMBERS, *OF_SIZES):
            sites.ids.append(node)


def elements_of(node: ast.List) -> Iterator[ast.expr]:
    """Yield the elements of a list, of lists inside it theirs."""
    for element in node.elts:
        if isinstance(element, ast.List):
            yield from elements_of(element)
        else:
            yield element


def _own_leaves(node: ast.List) -> list[object]:
    is_nested = any(isinstance(element, ast.List) for element in node.elts)
    return [None] if is_nested else list(_leaves(node))


def _leaves(node: ast.List) -> Iterator[object]:
    for element in elements_of(node):
        try:
            yield ast.literal_eval(element)
        except ValueError:
            yield None


def _is_of_shares(node: ast.List) -> bool:
    constants = [element.value for element in node.elts if isinstance(element, ast.Constant)]
    numbers = [value for value in constants if isinstance(value, float)]
    return (
        len(numbers) == len(node.elts) and len(set(numbers)) > 1 and math.isclose(sum(numbers), 1)
    )


def _add_constant(source: Source, node: ast.Constant, sites: Sites) -> None:
    around = list(source.around(node))
    outer = around[1] if isinstance(around[0], ast.UnaryOp) else around[0]
    if type(node.value) is str:
        _add_text(outer, node, sites)
    elif type(node.value) is float and node.value:
        shared = isinstance(outer, ast.List) and _is_of_shares(outer)
        if not shared and not isinstance(outer, ast.Compare):
            (sites.ones if node.value == 1.0 else sites.floats).append(node)
    elif type(node.value) is int and node.value > 1:
        _add_whole(source, outer, node, sites)


def _add_text(outer: ast.AST, node: ast.Constant, sites: Sites) -> None:
    is_key = isinstance(outer, ast.Dict) and any(key is node for key in outer.keys)
    if is_key or isinstance(outer, ast.Expr | ast.Subscript):
        sites.keys.append(node)
        return
    is_assigned = isinstance(outer, ast.Assign) and isinstance(outer.targets[0], ast.Name)
    is_name = isinstance(outer, ast.Call) and called(outer) in OF_NAMES
    is_given = isinstance(outer, ast.Call | ast.List | ast.Tuple | ast.Compare) and not is_name
    if is_assigned or is_given:
        sites.texts.append(node)


def _add_whole(source: Source, outer: ast.AST, node: ast.Constant, sites: Sites) -> None:
    around = list(source.around(node))
    if any(isinstance(one, ast.Subscript) for one in around):
        return
    if isinstance(outer, ast.keyword):
        call = source.parents[outer]
        names = {one.arg for one in call.keywords} if isinstance(call, ast.Call) else set()
        if outer.arg in (*OF_HEADS, "channels") and not names >= OF_HEADS:
            return  # what has to be a multiple of what is said elsewhere
        (sites.seeds if outer.arg in ("seed", "start") else sites.sizes).append(node)
    elif isinstance(outer, ast.Call):
        function = called(outer)
        if function in OF_SEEDS:
            sites.seeds.append(node)
        elif function in OF_NUMBERS:
            sites.wholes.append(node)
        elif function in OF_MERGES and node.value >= BYTES:  # type: ignore[operator]
            return
        elif function not in OF_DIMENSIONS and not (function == "range" and len(outer.args) == 3):
            sites.sizes.append(node)
    elif isinstance(outer, ast.BinOp):
        other = outer.right if outer.left is node else outer.left
        if isinstance(outer.op, ast.Mult) and isinstance(other, ast.List):
            sites.compared.append(node)
        elif isinstance(outer.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            sites.wholes.append(node)
    elif isinstance(outer, ast.Compare):
        sites.compared.append(node)
    elif isinstance(outer, ast.List):
        _add_whole_of_list(around, node, sites)
    elif isinstance(outer, ast.Tuple | ast.Dict):
        sites.bytes.append(node)


def _add_whole_of_list(around: list[ast.AST], node: ast.Constant, sites: Sites) -> None:
    outside = next(one for one in around if not isinstance(one, ast.List | ast.UnaryOp))
    function = called(outside) if isinstance(outside, ast.Call) else ""
    if function in OF_NUMBERS:
        sites.wholes.append(node)
    elif function in OF_SIZES:
        sites.sizes.append(node)
    else:
        sites.bytes.append(node)


def are_whole_heads(call: ast.Call) -> bool:
    """Tell whether the channels that a call gives are a multiple of its heads; if it gives any."""
    named = {one.arg: one.value for one in call.keywords}
    heads, channels = named.get("n_head"), named.get("n_embd")
    if called(call) in WITH_HEADS and len(call.args) >= 2:
        channels, heads = call.args[:2]
    numbers = [one.value for one in (channels, heads) if isinstance(one, ast.Constant)]
    wholes = [number for number in numbers if isinstance(number, int)]
    return len(wholes) < 2 or wholes[0] % wholes[1] == 0


def lengths_in(code: str) -> tuple[list[int], list[int]]:
    """Return for how many positions the attentions in some code are made, and how many they get."""
    room: list[object] = []
    given: list[object] = []
    for call in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
        numbers = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
        if called(call) in (*WITH_HEADS, "Head"):
            room += numbers[2:3]
        elif called(call) == "uneven" and len(numbers) == 3:
            given.append(numbers[1])
        room += [
            one.value.value
            for one in call.keywords
            if one.arg == "block_size" and isinstance(one.value, ast.Constant)
        ]
    return [n for n in room if isinstance(n, int)], [n for n in given if isinstance(n, int)]
