"""The command line: ``python grader.py`` and its subcommands."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from grading import __version__
from grading.cli.author_commands import record, skeletons, verify
from grading.cli.class_commands import class_export, class_report, class_setup, grade_class
from grading.cli.options import (
    STEP,
    demand_torch,
    fail_by,
    folder_to_grade,
    graded_in,
    is_standard_output,
    isolation_for,
    keep_in_history,
    sentences_for_errors,
    write_output,
)
from grading.cli.play_command import play
from grading.cli.process_setup import (
    demand_what_every_command_needs,
    naming_output,
    tidy_up_at_signals,
)
from grading.cli.study_commands import debug, hint, lesson, reset, shell, solution
from grading.cli.view_commands import draw, history, notebook, report, watch
from grading.course.curriculum import STEPS, Step
from grading.course.paths import EXERCISES, shown

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grading.session.result import Grade
    from grading.session.session import Session

# For the line at fault, after the grade has been shown: of everything, and of what was asked for.
SECONDS_TO_SEARCH = 1.0
SECONDS_TO_SEARCH_LONGER = 3.0


def grading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every grading command has."""
    for option in (
        click.option("--live", is_flag=True, help="Compare with live torch."),
        click.option("--sandbox", is_flag=True, help="Run the code in a sandbox (on Linux)."),
        click.option(
            "--json", "json_file", metavar="FILE", help="Write the result as data; - for stdout."
        ),
        click.option(
            "--implementation",
            metavar="DIR",
            default=str(EXERCISES),
            help="Grade another folder of the same shape.",
        ),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
@click.option("--all", "every_step", is_flag=True, help="Show every step of every part.")
@grading_options
@click.pass_context
@sentences_for_errors
def command(
    context: click.Context,
    implementation: str,
    json_file: str | None,
    live: bool,
    sandbox: bool,
    every_step: bool,
) -> None:
    """Grade your exercises, and show what comes next."""
    if context.invoked_subcommand is None:
        show = show_every_step if every_step else show_overview
        seconds = SECONDS_TO_SEARCH_LONGER if every_step else SECONDS_TO_SEARCH
        asked = Asked(list(STEPS), implementation, json_file, live, sandbox)
        sys.exit(grade_and_show(asked, show, seconds))
    if every_step:
        raise click.UsageError(f"--all does not go with {context.invoked_subcommand}.")
    # An option before the subcommand means the same as after it.
    given = {
        "implementation": implementation,
        "json_file": json_file,
        "live": live,
        "sandbox": sandbox,
    }
    context.default_map = {context.invoked_subcommand: given}


@command.command()
@click.argument("steps", nargs=-1, type=STEP, metavar="[STEP …]")
@click.option("--brief", is_flag=True, help="A line a failing check, for editors.")
@click.option("--show-prints", is_flag=True, help="Show what checks that pass printed.")
@click.option(
    "--search",
    metavar="SECONDS",
    type=click.FloatRange(min=0, max=600),
    default=SECONDS_TO_SEARCH_LONGER,
    help="Search this long for the line at fault; 0 for not at all.",
)
@grading_options
@sentences_for_errors
def check(
    steps: tuple[Step, ...],
    implementation: str,
    json_file: str | None,
    live: bool,
    sandbox: bool,
    brief: bool,
    show_prints: bool,
    search: float,
) -> None:
    """Grade these steps, and explain what their checks fail by."""
    asked = sorted(set(steps or STEPS), key=lambda step: step.number)
    show = show_briefly if brief else partial(show_every_failure, prints=show_prints)
    wanted = Asked(asked, implementation, json_file, live, sandbox)
    sys.exit(grade_and_show(wanted, show, search))


@dataclass(frozen=True)
class Asked:
    """What a grading command was asked for."""

    steps: list[Step]
    implementation: str
    json_file: str | None
    live: bool
    sandbox: bool


def grade_and_show(asked: Asked, show: Callable[[Grade], None], seconds_to_search: float) -> int:
    """Grade, show, write the JSON, say which line is at fault; return the exit status."""
    folder, json_file = folder_to_grade(asked.implementation), asked.json_file
    if json_file and is_standard_output(json_file):
        json_file = "-"
    if asked.live:
        demand_torch()
    from grading.session.session import Session

    with Session(folder, asked.live, isolation=isolation_for(asked.sandbox)) as session:
        result = graded_in(session, asked.steps, quiet=json_file == "-")
        try:
            if json_file:
                write_json(json_file, result.as_data())
            if json_file != "-":
                show_with_faults(session, result, show, seconds_to_search)
        finally:  # a grade that cannot be shown is none the less one
            keep_in_history(result)
    return 0 if result.passed else 1


def show_with_faults(
    session: Session, grade: Grade, show: Callable[[Grade], None], seconds: float
) -> None:
    """Show a grade, and where the fault of the first failing step is, if that can be told.

    A person sees the grade first, before that is searched for, for so many seconds; an editor gets
    one line a check.
    """
    failing = grade.first_failing
    if failing is None:
        show(grade)
        return
    from grading.history.known_cures import cure_of, note_known_cures

    note_known_cures(grade.steps, grade.folder)
    if show is show_briefly:
        cure_of(session, failing, seconds)
        show(grade)
        return
    show(grade)
    sys.stdout.flush()
    told = [verdict for verdict in failing.failures if verdict.fault is None]
    cure = cure_of(session, failing, seconds)
    if cure:
        from grading.terminal.causes import cure_view
        from grading.terminal.console import console

        step = "this step" if len(grade.steps) == 1 else f"step {failing.step.number}"
        console().print(cure_view(cure, grade.folder, told, step))


def show_overview(grade: Grade) -> None:
    """Show the part one is in, the other parts in short, and the one thing to do next."""
    from grading.terminal.console import console
    from grading.terminal.overview import Overview

    console().print(Overview(grade), crop=False)  # a command to be copied stays whole


def show_every_step(grade: Grade) -> None:
    """Show all the progress, and the one thing to do next."""
    from grading.terminal.progress import next_thing

    show_progress(grade, next_thing(grade))


def show_every_failure(grade: Grade, prints: bool = False) -> None:
    """Show the progress, and what every failing check fails by; ``prints`` of the others, too."""
    from rich.console import Group

    from grading.terminal.progress import every_failure, note_of_prints, prints_of_passing

    more = prints_of_passing(grade) if prints else note_of_prints(grade)
    show_progress(grade, Group(every_failure(grade), *more))


def show_progress(grade: Grade, below: RenderableType) -> None:
    """Show the progress, with something below it; which folder, if it is not the learner's own."""
    from grading.terminal.console import console
    from grading.terminal.progress import progress_view

    screen = console()
    if grade.folder != EXERCISES:
        screen.print(f"graded: {shown(grade.folder)}\n", markup=False)
    screen.print(progress_view(grade))
    screen.print()
    screen.print(below, crop=False)


def show_briefly(grade: Grade) -> None:
    """Show a line for each failing check."""
    from grading.terminal.brief import brief_lines

    for line in brief_lines(grade):
        click.echo(line)


def write_json(file: str, data: dict[str, Any]) -> None:
    """Write the result to a file, or to standard output for ``-``."""
    text = json.dumps(data, indent=1) + "\n"
    if file == "-":
        click.echo(text, nl=False)
        return
    write_output(file, text)


for other in (watch, lesson, hint, solution, report, history, draw, shell, debug, reset, notebook):
    command.add_command(other)
for other in (
    play,
    grade_class,
    class_report,
    class_export,
    class_setup,
    record,
    skeletons,
    verify,
):
    command.add_command(other)


def main() -> None:
    """Run the command; what the terminal's encoding does not have is shown as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if sys.stdout is not None:
        for name in ("write", "flush"):
            setattr(sys.stdout, name, naming_output(getattr(sys.stdout, name)))
    tidy_up_at_signals()
    demand_what_every_command_needs()
    try:
        command(prog_name="python grader.py")
    except OSError as error:
        fail_by(error)
