"""An exception as plain data, with the frames that lie in the learner's files."""

from __future__ import annotations

import os

from grading.worker import limits, module_loader

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from typing import Any

MOST_FRAMES = 12


def plain_exception(error: BaseException, loading: list[str], folder: str) -> dict[str, Any]:
    """Return an exception as plain data, with the frames that lie in the learner's files."""
    if isinstance(error, MemoryError):
        limits.allow_memory_to_report()
    frames = []
    is_written = False
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        is_written = False
        if os.path.dirname(code.co_filename) == folder:
            name = os.path.basename(code.co_filename)
            frames.append([name, trace.tb_lineno, code.co_qualname])
            line = module_loader.source_line(code.co_filename, trace.tb_lineno)
            is_written = b"raise " in line or line.strip() == b"raise"
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and loading and (error.filename or not frames):
        # Without a file's name: the module's own bytes are no Python.
        path = error.filename or os.path.join(folder, f"{loading[-1]}.py")
        frames.append([os.path.basename(path), error.lineno or unreadable_line(path), "<module>"])
    return {
        "outcome": "raised",
        "importing": loading,
        "type": type(error).__name__[:200],
        "is_stub": isinstance(error, NotImplementedError),
        "is_written": is_written,
        "message": message_of(error),
        "frames": frames[:1] + frames[1:][-MOST_FRAMES:],
    }


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
