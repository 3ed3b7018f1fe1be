"""Grading a class: each submission once, whatever the order, into a gradebook.

What is kept after each submission is all there is to know, so that a run which was ended at any
moment is gone on with by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from grading.classroom.submission_grader import Conditions, grade_submission, isolation_here
from grading.course.errors import KitError
from grading.gradebook.attempt_rows import GradedWith
from grading.gradebook.gradebook import Gradebook
from grading.submissions.finding import Submission

ASKED_AT_ONCE = 200  # submissions, whether they are known
UNDER_WAY = 4  # submissions for each process, so that none waits for the command

Graded = dict[str, Any]
Tell = Callable[[Graded, bool], None]


@dataclass
class ClassRun:
    """What became of a class's submissions."""

    graded: int = 0
    unchanged: int = 0  # graded before, by the same checks
    refused: list[tuple[str, str]] = field(default_factory=list)
    isolations: set[str] = field(default_factory=set)


def run_class(
    submissions: Iterable[Submission],
    gradebook: Gradebook,
    conditions: Conditions,
    executor: Executor,
    processes: int,
    tell: Tell,
) -> ClassRun:
    """Grade submissions that are not in the gradebook yet; ``tell`` hears of each.

    Its second argument: whether it was graded now. Raises ``KitError``.
    """
    run = ClassRun()
    under_way: dict[Future[Graded], Submission] = {}
    try:
        for submission, known in _with_what_is_known(submissions, gradebook, conditions):
            if known is not None:
                _keep(run, gradebook, submission, known, tell, is_new=False)
                continue
            under_way[executor.submit(grade_submission, conditions, submission)] = submission
            while len(under_way) >= UNDER_WAY * processes:
                _keep_what_is_done(run, gradebook, under_way, tell)
        while under_way:
            _keep_what_is_done(run, gradebook, under_way, tell)
    except BrokenProcessPool:
        raise KitError(
            "A grading process was ended from outside. The same command goes on with the rest."
        ) from None
    finally:
        for future in under_way:
            future.cancel()
    return run


def _keep_what_is_done(
    run: ClassRun, gradebook: Gradebook, under_way: dict[Future[Graded], Submission], tell: Tell
) -> None:
    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in done:
        submission = under_way.pop(future)
        _keep(run, gradebook, submission, future.result(), tell, is_new=True)


def _keep(
    run: ClassRun,
    gradebook: Gradebook,
    submission: Submission,
    graded: Graded,
    tell: Tell,
    is_new: bool,
) -> None:
    sources = submission.snapshot.sources if submission.snapshot else None
    gradebook.keep(graded, sources)
    if graded["grade"] is None:
        run.refused.append((submission.learner, submission.refused))
    else:
        run.graded += is_new
        run.unchanged += not is_new
        run.isolations.add(graded["isolation"])
    tell(graded, is_new)


def _with_what_is_known(
    submissions: Iterable[Submission], gradebook: Gradebook, conditions: Conditions
) -> Iterator[tuple[Submission, Graded | None]]:
    """Yield each submission with its grade, if its content has been graded by these checks."""
    by = GradedWith(conditions.checks, conditions.seed, isolation_here().name, conditions.steps)
    coming = iter(submissions)
    while some := list(islice(coming, ASKED_AT_ONCE)):
        digests = {one.snapshot.digest for one in some if one.snapshot}
        known = {found.digest for found in gradebook.graded_already(digests, by)}
        for submission in some:
            graded = None
            if submission.snapshot and submission.snapshot.digest in known:
                graded = gradebook.graded_content(submission.snapshot.digest, by)
            if graded is not None:
                whose = {"learner": submission.learner, "submitted": submission.submitted}
                graded = {**graded, **whose}
            yield submission, graded
