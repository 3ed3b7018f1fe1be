"""What tells one way of failing a check from another.

Wrong observations (only those that differ from the reference, in brief), an exception (its type,
the method it came from, and its text where Python or a stub wrote it), or a time-out. To need too
much memory counts as a time-out: which of the two ends a walk that has no end depends on the
machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from grading.judging import verdict as status
from grading.judging.comparison import for_reference, is_close
from grading.judging.verdict import Place, Verdict
from grading.worker.observation import weighted_sums

ADDED_IN_PYTHON_3_13 = " and no __dict__ for setting new attributes"
# What Python 3.12 and later say, and what 3.11 does, with which mistakes are recorded.
OF_NOTHING = ("iterable argument is empty", "arg is an empty sequence")

MOST_NUMBERS = 4  # that are compared one by one
SUMS = 3  # that stand for an array's numbers
MOST_SUMS = 2  # that stand for all numbers of a check
ROUNDING = 4  # times the tolerance of a number: what a sum of several may be off
DIGEST = 8  # hexadecimal digits

Fingerprint = dict[str, Any]


def fingerprint(verdict: Verdict) -> Fingerprint | None:
    """Return the fingerprint of a failed check; of any other verdict, nothing."""
    if verdict.status == status.FAILED:
        wrong = [row.name for row in verdict.rows if not row.right]
        observed = for_reference(verdict.observed)
        return in_brief({name: observed.get(name) for name in wrong})
    if verdict.status == status.TIMEOUT or verdict.exception == "MemoryError":
        return {"timeout": True}
    if verdict.status == status.ERROR:
        return _raised(verdict)
    if verdict.status == status.CRASHED:
        return {"crashed": verdict.message}
    return None


def in_brief(wrong: Mapping[str, list[Any] | None]) -> Fingerprint:
    """Return wrong observations in few numbers.

    A digest of all that is exact (their names, texts, shapes, …), and their numbers; of many the
    sums, unevenly weighted, and how large they are.
    """
    exact: list[Any] = []
    numbers: list[float] = []
    for name, value in sorted(wrong.items()):
        kind, content = value or ("missing", None)
        found: list[Any] = []
        if kind == "array" and content:
            found, content = _numbers_of(content), [content["shape"], content["kind"]]
        elif kind in ("int", "float"):
            kind, found, content = "number", [content], None
        numbers += [float(number) for number in found if not isinstance(number, str)]
        infinite = [(at, n) for at, n in enumerate(found) if isinstance(n, str)]
        exact.append([name, kind, content, infinite])
    digest = sha256(json.dumps(exact).encode()).hexdigest()[:DIGEST]
    if len(numbers) <= MOST_NUMBERS:
        return {"wrong": digest, "numbers": numbers}
    sums, largest = weighted_sums(numbers)[:MOST_SUMS], max(map(abs, numbers))
    return {"wrong": digest, "sums": sums, "largest": float(f"{largest:.2g}")}


def _numbers_of(array: Mapping[str, Any]) -> list[Any]:
    """Return the numbers of an array, of many the sums; those that are not finite as texts."""
    numbers: list[Any] = array.get("values", array.get("sums", []))
    if len(numbers) <= SUMS or any(isinstance(number, str) for number in numbers):
        return numbers
    return weighted_sums(numbers)


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
    if "wrong" not in one or one["wrong"] != other.get("wrong"):
        return one == other
    if "sums" in one and "sums" in other:
        relative, absolute = tolerance
        allowed = max(ROUNDING * relative * one["largest"], absolute)
        return all(_near(x, y, allowed) for x, y in zip(one["sums"], other["sums"], strict=True))
    numbers = one.get("numbers", ()), other.get("numbers", ())
    return len(numbers[0]) == len(numbers[1]) and all(
        is_close(x, y, tolerance) for x, y in zip(*numbers, strict=True)
    )


def _near(one: float | str, other: float | str, allowed: float) -> bool:
    """Tell whether two sums are the same; one that is infinite, or of such numbers, is a text."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(one - other) <= allowed
