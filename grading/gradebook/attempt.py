"""An attempt: what scoring needs of one graded submission, without its numbers and texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from grading.judging.verdict import PASSED, WAITING

ON_OWN_MODULES = "own"  # where the check ran: on the learner's own other modules


@dataclass(frozen=True)
class CheckOutline:
    """How one check came out."""

    id: str
    status: str
    possible: int
    foundation: str
    mistake: str | None

    @property
    def passed(self) -> bool:
        """Whether it passes, be it on the foundation."""
        return self.status == PASSED

    @property
    def is_on_own_modules(self) -> bool:
        """Whether it ran on the learner's own other modules."""
        return self.foundation == ON_OWN_MODULES

    @property
    def is_counted(self) -> bool:
        """Whether it could be run where it was graded: what waits for torch is not counted."""
        return self.status != WAITING


@dataclass(frozen=True)
class StepOutline:
    """How one step's checks came out."""

    number: int
    part: int
    title: str
    checks: tuple[CheckOutline, ...]

    @property
    def is_counted(self) -> bool:
        """Whether some of it could be run where it was graded."""
        return any(check.is_counted for check in self.checks)

    @property
    def possible(self) -> int:
        """The points of what could be run."""
        return sum(check.possible for check in self.checks if check.is_counted)


@dataclass(frozen=True)
class Attempt:
    """One graded submission of one learner."""

    key: str
    learner: str
    digest: str
    submitted: str | None
    graded: str
    refused: str  # why; where it was graded, why modules of it were not read
    steps: Mapping[int, StepOutline]

    @property
    def time(self) -> datetime | None:
        """When it was handed in; nothing where that is not known."""
        return time_of(self.submitted)


def outline_of(grade: Mapping[str, Any]) -> list[Any]:
    """Return a grade's steps as plain data, without numbers and texts, as ``steps_of`` reads it."""
    return [
        [
            step["number"],
            step["part"],
            step["title"],
            [_check_of(check) for check in step["checks"]],
        ]
        for step in grade["steps"]
    ]


def _check_of(check: Mapping[str, Any]) -> list[Any]:
    return [check[name] for name in ("id", "status", "possible", "foundation", "mistake")]


def steps_of(outline: Iterable[Any]) -> dict[int, StepOutline]:
    """Return the steps of an outline, by number."""
    steps = (
        StepOutline(number, part, title, tuple(CheckOutline(*check) for check in checks))
        for number, part, title, checks in outline
    )
    return {step.number: step for step in steps}


def attempt_key(graded: Mapping[str, Any]) -> str:
    """Return what tells an attempt from all others, as SHA-256 in hexadecimal digits.

    That is: who, what, when it was handed in, and with which checks, seed, isolation and steps it
    was graded. Graded again, it is the same attempt.
    """
    told = [graded[name] for name in ("learner", "digest", "checks", "isolation", "submitted")]
    told += [seed_text(graded["seed"]), steps_text(graded["grade"])]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def seed_text(seed: int | None) -> str:
    """Return a seed as it is kept: a text, since it may be larger than a database's numbers."""
    return "" if seed is None else str(seed)


def steps_text(grade: Mapping[str, Any] | None) -> str:
    """Return the steps that were graded, as ``1-11,13``."""
    return ranges_of(step["number"] for step in grade["steps"]) if grade else ""


def ranges_of(numbers: Iterable[int]) -> str:
    """Return numbers as ``1-11,13``, in their order."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ",".join(f"{a}" if a == b else f"{a}-{b}" for a, b in ranges)


def time_of(text: str | None) -> datetime | None:
    """Return a time in ISO 8601; without an offset it is UTC; nothing where it is none."""
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
