"""Turning what a check returned into plain data: a flat table, name → [type, value].

A node (anything with ``.data`` and ``.grad``) becomes ``name.data`` and ``name.grad``; a list
becomes ``name[0]``, ``name[1]``, …; a dict ``name: key``. Types are ``int``, ``float``, ``bool``,
``text``, ``none``, ``list`` (an empty one), ``array`` and ``other`` (the name of a type that is
none of these). An array of numpy's or torch's is one entry: its shape, what kind of number it
holds, and the numbers, row by row; of a large one, three weighted sums of them; of a huge one, and
where they are no numbers, neither. Numbers that are not finite are written as text, so nothing
depends on JSON's reading of them.
"""

from __future__ import annotations

import math

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from typing import Any

    Tagged = list[Any]

MAX_ENTRIES = 20_000
MAX_TEXT = 2_000
MAX_DEPTH = 8
MOST_NUMBERS = 2_000  # of an array; of a larger one its weighted sums are sent
MOST_SUMMED = 200_000  # numbers; of a larger one only the shape is of interest
MOST_DIMENSIONS = 64  # which is numpy's limit
LARGEST_SIZE = 2**63
LARGEST_INT = 10**300  # a number of more digits is no result of any check


def observe(returned: dict[Any, Any]) -> dict[str, Tagged]:
    """Return the flat table for ``returned``, the dict that a check gave back.

    Raises ``ValueError`` where there is too much of it, or it is nested too deeply.
    """
    table: dict[str, Tagged] = {}
    for name, value in returned.items():
        _add(table, str(name), value, 0)
    return table


def _add(table: dict[str, Tagged], name: str, value: Any, depth: int) -> None:
    if depth > MAX_DEPTH or len(table) > MAX_ENTRIES:
        raise ValueError("the check returned more than can be looked at")
    kind = type(value)
    if kind in (list, tuple):
        if not value:
            table[name] = ["list", 0]
        for position, element in enumerate(value):
            _add(table, f"{name}[{position}]", element, depth + 1)
    elif kind is dict:
        for key, element in value.items():
            _add(table, f"{name}: {key}", element, depth + 1)
    elif is_node(value):
        table[f"{name}.data"] = tagged(value.data)
        table[f"{name}.grad"] = tagged(gradient_of(value))
    else:
        table[name] = tagged(value)


def is_node(value: Any) -> bool:
    """Tell whether ``value`` is a node: it has a number and a gradient."""
    plain = (int, float, str, bool, type(None))
    return not isinstance(value, plain) and hasattr(value, "data") and hasattr(value, "grad")


def gradient_of(node: Any) -> Any:
    """Return a node's gradient; zeros where there is none yet, which is as good."""
    if node.grad is not None:
        return node.grad
    return node.data * 0.0 if is_array(node.data) else 0.0


def tagged(value: Any) -> Tagged:
    """Return ``[type, value]`` for a single value; an array without dimensions is a number."""
    if is_array(value):
        shape = tuple(value.shape)
        if shape and len(shape) <= MOST_DIMENSIONS and all(map(_is_size, shape)):
            return ["array", array_content(value, shape)]
        value = value if shape else value.item()
    if issubclass(type(value), float):
        value = float.__pos__(value)  # a plain one of any float that knows more
    kind = type(value)
    if kind is bool:
        return ["bool", value]
    if kind is int:
        return ["int", value] if abs(value) < LARGEST_INT else ["other", "huge int"]
    if kind is float:
        return ["float", value if math.isfinite(value) else repr(value)]
    if kind is str:
        return ["text", value[:MAX_TEXT]]
    if value is None:
        return ["none", None]
    return ["other", kind.__name__[:MAX_TEXT]]


def is_array(value: Any) -> bool:
    """Tell whether ``value`` is an array of numpy's or torch's, or a scalar of theirs."""
    library = str(type(value).__module__).partition(".")[0]
    return library in ("numpy", "torch") and hasattr(value, "dtype")


def _is_size(size: Any) -> bool:
    return type(size) is int and 0 <= size < LARGEST_SIZE


def array_content(array: Any, shape: tuple[int, ...]) -> dict[str, Any]:
    """Return an array's shape, kind of number, and its numbers or their weighted sums."""
    kind, name = kind_of_number(str(array.dtype)), type(array).__name__
    content = {"shape": list(shape), "kind": kind}
    size = math.prod(shape)
    if kind == "object" or size > MOST_SUMMED:
        return content | {"sums": []}
    numbers = array.reshape(-1).tolist()
    if type(numbers) is not list or len(numbers) != size or not all(map(_is_plain, numbers)):
        # Complex numbers, texts, dates; also a `matrix`, and a masked array with gaps.
        return content | {"sums": []} | ({} if name == "ndarray" else {"kind": name[:MAX_TEXT]})
    numbers = [_plain_number(number) for number in numbers]
    if size > MOST_NUMBERS:
        return content | {"sums": weighted_sums(numbers)}
    return content | {"values": numbers}


def _is_plain(number: Any) -> bool:
    kind = type(number)
    return issubclass(kind, float) or kind is bool or (kind is int and abs(number) < LARGEST_INT)


def kind_of_number(dtype: str) -> str:
    """Return ``float64``, ``int``, ``bool``, ``object``, or another type's own name."""
    name = dtype.removeprefix("torch.")
    return "int" if name.strip("u").rstrip("0123456789") == "int" else name[:MAX_TEXT]


def weighted_sums(numbers: list[Any]) -> list[Any]:
    """Return three sums of all the numbers, each number with an uneven weight of its own.

    A wrong number, an exchanged pair and a wrong axis change all three.
    """
    finite = [float(number) for number in numbers]
    return [_plain_number(_weighted_sum(finite, turn)) for turn in range(3)]


def _weighted_sum(numbers: list[float], turn: int) -> float:
    if not all(map(math.isfinite, numbers)):
        return math.nan
    try:
        return math.fsum(
            number * math.sin((1.1 + turn) * place + 0.5 * turn + 0.3)
            for place, number in enumerate(numbers)
        )
    except OverflowError:
        return math.inf


def _plain_number(number: Any) -> Any:
    if isinstance(number, float):
        return float.__pos__(number) if math.isfinite(number) else repr(float.__pos__(number))
    return number
