"""The formats there are, by the name that the command calls each by."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from grading.exports.csv_file import export_csv
from grading.exports.github_classroom import export_github_classroom
from grading.exports.gradescope import export_gradescope
from grading.exports.json_file import export_json
from grading.exports.junit_file import export_junit
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.course_file import Course

FORMATS: dict[str, Callable[[Iterable[ClassScore], str, Course], None]] = {
    "csv": lambda scores, target, course: export_csv(scores, target),
    "json": export_json,
    "junit": lambda scores, target, course: export_junit(scores, target),
    "gradescope": lambda scores, target, course: export_gradescope(scores, target),
    "github": lambda scores, target, course: export_github_classroom(scores, target),
}


def export(name: str, scores: Iterable[ClassScore], target: str, course: Course) -> None:
    """Write a class's points in one of the ``FORMATS``; raises ``KitError``."""
    FORMATS[name](scores, target, course)
