"""The gradebook as JUnit XML: a test suite a learner, a test case a check.

It keeps to the two schemas that are published for it: Ant's, as Windy Road has written it down, and
that of Jenkins' xUnit plugin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO
from xml.sax.saxutils import escape, quoteattr

from grading.exports.output import written
from grading.exports.tests_of_score import ScoredTest, tests_of
from grading.gradebook.attempt import time_of
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.credit import as_number

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
AS_ERRORS = ("error", "timeout", "crashed")


def export_junit(scores: Iterable[ClassScore], target: str) -> None:
    """Write a test suite a learner; raises ``KitError``.

    A check is a failure where its points are not earned, an error where it did not come to its end.
    What waits for a library is left out, as it is of the points.
    """
    with written(target) as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n')
        for number, one in enumerate(scores):
            _write_suite(number, one, file)
        file.write("</testsuites>\n")


def _write_suite(number: int, one: ClassScore, file: TextIO) -> None:
    tests = list(tests_of(one))
    errors = sum(_kind(test) == "error" for test in tests) + bool(one.score.refused)
    failures = sum(_kind(test) == "failure" for test in tests)
    attributes = {
        "name": one.learner.strip() or "learner",
        "package": "submissions",
        "id": number,
        "timestamp": _timestamp(one),
        "hostname": "localhost",
        "tests": len(tests) + bool(one.score.refused),
        "failures": failures,
        "errors": errors,
        "skipped": 0,
        "time": f"{sum(test.check['seconds'] for test in tests):.4f}",
    }
    file.write(f"<testsuite{_attributes(attributes)}>\n<properties>\n")
    for name, value in _properties(one):
        file.write(f"<property{_attributes({'name': name, 'value': value})}/>\n")
    file.write("</properties>\n")
    if one.score.refused:
        file.write(_case("submission", "submission", 0.0, "error", "refused", one.score.refused))
    for test in tests:
        file.write(_case_of(test))
    file.write("<system-out></system-out>\n<system-err></system-err>\n</testsuite>\n")


def _properties(one: ClassScore) -> Iterator[tuple[str, object]]:
    yield "points", as_number(one.score.points)
    yield "possible", as_number(one.score.possible)
    for step in one.score.steps:
        yield f"step {step.number}", f"{as_number(step.points)} of {as_number(step.possible)}"


def _kind(test: ScoredTest) -> str:
    if test.passed:
        return ""
    return "error" if test.check["status"] in AS_ERRORS else "failure"


def _case_of(test: ScoredTest) -> str:
    name = test.name.partition(": ")[2]
    status = test.check["status"]
    text = test.explanation if not test.passed else ""
    return _case(
        name, f"step{test.step.number:02}", test.check["seconds"], _kind(test), status, text,
        test.reason,
    )  # fmt: skip


def _case(
    name: str, group: str, seconds: float, kind: str, status: str, text: str, reason: str = ""
) -> str:
    attributes = {"name": name, "classname": group, "time": f"{seconds:.4f}"}
    case = f"<testcase{_attributes(attributes)}"
    if not kind:
        return f"{case}/>\n"
    told = _attributes({"message": reason or text, "type": status})
    return f"{case}><{kind}{told}>{escape(_fit(text))}</{kind}></testcase>\n"


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f" {name}={quoteattr(_fit(str(value)))}" for name, value in values.items())


def _fit(text: str) -> str:
    """Return a text without what no XML may hold."""
    return NOT_IN_XML.sub("\ufffd", text)


def _timestamp(one: ClassScore) -> str:
    """Return when the newest submission that counts was graded; the schema allows no offset."""
    time = time_of(one.score.newest.graded) if one.score.newest else None
    return f"{time:%Y-%m-%dT%H:%M:%S}" if time else "1970-01-01T00:00:00"
