"""A grade in one line a failing check, as editors and their problem matchers read it."""

from __future__ import annotations

from collections.abc import Iterator

from grading.course.paths import shown
from grading.judging.verdict import Verdict
from grading.session.result import Grade


def brief_lines(grade: Grade) -> Iterator[str]:
    """Yield ``file:line: error: step 10 · title: sentence`` for each; the next stub as ``info``."""
    for result in grade.steps:
        for verdict in result.failures:
            yield _line(grade, verdict, "error", f"{verdict.check.title}: {sentence(verdict)}")
    unwritten = (r for r in grade.steps if not r.is_done and r.first_failed is None)
    stub = next(unwritten, None)
    if stub and stub.first_todo:
        yield _line(grade, stub.first_todo, "info", stub.first_todo.message)


def sentence(verdict: Verdict) -> str:
    """Return what is known of a failure, in one line."""
    if verdict.mistake:
        return verdict.name_of_mistake
    return " ".join(verdict.message.split()) or "the numbers are not the right ones"


def _line(grade: Grade, verdict: Verdict, severity: str, text: str) -> str:
    place = verdict.place_to_show
    file = shown(grade.folder / (place.file if place else f"{verdict.check.module}.py"))
    line = place.line if place else 1
    return f"{file}:{line}: {severity}: step {verdict.check.step.number} · {text}"
