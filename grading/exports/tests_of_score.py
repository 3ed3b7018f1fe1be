"""A score as a list of tests with points, as autograders report it: weighted, after lateness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grading.exports.check_text import explained, lateness_text, place, title_of, why
from grading.exports.json_file import checks_by_id
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.credit import CheckCredit, StepScore


@dataclass(frozen=True)
class ScoredTest:
    """One check of one learner. The tests of a step add up to what it earns and could earn."""

    step: StepScore
    number: str  # "10.3": the step, and the check's place in it
    name: str
    check: dict[str, Any]  # as in docs/grade.schema.json
    credit: CheckCredit
    program: str

    @property
    def passed(self) -> bool:
        """Whether it earns its points, but for what lateness takes."""
        return self.credit.is_credited

    @property
    def possible(self) -> Fraction:
        """What it could earn."""
        return self.credit.outline.possible * self.step.weight

    @property
    def points(self) -> Fraction:
        """What it earns."""
        lost = self.step.choice.lost if self.step.choice else 0
        return self.credit.points * self.step.weight * (1 - lost)

    @property
    def explanation(self) -> str:
        """Why it earns less than it could, with program and numbers; empty where it does not."""
        return self._told_with(self.program)

    @property
    def explanation_without_program(self) -> str:
        """The same for a reader that shows the program by itself."""
        return self._told_with("")

    def _told_with(self, program: str) -> str:
        texts = (explained(self.check, self.credit, program), lateness_text(self.step))
        return "\n\n".join(text for text in texts if text)

    @property
    def reason(self) -> str:
        """The same in a sentence or two, with the line to look at."""
        if self.passed:
            return lateness_text(self.step)
        there = place(self.check)
        return " ".join(text for text in (why(self.check, self.credit), there) if text)


def tests_of(one: ClassScore) -> Iterator[ScoredTest]:
    """Yield the checks that are counted, in the order of the steps; reads the gradebook."""
    counted = one.counted
    checks = {key: checks_by_id(graded) for key, graded in counted.items()}
    programs = {g["checks"]: one.gradebook.programs(g["checks"]) for g in counted.values()}
    for step in one.score.steps:
        if step.attempt is None:
            continue
        key = step.attempt.key
        for place_in_step, credit in enumerate(step.checks, 1):
            name = credit.outline.id
            if credit.outline.is_counted:
                yield ScoredTest(
                    step,
                    f"{step.number}.{place_in_step}",
                    title_of(name),
                    checks[key][name],
                    credit,
                    programs[counted[key]["checks"]].get(name, ""),
                )
