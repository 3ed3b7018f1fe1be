"""The subcommands to study with: lesson, hint, solution, shell, reset, debug."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from grading.cli.options import (
    STEP,
    demand_solutions,
    folder_to_grade,
    graded,
    say,
    sentences_for_errors,
)
from grading.course.curriculum import Step
from grading.course.errors import KitError
from grading.course.paths import EXERCISES, KIT, shown
from grading.judging.verdict import PASSED

LONGEST_ANSWER = 100  # to a question: an endless line ends here


@click.command()
@click.argument("step", type=STEP)
@sentences_for_errors
def lesson(step: Step) -> None:
    """Show a step's lesson."""
    from grading.terminal.console import console
    from grading.terminal.lesson_view import lesson_page

    console().print(lesson_page(step))


@click.command()
@click.argument("step", type=STEP)
@sentences_for_errors
def hint(step: Step) -> None:
    """Show one more hint for a step at each call."""
    from grading.terminal.console import console
    from grading.terminal.lesson_view import one_more_hint

    console().print(one_more_hint(step, EXERCISES))


@click.command()
@click.argument("step", type=STEP)
@click.option("--anyway", is_flag=True, help="Even though the step does not pass.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def solution(step: Step, anyway: bool, implementation: str) -> None:
    """Show a step's finished code beside yours, once the step passes."""
    folder = folder_to_grade(implementation)
    demand_solutions()
    from grading.course.solution_diff import comparisons
    from grading.terminal.console import WithCommand, console
    from grading.terminal.solution_view import solution_view

    compared = list(comparisons(step, folder))
    if not compared:
        console().print(f"Step {step.number} has no code of its own: it tests what you have.")
        return
    if not anyway and graded(folder, [step], live=False, quiet=False).steps[0].status != PASSED:
        number, command = step.number, "python grader.py"
        hint = f"Step {number} does not pass yet. Is a hint enough?"
        console().print(WithCommand(hint, f"{command} hint {number}"))
        finished = "To see the finished code all the same:"
        console().print(WithCommand(finished, f"{command} solution {number} --anyway"))
        sys.exit(1)
    console().print(solution_view(step, compared))


@click.command()
@click.argument("step", type=STEP)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), hidden=True)
@sentences_for_errors
def reset(step: Step, yes: bool, implementation: str) -> None:
    """Put a step's stubs back; what was there is kept in a copy."""
    from grading.course.stubs import put_stubs_back

    put_stubs_back(step, Path(implementation), (lambda: True) if yes else confirmed, say)


def confirmed() -> bool:
    """Ask; where nobody can answer, the answer is no, and says how to do it."""
    click.echo("  Go on? [y/N]: ", nl=False)
    sys.stdout.flush()
    try:
        answer = sys.stdin.readline(LONGEST_ANSWER)
    except ValueError:  # which is no text
        answer = "no"
    if not answer:
        raise KitError("\nNobody answered. In a script, add --yes.")
    return answer.strip().lower() in ("y", "yes")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("step", type=STEP)
@click.argument("pytest_options", nargs=-1, type=click.UNPROCESSED)
@click.option("--implementation", metavar="DIR", default=str(EXERCISES))
@sentences_for_errors
def debug(step: Step, pytest_options: tuple[str, ...], implementation: str) -> None:
    """Run a step's checks in one process, so that breakpoint() works."""
    folder = folder_to_grade(implementation)
    import pytest

    os.chdir(KIT)  # pytest reads brackets and dollars in what leads there as something else
    arguments = ["--rootdir=.", "-cpyproject.toml", "--in-process"]
    arguments += ["--capture=no", "--timeout=0", f"--implementation={folder}"]
    found = pytest.main([*arguments, *pytest_options, f"checks/{step.check_file}"])
    sys.exit(min(found, 2))  # for whatever else went wrong pytest has numbers of its own


@click.command()
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def shell(implementation: str) -> None:
    """Start a Python prompt that knows your modules, to try things by hand."""
    import signal
    import subprocess

    folder = folder_to_grade(implementation)
    if sys.stdin.isatty():
        end = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"
        say(
            f"Your modules are in {shown(folder)}: `from engine import Value`, for one.\n"
            f"After an edit, start the prompt anew. {end} ends it."
        )
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    inside = folder if os.pathsep in str(folder) else None  # in `PYTHONPATH` it would be two
    signal.signal(signal.SIGINT, lambda number, frame: None)  # Ctrl-C is for the prompt
    sys.exit(subprocess.call([sys.executable, "-q"], env=environment, cwd=inside))
