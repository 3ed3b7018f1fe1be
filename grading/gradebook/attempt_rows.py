"""A graded submission as a row of the gradebook, and back; rows of checks; how rows are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from grading.course.check import checks_of
from grading.course.curriculum import STEPS
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import CHECKS
from grading.gradebook.attempt import (
    Attempt,
    attempt_key,
    outline_of,
    ranges_of,
    seed_text,
    steps_of,
    steps_text,
)
from grading.gradebook.stored_grade import Expected, pack_grade, packed, unpack_grade, unpacked

Graded = dict[str, Any]
OUTLINED = ("key", "learner", "digest", "submitted", "graded", "refused", "outline")


@dataclass(frozen=True)
class GradedWith:
    """With what submissions are graded: the same content is graded once with each."""

    checks: str  # the digest of the checks' version
    seed: int | None
    isolation: str
    steps: tuple[int, ...]


def row_of(graded: Mapping[str, Any], expected: str | None) -> dict[str, Any]:
    """Return a graded submission as a row; raises ``KitError`` where it cannot be kept.

    ``expected``: the digest of what the referee gave.
    """
    from grading.gradebook.tables import LONGEST_NAME

    learner = printable(graded["learner"])
    if len(learner) > LONGEST_NAME:
        raise KitError(f"{learner[:40]}… is too long a name; {LONGEST_NAME} letters are kept.")
    grade = graded["grade"]
    names = ("digest", "checks", "isolation", "submitted", "graded", "seconds", "kit")
    return {name: graded[name] for name in names} | {
        "key": attempt_key({**graded, "learner": learner}),
        "learner": learner,
        "seed": seed_text(graded["seed"]),
        "steps": steps_text(grade),
        "refused": printable(graded["refused"]),
        "possible": grade["possible"] if grade else 0,
        "points": grade["points"] if grade else 0,
        "outline": packed(outline_of(grade)) if grade else None,
        "expected": expected,
        "grade": pack_grade(grade) if grade else None,
    }


def graded_of(row: Any, expected: Expected) -> Graded:
    """Return the graded submission that is kept in a row."""
    return {
        "learner": row.learner,
        "digest": row.digest,
        "kit": row.kit,
        "checks": row.checks,
        "seed": int(row.seed) if row.seed else None,
        "isolation": row.isolation,
        "submitted": row.submitted,
        "graded": row.graded,
        "seconds": row.seconds,
        "refused": row.refused,
        "grade": unpack_grade(row.grade, expected) if row.grade is not None else None,
    }


def attempt_of(row: Any) -> Attempt:
    """Return what scoring needs of a row with the columns ``OUTLINED``."""
    return Attempt(
        row.key,
        row.learner,
        row.digest,
        row.submitted,
        row.graded,
        row.refused,
        steps_of(unpacked(row.outline)) if row.outline is not None else {},
    )


def conditions_of(graded_with: GradedWith) -> tuple[Any, ...]:
    """Return what holds of the rows that were graded with the same."""
    from grading.gradebook.tables import attempts

    return (
        attempts.c.checks == graded_with.checks,
        attempts.c.seed == seed_text(graded_with.seed),
        attempts.c.isolation == graded_with.isolation,
        attempts.c.steps == ranges_of(graded_with.steps),
    )


def oldest_first() -> tuple[Any, ...]:
    """Return the order in which each learner's submissions were graded, learner by learner."""
    from grading.gradebook.tables import attempts

    return attempts.c.learner, attempts.c.graded, attempts.c.id


@cache
def check_rows() -> list[dict[str, Any]]:
    """Return what all checks are, here and now; it takes a third of a second.

    Of those that were drawn there are none of the steps that a class is not graded in.
    """
    there = [step for step in STEPS if (CHECKS / step.check_file).exists()]
    checks = (check for step in there for check in checks_of(step))
    return [{"id": c.id, "points": c.points, "program": c.program} for c in checks]
