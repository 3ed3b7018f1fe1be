"""What the subcommands share: a step as an argument, and sentences in place of tracebacks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from typing import Any, TypeVar

import click

from grading.curriculum import STEPS, Step
from grading.paths import SOLUTIONS
from grading.reference import KitError

Result = TypeVar("Result")


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


STEP = StepNumber()


def sentences_for_errors(command: Callable[..., Result]) -> Callable[..., Result]:
    """Turn a ``KitError`` into its sentence and exit status 2."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Result:
        try:
            return command(*arguments, **options)
        except KitError as error:
            click.echo(str(error), err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("\nInterrupted; nothing was changed.", err=True)
            sys.exit(130)

    return run


def demand_torch() -> None:
    """Raise ``KitError`` where there is no torch to ask."""
    from grading.progress import torch_command

    if find_spec("torch") is None:
        raise KitError(f"This needs torch. To install it: {torch_command()}")


def demand_solutions() -> None:
    """Raise ``KitError`` where the kit was handed out without solutions."""
    if not SOLUTIONS.is_dir():
        raise KitError("This needs `solutions/`, which this kit was handed out without.")
