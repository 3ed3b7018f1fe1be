"""The command line: ``python grader.py`` and its subcommands."""

from __future__ import annotations

import json
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grading import __version__
from grading.author_commands import record, skeletons, verify
from grading.command_line import STEP, demand_torch, sentences_for_errors
from grading.curriculum import STEPS, Step
from grading.paths import EXERCISES, KIT, shown
from grading.reference import KitError
from grading.whole_files import write_whole

if TYPE_CHECKING:
    from grading.result import Grade


def grading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every grading command has."""
    for option in (
        click.option("--live", is_flag=True, help="Compare with live torch."),
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
@grading_options
@click.pass_context
@sentences_for_errors
def command(context: click.Context, implementation: str, json_file: str | None, live: bool) -> None:
    """Grade your exercises, and show what comes next."""
    if context.invoked_subcommand is None:
        sys.exit(grade_and_show(list(STEPS), implementation, json_file, live, every=False))
    # An option before the subcommand means the same as after it.
    given = {"implementation": implementation, "json_file": json_file, "live": live}
    context.default_map = {context.invoked_subcommand: given}


@command.command()
@click.argument("steps", nargs=-1, type=STEP, metavar="[STEP …]")
@grading_options
@sentences_for_errors
def check(steps: tuple[Step, ...], implementation: str, json_file: str | None, live: bool) -> None:
    """Grade these steps, and explain every check that fails."""
    asked = sorted(set(steps or STEPS), key=lambda step: step.number)
    sys.exit(grade_and_show(asked, implementation, json_file, live, every=True))


def grade_and_show(
    steps: list[Step], implementation: str, json_file: str | None, live: bool, every: bool
) -> int:
    """Grade, show, write the JSON; return the exit status."""
    folder = folder_to_grade(implementation)
    if live:
        demand_torch()
    result = graded(folder, steps, live, quiet=json_file == "-")
    if json_file:
        write_json(json_file, result.as_data())
    if json_file != "-":
        from grading.console import console
        from grading.progress import every_failure, next_thing, progress_view

        screen = console()
        if folder != EXERCISES:
            screen.print(f"graded: {shown(folder)}\n", markup=False)
        screen.print(progress_view(result))
        screen.print()
        screen.print(every_failure(result) if every else next_thing(result))
    keep_in_history(result)
    return 0 if result.passed else 1


def graded(folder: Path, steps: list[Step], live: bool, quiet: bool) -> Grade:
    """Grade a folder, with a sign of life on a terminal unless ``quiet``."""
    from grading.ahead import judge_ahead

    ahead = None if live else judge_ahead(folder, steps)
    from grading.console import telling
    from grading.grade import grade

    with telling(len(steps), quiet) as tell:
        return grade(folder, steps, live, ahead, tell)


def keep_in_history(result: Grade) -> None:
    """Keep a grade; where that fails, say so: the grade itself stands."""
    from grading.history import HistoryError, keep

    try:
        keep(result.folder, result.steps)
    except HistoryError as error:
        click.echo(str(error), err=True)


def folder_to_grade(implementation: str) -> Path:
    """Return the folder that is named; raises ``KitError`` where there is none."""
    folder = Path(implementation).resolve()
    if not folder.is_dir():
        raise KitError(f"There is no folder {implementation} to grade.")
    return folder


def write_json(file: str, data: dict[str, Any]) -> None:
    """Write the result to a file, or to standard output for ``-``."""
    text = json.dumps(data, indent=1) + "\n"
    if file == "-":
        click.echo(text, nl=False)
        return
    write_output(file, text)


def write_output(file: str, text: str) -> None:
    """Write a file that was asked for; raises ``KitError`` where that cannot be."""
    try:
        write_whole(Path(file), text)
    except OSError as error:
        raise KitError(f"{file} cannot be written: {error.strerror}.") from None


@command.command()
@click.argument("step", type=STEP)
@sentences_for_errors
def lesson(step: Step) -> None:
    """Show a step's lesson."""
    from grading.console import console
    from grading.lesson_view import lesson_page

    console().print(lesson_page(step))


@command.command()
@click.argument("step", type=STEP)
@sentences_for_errors
def hint(step: Step) -> None:
    """Show one more hint for a step at each call."""
    from grading.console import console
    from grading.lesson_view import one_more_hint

    console().print(one_more_hint(step))


@command.command()
@click.argument("step", type=STEP)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), hidden=True)
@sentences_for_errors
def reset(step: Step, yes: bool, implementation: str) -> None:
    """Put a step's stubs back; what was there is kept in a copy beside the file."""
    from grading.resetting import put_stubs_back

    put_stubs_back(step, Path(implementation), (lambda: True) if yes else confirmed)


def confirmed() -> bool:
    """Ask; where nobody can answer, the answer is no, and says how to do it."""
    try:
        return click.confirm("  Go on?")
    except click.Abort:
        raise KitError("\nNobody answered. In a script, add --yes.") from None


@command.command(context_settings={"ignore_unknown_options": True})
@click.argument("step", type=STEP)
@click.argument("pytest_options", nargs=-1, type=click.UNPROCESSED)
@click.option("--implementation", metavar="DIR", default=str(EXERCISES))
@sentences_for_errors
def debug(step: Step, pytest_options: tuple[str, ...], implementation: str) -> None:
    """Run a step's checks in one process, so that breakpoint() works."""
    import pytest

    from grading.paths import CHECKS

    arguments = [f"--rootdir={KIT}", f"-c{KIT / 'pyproject.toml'}", "--in-process"]
    arguments += ["--capture=no", "--timeout=0", f"--implementation={implementation}"]
    sys.exit(pytest.main([*arguments, *pytest_options, str(CHECKS / step.check_file)]))


@command.command()
@click.argument("step", type=STEP)
@click.option("--implementation", metavar="DIR", default=str(EXERCISES))
@click.option("--output", metavar="FILE", help="Where to write the SVG.")
@click.option("--open/--no-open", "show", default=True, help="Open it when it is drawn.")
@sentences_for_errors
def draw(step: Step, implementation: str, output: str | None, show: bool) -> None:
    """Draw a graph of yours, with your own draw_dot, as an SVG file."""
    from grading.drawing import draw_step, open_drawing

    path = draw_step(step, Path(implementation).resolve(), Path(output) if output else None)
    click.echo(shown(path))
    if show and sys.stdout.isatty():
        open_drawing(path)


@command.command()
@click.argument("step", type=STEP, required=False)
@click.option("--manual", is_flag=True, help="Grade when you press Enter, not on every save.")
@click.option("--page", is_flag=True, help="Serve a page that renews itself at every save.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def watch(step: Step | None, manual: bool, page: bool, implementation: str) -> None:
    """Grade on every save, and listen to single keys."""
    folder = folder_to_grade(implementation)
    from grading.watch import Watch

    session = Watch(folder, step, manual)
    if page:
        from grading.watched_page import serving

        with serving(session) as address:
            if sys.stdout.isatty():
                webbrowser.open(address)
            session.run()
    else:
        session.run()


@command.command()
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@click.option("--output", metavar="FILE", default=str(KIT / "report.html"), help="Where to.")
@click.option("--open/--no-open", "show", default=True, help="Open it when it is written.")
@sentences_for_errors
def report(implementation: str, output: str, show: bool) -> None:
    """Write everything as one HTML page: progress, lessons, failing checks, history."""
    folder = folder_to_grade(implementation)
    result = graded(folder, list(STEPS), live=False, quiet=False)
    keep_in_history(result)
    from grading.page import PageMaker

    maker = PageMaker(folder)
    try:
        write_output(output, maker.page(result))
    finally:
        maker.close()
    click.echo(shown(Path(output).resolve()))
    if show and sys.stdout.isatty():
        webbrowser.open(Path(output).resolve().as_uri())


@command.command()
@sentences_for_errors
def history() -> None:
    """Show the way so far: attempts and time a step, mistakes met and overcome."""
    from grading.console import console
    from grading.history import HistoryError, read_history
    from grading.history_view import way_view
    from grading.way import way_of

    try:
        entries = read_history()
    except HistoryError as error:
        raise KitError(str(error)) from None
    console().print(way_view(way_of(entries)))


for author_command in (record, skeletons, verify):
    command.add_command(author_command)


def main() -> None:
    """Run the command."""
    command(prog_name="python grader.py")
