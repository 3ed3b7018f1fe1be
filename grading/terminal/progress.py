"""The progress view: every step at a glance, then the one thing to do next."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grading.course.curriculum import PARTS, STEPS, Step
from grading.course.paths import typed
from grading.history.begun import is_begun
from grading.judging import verdict as status
from grading.session.result import Grade, StepResult
from grading.terminal.causes import every_cause, first_to_look_at
from grading.terminal.console import WithCommand
from grading.terminal.explanation import explain, next_step, next_stub, printed_lines, rule
from grading.terminal.status_table import EMPTY, Row, StatusTable

WORDS = {
    status.PASSED: ("passed", "green"),
    status.FAILED: ("not yet right", "red"),
    status.TODO: ("to do", "dim"),
    status.BLOCKED: ("waits", "dim"),
    status.WAITING: ("needs {}", "yellow"),
}
BEGUN = "begun"
MOST_PRINTED_LINES = 40  # of a check that passes, whose prints were asked for
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
    return StatusTable((step_row(grade, result) for result in results), labels())


def step_row(grade: Grade, result: StepResult) -> Row:
    """Return the row of one step."""
    word, style = word_of(grade, result)
    sign = "…" if word == BEGUN else SIGNS.get(result.status, "·") if style != "dim" else "·"
    words = (word, word.partition(" for ")[0], sign)
    return Row(step_label(result.step), words, style, (result.points, result.possible))


def labels() -> list[Text]:
    """Return what stands on the left of every row there can be, graded or not."""
    return [*(part_label(*part) for part in PARTS.items()), *map(step_label, STEPS)]


def step_label(step: Step) -> Text:
    """Return a step's number and title."""
    return Text(f"{step.number:>3}  {step.title}")


def part_label(number: int, title: str, style: str = "bold") -> Text:
    """Return a part's number and title."""
    return Text(f"Part {number} · {title}", style=style)


def word_of(grade: Grade, result: StepResult) -> tuple[str, str]:
    """Return the step's status as a learner reads it."""
    word, style = WORDS[result.status]
    word = word.format(result.lacks)
    if result.status == status.FAILED and result.first_failed is None:
        word, style = BEGUN, "yellow"  # what is written is right
    if not is_begun(result, grade):
        return WORDS[status.TODO]
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
    verdict = first_to_look_at(result)
    above = list(waiting_before(result, grade))
    if not is_begun(result, grade):
        return Group(*above, rule(), *next_step(result, grade.folder))
    if verdict:
        return Group(*above, rule(), explain(verdict, grade.folder), *_next_command(result))
    return Group(*above, rule(), *next_stub(result, grade.folder))


def waiting_before(result: StepResult, grade: Grade) -> Iterator[RenderableType]:
    """Say to those who have come past a step that needs a library how to get it."""
    place = grade.steps.index(result) if result in grade.steps else 0
    before = grade.steps[place - 1] if place else None
    if before and before.status == status.WAITING:
        yield rule()
        yield from _needing_libraries([before], "It can wait, and")


def every_failure(grade: Grade) -> Group:
    """Return every failing check, what it fails by explained once."""
    parts = list(every_cause(grade))
    waiting = [result for result in grade.steps if result.status == status.WAITING]
    if parts and waiting:
        parts += [rule(), *_needing_libraries(waiting)]
    return Group(*(parts or _all_done(grade)))


def prints_of_passing(grade: Grade) -> Iterator[RenderableType]:
    """Yield what was printed in checks that pass, the same by several of them once."""
    for result in grade.steps:
        texts: dict[str, list[str]] = {}
        for verdict in result.passed_checks:
            if verdict.printed.strip():
                texts.setdefault(verdict.printed, []).append(verdict.check.title)
        for text, titles in texts.items():
            more = f", and {len(titles) - 1} more checks" if len(titles) > 1 else ""
            yield rule()
            yield Text(f"✓ step {result.step.number} · {titles[0]}{more}: your code printed")
            yield from printed_lines(text, MOST_PRINTED_LINES)


def note_of_prints(grade: Grade) -> Iterator[RenderableType]:
    """Say, where something was printed in checks that pass, how to see it."""
    steps = [
        str(result.step.number)
        for result in grade.steps
        if any(verdict.printed.strip() for verdict in result.passed_checks)
    ]
    if steps:
        command = f"python grader.py check {' '.join(steps)} --show-prints"
        yield Text()
        yield Text("Your code printed something in checks that pass. To see it:", style="dim")
        yield Padding(Text(command, style="cyan"), (0, 0, 0, 2))


def _next_command(result: StepResult) -> Iterator[RenderableType]:
    others = sum(v.status not in (status.PASSED, status.WAITING) for v in result.verdicts) - 1
    if others > 0:
        number = result.step.number
        more = f"{others} more checks of step {number} do" if others > 1 else "One more check does"
        yield Text()
        yield WithCommand(f"{more} not pass yet:", f"python grader.py check {number}", 2)


def _all_done(grade: Grade) -> Iterator[RenderableType]:
    waiting = [result for result in grade.steps if result.status == status.WAITING]
    if not waiting:
        yield Text("Every step passes." if len(grade.steps) > 1 else "The step passes.")
        return
    if len(waiting) < len(grade.steps):
        yield Text("Everything else passes.")
    yield from _needing_libraries(waiting)


def _needing_libraries(waiting: list[StepResult], more: str = "") -> Iterator[RenderableType]:
    """Yield which steps need what, and the command that installs it, in one line to be copied."""
    for library in dict.fromkeys(result.lacks for result in waiting):
        numbers = [result.step.number for result in waiting if result.lacks == library]
        who = f"Steps {in_short(numbers)} need" if len(numbers) > 1 else f"Step {numbers[0]} needs"
        how = f". {more} this installs it" if more else "; to install it here"
        yield Text(f"{who} {library}{how}:")
        yield Text(f"  {install_command(library)}", style="cyan", no_wrap=True, overflow="ignore")


def in_short(numbers: list[int]) -> str:
    """Return numbers in words: "12 and 17", "24 to 34"."""
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}" if most else last


def install_command(library: str) -> str:
    """Return the command that installs a library for the interpreter that grades.

    torch for CPUs alone, see https://pytorch.org/get-started/locally/: on macOS and Windows the
    default is that.
    """
    index = " --index-url https://download.pytorch.org/whl/cpu"
    pip = Path(sys.executable).with_name("pip")
    program = typed(pip) if pip.exists() else f"{typed(Path(sys.executable))} -m pip"
    is_large = library == "torch" and sys.platform == "linux"
    return f"{program} install {library}{index if is_large else ''}"
