"""Lateness: which submission counts for a step, and what is left of its points.

- Without a due time, the latest submission counts.
- With one, the latest submission that was handed in by then counts; a later one counts in its
  place where it earns more after its penalty. So nobody loses points by handing in again.
- A day late is any begun period of 24 hours after the due time.
- Steps that are due at the same time are late together: two days late are two days, not two a step.
- Free late days are spent in the order of due times, and only where they earn something.
- The penalty is a share of what the step earns, for each day late that is not free.
- A submission whose time is not known is on time, and older than any whose time is known.
- A submission that was refused never counts in place of one that was graded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from grading.gradebook.attempt import Attempt
from grading.gradebook.course_file import Course, LatePolicy

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Candidate:
    """What a step would earn by one submission, if it were on time."""

    attempt: Attempt
    earned: Fraction


@dataclass(frozen=True)
class Choice:
    """The submission that counts for a step, and what its lateness takes."""

    candidate: Candidate
    days_late: int = 0
    free_days: int = 0  # of the days late
    lost: Fraction = Fraction(0)  # share of what it earns

    @property
    def points(self) -> Fraction:
        """What is left."""
        return self.candidate.earned * (1 - self.lost)


def choose(candidates: Mapping[int, Sequence[Candidate]], course: Course) -> dict[int, Choice]:
    """Return the choice for each step that has one; a learner's steps all at once.

    ``candidates``: by step, in the order in which they were handed in. A step all of whose
    submissions came after it had closed has no choice.
    """
    chosen: dict[int, Choice] = {}
    left = course.late.free_days
    for due, steps in _by_due_time(candidates, course):
        choices = {step: _best(candidates[step], due, course.late, left) for step in steps}
        found = {step: choice for step, choice in choices.items() if choice}
        left -= max((choice.free_days for choice in found.values()), default=0)
        chosen |= found
    return chosen


def _by_due_time(steps: Iterable[int], course: Course) -> list[tuple[datetime | None, list[int]]]:
    groups: dict[datetime | None, list[int]] = {}
    for step in steps:
        groups.setdefault(course.due.get(step), []).append(step)
    never = groups.pop(None, [])
    timed = [(due, groups[due]) for due in sorted(due for due in groups if due)]
    return [(None, never), *timed]


def _best(
    candidates: Sequence[Candidate], due: datetime | None, policy: LatePolicy, free: int
) -> Choice | None:
    late = [(candidate, days_late(candidate.attempt, due, policy)) for candidate in candidates]
    on_time = [candidate for candidate, days in late if days == 0]
    choices = [Choice(on_time[-1])] if on_time else []
    for candidate, days in late:
        is_closed = policy.closes_after_days is not None and days > policy.closes_after_days
        if days and not is_closed:
            choices.append(_late_choice(candidate, days, policy, free))
    ranked = enumerate(choices)  # of equals the one handed in last
    best = max(ranked, key=lambda c: (c[1].points, -c[1].days_late, c[0]), default=None)
    return best[1] if best else None


def _late_choice(candidate: Candidate, days: int, policy: LatePolicy, free: int) -> Choice:
    used = min(days, free)
    lost = min(Fraction(1), policy.penalty * (days - used))
    is_worth_it = candidate.earned * (1 - lost) > 0
    return Choice(candidate, days, used if is_worth_it else 0, lost)


def days_late(attempt: Attempt, due: datetime | None, policy: LatePolicy) -> int:
    """Return how many days after ``due`` an attempt was handed in; 0 where that is not known."""
    if due is None or attempt.time is None:
        return 0
    late = attempt.time - due
    if late <= timedelta(minutes=policy.grace_minutes):
        return 0
    return -(-late // DAY)
