"""An exception as plain data, with the frames that lie in the learner's files."""

from __future__ import annotations

import os

from grading.worker import limits, module_loader

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

MOST_FRAMES = 12
MOST_ARGUMENTS = 4
MOST_DIGITS = 30
PLAIN = (int, float)


def plain_exception(error: BaseException, loading: list[str], folder: str) -> dict[str, Any]:
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
            line = module_loader.source_line(code.co_filename, trace.tb_lineno)
            is_written = b"raise " in line or line.strip() == b"raise"
        trace = trace.tb_next
    marked: list[int] = []
    if isinstance(error, SyntaxError) and loading and (error.filename or not frames):
        # Without a file's name: the module's own bytes are no Python.
        path = error.filename or os.path.join(folder, f"{loading[-1]}.py")
        frames.append([os.path.basename(path), error.lineno or unreadable_line(path), "<module>"])
        if error.filename:
            marked = [error.offset or 0, error.end_offset or 0]
    return {
        "outcome": "raised",
        "importing": loading,
        "type": type(error).__name__[:200],
        "is_stub": isinstance(error, NotImplementedError),
        "is_written": is_written,
        "message": message_of(error),
        "suggestion": _suggestion(error, last),
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


def _suggestion(error: BaseException, frame: FrameType | None) -> str:
    if not isinstance(error, NameError | AttributeError | ImportError):
        return ""
    from grading.worker.name_suggestion import suggestion_for

    try:
        return suggestion_for(error, frame)[:200]
    except Exception:  # it asks objects of the learner's
        return ""


def unreadable_line(path: str) -> int:
    """Return the first line of a file that is not UTF-8, or has a null in it; else the first."""
    try:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return 1
    for number, line in enumerate(lines, start=1):
        if b"\0" in line or line.decode("utf-8", "ignore").encode() != line:
            return number
    return 1


def message_of(error: BaseException) -> str:
    """Return an exception's text; the text of a learner's own exception may itself fail."""
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        text = "(its text cannot be shown)"
    return str(text)[:1_000]
