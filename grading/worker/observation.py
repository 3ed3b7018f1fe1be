"""Turning what a check returned into plain data: a flat table, name → [type, value].

A node (anything with ``.data`` and ``.grad``) becomes ``name.data`` and ``name.grad``; a list
becomes ``name[0]``, ``name[1]``, …; a dict ``name: key``. Types are ``int``, ``float``, ``bool``,
``text``, ``none``, ``list`` (an empty one) and ``other`` (the name of a type that is none of
these). Numbers that are not finite are written as text, so nothing depends on JSON's reading of
them.
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
        gradient = value.grad
        table[f"{name}.grad"] = tagged(0.0 if gradient is None else gradient)
    elif hasattr(value, "tolist") and bool(getattr(value, "shape", None)):
        _add(table, name, value.tolist(), depth + 1)
    else:
        table[name] = tagged(value)


def is_node(value: Any) -> bool:
    """Tell whether ``value`` is a node: it has a number and a gradient."""
    plain = (int, float, str, bool, type(None))
    return not isinstance(value, plain) and hasattr(value, "data") and hasattr(value, "grad")


def tagged(value: Any) -> Tagged:
    """Return ``[type, value]`` for a single value; a numpy scalar counts as its number."""
    if type(value).__module__.partition(".")[0] == "numpy" and getattr(value, "shape", None) == ():
        value = value.item()
    if isinstance(value, float):
        value = float.__pos__(value)  # a plain one of any float that knows more
    kind = type(value)
    if kind is bool:
        return ["bool", value]
    if kind is int:
        # A number of more than a few hundred digits is no result of any check.
        return ["int", value] if abs(value) < 10**300 else ["other", "huge int"]
    if kind is float:
        return ["float", value if math.isfinite(value) else repr(value)]
    if kind is str:
        return ["text", value[:MAX_TEXT]]
    if value is None:
        return ["none", None]
    return ["other", kind.__name__[:MAX_TEXT]]
