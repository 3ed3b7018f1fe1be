"""Which name was meant where one does not exist, as Python's own traceback suggests it.

Python keeps that out of an exception's text and works it out only while it prints a traceback;
``traceback`` costs a worker more to import than this, and before Python 3.12 does not have it.
"""

from __future__ import annotations

import builtins
import sys

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType

# As in Python's `traceback`: another letter costs two, another case one; up to a third of both.
LETTER, CASE = 2, 1
LONGEST_NAME, MOST_NAMES = 40, 750


def suggestion_for(error: BaseException, frame: FrameType | None) -> str:
    """Return what is to be written in place of a missing name; ``import math`` where that lacks.

    ``frame``: where the exception came from. Empty where nothing comes near.
    """
    if isinstance(error, NameError):
        return _in_frame(str(error.name or ""), frame)
    if isinstance(error, AttributeError):
        return nearest(str(error.name or ""), _names_in(error.obj))
    if isinstance(error, ImportError):
        wrong = getattr(error, "name_from", None)  # from Python 3.12 on
        return nearest(str(wrong or ""), _names_in(sys.modules.get(str(error.name))))
    return ""


def _in_frame(wrong: str, frame: FrameType | None) -> str:
    if frame is None or not wrong:
        return ""
    own = frame.f_locals.get("self")
    if own is not None and wrong in _names_in(own):
        return f"self.{wrong}"
    known = [*frame.f_locals, *frame.f_globals, *vars(builtins)]
    found = nearest(wrong, known)
    if not found and wrong in sys.stdlib_module_names:
        return f"import {wrong}"
    return found


def _names_in(thing: object) -> list[str]:
    try:
        return [name for name in dir(thing) if type(name) is str]
    except Exception:  # a learner's own `__dir__`
        return []


def nearest(wrong: str, names: Iterable[str]) -> str:
    """Return the name that comes nearest to a wrong one, or nothing."""
    if not 0 < len(wrong) <= LONGEST_NAME:
        return ""
    best, least = "", sys.maxsize
    for name in list(names)[:MOST_NAMES]:
        if name == wrong or len(name) > LONGEST_NAME or (name[0] == "_" and wrong[0] != "_"):
            continue
        most = min((len(name) + len(wrong) + 3) * LETTER // 6, least - 1)
        if abs(len(name) - len(wrong)) * LETTER <= most:
            distance = _distance(wrong, name)
            if distance <= most:
                best, least = name, distance
    return best


def _distance(one: str, other: str) -> int:
    """Return what it costs to make one name of the other.

    Levenshtein's distance, and two letters in the wrong order cost as much as one other letter.
    """
    before: list[int] = []
    row = [LETTER * number for number in range(len(other) + 1)]
    for line, letter in enumerate(one, start=1):
        above, before = before, row
        row = [LETTER * line]
        for place, wanted in enumerate(other, start=1):
            costs = [before[place - 1] + _cost(letter, wanted), before[place] + LETTER]
            costs.append(row[-1] + LETTER)
            if above and place > 1 and one[line - 2 : line] == wanted + other[place - 2]:
                costs.append(above[place - 2] + LETTER)
            row.append(min(costs))
    return row[-1]


def _cost(letter: str, wanted: str) -> int:
    if letter == wanted:
        return 0
    return CASE if letter.lower() == wanted.lower() else LETTER
