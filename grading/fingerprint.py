"""What tells one way of failing a check from another.

Wrong observations (only those that differ from the reference), an exception (its type, its text,
the function it came from), or a time-out.
"""

from __future__ import annotations

from typing import Any

from grading import verdict as status
from grading.comparison import same
from grading.verdict import Verdict

Fingerprint = dict[str, Any]


def fingerprint(verdict: Verdict) -> Fingerprint | None:
    """Return the fingerprint of a failed check; of any other verdict, nothing."""
    if verdict.status == status.FAILED:
        wrong = [row.name for row in verdict.rows if not row.right]
        return {"wrong": {name: verdict.observed.get(name) for name in wrong}}
    if verdict.status == status.ERROR:
        function = verdict.place.function if verdict.place else None
        # How deep a recursion was, and in what, differs from run to run.
        text = "" if verdict.exception == "RecursionError" else verdict.exception_text
        return {"raised": verdict.exception, "text": text, "in": function}
    if verdict.status == status.TIMEOUT:
        return {"timeout": True}
    if verdict.status == status.CRASHED:
        return {"crashed": verdict.message}
    return None


def equal(one: Fingerprint, other: Fingerprint, tolerance: tuple[float, float]) -> bool:
    """Tell whether two fingerprints are the same, numbers within the tolerance."""
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
