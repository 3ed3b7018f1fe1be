"""Putting a step's stubs back, after saying what goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from grading.course.curriculum import Step
from grading.course.paths import shown
from grading.course.stubs import Reset, resets_for


def put_stubs_back(
    step: Step,
    folder: Path,
    confirmed: Callable[[], bool],
    say: Callable[[str], None] = click.echo,
) -> None:
    """Put the step's stubs back in ``folder``, file by file, where ``confirmed`` says yes.

    What was there is kept in a copy beside the file; ``say`` is told of it. Raises ``KitError``
    without solutions.
    """
    resets = resets_for(step, folder)
    if not resets:
        say(f"Step {step.number} has no stubs of its own: it tests what you already wrote.")
    for found in resets:
        file = shown(found.path)
        if not found.drops_code and found.path.exists():
            say(f"{file}: the stubs of step {step.number} are there already.")
            continue
        say(_what_goes(found))
        if found.path.exists() and not confirmed():
            say("Nothing was changed.")
            continue
        copy = found.carry_out()
        say(f"  Done.{f' What was there is in {shown(copy)}.' if copy else ''}")


def _what_goes(found: Reset) -> str:
    what = ", ".join(found.functions)
    if found.whole:
        lacking = "is missing" if found.before is None else "cannot be read as Python"
        what = f"the whole file, which {lacking}"
    sentence = f"{shown(found.path)}: puts back {what}."
    if found.other_steps:
        others = ", ".join(str(number) for number in found.other_steps)
        sentence += f"\n  Your code of step {others} in there goes with it."
    return sentence
