"""An exception as plain data: the frames in the learner's files, and the name that was meant.

Which name was meant Python itself works out only while it prints a traceback; ``traceback`` costs a
worker more to import than this, and before Python 3.12 does not have it.
"""

from __future__ import annotations

import builtins
import os
import sys
from types import CodeType

from grading.worker import limits

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType
    from typing import Any

    from grading.worker.sources import Sources

MOST_FRAMES = 12
MOST_ARGUMENTS = 4
MOST_DIGITS = 30
PLAIN = (int, float)
# As in Python's `traceback`: another letter costs two, another case one; up to a third of both.
LETTER, CASE = 2, 1
LONGEST_NAME, MOST_NAMES = 40, 750
OF_A_FUNCTION = 1  # CO_OPTIMIZED: names in a class or a module are not seen from inside


def plain_exception(
    error: BaseException, loading: list[str], folder: str, sources: Sources
) -> dict[str, Any]:
    """Return an exception as plain data, with the frames that lie in the learner's files."""
    if isinstance(error, MemoryError):
        limits.allow_memory_to_report()
    frames = []
    is_written = False
    trace, last, own = error.__traceback__, None, None
    while trace is not None:
        last, code = trace.tb_frame, trace.tb_frame.f_code
        is_written = False
        if os.path.dirname(code.co_filename) == folder:
            own = trace.tb_frame
            name = os.path.basename(code.co_filename)
            frames.append([name, trace.tb_lineno, code.co_qualname])
            line = sources.line(code.co_filename, trace.tb_lineno)
            is_written = b"raise " in line or line.strip() == b"raise"
        trace = trace.tb_next
    marked: list[int] = []
    if isinstance(error, SyntaxError) and loading and (error.filename or not frames):
        # Without a file's name: the module's own bytes are no Python.
        path = error.filename or os.path.join(folder, f"{loading[-1]}.py")
        line_number = error.lineno or unreadable_line(sources.text_of(path))
        frames.append([os.path.basename(path), line_number, "<module>"])
        if error.filename and sources.can_be_in(path, line_number, error.text):
            marked = [error.offset or 0, error.end_offset or 0]
    return {
        "outcome": "raised",
        "importing": loading,
        "type": name_of_type(type(error)),
        "is_stub": issubclass(type(error), NotImplementedError),
        "is_written": is_written,
        "message": message_of(error),
        "suggestion": _suggestion(error, last, sources),
        "columns": marked,
        "arguments": _numbers_given_to(own) if own else {},
        "frames": frames[:1] + frames[1:][-MOST_FRAMES:],
    }


def _numbers_given_to(frame: FrameType) -> dict[str, str]:
    """Return what a function got that is a number, or a node's; nothing of the learner's is run.

    A check that tries many numbers would not show else which of them it was.
    """
    found = {}
    code = frame.f_code
    for name in code.co_varnames[: min(code.co_argcount, MOST_ARGUMENTS)]:
        given = frame.f_locals.get(name)
        try:
            if type(given) not in PLAIN:
                name, given = f"{name}.data", object.__getattribute__(given, "__dict__")["data"]
            if type(given) in PLAIN:
                found[name] = repr(given)[:MOST_DIGITS]
        except Exception:  # it has no number, or one with more digits than Python writes
            continue
    return found


def _suggestion(error: BaseException, frame: FrameType | None, sources: Sources) -> str:
    if not isinstance(error, NameError | AttributeError | ImportError):
        return ""
    try:
        return suggestion_for(error, frame, sources)[:200]
    except BaseException:  # it asks objects of the learner's
        return ""


def unreadable_line(text: bytes) -> int:
    """Return the first line of a text that is not UTF-8, or has a null in it; else the first."""
    for number, line in enumerate(text.splitlines(), start=1):
        if b"\0" in line or line.decode("utf-8", "ignore").encode() != line:
            return number
    return 1


def name_of_type(kind: type) -> str:
    """Return the name of a type; its metaclass is not asked."""
    name: str = type.__dict__["__name__"].__get__(kind)
    return str.__str__(name)[:200]


def message_of(error: BaseException) -> str:
    """Return an exception's text; the text of a learner's own exception may itself fail."""
    try:
        text = error.msg if issubclass(type(error), SyntaxError) else str(error)  # type: ignore[attr-defined]
        return str.__getitem__(text, slice(1_000))
    except BaseException:
        return "(its text cannot be shown)"


def suggestion_for(error: BaseException, frame: FrameType | None, sources: Sources) -> str:
    """Return what is to be written in place of a missing name; ``import math`` where that lacks.

    ``frame``: where the exception came from. Empty where nothing comes near.
    """
    if isinstance(error, NameError):
        return _in_frame(str(error.name or ""), frame, sources)
    if isinstance(error, AttributeError):
        return nearest(str(error.name or ""), _names_in(error.obj))
    if isinstance(error, ImportError):
        text = message_of(error)  # `name_from` holds the name from Python 3.12 on
        wrong = text.split("'")[1] if text.startswith("cannot import name '") else ""
        return nearest(wrong, _names_in(sys.modules.get(str(error.name))))
    return ""


def _in_frame(wrong: str, frame: FrameType | None, sources: Sources) -> str:
    if frame is None or not wrong:
        return ""
    own = frame.f_locals.get("self")
    if own is not None and wrong in _names_in(own):
        return f"self.{wrong}"
    around = _names_around(frame.f_code, sources)
    found = nearest(wrong, [*frame.f_locals, *around, *frame.f_globals, *vars(builtins)])
    if not found and wrong in sys.stdlib_module_names:
        return f"import {wrong}"
    return found


def _names_around(code: CodeType, sources: Sources) -> list[str]:
    """Return the names in the functions that a function is written in, the innermost's first.

    Python hands on only those that the inner function has spelt right.
    """
    source = sources.known.get(code.co_filename)
    outer = source.code if source else None
    found: list[str] = []
    for name in code.co_qualname.replace(".<locals>", "").split("."):
        if outer is None or outer is code:
            break
        if outer.co_flags & OF_A_FUNCTION:
            found[:0] = [*outer.co_varnames, *outer.co_cellvars, *outer.co_freevars]
        inner = [const for const in outer.co_consts if isinstance(const, CodeType)]
        above = [one for one in inner if one.co_firstlineno <= code.co_firstlineno]
        outer = next((one for one in reversed(above) if one.co_name == name), None)
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
