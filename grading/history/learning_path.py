"""The path so far, read off the history: attempts and time a step, mistakes met and overcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from grading.history.history import StepGradedOnce

# A longer time between two grades is a pause, and no work on a step.
LONGEST_SECONDS = 600.0


@dataclass
class MistakeMet:
    """A mistake that was named in a step, and when it was gone: when the step passed."""

    id: str
    met: float
    attempts: int = 0
    overcome: float | None = None


@dataclass
class StepPath:
    """The way through one step; times in seconds, moments as in ``time.time()``."""

    number: int
    attempts: int = 0
    seconds: float = 0.0
    passes: bool = False
    passed_first: float | None = None
    tried_hash: str = ""
    module_hash: str = ""
    mistakes: dict[str, MistakeMet] = field(default_factory=dict)


@dataclass
class LearningPath:
    """Everything: the steps by number, and the points after each grade."""

    steps: dict[int, StepPath] = field(default_factory=dict)
    points: list[tuple[float, int]] = field(default_factory=list)
    seconds_at_work: list[float] = field(default_factory=list)  # up to each grade, without pauses
    earned: dict[int, int] = field(default_factory=dict)
    last_grade: int = 0

    def go_on(self, history: Sequence[StepGradedOnce]) -> None:
        """Take what was graded since; an attempt is a grade of changed code beyond the stubs."""
        for grade, entries in groupby(history, key=lambda entry: entry.grade):
            graded = list(entries)
            now = graded[0].time
            before = self.points[-1][0] if self.points else now
            work = now - before if 0 < now - before <= LONGEST_SECONDS else 0.0
            if work:
                self._worked_on(graded).seconds += work
            self.seconds_at_work.append(work + sum(self.seconds_at_work[-1:]))
            for entry in graded:
                _take(self.steps.setdefault(entry.step, StepPath(entry.step)), entry)
                self.earned[entry.step] = entry.points
            self.points.append((now, sum(self.earned.values())))
            self.last_grade = grade

    def _worked_on(self, graded: Sequence[StepGradedOnce]) -> StepPath:
        """Return the step that the time before this grade went into.

        The first that did not pass, of those whose module has changed; else the first of all.
        """
        known = self.steps
        not_passed = [e for e in graded if e.step not in known or not known[e.step].passes]
        changed = [
            entry
            for entry in not_passed
            if entry.step in known and known[entry.step].module_hash != entry.module_hash
        ]
        number = (changed or not_passed or list(graded))[0].step
        return known.setdefault(number, StepPath(number))

    @property
    def begun(self) -> list[StepPath]:
        """The steps that something was done for."""
        steps = [self.steps[number] for number in sorted(self.steps)]
        return [step for step in steps if step.attempts or step.seconds > 0]

    @property
    def mistakes(self) -> list[tuple[StepPath, MistakeMet]]:
        """All mistakes met, in the order in which they were."""
        met = [
            (step, mistake) for step in self.steps.values() for mistake in step.mistakes.values()
        ]
        return sorted(met, key=lambda entry: entry[1].met)


def _take(step: StepPath, entry: StepGradedOnce) -> None:
    if entry.attempted and not step.passes and entry.module_hash != step.tried_hash:
        step.attempts += 1
        step.tried_hash = entry.module_hash
        for mistake in step.mistakes.values():
            mistake.attempts += mistake.overcome is None
    for name in entry.mistakes:
        known = step.mistakes.get(name)
        if known is None or known.overcome is not None:
            step.mistakes[name] = MistakeMet(name, entry.time)
    step.passes = entry.passed
    step.module_hash = entry.module_hash
    if entry.passed:
        step.passed_first = step.passed_first or entry.time
        for mistake in step.mistakes.values():
            mistake.overcome = mistake.overcome or entry.time
