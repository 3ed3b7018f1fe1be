"""The gradebook as JSON, as ``docs/gradebook.schema.json`` describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import grading
from grading.exports.output import written
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.course_file import Course
from grading.gradebook.credit import CheckCredit, StepScore, as_number

SCHEMA = 1
OF_THE_ATTEMPT = ("digest", "kit", "checks", "seed", "isolation", "submitted", "graded")
OF_THE_CHECK = ("status", "foundation", "mistake", "message", "file", "line")


def export_json(scores: Iterable[ClassScore], target: str, course: Course) -> None:
    """Write every learner's points, each with the checks it comes from; raises ``KitError``.

    One learner is in memory at a time. What the checks are stands at the end, once a version.
    """
    programs: dict[str, dict[str, str]] = {}
    with written(target) as file:
        head = {
            "schema": SCHEMA,
            "kit": grading.__version__,
            "course": {"name": course.name, "credit": course.credit},
        }
        file.write(f'{json.dumps(head, ensure_ascii=False)[:-1]}, "learners": [')
        comma = "\n"
        for one in scores:
            counted = one.counted
            for graded in counted.values():
                version = graded["checks"]
                if version not in programs:
                    programs[version] = one.gradebook.programs(version)
            file.write(comma + _text(_learner_as_data(one, counted)))
            comma = ",\n"
        file.write(f'\n], "programs": {_text(programs)}}}\n')


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _learner_as_data(one: ClassScore, counted: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    checks = {key: checks_by_id(graded) for key, graded in counted.items()}
    return {
        "learner": one.learner,
        "points": as_number(one.score.points),
        "possible": as_number(one.score.possible),
        "attempts": one.score.attempts,
        "refused": one.score.refused,
        "counted": {
            key: {name: graded[name] for name in OF_THE_ATTEMPT} for key, graded in counted.items()
        },
        "steps": [_step_as_data(step, checks) for step in one.score.steps],
    }


def _step_as_data(
    step: StepScore, checks: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> dict[str, Any]:
    of_it = checks[step.attempt.key] if step.attempt else {}
    found = [_check_as_data(credit, of_it[credit.outline.id]) for credit in step.checks]
    return step.as_data() | {"checks": found}


def _check_as_data(credit: CheckCredit, check: Mapping[str, Any]) -> dict[str, Any]:
    """Return a check, with its numbers where they cost its points: elsewhere they agree."""
    data = {
        "id": credit.outline.id,
        "possible": credit.outline.possible,
        "points": credit.points,
        "why_not": credit.why_not,
    } | {name: check[name] for name in OF_THE_CHECK}
    numbers = {"expected": check["expected"], "observed": check["observed"]}
    return data | numbers if check["status"] == "failed" or credit.why_not else data


def checks_by_id(graded: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the checks of a graded submission, by their ids."""
    return {check["id"]: check for step in graded["grade"]["steps"] for check in step["checks"]}
