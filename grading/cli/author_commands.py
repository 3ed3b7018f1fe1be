"""The subcommands for authors: record, skeletons, verify."""

from __future__ import annotations

import sys

import click

from grading.cli.options import STEP, demand_solutions, demand_torch, sentences_for_errors
from grading.course.curriculum import STEPS, Step
from grading.course.paths import shown


@click.command()
@click.option("--all", "everything", is_flag=True, help="What has not changed, too.")
@sentences_for_errors
def record(everything: bool) -> None:
    """For authors: ask torch again, and record what it says, where something has changed."""
    demand_torch()
    demand_solutions()
    from grading.authoring.recording import record as record_all

    record_all(click.echo, everything)


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Only say whether they are up to date.")
@sentences_for_errors
def skeletons(only_check: bool) -> None:
    """For authors: write exercises/ from solutions/."""
    from grading.course.stubs import outdated_stub_files, write_stub_files

    if not only_check:
        for path in write_stub_files():
            click.echo(shown(path))
        return
    outdated = outdated_stub_files()
    for path in outdated:
        click.echo(f"{shown(path)} is not what solutions/ makes of it: python grader.py skeletons")
    sys.exit(1 if outdated else 0)


@click.command()
@click.argument("steps", nargs=-1, type=STEP, metavar="[STEP …]")
@click.option("--all", "everything", is_flag=True, help="What has not changed, too.")
@sentences_for_errors
def verify(steps: tuple[Step, ...], everything: bool) -> None:
    """For authors: prove the whole kit sound, or only these steps, where something has changed."""
    demand_solutions()
    from grading.authoring.verify import verify as verify_all

    sys.exit(0 if verify_all(click.echo, steps or STEPS, everything) else 1)
