"""A class's scores, learner after learner: what the exports write, one at a time in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.gradebook.attempt import Attempt, attempt_key
from grading.gradebook.course_file import Course
from grading.gradebook.credit import Score, score
from grading.gradebook.gradebook import Gradebook


@dataclass(frozen=True)
class ClassScore:
    """A learner, and what they earned. Its submissions are read where they are asked for."""

    learner: str
    score: Score
    gradebook: Gradebook

    @property
    def graded(self) -> dict[str, Any] | None:
        """The graded submission it comes from; nothing where none was graded.

        Where several submissions count, each for other steps, it is the newest of them, with the
        others' steps in place of its own. A step none of whose submissions counts may be in it.
        """
        return _joined(self.score, self.counted) if self.counted else None

    @cached_property
    def counted(self) -> dict[str, dict[str, Any]]:
        """The graded submissions that count for some step, by their keys."""
        found = self.gradebook.with_keys(self.score.keys)
        return {attempt_key(graded): graded for graded in found}


def class_scores(
    gradebook: Gradebook, course: Course, learners: Iterable[str] | None = None
) -> Iterator[ClassScore]:
    """Yield the scores of these learners, or of all in the gradebook.

    Raises ``KitError``, also for a learner who is not in it.
    """
    worth = gradebook.worth()
    for learner, attempts in _attempts(gradebook, learners):
        scored = score(learner, attempts, course, worth)
        if not scored.attempts:
            raise KitError(f"There is no {printable(learner)} in the gradebook.")
        yield ClassScore(learner, scored, gradebook)


def _attempts(
    gradebook: Gradebook, learners: Iterable[str] | None
) -> Iterator[tuple[str, Iterable[Attempt]]]:
    """Yield learners with their attempts; all of them by one query."""
    if learners is None:
        yield from groupby(gradebook.outlines(), lambda attempt: attempt.learner)
    else:
        yield from ((learner, gradebook.outlines(learner)) for learner in learners)


def _joined(scored: Score, counted: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the newest graded submission, with the steps of others that count instead."""
    chosen = {step.number: step.attempt.key for step in scored.steps if step.attempt}
    assert scored.newest is not None
    base = counted[scored.newest.key]
    steps = {step["number"]: step for step in base["grade"]["steps"]}
    for key, graded in counted.items():
        of_it = (step for step in graded["grade"]["steps"] if chosen.get(step["number"]) == key)
        steps |= {step["number"]: step for step in of_it}
    ordered = [steps[number] for number in sorted(steps)]
    points, possible = (sum(step[what] for step in ordered) for what in ("points", "possible"))
    grade = base["grade"] | {"points": points, "possible": possible, "steps": ordered}
    return base | {"grade": grade}
