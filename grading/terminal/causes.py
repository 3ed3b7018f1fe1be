"""The failing checks of a step by their causes: each explained once, by the check to look at first.

A cause is a mistake that was named, or an error at one line. Wrong numbers of which neither is
known are taken together: most often they have one cause, and the simplest check shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from grading.course.paths import shown
from grading.history.begun import is_begun
from grading.judging import verdict as status
from grading.judging.comparison import is_gradient
from grading.judging.verdict import Verdict
from grading.session.cure import Cure
from grading.session.result import Grade, StepResult
from grading.terminal.console import link_to
from grading.terminal.explanation import Aligned, explain, next_step, place_text, rule

Key = tuple[object, ...]  # what is the same in all that fails for the same reason
NUMBERS: Key = ("numbers",)
LESS_SURE = "This is sure; the mistake that is named above may be another one."


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
        """Which to look at first: a file that cannot be read, what is known, wrong numbers."""
        if self.first.spoils_others:
            return 0
        return 1 if self.is_known else 2


def causes_of(result: StepResult) -> list[Cause]:
    """Return what a step's checks fail by, what to look at first before all."""
    found: dict[Key, Cause] = {}
    for verdict in result.failures:
        key = _cause(verdict)
        found.setdefault(key, Cause(key, [])).verdicts.append(verdict)
    if NUMBERS in found:
        found[NUMBERS].verdicts.sort(key=_how_far_on)
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
    if verdict.status == status.FAILED:
        return NUMBERS
    if verdict.status == status.ERROR and place:
        return (verdict.exception, place.file, place.line)
    if verdict.was_spared:
        place = verdict.place  # where code was stopped before, if that is the reason
    return (verdict.status, place.function if place else verdict.message)


def _how_far_on(verdict: Verdict) -> int:
    """Order wrong results: of the wrong kind, a wrong value, a wrong gradient of right values."""
    wrong = [row for row in verdict.rows if not row.right]
    if any(_tag(row.observed) != _tag(row.reference) for row in wrong):
        return 0
    return 2 if all(is_gradient(row.name) for row in wrong) else 1


def _tag(value: list[Any] | None) -> str:
    return "" if value is None else str(value[0]).replace("int", "float")


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
                yield from _told_before(cause, first, grade.folder)
        if causes and causes[0].is_known:
            yield from _unexplained(causes, grade.folder)
        for verdict in result.verdicts:
            stopped = verdict.status in status.UNWRITTEN
            if stopped and verdict.message not in unwritten:
                unwritten.add(verdict.message)
                yield from _unwritten(verdict, grade.folder)


def _others(cause: Cause, folder: Path) -> Iterator[RenderableType]:
    """Yield a line for each further check, with its place where that is another one."""
    others = [verdict for verdict in cause.verdicts[1:] if not verdict.was_spared]
    known = place_text(cause.first, folder)
    if cause.is_known:
        yield from _heading_of(others, " for the same reason")
    else:
        yield from _heading_of(others, "; look again when this one is right")
    yield from _lines(others, folder, known)
    yield from _spared(cause.verdicts[1:], folder, known)


def _spared(verdicts: Sequence[Verdict], folder: Path, known: Text) -> Iterator[RenderableType]:
    """Yield a line for each check that was not run, under the reason."""
    for message in dict.fromkeys(verdict.message for verdict in verdicts if verdict.was_spared):
        alike = [verdict for verdict in verdicts if verdict.message == message]
        subject = f"{len(alike)} more checks were" if len(alike) > 1 else "One more check was"
        why = message.removeprefix(status.SPARED).removesuffix(".")
        yield Padding(Text(f"{subject} not run; {why}:", style="dim"), (1, 2, 0, 2))
        yield from _lines(alike, folder, known)


def _unexplained(causes: list[Cause], folder: Path) -> Iterator[RenderableType]:
    """Yield a line for each check whose numbers are wrong beside causes that are known."""
    left = [verdict for cause in causes if not cause.is_known for verdict in cause.verdicts]
    yield from _heading_of(left, "; look again when the above is right")
    yield from _lines(left, folder)


def _heading_of(verdicts: list[Verdict], why: str) -> Iterator[RenderableType]:
    if verdicts:
        number = len(verdicts)
        subject = f"{number} more checks fail" if number > 1 else "One more check fails"
        yield Padding(Text(f"{subject}{why}:", style="dim"), (1, 2, 0, 2))


def _lines(
    verdicts: list[Verdict], folder: Path, known: Text | None = None
) -> Iterator[RenderableType]:
    for verdict in verdicts:
        place = place_text(verdict, folder)
        sign = ("· ", "dim") if verdict.was_spared else ("✗ ", "red")
        title = Text.assemble(sign, verdict.check.title)
        yield Padding(title if place == known else Aligned(title, place), (0, 2))


def _told_before(cause: Cause, step: int, folder: Path) -> Iterator[RenderableType]:
    ran = [verdict for verdict in cause.verdicts if not verdict.was_spared]
    what = f"{len(ran)} checks fail" if len(ran) > 1 else "one check fails"
    yield rule()
    heading = f"step {cause.first.check.step.number}"
    if ran:
        heading += f" · {what} by the mistake explained in step {step}:"
    yield Text.assemble(("✗ ", "red"), (heading, "bold"))
    yield from _lines(ran, folder)
    yield from _spared(cause.verdicts, folder, Text())


def _unwritten(verdict: Verdict, folder: Path) -> Iterator[RenderableType]:
    yield rule()
    yield Text(f"· step {verdict.check.step.number} · {verdict.message}")
    yield Padding(place_text(verdict, folder), (0, 2))


def cure_view(
    cure: Cure, folder: Path, told: Sequence[Verdict] = (), step: str = "this step"
) -> RenderableType:
    """Return where the fault is, as a sentence and as a place to go to.

    ``told``: what was shown before that was known, and named for certain. ``step``: as it is called
    where this stands.
    """
    link = link_to(folder / cure.file, cure.line)
    place = Text(f"{shown(folder / cure.file)}:{cure.line}", style=Style(link=link))
    text = Text.assemble(f"{cure.sentence_of(step)}  ", place)
    if any(verdict.mistake and verdict.is_cured_otherwise for verdict in told):
        text.append(f"  {LESS_SURE}")
    return Padding(text, (0, 2))
