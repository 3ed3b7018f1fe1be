"""The order of a learner's nodes in a set: the same in every run, wherever they lie in memory.

Python orders a set of objects by their addresses, so that code that depends on the order would pass
in one run and fail in the next. Here it is neither the order in which nodes are made nor its
opposite, so that among many graphs such code meets both.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from itertools import count

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any

SCRAMBLE = 0x9E3779B97F4A7C15  # Knuth's multiplier: neighbours come to lie far apart
BITS = (1 << 60) - 1
USUAL: Any = object.__hash__

ASSIGNMENT = re.compile(rb"^[ \t]*([\w., \t]+?)[ \t]*(?::[^=\n]*)?=(?!=)(.*)$")
IS_A_SET = re.compile(rb"\s*(?:set\(|frozenset\(|\{(?![^{}]*:))")
LOOP = re.compile(rb"\bfor\b[^\n:]+?\bin\b([^\n]+)")
LAST_NAME = re.compile(rb"(\w+)\s*$")


def fix_set_order(module: ModuleType) -> None:
    """Number the engine's nodes, for a module that goes through sets in a loop.

    Not where their class has a hash of its own.
    """
    value: Any = getattr(sys.modules.get("engine", module), "Value", None)
    if not isinstance(value, type) or value.__hash__ is not USUAL:
        return
    numbers = count(1)

    def number(node: Any) -> int:
        found: int = getattr(node, "_number_in_sets", 0)
        if not found:
            found = (next(numbers) * SCRAMBLE >> 7) & BITS
            try:
                object.__setattr__(node, "_number_in_sets", found)
            except AttributeError:  # a class with __slots__ has no room for it
                return object.__hash__(node)
        return found

    value.__hash__ = number  # type: ignore[assignment]


@lru_cache(maxsize=64)
def loops_over_sets(source: bytes) -> bool:
    """Tell whether some loop seems to go through what was assigned as a set."""
    lines = source.splitlines()
    sets = {name for line in lines if b"set(" in line or b"{" in line for name in _sets_in(line)}
    loops = [loop for line in lines if b"for" in line for loop in LOOP.findall(line)]
    return any(name in sets for loop in loops for name in re.findall(rb"\w+", loop))


def _sets_in(line: bytes) -> Iterator[bytes]:
    """Yield the names to which a line assigns a set."""
    for left, right in ASSIGNMENT.findall(line):
        targets, values = left.split(b","), right.split(b",")
        if len(targets) != len(values):
            values = [right] * len(targets)
        for target, value in zip(targets, values, strict=True):
            name = LAST_NAME.search(target)
            if name and IS_A_SET.match(value):
                yield name[1]
