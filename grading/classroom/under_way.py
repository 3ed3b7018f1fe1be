"""Submissions that are being graded: what has come of each, and what is lost graded again.

A process that grades can be ended from outside, or by a submission outside a sandbox. What it was
grading is graded again, one by one, so that only what ends its process each time is given up.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import Protocol

from grading.classroom.submission_grader import (
    Conditions,
    Graded,
    GradingFailed,
    not_graded,
)
from grading.submissions.finding import Submission

UNDER_WAY = 4  # submissions for each process, so that none waits for the command
SECONDS_TO_LOOK = 5.0  # whether somebody is still there to answer
ATTEMPTS_ALONE = 2
ENDS_ITS_PROCESS = (
    "The process that grades it ends each time: perhaps its code kills it, or there is too little "
    "memory. The same command tries it again."
)


class GradingPlace(Protocol):
    """Where submissions are graded: the processes of this machine, or a cluster."""

    number: int  # of submissions that are graded at the same time
    lost: tuple[type[BaseException], ...]  # what a future raises whose process has ended

    @property
    def isolation(self) -> str:
        """How far a learner's code is kept apart, at least."""

    def submit(self, conditions: Conditions, submission: Submission) -> Future[Graded]:
        """Begin to grade a submission."""

    def demand_answers(self) -> None:
        """Raise ``KitError`` where nobody is there any more to answer."""

    def renew(self) -> None:
        """Have others take the place of processes that have ended."""


class UnderWay:
    """Submissions that are being graded."""

    def __init__(self, place: GradingPlace, conditions: Conditions) -> None:
        self.place = place
        self.conditions = conditions
        self.most = UNDER_WAY * place.number
        self.times_lost = 0  # that a process has ended
        self._futures: dict[Future[Graded], Submission] = {}
        self._lost: list[Submission] = []

    def begin(self, submission: Submission) -> None:
        """Have a submission graded."""
        try:
            self._futures[self.place.submit(self.conditions, submission)] = submission
        except self.place.lost:
            self._lost.append(submission)

    def results(self, most_left: int) -> Iterator[tuple[Submission, Graded]]:
        """Yield what has come of submissions, until so many are left; raises ``KitError``."""
        while len(self._futures) > most_left or self._lost:
            if self._lost:
                self.times_lost += 1
                while self._futures:  # the others have ended too, or come to their end
                    yield from self._graded(0)
                yield from self._graded_alone()
            else:
                yield from self._graded(most_left)

    def cancel(self) -> None:
        """Begin none of those that wait for a process."""
        for future in self._futures:
            future.cancel()

    def _graded(self, most_left: int) -> Iterator[tuple[Submission, Graded]]:
        while len(self._futures) > most_left:
            done, _ = wait(self._futures, SECONDS_TO_LOOK, FIRST_COMPLETED)
            if not done:
                self.place.demand_answers()
            for future in done:
                submission = self._futures.pop(future)
                graded = self._result(future)
                if isinstance(graded, str):
                    self._lost.append(submission)
                    return
                yield submission, graded

    def _graded_alone(self) -> Iterator[tuple[Submission, Graded]]:
        while self._lost:
            submission = self._lost.pop(0)
            yield submission, self._attempted_alone(submission)

    def _attempted_alone(self, submission: Submission) -> Graded:
        why_lost = ENDS_ITS_PROCESS
        for _ in range(ATTEMPTS_ALONE):
            self.place.renew()
            future = self.place.submit(self.conditions, submission)
            while not wait([future], SECONDS_TO_LOOK).done:
                self.place.demand_answers()
            graded = self._result(future)
            if not isinstance(graded, str):
                return graded
            why_lost = graded
        self.place.renew()
        return not_graded(self.conditions, submission, why_lost)

    def _result(self, future: Future[Graded]) -> Graded | str:
        """Return what has come of a submission; where it is lost, the sentence that says why."""
        try:
            return future.result()
        except GradingFailed as error:
            return str(error)
        except CancelledError:
            self.place.demand_answers()
            return ENDS_ITS_PROCESS
        except self.place.lost:
            return ENDS_ITS_PROCESS
