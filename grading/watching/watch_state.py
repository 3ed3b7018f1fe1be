"""What a watch knows: the steps' latest results, the current step, and what has just happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from rich.console import RenderableType

from grading.course.curriculum import STEPS, Step
from grading.course.stubs import functions_asked
from grading.judging import verdict as status
from grading.session.cure import Cure
from grading.session.demonstration import Demonstration
from grading.session.result import Grade, StepResult


@dataclass
class WatchState:
    """The state between two saves; ``save``, ``begin`` and ``take`` change it."""

    folder: Path
    current: Step | None = None
    results: dict[int, StepResult] = field(default_factory=dict)
    graded: set[int] = field(default_factory=set)  # steps, since the last save
    passed: list[StepResult] = field(default_factory=list)  # made to pass by the last save
    demonstration: Demonstration | None = None
    cure: Cure | None = None  # where the fault of the current step is
    broken: list[Step] = field(default_factory=list)  # passed before, and no longer do
    asked_for: RenderableType | None = None  # what a key brought up: hints
    shows_all: bool = False
    reset: str = ""  # what was said when stubs were put back, until another key is pressed
    has_passed: set[int] = field(default_factory=set)  # steps, at any time since the start
    note: str = ""  # what went wrong beside the grading
    page: str = ""  # the address where the page is served
    graded_at: datetime | None = None

    @property
    def grade(self) -> Grade:
        """All that is known, as a grade."""
        return Grade(self.folder, [self.results[number] for number in sorted(self.results)])

    @property
    def grade_since_the_save(self) -> Grade:
        """What is known of the code as it is now."""
        return Grade(self.folder, [self.results[number] for number in sorted(self.graded)])

    @property
    def with_finished_code(self) -> Step | None:
        """The last of the steps just made to pass for which there is finished code to show."""
        passed = sorted((result.step for result in self.passed), key=lambda step: step.number)
        return next((step for step in reversed(passed) if functions_asked(step)), None)

    def order(self) -> list[Step]:
        """Return all steps in the order to grade them: the current one and on, then the others."""
        start = self.current.number if self.current else 1
        return sorted(STEPS, key=lambda step: (step.number < start, step.number))

    @property
    def is_all_graded(self) -> bool:
        """Whether every step has been graded since the last save."""
        return len(self.graded) == len(STEPS)

    def save(self) -> None:
        """Something was saved: what was said of the state before no longer holds."""
        self.begin()
        self.graded.clear()

    def begin(self) -> None:
        """A grade begins: what happened before it is told no longer."""
        self.passed = []
        self.demonstration = self.asked_for = self.cure = None
        self.shows_all = False

    def take(self, result: StepResult) -> bool:
        """Take a step's new result; return whether what is shown changes."""
        step = result.step
        before = self.results.get(step.number)
        self.results[step.number] = result
        self.graded.add(step.number)
        self._note_broken(before, result)
        if self.current is None and not result.is_done:
            self.current = step
        first_time = step.number not in self.has_passed
        if result.is_done:
            self.has_passed.add(step.number)
        begins_to_pass = result.is_done and before is not None and not before.is_done
        if step != self.current:
            # One save can make several steps pass; those that only pass again say nothing new.
            if begins_to_pass and first_time:
                self.passed.append(result)
            return begins_to_pass and first_time
        self.graded_at = datetime.now()
        if begins_to_pass:
            self.passed.append(result)
            self.current = self._unfinished_after(step)
        return True

    def all_graded(self) -> None:
        """All steps have been graded: from a step that is done, go to what is not."""
        if self.current and self._is_done(self.current):
            if self.broken:
                self.current = self.broken[0]
            elif self.passed:
                self.current = self._unfinished_after(self.current)

    def move(self, by: int) -> None:
        """Make the next step the current one, or the previous."""
        number = (self.current.number if self.current else STEPS[-1].number) + by
        self.begin()
        self.current = STEPS[min(max(number, 1), len(STEPS)) - 1]

    def _note_broken(self, before: StepResult | None, result: StepResult) -> None:
        if result.is_done and result.step in self.broken:
            self.broken.remove(result.step)
        elif before and before.status == status.PASSED and not result.is_done:
            self.broken.append(result.step)

    def _unfinished_after(self, step: Step) -> Step:
        """Return the next step that is not done, from the first one on behind the last."""
        later = [other for other in STEPS if other.number > step.number]
        earlier = [other for other in STEPS if other.number < step.number]
        return next((other for other in later + earlier if not self._is_done(other)), step)

    def _is_done(self, step: Step) -> bool:
        result = self.results.get(step.number)
        return result is not None and result.is_done
