"""The progress view: every step at a glance, then the one thing to do next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grading.course.paths import typed
from grading.judging import verdict as status
from grading.judging.verdict import Verdict
from grading.session.result import Grade, StepResult
from grading.terminal.explanation import explain, place_text, rule
from grading.terminal.status_table import EMPTY, GAP, Row, StatusTable

WORDS = {
    status.PASSED: ("passed", "green"),
    status.FAILED: ("not yet right", "red"),
    status.TODO: ("to do", "dim"),
    status.BLOCKED: ("waits", "dim"),
    status.WAITING: ("needs torch", "yellow"),
}
BEGUN = "begun"
SIGNS = {status.PASSED: "✓", status.FAILED: "✗"}


def progress_view(grade: Grade) -> Group:
    """Return the table of all steps graded, under the headings of their parts."""
    rows: list[Row] = []
    for number, title, results in grade.parts:
        rows += [EMPTY, Row(part_label(number, title))]
        rows += [step_row(grade, result) for result in results]
    return Group(heading(grade), StatusTable(rows))


def heading(grade: Grade) -> Table:
    """Return the course's name, and all the points."""
    line = Table.grid(expand=True)
    line.add_column()
    line.add_column(justify="right")
    line.add_row(
        Text("Autograd, step by step", style="bold"),
        Text(f"{grade.points} of {grade.possible} points", style="bold"),
    )
    return line


def steps_table(grade: Grade, results: list[StepResult]) -> StatusTable:
    """Return a row a step: its title, a bar, a word, its points."""
    return StatusTable((step_row(grade, result) for result in results), labels(grade))


def step_row(grade: Grade, result: StepResult) -> Row:
    """Return the row of one step."""
    word, style = word_of(grade, result)
    sign = "…" if word == BEGUN else SIGNS.get(result.status, "·")
    words = (word, word.partition(" for ")[0], sign)
    return Row(step_label(result), words, style, (result.points, result.possible))


def labels(grade: Grade) -> list[Text]:
    """Return what stands on the left of every row there can be."""
    parts = [part_label(number, title) for number, title, _ in grade.parts]
    return parts + [step_label(result) for result in grade.steps]


def step_label(result: StepResult) -> Text:
    """Return a step's number and title."""
    return Text(f"{result.step.number:>3}  {result.step.title}")


def part_label(number: int, title: str, style: str = "bold") -> Text:
    """Return a part's number and title."""
    return Text(f"Part {number} · {title}", style=style)


def word_of(grade: Grade, result: StepResult) -> tuple[str, str]:
    """Return the step's status as a learner reads it."""
    word, style = WORDS[result.status]
    if result.status == status.FAILED and result.first_failed is None:
        word, style = BEGUN, "yellow"  # what is written is right
    waits_for = _waits_for(grade, result)
    if result.status == status.PASSED and waits_for:
        return f"right; waits for {waits_for}", "green"
    if result.status == status.BLOCKED and waits_for:
        return f"waits for step {waits_for}", style
    return word, style


def _waits_for(grade: Grade, result: StepResult) -> int | None:
    """Return the earliest step that this one's checks still wait for."""
    named = [v.waits_for for v in result.verdicts if v.waits_for]
    if named:
        return min(named)
    if any(verdict.foundation == "solution" for verdict in result.verdicts):
        unfinished = [other for other in grade.steps if other.status == status.FAILED]
        return next((o.step.number for o in unfinished if o is not result), None)
    return None


def next_thing(grade: Grade) -> Group:
    """Return the first failing check explained, or the stub to fill in next."""
    for result in grade.steps:
        if not result.is_done:
            return next_thing_in(result, grade)
    return Group(rule(), *_all_done(grade))


def next_thing_in(result: StepResult, grade: Grade) -> Group:
    """Return the same of one step, which is not done."""
    verdict = result.first_failed
    above = list(_waiting_before(result, grade))
    if verdict:
        return Group(*above, rule(), explain(verdict, grade.folder), *_next_command(result))
    return Group(*above, rule(), *next_stub(result, grade.folder))


def _waiting_before(result: StepResult, grade: Grade) -> Iterator[RenderableType]:
    """Say to those who have come to a step that needs torch how to get it: it is passed over."""
    place = grade.steps.index(result) if result in grade.steps else 0
    before = grade.steps[place - 1] if place else None
    if before and before.status == status.WAITING:
        yield rule()
        yield from _needing_torch([before], "It can wait, and")


def every_failure(grade: Grade) -> Group:
    """Return every failing check explained; what is not written yet in a line each."""
    parts: list[RenderableType] = []
    told: set[str] = set()
    for result in grade.steps:
        for verdict in result.verdicts:
            if verdict.status in (status.PASSED, status.WAITING):
                continue
            if verdict.status in (status.TODO, status.BLOCKED):
                parts += _unwritten(grade, verdict, told)
            elif verdict.message not in told or not verdict.spoils_others:
                parts += [rule(), explain(verdict, grade.folder)]
            told.add(verdict.message)
    waiting = [result for result in grade.steps if result.status == status.WAITING]
    if parts and waiting:
        parts += [rule(), *_needing_torch(waiting)]
    return Group(*(parts or _all_done(grade)))


def _unwritten(grade: Grade, verdict: Verdict, told: set[str]) -> Iterator[RenderableType]:
    if verdict.message not in told:
        yield rule()
        yield Text(f"· step {verdict.check.step.number} · {verdict.message}")
        yield Padding(place_text(verdict, grade.folder), (0, 2))


def next_stub(result: StepResult, folder: Path, width: int = 0) -> Iterator[RenderableType]:
    """Yield the stub to fill in next; its command on the first line where ``width`` has room."""
    verdict = result.first_todo
    assert verdict is not None
    number = result.step.number
    title = Text.assemble(("Next", "bold"), f"   step {number} · {result.step.title}")
    command = Text(f"python grader.py lesson {number}", style="cyan")
    place = Padding(place_text(verdict, folder), (0, 0, 0, 7), expand=False)
    room = width - title.cell_len - command.cell_len
    if room >= GAP:
        yield from (title.append(" " * room).append_text(command), place)
    else:
        yield from (title, place, Padding(command, (0, 0, 0, 7), expand=False))


def _next_command(result: StepResult) -> Iterator[RenderableType]:
    others = sum(v.status not in (status.PASSED, status.WAITING) for v in result.verdicts) - 1
    if others > 0:
        number = result.step.number
        more = f"{others} more checks of step {number} do" if others > 1 else "One more check does"
        yield Text()
        yield Padding(Text(f"{more} not pass yet: python grader.py check {number}"), (0, 2))


def _all_done(grade: Grade) -> Iterator[RenderableType]:
    waiting = [result for result in grade.steps if result.status == status.WAITING]
    if not waiting:
        yield Text("Every step passes." if len(grade.steps) > 1 else "The step passes.")
        return
    if len(waiting) < len(grade.steps):
        yield Text("Everything else passes.")
    yield from _needing_torch(waiting)


def _needing_torch(waiting: list[StepResult], more: str = "") -> Iterator[RenderableType]:
    """Yield which steps need torch, and the command that installs it, in one line to be copied."""
    steps = " and ".join(str(result.step.number) for result in waiting)
    who = f"Steps {steps} need" if len(waiting) > 1 else f"Step {steps} needs"
    how = f". {more} this installs it" if more else "; to install it here"
    yield Text(f"{who} torch{how}:")
    yield Text(f"  {torch_command()}", style="cyan", no_wrap=True, overflow="ignore")


def torch_command() -> str:
    """Return the command that installs a CPU-only torch for the interpreter that grades.

    See https://pytorch.org/get-started/locally/: on macOS and Windows the default is CPU-only.
    """
    index = " --index-url https://download.pytorch.org/whl/cpu"
    pip = Path(sys.executable).with_name("pip")
    program = typed(pip) if pip.exists() else f"{typed(Path(sys.executable))} -m pip"
    return f"{program} install torch{index if sys.platform == 'linux' else ''}"
