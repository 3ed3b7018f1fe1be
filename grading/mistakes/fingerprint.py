"""What tells one way of failing a check from another.

Wrong observations (only those that differ from the reference), an exception (its type, the method
it came from, and its text where Python or a stub wrote it), or a time-out. To need too much memory
counts as a time-out: which of the two ends a walk that has no end depends on the machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from grading.judging import verdict as status
from grading.judging.comparison import for_reference, same
from grading.judging.verdict import Place, Verdict

ADDED_IN_PYTHON_3_13 = " and no __dict__ for setting new attributes"
# What Python 3.12 and later say, and what 3.11 does, with which mistakes are recorded.
OF_NOTHING = ("iterable argument is empty", "arg is an empty sequence")

Fingerprint = dict[str, Any]


def fingerprint(verdict: Verdict) -> Fingerprint | None:
    """Return the fingerprint of a failed check; of any other verdict, nothing."""
    if verdict.status == status.FAILED:
        wrong = [row.name for row in verdict.rows if not row.right]
        observed = for_reference(verdict.observed)
        return {"wrong": {name: observed.get(name) for name in wrong}}
    if verdict.status == status.TIMEOUT or verdict.exception == "MemoryError":
        return {"timeout": True}
    if verdict.status == status.ERROR:
        return _raised(verdict)
    if verdict.status == status.CRASHED:
        return {"crashed": verdict.message}
    return None


def _raised(verdict: Verdict) -> Fingerprint:
    if verdict.exception == "RecursionError":
        # How deep it was, and in which of its functions, differs from run to run.
        return {"raised": verdict.exception, "text": "", "in": _recursing(verdict.frames)}
    if verdict.stub:
        return {"raised": verdict.exception, "text": verdict.stub, "in": _caller(verdict)}
    function = _outer(verdict.place.function) if verdict.place else None
    text: str | None = verdict.exception_text.removesuffix(ADDED_IN_PYTHON_3_13)
    if text and text.endswith(OF_NOTHING[0]):
        text = text.replace(*OF_NOTHING)
    if verdict.exception_is_written:
        text = None  # everybody writes it in words of their own
    return {"raised": verdict.exception, "text": text, "in": function}


def _caller(verdict: Verdict) -> str | None:
    """Return the outer function that called a stub of a later step, the wrong one of the two."""
    stub = _outer(verdict.stub or "")
    callers = [outer for frame in verdict.frames if (outer := _outer(frame.function)) != stub]
    return callers[-1] if callers else None


def _recursing(frames: Sequence[Place]) -> str:
    """Return the functions that call one another without end; of inner ones, those around them."""
    calls = Counter(_outer(frame.function) for frame in frames)
    return ", ".join(sorted(function for function, times in calls.items() if times > 1))


def _outer(function: str) -> str:
    """Return the method or the function of a module that ``function`` is part of."""
    parts = function.split(".")
    return ".".join(parts[: 2 if parts[0][:1].isupper() else 1])


def equal(one: Fingerprint, other: Fingerprint, tolerance: tuple[float, float]) -> bool:
    """Tell whether two fingerprints are the same, numbers within the tolerance."""
    if "raised" in one and "raised" in other:
        texts = {one["text"], other["text"]}
        return (one["raised"], one["in"]) == (other["raised"], other["in"]) and (
            None in texts or len(texts) == 1
        )
    if "wrong" not in one or "wrong" not in other:
        return one == other
    wrong, other_wrong = one["wrong"], other["wrong"]
    return wrong.keys() == other_wrong.keys() and all(
        _same(value, other_wrong[name], tolerance) for name, value in wrong.items()
    )


def _same(one: Any, other: Any, tolerance: tuple[float, float]) -> bool:
    if one is None or other is None:
        return one is other
    return same(one, other, tolerance)
