"""Judging the checks of one step, by one judge or by two that come from both ends.

What a verdict is depends on the checks before it in one way: where two did not come to an end, the
others of the step are not run. So where a check times out, the judge at the front goes on alone,
in order, and what the other one has found from there on does not count.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence

from grading.course.check import Check
from grading.course.curriculum import Step
from grading.course.errors import KitError
from grading.course.references import expected_of
from grading.judging import verdict as status
from grading.judging.comparison import Observations
from grading.judging.judge import Judge
from grading.judging.verdict import Verdict

Job = tuple[Check, Observations]
Tell = Callable[[Verdict], None]


class StepRun:
    """The checks of one step, each with what is expected of it, and the verdicts so far."""

    def __init__(self, jobs: Sequence[Job], tell: Tell) -> None:
        """``tell`` hears of each verdict as it is made."""
        self.jobs = jobs
        self.tell = tell
        self.verdicts: list[Verdict | None] = [None] * len(jobs)
        self.front = 0
        self.back = len(jobs)
        self.taking = threading.Lock()
        self.has_timed_out = False

    def judge_from_front(self, judge: Judge) -> None:
        """Judge one check after the other until the two judges meet, or to the end."""
        while not judge.interrupted:
            with self.taking:
                if self.front >= (len(self.jobs) if self.has_timed_out else self.back):
                    return
                place, self.front = self.front, self.front + 1
            self._judge(place, judge)

    def judge_from_back(self, judge: Judge) -> None:
        """Help, from the last check on, while all come to an end."""
        while not judge.interrupted:
            with self.taking:
                if self.has_timed_out or self.front >= self.back:
                    return
                self.back -= 1
                place = self.back
            self._judge(place, judge)

    def _judge(self, place: int, judge: Judge) -> None:
        check, expected = self.jobs[place]
        found = Verdict.waiting(check) if check.lacks else judge.verdict(check, expected)
        with self.taking:
            if self.has_timed_out and place >= self.front:
                return  # it was judged from the back, and is judged again in its turn
            self.verdicts[place] = found
            self.has_timed_out = self.has_timed_out or found.status == status.TIMEOUT
        self.tell(found)

    @property
    def finished(self) -> list[Verdict]:
        """All verdicts, in the order of the checks; fewer where the judging was interrupted."""
        return [verdict for verdict in self.verdicts if verdict is not None]


def demand_every_check(step: Step, checks: Iterable[Check]) -> None:
    """Raise ``KitError`` where a check that has a reference is not going to be run."""
    names = {check.name for check in checks}
    missing = expected_of(step).keys() - names
    if missing or not names:
        lost = ", ".join(sorted(missing)) or "no check"
        raise KitError(f"step {step.number}: {lost} was not run.")


def from_both_ends(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield the first, the last, the second, …: two judges end at the same time more likely so."""
    first, last = 0, len(steps) - 1
    while first <= last:
        yield steps[first]
        if first < last:
            yield steps[last]
        first, last = first + 1, last - 1
