"""The commands for a class: grade it, report on it, hand its points on, set up other places."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grading.cli.options import (
    INTERRUPTED,
    NAMED,
    StepNumber,
    demand_solutions,
    fail,
    say,
    sentences_for_errors,
)
from grading.course.curriculum import NEEDS_TORCH, STEPS, Step
from grading.course.errors import KitError
from grading.course.paths import KIT, command_that_installs, shown

if TYPE_CHECKING:
    from grading.classroom.under_way import GradingPlace
    from grading.gradebook.course_file import Course

DEFAULT_GRADEBOOK = "sqlite:///gradebook.sqlite"
DRAWN = KIT / ".kit" / "drawn-checks"
FORMATS = ("csv", "json", "junit", "gradescope", "github", "html")
PLACES = ("gradescope", "github")


class GradedStep(StepNumber):
    """The number of a step that a class is graded in."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Step:
        """Return the step; fail with a sentence where there is none, or it needs torch."""
        step = super().convert(value, param, ctx)
        if step.modules == (NEEDS_TORCH,):
            self.fail(f"step {step.number} needs torch, and is not graded in a class.")
        return step


GRADED_STEP = GradedStep()
ONLY_STEPS = click.option(
    "--step", "steps", multiple=True, type=GRADED_STEP, metavar="STEP", help="Only this step."
)
GRADEBOOK = click.option(
    "--gradebook",
    "url",
    type=NAMED,
    metavar="URL",
    default=DEFAULT_GRADEBOOK,
    show_default=True,
    help="A database, as SQLAlchemy names it.",
)


def credit_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how points are counted."""
    for option in (
        click.option(
            "--course",
            "course_file",
            type=NAMED,
            metavar="FILE",
            help="Weights, due times, credit.",
        ),
        click.option(
            "--credit",
            type=click.Choice(["fair", "own"]),
            help="Whether what passes on finished modules counts (fair), or not (own).",
        ),
    ):
        command = option(command)
    return command


def said_of_an_interrupted_class(command: Callable[..., None]) -> Callable[..., None]:
    """Say at Ctrl-C what is kept."""

    @wraps(command)
    def run(**options: Any) -> None:
        try:
            command(**options)
        except KeyboardInterrupt:
            sentence = "\nInterrupted. What has been graded is kept; the same command goes on."
            fail(sentence, INTERRUPTED)

    return run


@click.command("class")
@click.argument("submissions", type=NAMED, metavar="SUBMISSIONS")
@GRADEBOOK
@click.option("--jobs", metavar="N", type=click.IntRange(1, 256), help="Processes; one a core.")
@click.option(
    "--scheduler", type=NAMED, metavar="ADDRESS", help="Grade on the workers of a Dask scheduler."
)
@click.option("--require-sandbox", is_flag=True, help="Refuse to grade with less than a sandbox.")
@click.option("--seed", metavar="N", type=click.IntRange(0, 2**32), help="Draw every check anew.")
@ONLY_STEPS
@credit_options
@sentences_for_errors
@said_of_an_interrupted_class
def grade_class(
    submissions: str,
    url: str,
    jobs: int | None,
    scheduler: str | None,
    require_sandbox: bool,
    seed: int | None,
    steps: tuple[Step, ...],
    credit: str | None,
    course_file: str | None,
) -> None:
    """Grade every submission in a folder, an archive or a download into a gradebook."""
    demand_packages()
    course = course_of(course_file, credit)
    from grading.classroom.class_run import run_class
    from grading.classroom.class_view import ClassProgress, points_of, print_class
    from grading.classroom.dask_cluster import dask_cluster
    from grading.classroom.local_processes import LocalProcesses
    from grading.classroom.submission_grader import conditions_of
    from grading.gradebook.gradebook import open_gradebook
    from grading.submissions.finding import count_submissions, find_submissions

    path, wanted = Path(submissions), steps or tuple(STEPS)
    total = count_submissions(path)
    grade_with_drawn_checks(seed)
    number = min(jobs or os.cpu_count() or 1, total)
    began = time.monotonic()
    with ExitStack() as stack:
        place: GradingPlace
        if scheduler:
            place = stack.enter_context(dask_cluster(scheduler))
        else:
            place = stack.enter_context(LocalProcesses(number))
        conditions = conditions_of(wanted, seed, place.isolation, require_sandbox)
        gradebook = stack.enter_context(open_gradebook(url, for_writing=True))
        with ClassProgress(total) as progress:
            found = find_submissions(path)
            run = run_class(found, gradebook, conditions, place, progress.tell)
        took = time.monotonic() - began
        print_class(run, url, took, points_of(gradebook, course, total))
    sys.exit(1 if run.refused else 0)


@click.command("class-report")
@GRADEBOOK
@click.option("--page", type=NAMED, metavar="FILE", default="class-report.html", show_default=True)
@click.option("--table", type=NAMED, metavar="FILE", default="class-report.csv", show_default=True)
@sentences_for_errors
def class_report(url: str, page: str, table: str) -> None:
    """Write what the class finds hard: a page to read and a table to count with."""
    demand_packages()
    from grading.class_report.report_page import write_report
    from grading.gradebook.gradebook import open_gradebook
    from grading.gradebook.newest_sources import NewestSources

    with open_gradebook(url) as gradebook:
        snapshots = NewestSources(gradebook)
        write_report(gradebook.attempts(), Path(page), Path(table), snapshots)
    say(f"{shown(Path(page).resolve())} is the page, {shown(Path(table).resolve())} the table.")


@click.command("class-export")
@click.argument("kind", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("target", type=NAMED, metavar="TARGET")
@click.option(
    "--learner", "learners", multiple=True, type=NAMED, metavar="NAME", help="Only this learner."
)
@GRADEBOOK
@credit_options
@sentences_for_errors
def class_export(
    kind: str,
    target: str,
    learners: tuple[str, ...],
    url: str,
    credit: str | None,
    course_file: str | None,
) -> None:
    """Write the points as csv, json, junit, gradescope, github or html.

    TARGET is a file, or a folder for the formats that have a file a learner; - is standard output.
    A page in html shows below the points what the newest code does, run once more.
    """
    demand_packages()
    course = course_of(course_file, credit)
    from grading.classroom.learner_pages import export_pages
    from grading.exports.formats import export
    from grading.gradebook.class_scores import class_scores
    from grading.gradebook.gradebook import open_gradebook

    with open_gradebook(url) as gradebook:
        scores = class_scores(gradebook, course, learners or None)
        if kind == "html":
            export_pages(scores, target)
        else:
            export(kind, scores, target, course)


@click.command("class-setup")
@click.argument("place", metavar="PLACE", type=click.Choice(PLACES))
@click.argument("target", type=NAMED, metavar="TARGET")
@ONLY_STEPS
@credit_options
@sentences_for_errors
def class_setup(
    place: str, target: str, steps: tuple[Step, ...], credit: str | None, course_file: str | None
) -> None:
    """Write what gradescope or github needs to grade with this kit.

    TARGET is a zip for gradescope, and a new folder for github.
    """
    demand_packages()
    demand_solutions()
    course_of(course_file, credit)  # what is wrong with it is said here, and not over there
    from grading.classroom.platforms.github_template import write_github_template
    from grading.classroom.platforms.gradescope_zip import write_gradescope_zip
    from grading.classroom.platforms.kit_files import Settings

    ordered = tuple(sorted(set(steps), key=lambda step: step.number))
    settings = Settings(ordered, credit, Path(course_file) if course_file else None)
    write, what_next = {
        "gradescope": (write_gradescope_zip, "upload it as the assignment's autograder"),
        "github": (write_github_template, "make the assignment's template repository of it"),
    }[place]
    write(Path(target), settings)
    say(f"{shown(Path(target).resolve())} is written: {what_next} (docs/instructors.md).")


def demand_packages() -> None:
    """Put the packages for a class into the kit's environment; raises ``KitError``.

    An environment of one's own is one's own: the command is told.
    """
    from grading.cli.installed_packages import requirements
    from grading.cli.interpreter import in_own_environment, install

    if all(map(find_spec, ("numpy", "sqlalchemy", "yaml"))):
        return
    if not in_own_environment():
        raise KitError(
            "Grading a class needs more packages than a learner's kit. To install them:\n"
            f"  {command_that_installs('numpy', 'sqlalchemy', 'pyyaml')}"
        )
    say("Grading a class needs some more packages: they are being added to .venv, once.")
    wanted = [*requirements("tensors"), *requirements("classroom")]
    install([entry for entry in wanted if isinstance(entry, str)])
    invalidate_caches()


def course_of(course_file: str | None, credit: str | None) -> Course:
    """Return how points are counted; raises ``KitError``."""
    from dataclasses import replace

    from grading.gradebook.course_file import Course, read_course

    course = read_course(Path(course_file)) if course_file else Course()
    return replace(course, credit=credit) if credit else course


def grade_with_drawn_checks(seed: int | None) -> None:
    """Have this command run once more with checks that are drawn anew, and end with it."""
    from grading.course.paths import ARE_DRAWN, OTHER_CHECKS
    from grading.terminal.console import console

    if seed is None or ARE_DRAWN:
        return
    from grading.seeded_checks.drawn_folder import draw_checks

    folder = DRAWN / str(seed)
    with console(stderr=True).status("drawing the checks …"):
        draw_checks(seed, folder, [step for step in STEPS if step.modules != (NEEDS_TORCH,)])
    environment = {**os.environ, OTHER_CHECKS: str(folder)}
    command = [sys.executable, str(KIT / "grader.py"), *sys.argv[1:]]
    sys.exit(subprocess.run(command, env=environment, check=False).returncode)
