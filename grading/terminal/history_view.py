"""The way so far as the terminal shows it."""

from __future__ import annotations

from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from grading.course.curriculum import step_numbered
from grading.course.errors import KitError
from grading.history.learning_path import LearningPath, MistakeMet, StepPath
from grading.mistakes.diagnosis import recorded_mistakes

WIDE = 80  # a terminal that has room for moments


def history_view(path: LearningPath, width: int = WIDE) -> RenderableType:
    """Return attempts, time and outcome of every step that was begun, and the mistakes met."""
    if not path.points:
        return Text("Nothing has been graded yet: python grader.py")
    steps = _table(path.begun, width < WIDE) if path.begun else Text("No step has been tried yet.")
    parts: list[RenderableType] = [_heading(path), Text(), steps]
    if path.mistakes:
        parts += [Text(), Text("Mistakes met", style="bold")]
        parts += [_mistake(step, mistake) for step, mistake in path.mistakes]
    return Group(*parts)


def _heading(path: LearningPath) -> Table:
    grades = "1 grade" if len(path.points) == 1 else f"{len(path.points)} grades"
    heading = Table.grid(expand=True)
    heading.add_column()
    heading.add_column(justify="right")
    heading.add_row(
        Text("The way so far", style="bold"), f"{grades} since {moment(path.points[0][0])}"
    )
    return heading


def _table(steps: list[StepPath], narrow: bool) -> Table:
    gap = 1 if narrow else 2
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="dim")
    table.add_column("", justify="right", width=3)
    table.add_column("step", width=29)
    table.add_column("attempts", justify="right")
    table.add_column("time", justify="right", width=9)
    table.add_column("")
    for step in steps:
        table.add_row(
            str(step.number),
            step_numbered(step.number).title,
            str(step.attempts),
            duration(step.seconds),
            Text(outcome(step, narrow), style="green" if step.passes else ""),
        )
    return table


def outcome(step: StepPath, short: bool = False) -> str:
    """Say whether a step passes, and since when."""
    if step.passes and step.passed_first:
        return "passed" if short else f"passed {moment(step.passed_first)}"
    return "passed before, not now" if step.passed_first else "not yet"


def _mistake(step: StepPath, mistake: MistakeMet) -> Text:
    style = "green" if mistake.overcome else "yellow"
    return Text.assemble(
        (f"{'✓' if mistake.overcome else '·'} ", style),
        f"step {step.number} · {title_of_mistake(step.number, mistake.id)}: {fate(mistake)}",
    )


def fate(mistake: MistakeMet) -> str:
    """Say whether a mistake was overcome, and after how much."""
    if mistake.overcome is None:
        return "not yet overcome"
    attempts = "1 attempt" if mistake.attempts == 1 else f"{mistake.attempts} attempts"
    return f"overcome after {attempts}"


def title_of_mistake(step: int, name: str) -> str:
    """Return a mistake's title; of one that this kit does not know, its name."""
    try:
        known = recorded_mistakes(step_numbered(step))["mistakes"]
    except KitError:
        return name
    return str(known[name]["title"]) if name in known else name


def duration(seconds: float) -> str:
    """Return a length of time in words: seconds, minutes, or hours and minutes."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def moment(when: float) -> str:
    """Return a moment in local time, to the minute."""
    return f"{datetime.fromtimestamp(when):%Y-%m-%d %H:%M}"
