"""The subcommands that show more than one grade: watch, draw, report, history."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from grading.cli.options import (
    STEP,
    folder_to_grade,
    graded_in,
    is_standard_output,
    keep_in_history,
    sentences_for_errors,
    write_output,
)
from grading.course.curriculum import STEPS, Step
from grading.course.errors import KitError
from grading.course.paths import EXERCISES, KIT, shown

SECONDS_TO_SEARCH = 2.0  # for the line at fault


def open_in_browser(address: str) -> None:
    """Show a page."""
    import webbrowser  # a fiftieth of what one step costs, and hardly ever needed

    webbrowser.open(address)


@click.command()
@click.argument("step", type=STEP, required=False)
@click.option("--manual", is_flag=True, help="Grade when you press Enter, not on every save.")
@click.option("--page", is_flag=True, help="Serve a page that renews itself at every save.")
@click.option("--brief", is_flag=True, help="A line a failing check, for editors.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def watch(step: Step | None, manual: bool, page: bool, brief: bool, implementation: str) -> None:
    """Grade on every save, and listen to single keys."""
    folder = folder_to_grade(implementation)
    from grading.watching.watch import Watch

    session = Watch(folder, step, manual, brief)
    if page:
        from grading.watching.watched_page import serving

        with serving(session) as address:
            if sys.stdout.isatty():
                open_in_browser(address)
            session.run()
    else:
        session.run()


@click.command()
@click.argument("step", type=STEP)
@click.option("--implementation", metavar="DIR", default=str(EXERCISES))
@click.option("--output", metavar="FILE", help="Where to write the SVG.")
@click.option("--open/--no-open", "show", default=True, help="Open it when it is drawn.")
@sentences_for_errors
def draw(step: Step, implementation: str, output: str | None, show: bool) -> None:
    """Draw a graph of yours (SVG): a failing check's, with the right numbers in it."""
    from grading.pages.drawing import draw_step, open_drawing
    from grading.session.session import Session

    with Session(folder_to_grade(implementation)) as session:
        (result,) = session.grade([step]).steps
        path = draw_step(result, session, Path(output) if output else None)
    if not is_standard_output(output or ""):
        click.echo(shown(path))
    if show and sys.stdout.isatty():
        open_drawing(path)


@click.command()
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@click.option("--output", metavar="FILE", default=str(KIT / "report.html"), help="Where to.")
@click.option("--open/--no-open", "show", default=True, help="Open it when it is written.")
@sentences_for_errors
def report(implementation: str, output: str, show: bool) -> None:
    """Write one HTML page: progress, lessons, failing checks."""
    folder = folder_to_grade(implementation)
    from grading.session.session import Session

    with Session(folder) as session:
        result = graded_in(session, STEPS, quiet=False)
        keep_in_history(result)
        from grading.history.known_cures import cure_of, note_known_cures
        from grading.pages.page import PageMaker

        note_known_cures(result.steps, folder)
        if result.first_failing:
            cure_of(session, result.first_failing, SECONDS_TO_SEARCH)
        write_output(output, PageMaker(session).page(result))
    if not is_standard_output(output):
        click.echo(shown(Path(output).resolve()))
    if show and sys.stdout.isatty():
        open_in_browser(Path(output).resolve().as_uri())


@click.command(hidden=True)
@click.argument("steps", nargs=-1, type=STEP)
@sentences_for_errors
def notebook(steps: tuple[Step, ...]) -> None:
    """Grade, and print what ``%grade`` shows, as JSON: HTML, and the same as text."""
    from grading.session.session import Session

    with Session(EXERCISES) as session:
        result = graded_in(session, steps or STEPS, quiet=True)
        keep_in_history(result)
        from grading.pages.notebook_output import notebook_output

        click.echo(json.dumps(notebook_output(session, result)))


@click.command()
@sentences_for_errors
def history() -> None:
    """Show the way so far: attempts, time, mistakes met."""
    from grading.history.history import HistoryError, read_history
    from grading.history.learning_path import LearningPath
    from grading.terminal.console import console
    from grading.terminal.history_view import history_view

    path = LearningPath()
    try:
        path.go_on(read_history())
    except HistoryError as error:
        raise KitError(str(error)) from None
    screen = console()
    screen.print(history_view(path, screen.width))
