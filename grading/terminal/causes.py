"""The failing checks of a step by their causes: each explained once, by the check to look at first.

A cause is a mistake that was named, an error at one line, or, where neither is known, one function
whose numbers are wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from grading.history.begun import is_begun
from grading.judging import verdict as status
from grading.judging.comparison_table import is_gradient
from grading.judging.verdict import Verdict
from grading.session.result import Grade, StepResult
from grading.terminal.explanation import Aligned, explain, next_step, place_text, rule

Key = tuple[object, ...]  # what is the same in all that fails for the same reason


@dataclass
class Cause:
    """What several checks fail by; the first of them shows it best."""

    key: Key
    verdicts: list[Verdict]

    @property
    def first(self) -> Verdict:
        """The check to look at."""
        return self.verdicts[0]

    @property
    def is_known(self) -> bool:
        """Whether there is more to say than that numbers are wrong."""
        return self.first.mistake is not None or self.first.status != status.FAILED

    @property
    def rank(self) -> int:
        """Which to look at first: a file that cannot be read, what is known, what is computed."""
        if self.first.spoils_others:
            return 0
        if self.is_known:
            return 1
        wrong = [row.name for row in self.first.rows if not row.right]
        return 3 if all(map(is_gradient, wrong)) else 2


def causes_of(result: StepResult) -> list[Cause]:
    """Return what a step's checks fail by, what to look at first before all."""
    found: dict[Key, Cause] = {}
    for verdict in result.failures:
        key = _cause(verdict)
        found.setdefault(key, Cause(key, [])).verdicts.append(verdict)
    return sorted(found.values(), key=lambda cause: cause.rank)


def first_to_look_at(result: StepResult) -> Verdict | None:
    """Return the failing check to look at before all others of the step."""
    return next((cause.first for cause in causes_of(result)), None)


def _cause(verdict: Verdict) -> Key:
    """Return what is the same in all that fails for the same reason."""
    place = verdict.look_at
    if verdict.spoils_others:
        return ("import", verdict.message)
    if verdict.mistake:
        return ("mistake", verdict.mistake)
    where: Key = (place.file, place.function) if place else ()
    if verdict.status == status.ERROR and place:
        return (verdict.exception, *where, place.line)
    return (verdict.status, *where) if where else (verdict.status, verdict.message)


def every_cause(grade: Grade) -> Iterator[RenderableType]:
    """Yield what every step graded fails by; what is not written yet in a line each.

    What is known of a cause is said once, at the first step that fails by it.
    """
    told: dict[Key, int] = {}
    unwritten: set[str] = set()
    for result in grade.steps:
        if not is_begun(result, grade):
            yield from (rule(), *next_step(result, grade.folder))
            continue
        causes = causes_of(result)
        for cause in causes:
            first = told.setdefault(cause.key, result.step.number)
            if not cause.is_known and causes[0].is_known:
                continue
            if first == result.step.number or not cause.is_known:
                yield from (rule(), explain(cause.first, grade.folder))
                yield from _others(cause, grade.folder)
            elif not cause.first.spoils_others:
                yield from _told_before(cause, first)
        if causes and causes[0].is_known:
            yield from _unexplained(causes)
        for verdict in result.verdicts:
            stopped = verdict.status in (status.TODO, status.BLOCKED)
            if stopped and verdict.message not in unwritten:
                unwritten.add(verdict.message)
                yield from _unwritten(verdict, grade.folder)


def _others(cause: Cause, folder: Path) -> Iterator[RenderableType]:
    """Yield a line for each further check, with its place where that is another one."""
    others = cause.verdicts[1:]
    if not others:
        return
    number = f"{len(others)} more checks fail" if len(others) > 1 else "One more check fails"
    known = f"{number} for the same reason:" if cause.is_known else f"{number} at this place:"
    yield Padding(Text(known, style="dim"), (1, 2, 0, 2))
    first = place_text(cause.first, folder)
    for verdict in others:
        place = place_text(verdict, folder)
        title = Text.assemble(("✗ ", "red"), verdict.check.title)
        yield Padding(title if place == first else Aligned(title, place), (0, 2))


def _unexplained(causes: list[Cause]) -> Iterator[RenderableType]:
    """Yield a line for each check whose numbers are wrong, and nobody knows why, beside others."""
    left = [verdict for cause in causes if not cause.is_known for verdict in cause.verdicts]
    if left:
        number = f"{len(left)} more checks do" if len(left) > 1 else "One more check does"
        known = f"{number} not pass either; see what is left of them when the above is right:"
        yield Padding(Text(known, style="dim"), (1, 2, 0, 2))
        for verdict in left:
            yield Padding(Text.assemble(("✗ ", "red"), verdict.check.title), (0, 2))


def _told_before(cause: Cause, step: int) -> Iterator[RenderableType]:
    number = len(cause.verdicts)
    what = f"{number} checks fail" if number > 1 else "one check fails"
    yield rule()
    heading = (
        f"step {cause.first.check.step.number} · {what} by the mistake explained in step {step}:"
    )
    yield Text.assemble(("✗ ", "red"), (heading, "bold"))
    for verdict in cause.verdicts:
        yield Padding(Text.assemble(("✗ ", "red"), verdict.check.title), (0, 2))


def _unwritten(verdict: Verdict, folder: Path) -> Iterator[RenderableType]:
    yield rule()
    yield Text(f"· step {verdict.check.step.number} · {verdict.message}")
    yield Padding(place_text(verdict, folder), (0, 2))
