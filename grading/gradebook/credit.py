"""Credit: from a learner's graded submissions and the course to points, each of which is traced.

- ``fair``: a check that passes counts, also where it passes only on finished modules in place of
  the learner's others: nobody is punished twice.
- ``own``: a check counts only where it passes on the learner's own modules.
- A step's points are those of its checks times the step's weight; a weight of 0 leaves it out.
- What waits for a library that was not there (torch) is not counted, neither as possible nor lost.
- Of several gradings of one submission, the newest that could run a step counts for it.
- Who has no submission that was graded earns 0 of what the steps are worth to the others.

A score names, for each step, the submission that counts, what its lateness took, and the checks;
the gradebook has each check's program, and the numbers expected and observed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from grading.course.curriculum import STEPS
from grading.gradebook.attempt import Attempt, CheckOutline, StepOutline, time_of
from grading.gradebook.course_file import Course
from grading.gradebook.lateness import Candidate, Choice, choose

ON_FINISHED_MODULES = "It passes only where your other modules are replaced by finished ones."
BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class CheckCredit:
    """What one check earned, before weight and lateness."""

    outline: CheckOutline
    credit: str

    @property
    def is_credited(self) -> bool:
        """Whether it counts under the policy."""
        return self.outline.passed and (self.credit == "fair" or self.outline.is_on_own_modules)

    @property
    def points(self) -> int:
        """The points it earned."""
        return self.outline.possible if self.is_credited else 0

    @property
    def why_not(self) -> str:
        """Why a check that passes does not count; else nothing."""
        return ON_FINISHED_MODULES if self.outline.passed and not self.is_credited else ""


@dataclass(frozen=True)
class StepScore:
    """What one step earned."""

    number: int
    part: int
    title: str
    weight: Fraction
    possible: Fraction  # with its weight
    earned: Fraction  # with its weight, before lateness
    points: Fraction  # after lateness
    checks: tuple[CheckCredit, ...] = ()
    choice: Choice | None = None  # nothing where no submission counts

    @property
    def attempt(self) -> Attempt | None:
        """The submission that counts."""
        return self.choice.candidate.attempt if self.choice else None

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, as in docs/gradebook.schema.json."""
        choice, attempt = self.choice, self.attempt
        return {
            "number": self.number,
            "title": self.title,
            "part": self.part,
            "weight": as_number(self.weight),
            "possible": as_number(self.possible),
            "earned": as_number(self.earned),
            "points": as_number(self.points),
            "attempt": attempt.key if attempt else None,
            "submitted": attempt.submitted if attempt else None,
            "days_late": choice.days_late if choice else 0,
            "free_days": choice.free_days if choice else 0,
            "lost": as_number(choice.lost) if choice else 0,
        }


@dataclass(frozen=True)
class Score:
    """What a learner earned."""

    learner: str
    steps: tuple[StepScore, ...]
    attempts: int
    refused: str = ""  # why, where no submission could be graded

    @property
    def note(self) -> str:
        """Why no submission could be graded, or why modules of the newest one were not read."""
        return self.refused or (self.newest.refused if self.newest else "")

    @property
    def points(self) -> Fraction:
        """All points earned."""
        return sum((step.points for step in self.steps), Fraction(0))

    @property
    def possible(self) -> Fraction:
        """All points that could be earned."""
        return sum((step.possible for step in self.steps), Fraction(0))

    @property
    def newest(self) -> Attempt | None:
        """The newest of the attempts that count for some step."""
        return max((step.attempt for step in self.steps if step.attempt), key=_age, default=None)

    @property
    def keys(self) -> set[str]:
        """The keys of the attempts that count for some step."""
        return {step.attempt.key for step in self.steps if step.attempt}


def score(
    learner: str, attempts: Iterable[Attempt], course: Course, worth: Mapping[int, int]
) -> Score:
    """Return what a learner's attempts earn in a course.

    ``worth``: the points of each step, for who has no submission that was graded.
    """
    all_attempts = sorted(attempts, key=_age)
    graded = [attempt for attempt in all_attempts if attempt.steps]
    if not graded:
        refused = all_attempts[-1].refused if all_attempts else ""
        return Score(learner, _nothing_of(worth, course), len(all_attempts), refused)
    candidates = _candidates(graded, course)
    chosen = choose(candidates, course)
    steps = [
        _step_score(number, candidates[number], chosen.get(number), course)
        for number in sorted(candidates)
    ]
    return Score(learner, tuple(steps), len(all_attempts))


def _age(attempt: Attempt) -> tuple[datetime, datetime]:
    return attempt.time or BEGINNING, time_of(attempt.graded) or BEGINNING


def _candidates(graded: Iterable[Attempt], course: Course) -> dict[int, list[Candidate]]:
    """Return by step what each submission would earn; ``graded`` in the order of their age."""
    newest: dict[int, dict[tuple[str, str | None], Attempt]] = {}
    for attempt in graded:
        for number, step in attempt.steps.items():
            if step.is_counted and course.weight_of(number):
                newest.setdefault(number, {})[attempt.digest, attempt.submitted] = attempt
    return {
        number: [
            Candidate(attempt, _earned(attempt.steps[number], course))
            for attempt in by_submission.values()
        ]
        for number, by_submission in newest.items()
    }


def _earned(step: StepOutline, course: Course) -> Fraction:
    points = sum(credit.points for credit in _credits(step, course))
    return points * course.weight_of(step.number)


def _credits(step: StepOutline, course: Course) -> tuple[CheckCredit, ...]:
    return tuple(CheckCredit(check, course.credit) for check in step.checks)


def _step_score(
    number: int, candidates: list[Candidate], choice: Choice | None, course: Course
) -> StepScore:
    shown = choice.candidate if choice else candidates[-1]
    outline = shown.attempt.steps[number]
    weight = course.weight_of(number)
    return StepScore(
        number,
        outline.part,
        outline.title,
        weight,
        outline.possible * weight,
        shown.earned if choice else Fraction(0),
        choice.points if choice else Fraction(0),
        _credits(outline, course) if choice else (),
        choice,
    )


def _nothing_of(worth: Mapping[int, int], course: Course) -> tuple[StepScore, ...]:
    nothing = Fraction(0)
    return tuple(
        StepScore(
            step.number,
            step.part,
            step.title,
            course.weight_of(step.number),
            worth[step.number] * course.weight_of(step.number),
            nothing,
            nothing,
        )
        for step in STEPS
        if worth.get(step.number) and course.weight_of(step.number)
    )


def as_number(value: Fraction) -> int | float:
    """Return points as they are shown: to four decimal places, whole numbers as such."""
    return int(value) if value.denominator == 1 else round(float(value), 4)
