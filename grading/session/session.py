"""One grading of a folder: the one place that holds judges and workers, and names mistakes.

A learner's code runs in other processes, so that with two judges a grade takes half the time.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from grading.course.check import Check, checks_of
from grading.course.curriculum import NEEDS_TORCH, STEPS, WHOLE_MODELS, Step, step_numbered
from grading.course.paths import SOLUTIONS
from grading.course.references import expected_by, with_imports
from grading.course.snapshot import Snapshot, snapshot_of
from grading.judging import verdict as status
from grading.judging.comparison import Observations
from grading.judging.judge import MOST_SECONDS, SECONDS_THAT_ARE_FREE, Judge
from grading.judging.source_place import locate
from grading.judging.verdict import Verdict, not_together
from grading.mistakes.diagnosis import diagnose
from grading.sandbox.isolation import PROCESS, Isolation
from grading.session.result import Grade, StepResult
from grading.session.step_run import StepRun, Tell, demand_every_check, from_both_ends
from grading.session.worker_pool import WorkerPool

MOST_JUDGES = 2
SECONDS_TO_SWITCH = 0.0005
SECONDS_TO_OBSERVE = 10.0


def tell_nobody(verdict: Verdict) -> None:
    """Hear of a verdict and do nothing."""


class Session:
    """Grades one folder; one grading at a time, which another thread can interrupt."""

    def __init__(
        self,
        folder: Path,
        live: bool = False,
        solutions: Path | None = SOLUTIONS,
        most_seconds: float = MOST_SECONDS,
        judges: int = MOST_JUDGES,
        pool: WorkerPool | None = None,
        snapshot: Snapshot | None = None,
        isolation: Isolation = PROCESS,
    ) -> None:
        """Grade ``folder``; ``live``: compare with live torch, not with what was recorded.

        ``snapshot``: what is graded, where that is not what lies in the folder now.
        ``solutions``: what modules stand on where others are wrong, or nothing. ``pool``: where
        workers come from and go back to. ``judges``: as many as there are processors, at most.
        """
        # With Python's 5 ms each answer would wait that long for the busy main thread.
        sys.setswitchinterval(SECONDS_TO_SWITCH)
        self.folder = folder
        self.snapshot = snapshot or snapshot_of(folder)
        self.live = live
        self.solutions = solutions
        self.limits: Mapping[str, float] = {}  # of checks, by id, where they are not the usual
        self.pool = pool
        self.own_pool = WorkerPool(isolation=pool.isolation if pool else isolation)
        number = min(judges, os.cpu_count() or 1)
        take = (pool or self.own_pool).take
        self.judges = [Judge(self.snapshot, solutions, most_seconds, take) for _ in range(number)]
        self.free: queue.SimpleQueue[Judge] = queue.SimpleQueue()
        for judge in self.judges:
            self.free.put(judge)
        self.observer = Judge(self.snapshot, None, SECONDS_TO_OBSERVE, take)
        self.observing = threading.Lock()
        self.threads = ThreadPoolExecutor(number)
        self.runs: dict[int, Future[StepResult]] = {}
        self.settled: set[int] = set()  # steps whose verdicts are final
        self.last_failing: dict[int, set[str]] = {}  # modules, by step, in the last grade of it
        self.interrupted = False

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def warm_up(self, steps: Iterable[Step] = ()) -> None:
        """Start a worker for each judge, so that it is ready for the first of ``steps``."""
        modules = {name for step in steps for name in step.modules}
        for judge in self.judges:
            judge.warm_up(modules)

    def grade(self, steps: Sequence[Step], tell: Tell = tell_nobody) -> Grade:
        """Grade the folder on ``steps``; ``tell`` hears of each verdict, in other threads.

        Raises ``KitError`` where the kit, not the submission, is at fault.
        """
        return self.graded(list(self.results(steps, tell)))

    def graded(self, results: list[StepResult]) -> Grade:
        """Return results as a grade of the folder."""
        return Grade(self.folder, results, self.own_pool.isolation.name)

    def results(
        self, steps: Sequence[Step], tell: Tell = tell_nobody, hurried: bool = False
    ) -> Iterator[StepResult]:
        """Yield the results of ``steps`` in this order, each as soon as it is there.

        The first has both judges to itself. The others begin once the next is asked for. Ends
        early where it is interrupted; raises ``KitError``.

        ``hurried``: how sure a mistake of the first is named is told from what earlier steps gave
        before; ``make_sure`` looks at what they give now.
        """
        self.warm_up(steps)
        for place, step in enumerate(steps):
            if place == 1:
                for other in from_both_ends(steps[1:]):
                    self._begin(other, tell)
            result = self._begin(step, tell).result()
            if not self.interrupted:
                self.conclude(result, hurried and place == 0)
            if self.interrupted:
                return
            yield result

    def make_sure(self, result: StepResult) -> None:
        """Say again how sure the mistakes of a step are, which was concluded in a hurry."""
        for verdict in result.verdicts:
            if verdict.mistake:
                verdict.is_behind_a_failure = self._fails_before(verdict)

    def checks_of(self, step: Step) -> list[Check]:
        """Return the checks of a step, with their limits in this session."""
        return [replace(check, limit=self.limits.get(check.id)) for check in checks_of(step)]

    def verdicts(self, checks: Sequence[Check]) -> list[Verdict]:
        """Judge checks one after the other, and say no more of them than that."""
        run = StepRun([(check, expected_by(check)) for check in checks], tell_nobody)
        run.judge_from_front(self.judges[0])
        return run.finished

    @contextmanager
    def observations(self) -> Iterator[Judge]:
        """Give the judge that runs what is compared with nothing, for a while of its own."""
        with self.observing:
            self.observer.start_afresh(self.snapshot)
            yield self.observer

    def interrupt(self) -> None:
        """End the grading that is under way, from another thread."""
        self.interrupted = True
        for judge in (*self.judges, self.observer):
            judge.interrupt()

    def start_afresh(self, snapshot: Snapshot | None = None) -> None:
        """Forget what is known of modules that may have changed, and that it was interrupted.

        ``snapshot``: what is graded from now on, if that is not what lies in the folder.
        """
        for run in self.runs.values():
            run.exception()  # which waits for it
        self.runs.clear()
        self.settled.clear()
        self.interrupted = False
        self.snapshot = snapshot or snapshot_of(self.folder)
        self.folder = self.snapshot.folder
        for judge in self.judges:
            judge.start_afresh(self.snapshot)

    def close(self) -> None:
        """End what is under way, and all workers."""
        self.interrupt()
        self.threads.shutdown(cancel_futures=True)
        for judge in (*self.judges, self.observer):
            if self.pool:
                judge.close(self.pool.give_back)
            else:
                judge.close()

    def _begin(self, step: Step, tell: Tell) -> Future[StepResult]:
        """Have a step judged, unless that has begun; the first has two judges, others one."""
        if step.number not in self.runs:
            jobs = [(check, self.expected(check)) for check in self.checks_of(step)]
            demand_every_check(step, [check for check, _ in jobs])
            run = StepRun(jobs, tell)
            alone = bool(self.runs) or step.modules == (NEEDS_TORCH,) or len(self.judges) == 1
            helped = None if alone else self.threads.submit(self._help, run)
            self.runs[step.number] = self.threads.submit(self._judged, step, run, helped)
        return self.runs[step.number]

    def _judged(self, step: Step, run: StepRun, helped: Future[None] | None) -> StepResult:
        with self._free_judge() as judge:
            run.judge_from_front(judge)
            if helped:
                helped.result()
                run.judge_from_front(judge)  # on, where a check from the back has timed out
        return StepResult(step, run.finished)

    def _help(self, run: StepRun) -> None:
        with self._free_judge() as judge:
            run.judge_from_back(judge)

    @contextmanager
    def _free_judge(self) -> Iterator[Judge]:
        judge = self.free.get()
        try:
            yield judge
        finally:
            self.free.put(judge)

    def expected(self, check: Check) -> Observations:
        """Return what the referee says to a check: as recorded, or live."""
        if self.live and not check.lacks and not check.referee_lacks:
            from grading.session.in_process import observations_of

            return observations_of(check)
        return expected_by(check)

    def conclude(self, result: StepResult, hurried: bool = False) -> None:
        """Name the mistakes and the places behind a step's failed checks."""
        self._settle(result)
        self._note_failing(result)
        diagnose(result.verdicts, self._verdicts_on)
        for verdict in result.verdicts:
            if verdict.status not in (status.PASSED, status.WAITING):
                locate(verdict, self.snapshot)
            if verdict.mistake:
                verdict.is_behind_a_failure = self._fails_before(verdict, hurried)
        self._follow_backward(result)

    def _follow_backward(self, result: StepResult) -> None:
        """Say of a whole model's wrong gradients, where nothing else is known, who began it."""
        unnamed = [verdict for verdict in result.failures if not verdict.mistake]
        if unnamed and not set(WHOLE_MODELS).isdisjoint(result.step.modules):
            # Not at the top: graphs cost every command their time.
            from grading.graphs.first_wrong_node import tell_first_wrong_operation

            if self.judges[0].seconds_left > 0:
                with self.observations() as observer:
                    tell_first_wrong_operation(unnamed, observer)
                    took = SECONDS_TO_OBSERVE - observer.seconds_left
                if took > SECONDS_THAT_ARE_FREE:
                    self.judges[0].seconds_left -= took

    def _fails_before(self, verdict: Verdict, hurried: bool = False) -> bool:
        """Tell whether the module already fails in a step before that of the mistake named.

        ``hurried``: what was found when those steps were judged last will do, where they were.
        """
        module, own = verdict.check.module, verdict.step_of_mistake or 0
        earlier = {step.number for step in STEPS[: own - 1] if module in step.modules}
        if not (hurried and earlier <= self.last_failing.keys()):
            self._verdicts_on(earlier)
        return any(module in self.last_failing.get(number, ()) for number in earlier)

    def _note_failing(self, result: StepResult) -> None:
        if not self.interrupted:
            failing = {verdict.check.module for verdict in result.failures}
            self.last_failing[result.step.number] = failing

    def _settle(self, result: StepResult) -> None:
        """Let a check that passes only on the foundation pass only where another step is wrong.

        Where none is, the modules do not work together, and that is the check's verdict.
        """
        if result.step.number in self.settled:
            return
        self.settled.add(result.step.number)
        for place, verdict in enumerate(result.verdicts):
            if verdict.passes_only_on_the_foundation and self._others_are_right(verdict, result):
                result.verdicts[place] = not_together(verdict)

    def _others_are_right(self, verdict: Verdict, result: StepResult) -> bool:
        """Tell whether all is right, up to this step, in the modules that a check stands on."""
        check = verdict.check
        others = set(with_imports({check.module, *check.used}, SOLUTIONS)) - {check.module}
        if any(v.check.module in others and v.status != status.PASSED for v in result.verdicts):
            return False
        earlier = STEPS[: check.step.number - 1]
        numbers = {step.number for step in earlier if others & set(step.modules)}
        return all(
            verdict.status == status.PASSED
            for verdicts in self._verdicts_on(numbers).values()
            for verdict in verdicts
        )

    def _verdicts_on(self, numbers: Iterable[int]) -> dict[int, list[Verdict]]:
        """Return the final verdicts on steps; judges those that nobody has asked for."""
        runs = {number: self._begin(step_numbered(number), tell_nobody) for number in numbers}
        for number in sorted(runs):
            self._settle(runs[number].result())
            self._note_failing(runs[number].result())
        return {number: run.result().verdicts for number, run in runs.items()}
