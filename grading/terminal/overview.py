"""The overview: the part one is in step by step, every other part in a line, the next thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.text import Text

from grading.course.paths import EXERCISES, shown
from grading.history.begun import is_begun
from grading.judging import verdict as status
from grading.session.result import Grade, StepResult
from grading.terminal.explanation import next_stub, rule
from grading.terminal.progress import (
    heading,
    labels,
    next_thing,
    part_label,
    step_row,
    waiting_before,
)
from grading.terminal.status_table import EMPTY, Row, StatusTable

ROWS = 23  # a terminal of 24, less the prompt
MOST_AIR = 5


class Overview:
    """The whole of it, with as much air as the rows allow."""

    def __init__(self, grade: Grade) -> None:
        """``grade``: of all the steps there are."""
        self.grade = grade

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Show the airiest layout that fits, the densest where none does."""
        for air in range(MOST_AIR, -1, -1):
            layout = self._layout(air, options.max_width)
            if len(console.render_lines(layout, options, pad=False)) <= ROWS:
                break
        yield layout

    def _layout(self, air: int, width: int) -> Group:
        blank = [Text()] if air >= 3 else []
        above: list[RenderableType] = []
        if self.grade.folder != EXERCISES:
            above = [Text(f"graded: {shown(self.grade.folder)}"), *blank]
        table = compact_table(self.grade, airy=air >= 4)
        space = [Text()] if air >= 5 else []
        return Group(*above, heading(self.grade), *blank, table, *space, *self._next(air, width))

    def _next(self, air: int, width: int) -> Iterable[RenderableType]:
        """A stub to fill in needs the fewest rows: its command beside it, then no rule."""
        result = first_unfinished(self.grade)
        if result is None or result.first_failed or air >= 2:
            return [next_thing(self.grade)]
        stub = next_stub(result, self.grade.folder, width)
        return [*(list(waiting_before(result, self.grade)) or [rule()]), *stub] if air else stub


def first_unfinished(grade: Grade) -> StepResult | None:
    """Return the step one is at."""
    return next((result for result in grade.steps if not result.is_done), None)


def compact_table(grade: Grade, airy: bool = True) -> StatusTable:
    """Return the steps of the part one is in, and every other part as one row."""
    unfinished = first_unfinished(grade)
    blocks: list[list[Row]] = [[]]
    for number, title, results in grade.parts:
        if unfinished not in results:
            blocks[-1].append(part_row(grade, number, title, results))
            continue
        steps = [step_row(grade, result) for result in results]
        blocks += [[Row(part_label(number, title)), *steps], []]
    rows: list[Row] = []
    for block in filter(None, blocks):
        rows += [EMPTY, *block] if rows and airy else block
    return StatusTable(rows, labels())


def part_row(grade: Grade, number: int, title: str, results: list[StepResult]) -> Row:
    """Return a part as one row."""
    words, style = part_words(grade, results)
    points = sum(result.points for result in results), sum(result.possible for result in results)
    return Row(part_label(number, title, style=""), words, style, points)


def part_words(grade: Grade, results: list[StepResult]) -> tuple[tuple[str, str, str], str]:
    """Return a part's status in three lengths, and its style; what is wrong comes before all."""
    wrong = sum(
        result.status == status.FAILED and bool(result.failures) and is_begun(result, grade)
        for result in results
    )
    if wrong:
        return (f"{wrong} not yet right", f"{wrong} not right", f"{wrong} ✗"), "red"
    passed, steps = sum(result.status == status.PASSED for result in results), len(results)
    if passed < steps and all(result.is_done for result in results):
        lacking = " and ".join(dict.fromkeys(result.lacks for result in results if result.lacks))
        word = f"{steps - passed} need{'s' if steps - passed == 1 else ''} {lacking}"
        return (word, word, "·"), "yellow"
    words = f"{passed} of {steps} steps", f"{passed} of {steps}"
    if passed == steps:
        return (*words, "✓"), "green"
    begun = any(result.points for result in results)
    return (*words, "…" if begun else "·"), "" if begun else "dim"
