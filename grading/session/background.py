"""Grading in the background, step by step: a new request ends the one under way.

The judge, its workers and the history live in one thread; what it finds is told as events.
"""

from __future__ import annotations

import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from grading.course.check import Check, checks_of
from grading.course.curriculum import NEEDS_TORCH, Step
from grading.course.errors import KitError
from grading.course.references import expected_by
from grading.judging import verdict as status
from grading.judging.judge import Judge
from grading.judging.verdict import Verdict
from grading.session.ahead import SECONDS_TO_SWITCH
from grading.session.demonstration import Demonstration, demonstrate
from grading.session.result import StepResult, conclude
from grading.session.worker_pool import WorkerPool

JUDGES = 2
SECONDS_TO_REST = 0.1  # after the first step of a request


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
class RequestDone:
    """Every step of a request has been graded."""


@dataclass(frozen=True)
class Trouble:
    """The kit is at fault; the sentence says what to do."""

    sentence: str


Event = StepGraded | StepDemonstrated | RequestDone | Trouble


class BackgroundGrader:
    """Grades the folder's steps as requested, the latest request only."""

    def __init__(
        self,
        folder: Path,
        tell: Callable[[Event], None],
        keep: Callable[[Sequence[StepResult]], None],
    ) -> None:
        """``tell`` hears every event, ``keep`` gets the results to keep: both in the own thread."""
        self.folder = folder
        self.tell = tell
        self.keep = keep
        self.results: dict[int, StepResult] = {}
        self.wanted: list[Step] | None = None
        self.ended = False
        self.changed = threading.Condition()
        self.reserve = WorkerPool(folder, size=JUDGES)
        self.judges = [Judge(folder, start_worker=self.reserve.take) for _ in range(JUDGES)]
        for judge in self.judges:
            judge.warm_up()
        self.second = ThreadPoolExecutor(max_workers=1)
        sys.setswitchinterval(SECONDS_TO_SWITCH)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def request(self, steps: Sequence[Step]) -> None:
        """Grade these steps, in this order; what is being graded ends at once."""
        with self.changed:
            self.wanted = list(steps)
            self._interrupt()
            self.changed.notify()

    def close(self) -> None:
        """End everything."""
        with self.changed:
            self.ended = True
            self._interrupt()
            self.changed.notify()
        self.thread.join()
        self.second.shutdown()
        for judge in self.judges:
            judge.close()
        self.reserve.close()

    def _interrupt(self) -> None:
        for judge in self.judges:
            judge.interrupt()

    def _serve(self) -> None:
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.ended or self.wanted is not None)
                if self.ended or self.wanted is None:
                    return
                steps, self.wanted = self.wanted, None
                for judge in self.judges:
                    judge.start_afresh()
            try:
                self._grade(steps)
            except KitError as error:
                self.tell(Trouble(str(error)))
            except Exception as error:  # in a thread it would end the grading without a word
                self.tell(Trouble(f"The kit itself failed: {type(error).__name__}: {error}"))

    def _grade(self, steps: Sequence[Step]) -> None:
        """Grade the steps of one request; keep the first as soon as it is told, then the rest."""
        graded: list[StepResult] = []
        for step in steps:
            before = self.results.get(step.number)
            result = self._grade_step(step)
            if result is None:
                break
            self.tell(StepGraded(result))
            has_begun_to_pass = before and not before.is_done and result.status == status.PASSED
            if step == steps[0] and has_begun_to_pass:
                self._demonstrate(step)
            graded.append(result)
            if len(graded) == 1:
                self.keep(graded)
                if self._is_wanted_within(SECONDS_TO_REST):
                    return
                self.reserve.refill()
        else:
            self.tell(RequestDone())
        if graded[1:]:
            self.keep(graded[1:])

    def _demonstrate(self, step: Step) -> None:
        """Tell what a step that passes gives; nothing where it waits for another to work."""
        demonstration = demonstrate(step, self.judges[0])
        if demonstration.results:
            self.tell(StepDemonstrated(step, demonstration))

    def _is_wanted_within(self, seconds: float) -> bool:
        """Leave the processor to whoever shows the verdict; tell whether a new request came."""
        with self.changed:
            return self.changed.wait_for(lambda: self.ended or self.wanted is not None, seconds)

    def _grade_step(self, step: Step) -> StepResult | None:
        """Return a step's result; nothing where another request has come in between."""
        checks = checks_of(step)
        verdicts = self._verdicts(step, checks)
        if self.judges[0].interrupted:
            return None
        result = StepResult(step, [verdicts[check.name] for check in checks])
        self.results[step.number] = result
        known = [self.results[number] for number in sorted(self.results)]
        conclude(result, known, self.folder)
        return result

    def _verdicts(self, step: Step, checks: Sequence[Check]) -> dict[str, Verdict]:
        """Judge the checks with both judges, one from the front and one from the back."""
        verdicts: dict[str, Verdict] = {}
        todo = deque(checks)

        def judge_all(judge: Judge, take: Callable[[], Check]) -> None:
            while todo and not judge.interrupted:
                try:
                    check = take()
                except IndexError:  # the other judge was faster
                    return
                verdicts[check.name] = (
                    Verdict.waiting(check)
                    if check.is_waiting
                    else judge.verdict(check, expected_by(check))
                )

        if step.modules == (NEEDS_TORCH,):  # one worker with torch in it is enough
            judge_all(self.judges[0], todo.popleft)
        else:
            other = self.second.submit(judge_all, self.judges[1], todo.pop)
            judge_all(self.judges[0], todo.popleft)
            other.result()
        return verdicts
