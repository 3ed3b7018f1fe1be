"""The order of a learner's nodes in a set: the same in every run, wherever they lie in memory.

Python orders a set of objects by their addresses, so that code that depends on the order would pass
in one run and fail in the next. Here it is neither the order in which nodes are made nor its
opposite, so that among many graphs such code meets both.
"""

from __future__ import annotations

from itertools import count

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

SCRAMBLE = 0x9E3779B97F4A7C15  # Knuth's multiplier: neighbours come to lie far apart
BITS = (1 << 60) - 1
NUMBER = "_number_in_sets"
USUAL: Any = object.__hash__


def fix_set_order(module: ModuleType) -> None:
    """Number the nodes of a module's class ``Value``, if it has no hash of its own."""
    value: Any = vars(module).get("Value")
    if not isinstance(value, type) or value.__hash__ is not USUAL:
        return
    numbers = count(1)

    def number(node: Any) -> int:
        try:
            return object.__getattribute__(node, NUMBER)  # type: ignore[no-any-return]
        except AttributeError:
            found = (next(numbers) * SCRAMBLE >> 7) & BITS
        try:
            object.__setattr__(node, NUMBER, found)
        except AttributeError:  # a class with __slots__ has no room for it
            return object.__hash__(node)
        return found

    value.__hash__ = number  # type: ignore[assignment]
