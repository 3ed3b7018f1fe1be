"""Explaining one check: one that fails, its numbers side by side, the mistake by name; or the next.

What comes next is a stub to fill in, or a step that nobody has begun.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

from grading.course.check import Check
from grading.course.learner_text import source_line
from grading.course.paths import shown
from grading.judging import verdict as status
from grading.judging.comparison import Row
from grading.judging.comparison_table import common_group, rows_to_show, whole_values
from grading.judging.verdict import Verdict
from grading.session.result import StepResult
from grading.terminal.array_view import array_view, arrays_to_show
from grading.terminal.console import link_to
from grading.terminal.status_table import GAP

MOST_FRAMES = 4
MOST_PRINTED_LINES = 8
WIDTH = 80
FULL_LINE = re.compile(r"\S.{59,}[^.:\]]$")  # of a sentence that may go on in the next
GOES_ON = re.compile(r"(?!\w+ = )[a-z/]")


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
    yield Program(verdict.check)
    yield Text()
    if verdict.rows:
        rows = whole_values(verdict.rows)
        group = common_group(rows_to_show(rows))
        if group:
            yield Padding(Text(group.replace("; ", "\n"), style="bold"), (0, 4))
        referee = verdict.check.referee_title
        if any(not row.right for row in rows if not row.is_of_arrays):
            yield Padding(_numbers(rows, group, referee), (0, 4))
        yield from _arrays(rows, group, referee)
        yield Text()
    if verdict.exception and verdict.frames:
        for line in frames_text(verdict, folder).split("\n"):
            source = line.removeprefix(" " * 4)  # where it is continued, it begins there, too
            yield Padding(Text(source), (0, 6, 0, 6 + len(line) - len(source)))
        yield Text()


class Program:
    """What a check does: its code, or its sentences, which fill the width there is."""

    def __init__(self, check: Check) -> None:
        self.lines = program_text(check).split("\n")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Indent it as far as its longest line allows; what is longer still is continued below."""
        longest = max(map(len, self.lines))
        indent = next((n for n in (6, 4) if longest + n <= options.max_width), 2)
        for line in self.lines:
            start = len(line) - len(line.lstrip())
            for piece in wrapped(line.strip(), options.max_width - indent - start):
                yield Text(f"{' ' * (indent + start)}{piece}".rstrip())


def program_text(check: Check) -> str:
    """Return what a check does: its code, or its sentences without a source file's line breaks."""
    return filled(check.program) if check.function.__doc__ else check.program


def filled(text: str) -> str:
    """Return a check's sentences without the line breaks that its source file needs."""
    lines = [""]
    for line in text.split("\n"):
        if FULL_LINE.match(lines[-1]) and GOES_ON.match(line):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines[1:])


def wrapped(line: str, width: int) -> list[str]:
    """Return a line in pieces; of code, those after the first are indented."""
    further = "" if line.endswith((".", ":", "?")) else " " * 4
    return textwrap.wrap(line, width, subsequent_indent=further, break_on_hyphens=False) or [""]


def _numbers(all_rows: list[Row], group: str, referee: str) -> Table:
    """The wrong values beside the right ones; all of them where they fit."""
    all_rows = [row for row in all_rows if not row.is_of_arrays]
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


def _arrays(rows: list[Row], group: str, referee: str) -> Iterator[RenderableType]:
    """The first wrong arrays, each above the right one; how many more are wrong, and right."""
    wrong, below = arrays_to_show(rows, group)
    for row in wrong:
        yield Padding(array_view(row, row.name.removeprefix(f"{group}: "), referee), (0, 4))
    if below:
        yield Padding(Text(below, style="dim"), (0, 4))


def frames_text(verdict: Verdict, folder: Path) -> str:
    """Return the learner's own lines only, outermost first; under the last what Python marks."""
    shown_frames = []
    marked = ""
    for frame in verdict.frames[-MOST_FRAMES:]:
        marked = source_line(folder, frame.file, frame.line)
        shown_frames += [f"{frame.file}:{frame.line}  {frame.function}"]
        shown_frames += [f"    {marked.strip()}"]
    if verdict.columns:
        shown_frames.append(f"    {carets(marked, *verdict.columns)}")
    if verdict.arguments:
        given = (f"{name} = {number}" for name, number in verdict.arguments.items())
        shown_frames.append(f"    where {', '.join(given)}")
    return "\n".join(shown_frames)


def carets(line: str, first: int, behind: int) -> str:
    """Return what stands under a line, without its indentation, to mark some of its columns."""
    indentation = len(line) - len(line.lstrip())
    start = max(first - 1 - indentation, 0)
    length = min(behind, len(line) + 1) - first
    return " " * start + "^" * max(length, 1)


def _sentences(verdict: Verdict) -> Iterator[Text]:
    if verdict.mistake:
        if verdict.fault and verdict.is_cured_otherwise:
            yield Text(verdict.fault.sentence)
        yield Text(sentence_of(verdict.name_of_mistake), style="bold")
        yield Text(f"{_one_line(verdict.explanation)} {_one_line(verdict.cure)}")
    elif verdict.message:
        yield Text(verdict.message)
    if verdict.foundation == "solution":
        others = "Your other modules were left out of this: it was run on finished ones."
        yield Text(others, style="dim")


def sentence_of(half: str) -> str:
    """Return half a sentence as a whole one."""
    return f"{half[0].upper()}{half[1:]}."


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _printed(verdict: Verdict) -> Iterator[RenderableType]:
    if verdict.printed.strip():
        yield Text()
        yield Padding(Text("Your code printed:", style="dim"), (0, 2))
        yield from printed_lines(verdict.printed, MOST_PRINTED_LINES)


def printed_lines(printed: str, most: int) -> Iterator[RenderableType]:
    """Yield the first lines of what was printed."""
    lines = printed.splitlines()
    for line in lines[:most]:
        yield Padding(Text(line[:200]), (0, 6))
    if len(lines) > most:
        yield Padding(Text(f"… and {len(lines) - most} more lines", style="dim"), (0, 6))


class Aligned:
    """A text on the left and one on the right, such as a place and the way to a hint."""

    def __init__(self, left: Text, right: Text, indent: int = 0) -> None:
        self.left, self.right, self.indent = left, right, indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Put both on one line where they fit, else on two."""
        margin = " " * self.indent
        room = options.max_width - self.indent - self.left.cell_len - self.right.cell_len
        if room >= 2 and self.left:
            yield Text.assemble(margin, self.left, " " * room, self.right)
        else:
            both = (text for text in (self.left, self.right) if text)
            yield from (Padding(text, (0, self.indent)) for text in both)


def _footer(verdict: Verdict, folder: Path) -> RenderableType:
    hint = Text(f"python grader.py hint {verdict.check.step.number}", style="cyan")
    return Group(Text(), Aligned(place_text(verdict, folder), hint, 2))


def place_text(verdict: Verdict, folder: Path) -> Text:
    """Return ``file:line  function`` of the place to look at; empty where it is not known."""
    place = verdict.place_to_show
    if place is None:
        return Text()
    link = link_to(folder / place.file, place.line)
    file = Text(f"{shown(folder / place.file)}:{place.line}", style=Style(link=link))
    return Text.assemble(file, f"  {place.function}")


def next_stub(result: StepResult, folder: Path, width: int = 0) -> Iterator[RenderableType]:
    """Yield the stub to fill in next; its command on the first line where ``width`` has room."""
    number = result.step.number
    title = Text.assemble(("Next", "bold"), f"   step {number} · {result.step.title}")
    command = Text(f"python grader.py lesson {number}", style="cyan")
    verdict = result.first_todo
    below: list[RenderableType] = []
    if verdict:
        below.append(_indented(place_text(verdict, folder)))
        if verdict.is_begun:
            below.append(Padding(Text(verdict.message), (0, 0, 0, 7)))
    room = width - title.cell_len - command.cell_len
    if room >= GAP:
        yield from (title.append(" " * room).append_text(command), *below)
    else:
        yield from (title, *below, _indented(command))


def next_step(result: StepResult, folder: Path, width: int = 0) -> Iterator[RenderableType]:
    """Yield a step that nobody has begun: its lesson, its stub, its first check as what is to come.

    Its checks fail, since they ask more of code that is there; nobody has done anything wrong.
    """
    yield from next_stub(result, folder, width)
    check = result.failures[0].check
    yield Padding(Text(f"Its first check that does not pass yet: {check.title}"), (1, 0, 1, 7))
    yield Program(check)


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 7), expand=False)


def rule() -> Rule:
    """A line between two explanations."""
    return Rule(style="dim")
