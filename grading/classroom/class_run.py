"""Grading a class: each submission once, whatever the order, into a gradebook.

What is kept after each submission is all there is to know, so that a run which was ended at any
moment is gone on with by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from grading.classroom.submission_grader import Conditions, Graded, not_graded, now
from grading.classroom.under_way import GradingPlace, UnderWay
from grading.course.snapshot import Snapshot
from grading.gradebook.attempt_rows import GradedWith
from grading.gradebook.gradebook import Gradebook
from grading.submissions.finding import Submission

ASKED_AT_ONCE = 50  # submissions, whether they are known: two lots are in memory at a time

Tell = Callable[[Graded, bool], None]


@dataclass
class ClassRun:
    """What became of a class's submissions."""

    graded: int = 0
    unchanged: int = 0  # graded before, by the same checks
    refused: list[tuple[str, str]] = field(default_factory=list)
    not_read: list[tuple[str, str]] = field(default_factory=list)  # graded, but for some modules
    isolations: set[str] = field(default_factory=set)
    processes_lost: int = 0  # which were grading, and ended from outside


def run_class(
    submissions: Iterable[Submission],
    gradebook: Gradebook,
    conditions: Conditions,
    place: GradingPlace,
    tell: Tell,
) -> ClassRun:
    """Grade submissions that are not in the gradebook yet; ``tell`` hears of each.

    Its second argument: whether it was graded now. Raises ``KitError``.
    """
    run = ClassRun()
    under_way = UnderWay(place, conditions)

    def keep_results(most_left: int) -> None:
        for submission, graded in under_way.results(most_left):
            _keep(run, gradebook, submission, graded, tell, is_new=True)

    try:
        for submission, known in _with_what_is_known(submissions, gradebook, conditions):
            if known is not None:
                _keep(run, gradebook, submission, known, tell, is_new=False)
            elif submission.snapshot is None:
                told = not_graded(conditions, submission, submission.refused)
                _keep(run, gradebook, submission, told, tell, is_new=True)
            else:
                under_way.begin(submission)
                keep_results(under_way.most - 1)
        keep_results(0)
    finally:
        under_way.cancel()
    run.processes_lost = under_way.times_lost
    return run


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
        run.refused.append((submission.learner, graded["refused"]))
    else:
        run.graded += is_new
        run.unchanged += not is_new
        run.isolations.add(graded["isolation"])
        if graded["refused"]:
            run.not_read.append((submission.learner, graded["refused"]))
    tell(graded, is_new)


def _with_what_is_known(
    submissions: Iterable[Submission], gradebook: Gradebook, conditions: Conditions
) -> Iterator[tuple[Submission, Graded | None]]:
    """Yield each submission with its grade, if its content has been graded by these checks."""
    coming = iter(submissions)
    while some := list(islice(coming, ASKED_AT_ONCE)):
        known = _known_contents(some, gradebook, conditions)
        for submission in some:
            graded = None
            digest = submission.snapshot.digest if submission.snapshot else ""
            if digest in known.graded_with:
                graded = gradebook.graded_content(digest, known.graded_with[digest])
            if graded is not None and submission.snapshot:
                graded = _given_to(submission, submission.snapshot, graded)
                graded["graded"] = known.time_of(submission, digest) or now()
            yield submission, graded


def _given_to(submission: Submission, snapshot: Snapshot, graded: Graded) -> Graded:
    """Return what somebody's equal submission was graded as this one's."""
    grade = graded["grade"] | {"modules": str(snapshot.folder)}
    whose = {"learner": submission.learner, "submitted": submission.submitted, "grade": grade}
    return {**graded, **whose, "refused": submission.note}


@dataclass
class _Known:
    """What is known of contents: with what each is graded, by its digest; whose it is, and when."""

    newest: dict[str, str]  # what each learner had last, where no time is known
    graded_with: dict[str, GradedWith] = field(default_factory=dict)
    handed_in: dict[tuple[str, str, str | None], str] = field(default_factory=dict)

    def time_of(self, submission: Submission, digest: str) -> str | None:
        """Return when the learner's own was graded; nothing where they had something else since.

        Else what they had before would be newer than this.
        """
        was_newest = submission.submitted or self.newest.get(submission.learner) == digest
        handed_in = submission.learner, digest, submission.submitted
        return self.handed_in.get(handed_in) if was_newest else None


def _known_contents(
    submissions: Sequence[Submission], gradebook: Gradebook, conditions: Conditions
) -> _Known:
    """Return what is known of the contents of submissions.

    The code was kept apart as far as it would be now, or further.
    """
    digests = {one.snapshot.digest for one in submissions if one.snapshot}
    known = _Known(gradebook.newest_contents(one.learner for one in submissions))
    for isolation in conditions.isolations:
        by = GradedWith(conditions.checks, conditions.seed, isolation, conditions.steps)
        for found in gradebook.graded_already(digests - known.graded_with.keys(), by):
            known.graded_with[found.digest] = by
            known.handed_in[found.learner, found.digest, found.submitted] = found.graded
    return known
