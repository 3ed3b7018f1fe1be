"""A learner's points as GitHub Classroom's autograding result.

That is JSON in base64, which a workflow hands to the action
``classroom-resources/autograding-grading-reporter`` in an environment variable. Linux takes none
over 128 KiB, so a result that would be larger says less of each check, and in the end only what
each step earns.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import Any

from grading.exports.output import write_each
from grading.exports.tests_of_score import ScoredTest, tests_of
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.credit import StepScore, as_number

VERSION = 1
MOST_LETTERS = 120_000  # in base64
SHORT = 80
AS_ERRORS = ("error", "timeout", "crashed")  # it did not come to its end


def export_github_classroom(scores: Iterable[ClassScore], target: str) -> None:
    """Write a file a learner into a folder, or the only learner's ``….txt``; raises ``KitError``.

    A file holds one line, what ``result=`` is to be in ``$GITHUB_OUTPUT``.
    """
    write_each(scores, target, ".txt", lambda one: encoded(one) + "\n")


def encoded(one: ClassScore) -> str:
    """Return a learner's result in base64, short enough for an environment variable."""
    tests = list(tests_of(one))
    text = ""
    for shortened in _shorter_and_shorter(one, tests):
        data = json.dumps(result(one, shortened), ensure_ascii=False, separators=(",", ":"))
        text = base64.b64encode(data.encode("utf-8", "replace")).decode()
        if len(text) <= MOST_LETTERS:
            break
    return text


def result(one: ClassScore, tests: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a learner's result as the reporter reads it, once it is decoded."""
    if one.score.refused:
        status = "error"
        tests = [_entry("submission", "error", 0, message=one.score.refused)]
    else:
        status = "pass" if one.score.points == one.score.possible else "fail"
    return {
        "version": VERSION,
        "status": status,
        "max_score": as_number(one.score.possible),
        "tests": tests,
    }


def _shorter_and_shorter(
    one: ClassScore, tests: list[ScoredTest]
) -> Iterator[list[dict[str, Any]]]:
    yield [_test(t, t.explanation_without_program, _program_to_show(t)) for t in tests]
    yield [_test(test, test.reason) for test in tests]
    yield [_test(test, test.reason[:SHORT]) for test in tests]
    yield [_test(test, "") for test in tests]
    yield [_step(step) for step in one.score.steps]


def _program_to_show(test: ScoredTest) -> str:
    return "" if test.passed else test.program


def _test(test: ScoredTest, message: str, program: str = "") -> dict[str, Any]:
    failed = "error" if test.check["status"] in AS_ERRORS else "fail"
    return _entry(
        test.name,
        "pass" if test.passed else failed,
        as_number(test.points),
        message=message,
        program=program,
        file=test.check["file"] or "",
        line=test.check["line"] or 0,
        seconds=test.check["seconds"],
    )


def _step(step: StepScore) -> dict[str, Any]:
    passed = sum(credit.is_credited for credit in step.checks)
    status = "pass" if step.points == step.possible else "fail"
    told = f"{passed} of {len(step.checks)} checks pass."
    return _entry(f"step {step.number}: {step.title}", status, as_number(step.points), message=told)


def _entry(
    name: str,
    status: str,
    score: float,
    message: str,
    program: str = "",
    file: str = "",
    line: int = 0,
    seconds: float = 0.0,
) -> dict[str, Any]:
    return {
        "name": name,
        "status": status,
        "score": score,
        "message": message,
        "test_code": program,
        "filename": file,
        "line_no": line,
        "duration": seconds,
    }
