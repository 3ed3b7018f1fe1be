"""The page of each learner: the points that count, and below them what their code does today.

A page shows more than a grade holds (graphs, the training), so the code is run once more, kept
apart as well as it is here; points and times are the gradebook's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import UTC
from fractions import Fraction
from pathlib import Path

from grading.classroom.submission_grader import isolation_here
from grading.course.atomic_files import temporary_folder
from grading.course.curriculum import STEPS
from grading.course.paths import typed
from grading.course.snapshot import Snapshot
from grading.exports.check_text import lateness_text
from grading.exports.output import write_each
from grading.gradebook.attempt import time_of
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.credit import Score, StepScore, as_number
from grading.pages.page import CountedPoints, CountedStep, PageMaker
from grading.session.result import Grade
from grading.session.session import Session

POINTS_ALONE = (
    '<!DOCTYPE html>\n<meta charset="utf-8">\n<title>{learner}</title>\n<h1>{learner}</h1>\n'
    "<p>{points} of {possible} points.\n<p>{why}\n"
)


def export_pages(scores: Iterable[ClassScore], target: str) -> None:
    """Write a page a learner into a folder, or the only learner's ``….html``.

    Raises ``KitError``.
    """
    write_each(scores, target, ".html", page_of)


def page_of(one: ClassScore) -> str:
    """Return a learner's page, with the code of the newest submission that counts for a step."""
    newest = one.score.newest
    sources = one.gradebook.sources(newest.digest) if newest else None
    if sources is None:
        return _points_alone(one.score)
    numbers = {step.number for step in one.score.steps}
    steps = [step for step in STEPS if step.number in numbers]
    with temporary_folder("page-") as temporary:
        folder = Path(temporary, "submission")  # where the page reads the lines that it shows
        _write(folder, sources)
        snapshot = Snapshot(folder, sources, {})
        with Session(folder, snapshot=snapshot, isolation=isolation_here()) as session:
            grade = _without_this_machine(session.grade(steps))
            return PageMaker(session, _counted(one.score)).page(grade)


def _points_alone(score: Score) -> str:
    """Return the page of somebody of whom there is no code to show."""
    from markupsafe import escape

    why = score.note or "Their code is not in the gradebook, so that nothing more can be shown."
    points, possible = as_number(score.points), as_number(score.possible)
    learner = escape(score.learner)
    return POINTS_ALONE.format(learner=learner, points=points, possible=possible, why=escape(why))


def _write(folder: Path, sources: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, source in sources.items():
        (folder / f"{name}.py").write_bytes(source)


def _without_this_machine(grade: Grade) -> Grade:
    """Take the path of the Python that grades out of the sentences that advise to install."""
    for result in grade.steps:
        for verdict in result.verdicts:
            verdict.message = verdict.message.replace(typed(Path(sys.executable)), "python")
    return grade


def _counted(score: Score) -> CountedPoints:
    assert score.newest is not None
    time = time_of(score.newest.graded)
    lost = sum((step.earned - step.points for step in score.steps), Fraction(0))
    return CountedPoints(
        learner=score.learner,
        points=as_number(score.points),
        possible=as_number(score.possible),
        lost=as_number(lost),
        graded=f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if time else score.newest.graded,
        submissions=len(score.keys),
        note=score.note,
        steps=tuple(_counted_step(step) for step in score.steps),
    )


def _counted_step(step: StepScore) -> CountedStep:
    points, possible = as_number(step.points), as_number(step.possible)
    uncounted = sum(bool(check.why_not) for check in step.checks)
    told = [lateness_text(step)]
    if uncounted:
        verb = "passes" if uncounted == 1 else "pass"
        told.append(f"{uncounted} of its checks {verb} only on finished modules: no points.")
    return CountedStep(step.number, step.title, points, possible, " ".join(filter(None, told)))
