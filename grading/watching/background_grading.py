"""Grading in the background, step by step: a new request ends the one under way.

The grading and the history live in one thread; what is found is told as events.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grading.course.curriculum import MODULES, Step
from grading.course.errors import KitError
from grading.history.known_cures import cure_of, note_known_cures
from grading.judging import verdict as status
from grading.judging.verdict import Verdict
from grading.session.cure import Cure
from grading.session.demonstration import Demonstration, demonstrate
from grading.session.result import StepResult
from grading.session.session import MOST_JUDGES, Session
from grading.session.worker_pool import WorkerPool

SECONDS_TO_SEARCH = 3.0  # for the line at fault, in which nothing else is done
SECONDS_TO_REST = 0.1  # after the first step of a request
SECONDS_TO_HEAR = 0.5  # of a save that came between two steps, until something asks for a grade


@dataclass(frozen=True)
class StepGraded:
    """One step has been graded."""

    result: StepResult


@dataclass(frozen=True)
class StepDemonstrated:
    """What the learner's code can do now that a step passes."""

    step: Step
    demonstration: Demonstration


@dataclass(frozen=True)
class StepCured:
    """Where a failing step's fault is, as an edit has shown."""

    step: Step
    cure: Cure
    told: Sequence[Verdict]  # what was told before that was known


@dataclass(frozen=True)
class CodeChanged:
    """A module was saved while a request was under way: of the rest of it nothing is told."""


@dataclass(frozen=True)
class RequestDone:
    """Every step of a request has been graded."""


@dataclass(frozen=True)
class Trouble:
    """The kit is at fault; the sentence says what to do."""

    sentence: str


Event = StepGraded | StepDemonstrated | StepCured | CodeChanged | RequestDone | Trouble


class BackgroundGrader:
    """Grades the folder's steps as requested, the latest request only."""

    def __init__(
        self,
        folder: Path,
        tell: Callable[[Event], None],
        keep: Callable[[Sequence[StepResult]], None],
    ) -> None:
        """``tell`` hears every event, ``keep`` gets the results to keep: both in the own thread."""
        self.tell = tell
        self.keep = keep
        self.not_done: set[int] = set()  # steps that were graded and did not pass
        self.wanted: list[Step] | None = None
        self.asked = 0  # requests
        self.answering = 0  # the number of the request whose events are told
        self.ended = False
        self.changed = threading.Condition()
        self.pool = WorkerPool(MOST_JUDGES, folder)
        self.session = Session(folder, pool=self.pool)
        self.session.warm_up()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def request(self, steps: Sequence[Step]) -> None:
        """Grade these steps, in this order; what is being graded ends at once."""
        with self.changed:
            self.wanted = list(steps)
            self.asked += 1
            self.session.interrupt()
            self.changed.notify()

    def close(self) -> None:
        """End everything."""
        with self.changed:
            self.ended = True
            self.session.interrupt()
            self.changed.notify()
        self.thread.join()
        self.session.close()
        self.pool.close()

    def _serve(self) -> None:
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.ended or self.wanted is not None)
                if self.ended or self.wanted is None:
                    return
                steps, self.wanted = self.wanted, None
                self.answering = self.asked
                self.session.start_afresh()
            try:
                self._grade(steps)
            except KitError as error:
                self.tell(Trouble(str(error)))
            except Exception as error:  # in a thread it would end the grading without a word
                self.tell(Trouble(f"The kit itself failed: {type(error).__name__}: {error}"))

    def _grade(self, steps: Sequence[Step]) -> None:
        """Grade the steps of one request; keep the first as soon as it is told, then the rest.

        All are told of the same code: nothing more, once a module has been saved.
        """
        graded: list[StepResult] = []
        code = self._saved_as()
        for result in self.session.results(steps, hurried=True):
            if self._saved_as() != code:
                break
            note_known_cures([result], self.session.folder)
            self.tell(StepGraded(result))
            if not graded and result.status == status.PASSED:
                self._demonstrate(result.step)
            self._remember(result)
            graded.append(result)
            if len(graded) == 1:
                self.keep(graded)
                if self._is_wanted_within(SECONDS_TO_REST):
                    return
                self.pool.refill()
        is_of_one_code = self._saved_as() == code
        if is_of_one_code and graded and not self.session.interrupted:
            self.session.make_sure(graded[0])
        if is_of_one_code and not self.session.interrupted:
            self.tell(RequestDone())
        if graded[1:]:
            self.keep(graded[1:])
        if is_of_one_code:
            self._search(graded, code)
        elif not self._is_wanted_within(SECONDS_TO_HEAR):
            self.tell(CodeChanged())

    def _saved_as(self) -> list[tuple[int, ...]]:
        """Return what is another with every save of a module."""
        paths = [self.session.folder / f"{name}.py" for name in MODULES]
        return [_identity(path) for path in paths]

    def _search(self, graded: Sequence[StepResult], code: list[tuple[int, ...]]) -> None:
        """Tell where the fault of the first failing step is, now that there is time for that."""
        failing = next((result for result in graded if result.failures), None)
        if failing and not self.session.interrupted:
            told = [verdict for verdict in failing.failures if verdict.fault is None]
            cure = cure_of(self.session, failing, SECONDS_TO_SEARCH)
            if cure and self._saved_as() == code and not self.session.interrupted:
                self.tell(StepCured(failing.step, cure, told))

    def _remember(self, result: StepResult) -> None:
        if result.is_done:
            self.not_done.discard(result.step.number)
        else:
            self.not_done.add(result.step.number)

    def _demonstrate(self, step: Step) -> None:
        """Tell what a step gives that has begun to pass; nothing where it waits for another."""
        if step.number not in self.not_done:
            return
        with self.session.observations() as judge:
            demonstration = demonstrate(step, judge)
        if demonstration.results:
            self.tell(StepDemonstrated(step, demonstration))

    def _is_wanted_within(self, seconds: float) -> bool:
        """Leave the processor to whoever shows the verdict; tell whether a new request came."""
        with self.changed:
            return self.changed.wait_for(lambda: self.ended or self.wanted is not None, seconds)


def _identity(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size
