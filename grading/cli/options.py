"""What the subcommands share: a step as an argument, and sentences in place of tracebacks."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from functools import partial, wraps
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeVar

import click

from grading.course.atomic_files import write_atomically
from grading.course.check import is_installed
from grading.course.curriculum import STEPS, Step
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import SOLUTIONS

if TYPE_CHECKING:
    from grading.sandbox.isolation import Isolation
    from grading.session.result import Grade
    from grading.session.session import Session

Result = TypeVar("Result")
OUTPUT = "standard output"  # as the file that an error is about
COMMAND = re.compile(r"`[^`\n]*`")
INTERRUPTED = 130  # as a shell says it of Ctrl-C


class StepNumber(click.ParamType):  # type: ignore[type-arg]
    """The number of a step on the command line."""

    name = "step"

    def convert(self, value: Any, param: Any, ctx: Any) -> Step:
        """Return the step; fail with a sentence that says which there are."""
        if isinstance(value, Step):
            return value
        for step in STEPS:
            if str(value).removeprefix("step").lstrip("0") == str(step.number):
                return step
        return self.fail(f"there is no step {value}; they go from 1 to {STEPS[-1].number}.")


class Named(click.ParamType):  # type: ignore[type-arg]
    """A name, of a file or of something else, that is not left out."""

    name = "text"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return it; fail where there is none, as of a variable of the shell that is not set."""
        return str(value) or self.fail("it is empty; is a variable of the shell not set?")


STEP, NAMED = StepNumber(), Named()


def sentences_for_errors(command: Callable[..., Result]) -> Callable[..., Result]:
    """Turn a ``KitError``, and what the system refuses, into a sentence and exit status 2."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Result:
        try:
            return command(*arguments, **options)
        except KitError as error:
            fail(str(error))
        except OSError as error:
            fail_by(error)
        except KeyboardInterrupt:
            fail("\nInterrupted; nothing was changed.", INTERRUPTED)

    return run


def fail(sentence: str, exit_status: int = 2) -> NoReturn:
    """Say what is wrong and what to do, where somebody listens, and end."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(folded(printable(sentence, "\n"), sys.stderr), err=True)
    sys.exit(exit_status)


def folded(text: str, stream: TextIO | None) -> str:
    """Return a text that breaks no word and no command at the edge of a terminal.

    What stands between backticks is not broken, nor are lines that begin with a blank.
    """
    if stream is None or not stream.isatty():
        return text
    width = shutil.get_terminal_size().columns
    kept = COMMAND.sub(lambda found: found[0].replace(" ", "\0"), text)
    fold = partial(textwrap.fill, width=width, break_long_words=False, break_on_hyphens=False)
    lines = [line if line[:1] in ("", " ") else fold(line) for line in kept.split("\n")]
    return "\n".join(lines).replace("\0", " ")


def say(text: str) -> None:
    """Print a text for a learner."""
    click.echo(folded(text, sys.stdout))


def fail_by(error: OSError) -> NoReturn:
    """End with a sentence on what the system has refused.

    What was meant for a standard output that takes nothing is dropped, so that Python does not try
    once more at its end. A pipe that was closed has a reader who wants no more: nothing is said.
    """
    reason = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    if error.filename == OUTPUT:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if error.errno == errno.EPIPE:
            sys.exit(2)
        fail(f"Standard output cannot be written to: {reason}. Let it lead somewhere else.")
    if error.filename:
        fail(f"{os.fsdecode(error.filename)} cannot be used: {reason}.")
    fail(f"The system refused what the kit needs: {reason}.")


def demand_torch() -> None:
    """Raise ``KitError`` where there is no torch to ask."""
    from grading.terminal.progress import install_command

    if find_spec("torch") is None:
        raise KitError(f"This needs torch. To install it:\n  {install_command('torch')}")


def isolation_for(sandbox: bool) -> Isolation:
    """Return how far a grade's code is kept apart; says so where it cannot be a sandbox."""
    from grading.sandbox.isolation import PROCESS, best_isolation

    if not sandbox:
        return PROCESS
    found = best_isolation()
    if found.name != "sandbox":
        say_aside(
            f"There is no sandbox here (on Linux, `apt install bubblewrap` makes one); the code "
            f"runs with less: {found.name}."
        )
    return found


def say_aside(text: str) -> None:
    """Tell something that is no part of the answer."""
    click.echo(folded(text, sys.stderr), err=True)


def demand_solutions() -> None:
    """Raise ``KitError`` where the kit was handed out without solutions."""
    if not SOLUTIONS.is_dir():
        raise KitError("This needs `solutions/`, which this kit was handed out without.")


def graded(folder: Path, steps: list[Step], live: bool, quiet: bool) -> Grade:
    """Grade a folder, with a sign of life on a terminal unless ``quiet``."""
    from grading.session.session import Session

    with Session(folder, live) as session:
        return graded_in(session, steps, quiet)


def graded_in(session: Session, steps: Sequence[Step], quiet: bool) -> Grade:
    """Grade in a session that somebody else closes."""
    session.warm_up()  # before more is imported
    from grading.terminal.console import telling

    with telling(quiet) as tell:
        grade = session.grade(steps, tell)
        waiting = [result.step for result in grade.steps if result.lacks == "numpy"]
        if not waiting or not grade.passed or not provide("numpy"):
            return grade
        session.start_afresh()
        return session.grade(steps, tell)


def provide(library: str) -> bool:
    """Install a library into the kit's own environment; tell whether it is there now.

    An environment of the learner's own is theirs: they are told the command.
    """
    from grading.cli.interpreter import add, in_own_environment, say

    if not in_own_environment():
        return False
    say(f"This step needs {library}: it is being added to .venv (some 10 seconds, once).")
    add(library)
    importlib.invalidate_caches()
    is_installed.cache_clear()
    return is_installed(library)


def keep_in_history(result: Grade) -> None:
    """Keep a grade; where that fails, say so: the grade itself stands."""
    from grading.history.history import HistoryError, keep

    try:
        keep(result.folder, result.steps)
    except HistoryError as error:
        click.echo(str(error), err=True)


def folder_to_grade(implementation: str) -> Path:
    """Return the folder that is named; raises ``KitError`` where there is none."""
    if not os.path.isdir(implementation):
        raise KitError(f"There is no folder {implementation} to grade.")
    return Path(implementation).resolve()


def is_standard_output(file: str) -> bool:
    """Tell whether a path, such as ``/dev/stdout``, leads to where the output goes anyway."""
    with contextlib.suppress(OSError, ValueError):
        return os.path.samestat(os.stat(file), os.fstat(1))
    return False


def write_output(file: str, text: str) -> None:
    """Write a file that was asked for; raises ``KitError`` where that cannot be.

    A file that standard output leads to is not replaced: what is said later would be lost.
    """
    if is_standard_output(file):
        click.echo(text, nl=False)
        return
    try:
        write_atomically(Path(file), text)
    except OSError as error:
        raise KitError(f"{file} cannot be written: {error.strerror or error}.") from None
