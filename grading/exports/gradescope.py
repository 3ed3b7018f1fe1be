"""A learner's points as Gradescope's ``results.json``.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from grading.exports.check_text import lateness_text
from grading.exports.output import write_each
from grading.exports.tests_of_score import ScoredTest, tests_of
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.credit import as_number

VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


def export_gradescope(
    scores: Iterable[ClassScore], target: str, visibility: str = "visible"
) -> None:
    """Write a file a learner into a folder, or the only learner's ``….json``; raises ``KitError``.

    ``visibility``: when learners see the tests, one of ``VISIBILITIES``.
    """
    write_each(
        scores, target, ".json", lambda one: json.dumps(results(one, visibility), indent=1) + "\n"
    )


def results(one: ClassScore, visibility: str = "visible") -> dict[str, Any]:
    """Return a learner's result as Gradescope reads it."""
    tests = [_test(test, visibility) for test in tests_of(one)]
    graded = one.graded or {}
    told = ("digest", "kit", "checks", "seed", "isolation")
    return {
        "score": as_number(one.score.points),
        "execution_time": round(graded.get("seconds", 0.0), 3),
        "output": _summary(one),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "tests": tests,
        "extra_data": {name: graded.get(name) for name in told},
    }


def _summary(one: ClassScore) -> str:
    if one.score.refused:
        return one.score.refused
    points, possible = as_number(one.score.points), as_number(one.score.possible)
    closed = [f"Step {s.number}: {lateness_text(s)}" for s in one.score.steps if not s.choice]
    return "\n".join([f"{points} of {possible} points.", *closed])


def _test(test: ScoredTest, visibility: str) -> dict[str, Any]:
    return {
        "name": test.name,
        "number": test.number,
        "score": as_number(test.points),
        "max_score": as_number(test.possible),
        "status": "passed" if test.passed else "failed",
        "output": test.explanation,
        "visibility": visibility,
        "tags": [f"part {test.step.part}"],
    }
