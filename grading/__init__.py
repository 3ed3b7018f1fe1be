"""What a check file needs to describe its checks: points, referee, tolerance, time limit.

Loaded in the learner's process too, so it imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Check = Callable[..., dict[str, Any]]

__version__ = "1.0.0"

RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_TOLERANCE = 1e-12


def points(number: int) -> Callable[[Check], Check]:
    """Say how many points (1 to 3) a check is worth; without it, it is 1."""

    def mark(check: Check) -> Check:
        check.points = number  # type: ignore[attr-defined]
        return check

    return mark


def referee(name: str) -> Callable[[Check], Check]:
    """Say who knows the right answer: ``"torch"`` (the default) or ``"solution"``.

    The solution is asked where torch has no such thing: the structure of a graph, nodes that a
    check builds by hand.
    """

    def mark(check: Check) -> Check:
        check.referee = name  # type: ignore[attr-defined]
        return check

    return mark


def read_by(reader: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[Check], Check]:
    """Say which function reads what a check saw: what it returns is compared.

    It is for what is right in many ways (any order that fits, any drawing), and for everything that
    would be a verdict: the check runs where a learner's code does, ``reader`` where none is. It is
    given plain data alone, whatever a worker has sent: numbers, texts and lists by the names that
    observations have (``a.data``, ``keys: first``); an array as a dict of its ``shape``, ``kind``
    and ``values``; anything else as ``{"other": "the name of its type"}``. Where it raises, the
    check does not pass.
    """

    def mark(check: Check) -> Check:
        check.read_by = reader  # type: ignore[attr-defined]
        return check

    return mark


def tolerance(
    relative: float = RELATIVE_TOLERANCE, absolute: float = ABSOLUTE_TOLERANCE
) -> Callable[[Check], Check]:
    """Say how far a check's numbers may be from the referee's, where it is an approximation."""

    def mark(check: Check) -> Check:
        check.tolerance = (relative, absolute)  # type: ignore[attr-defined]
        return check

    return mark


def seconds(limit: float) -> Callable[[Check], Check]:
    """Say how long a check may take, where the usual two seconds are not enough."""

    def mark(check: Check) -> Check:
        check.seconds = limit  # type: ignore[attr-defined]
        return check

    return mark


def passes_trivially(reason: str) -> Callable[[Check], Check]:
    """Say why code that answers 0, or returns its input, may pass a check (see ``verify``)."""

    def mark(check: Check) -> Check:
        check.passes_trivially = reason  # type: ignore[attr-defined]
        return check

    return mark
