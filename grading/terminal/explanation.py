"""Explaining one failing check: its program, the numbers side by side, the mistake by name."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from grading.course.learner_text import source_line
from grading.course.paths import shown
from grading.judging import verdict as status
from grading.judging.comparison import Row
from grading.judging.comparison_table import common_group, rows_to_show, whole_values
from grading.judging.verdict import Place, Verdict
from grading.terminal.links import link_to

MOST_FRAMES = 4
MOST_PRINTED_LINES = 8
WIDTH = 80
REFEREE = {"torch": "torch", "solution": "expected"}


def explain(verdict: Verdict, folder: Path) -> Group:
    """Return what a learner sees of a check that did not pass."""
    parts: list[RenderableType] = [_heading(verdict)]
    if verdict.status not in status.NOT_RUN:
        parts += _evidence(verdict, folder)
    parts += [Padding(line, (0, 2)) for line in _sentences(verdict)]
    parts += _printed(verdict)
    parts.append(_footer(verdict, folder))
    return Group(*parts)


def plain_explanation(verdict: Verdict, folder: Path) -> str:
    """Return the same as plain text, for pytest's own report."""
    return as_plain_text(explain(verdict, folder))


def as_plain_text(content: RenderableType) -> str:
    """Return what a terminal of 80 columns without colours would show."""
    console = Console(file=StringIO(), width=WIDTH, color_system=None)
    with console.capture() as capture:
        console.print(content)
    return capture.get()


def _heading(verdict: Verdict) -> Table:
    check = verdict.check
    table = Table.grid(expand=True, padding=(0, 2))
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    sign = "·" if verdict.status in status.NOT_RUN else "✗"
    title = Text.assemble(
        (f"{sign} ", "red"), (f"step {check.step.number} · {check.title}", "bold")
    )
    table.add_row(title, f"{verdict.points}/{check.points} points")
    return table


def _evidence(verdict: Verdict, folder: Path) -> Iterator[RenderableType]:
    yield Text()
    yield Padding(Text(verdict.check.program), (0, 6))
    yield Text()
    if verdict.rows:
        rows = whole_values(verdict.rows)
        group = common_group(rows_to_show(rows))
        if group:
            yield Padding(Text(group.replace("; ", "\n"), style="bold"), (0, 4))
        yield Padding(_numbers(rows, group, REFEREE[verdict.check.referee]), (0, 4))
        yield Text()
    if verdict.exception and verdict.frames:
        yield Padding(_frames(verdict.frames, folder), (0, 6))
        yield Text()


def _numbers(all_rows: list[Row], group: str, referee: str) -> Table:
    """The wrong values beside the right ones; all of them where they fit."""
    rows = rows_to_show(all_rows)
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    table.add_column("", overflow="fold")
    table.add_column("yours", justify="right", overflow="fold")
    table.add_column(referee, justify="right", overflow="fold")
    table.add_column("")
    for row in rows:
        table.add_row(
            Text(row.name.removeprefix(f"{group}: ")),
            Text(row.yours, style="" if row.right else "red"),
            Text(row.expected),
            Text("" if row.right else "✗", style="red"),
        )
    left_out = sum(not row.right for row in all_rows) - sum(not row.right for row in rows)
    if left_out > 0:
        table.add_row(Text(f"… and {left_out} more wrong", style="dim"), "", "", "")
    return table


def _frames(frames: list[Place], folder: Path) -> Text:
    """The learner's own lines only, outermost first."""
    shown_frames = []
    for frame in frames[-MOST_FRAMES:]:
        line = source_line(folder, frame.file, frame.line)
        shown_frames += [f"{frame.file}:{frame.line}  {frame.function}", f"    {line}"]
    return Text("\n".join(shown_frames))


def _sentences(verdict: Verdict) -> Iterator[Text]:
    if verdict.mistake:
        yield Text(f"This is what happens when {verdict.title_of_mistake}.", style="bold")
        yield Text(f"{_one_line(verdict.explanation)} {_one_line(verdict.cure)}")
    elif verdict.message:
        yield Text(verdict.message)
    if verdict.foundation == "solution":
        others = "Your other modules were left out of this: it was run on finished ones."
        yield Text(others, style="dim")


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _printed(verdict: Verdict) -> Iterator[RenderableType]:
    lines = verdict.printed.splitlines()
    if not lines:
        return
    yield Text()
    yield Padding(Text("Your code printed:", style="dim"), (0, 2))
    for line in lines[:MOST_PRINTED_LINES]:
        yield Padding(Text(line[:200]), (0, 6))
    if len(lines) > MOST_PRINTED_LINES:
        yield Padding(Text("…", style="dim"), (0, 6))


class Footer:
    """The place in the learner's file on the left, the way to a hint on the right."""

    def __init__(self, place: Text, hint: Text) -> None:
        self.place, self.hint = place, hint

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Put both on one line where they fit, else on two."""
        room = options.max_width - 2 - self.place.cell_len - self.hint.cell_len
        if room >= 2 and self.place:
            yield Text.assemble("  ", self.place, " " * room, self.hint)
        else:
            yield from (Padding(text, (0, 2)) for text in (self.place, self.hint) if text)


def _footer(verdict: Verdict, folder: Path) -> RenderableType:
    hint = Text(f"python grader.py hint {verdict.check.step.number}", style="cyan")
    return Group(Text(), Footer(place_text(verdict, folder), hint))


def place_text(verdict: Verdict, folder: Path) -> Text:
    """Return ``file:line  function`` of the place to look at; empty where it is not known."""
    place = verdict.look_at
    if place is None:
        return Text()
    link = link_to(folder / place.file, place.line)
    file = Text(f"{shown(folder / place.file)}:{place.line}", style=Style(link=link))
    return Text.assemble(file, f"  {place.function}")


def rule() -> Rule:
    """A line between two explanations."""
    return Rule(style="dim")
