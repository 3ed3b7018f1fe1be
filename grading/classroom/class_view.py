"""What a terminal shows of a class: how far it is, and what has become of it."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from grading.classroom.class_run import ClassRun
from grading.course.learner_text import printable
from grading.gradebook.class_scores import class_scores
from grading.gradebook.course_file import Course
from grading.gradebook.credit import as_number
from grading.gradebook.gradebook import Gradebook
from grading.terminal.console import console

MOST_LEARNERS = 30  # that are listed; a larger class is for the exports and the report
MOST_REFUSED = 20
INDENT = "  "
LESS_THAN_A_SANDBOX = {
    "landlock": (
        "Not in a full sandbox: Landlock and limits keep the code from other files and from the "
        "network; it can see other processes."
    ),
    "process": (
        "Without a sandbox: limits alone. The code can read what you can read, solutions and other "
        "submissions too. docs/instructors.md says what that means."
    ),
}

Points = tuple[str, str, str]  # a learner, what they earned, what can be earned


class ClassProgress:
    """A bar with the time that is left, on a terminal; nothing in a pipe."""

    def __init__(self, total: int) -> None:
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console(),
            transient=True,
            disable=not console().is_terminal,
        )
        self.task = self.bar.add_task("submissions", total=total)

    def __enter__(self) -> ClassProgress:
        self.bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.bar.stop()

    def tell(self, graded: dict[str, Any], is_new: bool) -> None:
        """Hear of a submission."""
        self.bar.advance(self.task)


def points_of(gradebook: Gradebook, course: Course, total: int) -> list[Points]:
    """Return what each learner has, in a class that is small enough to be shown."""
    if total > MOST_LEARNERS:
        return []
    return [
        (one.learner, f"{as_number(one.score.points):g}", f"{as_number(one.score.possible):g}")
        for one in class_scores(gradebook, course)
    ]


def print_class(run: ClassRun, gradebook: str, seconds: float, points: Sequence[Points]) -> None:
    """Show what has become of a class."""
    screen = console()
    number = run.graded + run.unchanged + len(run.refused)
    speed = f" in {seconds:.1f} s, {run.graded / seconds:.1f} a second" if run.graded else ""
    screen.print(f"{_counted(number, 'submission')}: {run.graded} graded{speed}")
    if run.unchanged:
        verbs = ("was", "has") if run.unchanged == 1 else ("were", "have")
        screen.print("  {} {} graded before and {} not changed".format(run.unchanged, *verbs))
    if run.processes_lost:
        times = _counted(run.processes_lost, "time")
        screen.print(
            f"  A grading process was ended from outside, {times}; what it was grading has been "
            "graded again"
        )
    for isolation, sentence in LESS_THAN_A_SANDBOX.items():
        if isolation in run.isolations:
            screen.print(Text(f"\n{sentence}", style="yellow"))
    _print_list(screen, run.refused, "could not be graded")
    has = "has" if len(run.not_read) == 1 else "have"
    _print_list(screen, run.not_read, f"{has} modules that are not read, which earn nothing")
    if 0 < len(points) <= MOST_LEARNERS:
        screen.print()
        screen.print(_table(points))
    screen.print(f"\nThe gradebook is {printable(gradebook)}. What comes next:", soft_wrap=True)
    screen.print("  python grader.py class-report           what the class finds hard")
    screen.print("  python grader.py class-export csv FILE  the points, for a spreadsheet")


def _print_list(screen: Console, submissions: Sequence[tuple[str, str]], what: str) -> None:
    """Say of which submissions something is true, and why."""
    if not submissions:
        return
    screen.print(f"\n{_counted(len(submissions), 'submission')} {what}:")
    for learner, sentence in sorted(submissions)[:MOST_REFUSED]:
        text = Text(f"{printable(learner)}: {sentence}")
        lines = text.wrap(screen, screen.width - 2 * len(INDENT))
        for number, line in enumerate(lines):
            line.rstrip()
            screen.print(Text(INDENT * (2 if number else 1)).append_text(line))
    if len(submissions) > MOST_REFUSED:
        screen.print(f"  and {len(submissions) - MOST_REFUSED} more, in the gradebook")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + "s" * (number != 1)


def _table(points: Sequence[Points]) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(max_width=50, overflow="ellipsis", no_wrap=True)
    table.add_column(justify="right")
    for learner, earned, possible in points:
        table.add_row(Text(printable(learner)), f"{earned} of {possible} points")
    return table
