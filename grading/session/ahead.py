"""Judging ahead: two judges go through the steps in the background, while pytest reports.

A learner's code runs in other processes, so that with two of them a grade takes half the time.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import groupby
from pathlib import Path
from threading import Thread

from grading.course.check import Check, checks_of
from grading.course.curriculum import Step
from grading.course.references import expected_by
from grading.judging.comparison import Observations
from grading.judging.judge import Judge
from grading.judging.verdict import Verdict

MOST_JUDGES = 2
SECONDS_TO_SWITCH = 0.0005

Job = list[tuple[Check, Observations]]


class JudgingAhead:
    """Verdicts on many checks, made in the order of their steps."""

    def __init__(self, folder: Path) -> None:
        """Start a worker for each judge, so that it is ready when the first job comes."""
        self.judges = [Judge(folder) for _ in range(min(MOST_JUDGES, os.cpu_count() or 1))]
        for judge in self.judges:
            judge.warm_up()
        self.jobs: deque[Job] = deque()
        self.limits: dict[str, float] = {}
        self.verdicts: dict[str, Future[Verdict]] = {}
        self.threads: list[Thread] = []
        self.ended = False

    def has_begun(self, checks: Sequence[Check]) -> bool:
        """Tell whether just these checks are being judged, with these time limits."""
        return bool(checks) and all(self.limits.get(c.id) == c.seconds for c in checks)

    def begin(self, checks: Sequence[tuple[Check, Observations]]) -> None:
        """Judge all of ``checks``, a step at a time."""
        # With Python's 5 ms each answer would wait that long for the busy main thread.
        sys.setswitchinterval(SECONDS_TO_SWITCH)
        self.limits = {check.id: check.seconds for check, _ in checks}
        for _, step_checks in groupby(checks, key=lambda entry: entry[0].step.number):
            job = list(step_checks)
            self.verdicts |= {check.id: Future() for check, _ in job}
            self.jobs.append(job)
        # One judge takes steps from the front, where pytest waits for them; the other from the
        # back, where the longest checks stand.
        ends = (self.jobs.popleft, self.jobs.pop)
        self.threads = [
            Thread(target=self._work, args=(judge, take), daemon=True)
            for judge, take in zip(self.judges, ends, strict=False)
        ]
        for thread in self.threads:
            thread.start()

    def verdict(self, check: Check) -> Verdict:
        """Return the verdict on one of the checks, once it is there."""
        return self.verdicts[check.id].result()

    def _work(self, judge: Judge, take: Callable[[], Job]) -> None:
        while not self.ended:
            try:
                job = take()
            except IndexError:
                return
            for check, expected in job:
                if self.ended:
                    return
                try:
                    self.verdicts[check.id].set_result(judge.verdict(check, expected))
                except BaseException as error:  # it is raised where the verdict is asked for
                    self.verdicts[check.id].set_exception(error)

    def close(self) -> None:
        """End all workers; a check that is still running ends with its worker."""
        self.ended = True
        for judge in self.judges:
            judge.interrupt()
        for thread in self.threads:
            thread.join()
        for judge in self.judges:
            judge.close()


def judge_ahead(folder: Path, steps: Sequence[Step]) -> JudgingAhead:
    """Begin to judge ``steps``, before pytest is even imported, which takes as long as a step.

    Raises ``KitError`` where references are missing or stale.
    """
    ahead = JudgingAhead(folder)
    try:
        ahead.begin(
            [
                (check, expected_by(check))
                for step in steps
                for check in checks_of(step)
                if not check.is_waiting
            ]
        )
    except BaseException:
        ahead.close()
        raise
    return ahead
