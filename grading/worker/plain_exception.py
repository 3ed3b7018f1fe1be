"""An exception as plain data, with the frames that lie in the learner's files."""

from __future__ import annotations

import os

from grading.worker import limits, module_loader

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

MOST_FRAMES = 12


def plain_exception(error: BaseException, loading: list[str], folder: str) -> dict[str, Any]:
    """Return an exception as plain data, with the frames that lie in the learner's files."""
    if isinstance(error, MemoryError):
        limits.allow_memory_to_report()
    frames = []
    is_written = False
    trace, last = error.__traceback__, None
    while trace is not None:
        last, code = trace.tb_frame, trace.tb_frame.f_code
        is_written = False
        if os.path.dirname(code.co_filename) == folder:
            name = os.path.basename(code.co_filename)
            frames.append([name, trace.tb_lineno, code.co_qualname])
            line = module_loader.source_line(code.co_filename, trace.tb_lineno)
            is_written = b"raise " in line or line.strip() == b"raise"
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename and loading:
        frames.append([os.path.basename(error.filename), error.lineno or 1, "<module>"])
        marked = [error.offset or 0, error.end_offset or 0]
    else:
        marked = []
    return {
        "outcome": "raised",
        "importing": loading,
        "type": type(error).__name__[:200],
        "is_stub": isinstance(error, NotImplementedError),
        "is_written": is_written,
        "message": message_of(error),
        "suggestion": _suggestion(error, last),
        "columns": marked,
        "frames": frames[:1] + frames[1:][-MOST_FRAMES:],
    }


def _suggestion(error: BaseException, frame: FrameType | None) -> str:
    if not isinstance(error, NameError | AttributeError | ImportError):
        return ""
    from grading.worker.name_suggestion import suggestion_for

    try:
        return suggestion_for(error, frame)[:200]
    except Exception:  # it asks objects of the learner's
        return ""


def message_of(error: BaseException) -> str:
    """Return an exception's text; the text of a learner's own exception may itself fail."""
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        text = "(its text cannot be shown)"
    return str(text)[:1_000]
