"""A class in numbers: how far it is in each step, what goes wrong there, and for how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from grading.class_report.learner_records import (
    BEGUN,
    NOT_IMPORTED,
    PASSED,
    RAN,
    STATES,
    STUCK,
    TODO,
    ClassRecords,
    LearnerRecord,
)
from grading.course.errors import KitError
from grading.mistakes.bank import load_mistakes


class CheckStatistics(NamedTuple):
    """How many pass a check, of those who have begun its step."""

    id: str
    title: str
    passed: int
    begun: int


@dataclass(frozen=True)
class StepStatistics:
    """How far the class is in one step; learners by their names, in the order of the grades."""

    number: int
    title: str
    part: int
    learners: Mapping[str, tuple[str, ...]]  # by state: see ``learner_records.STATES``
    first_stuck: tuple[str, ...]  # those stuck in it and in no earlier one
    unnamed: tuple[str, ...]  # those stuck in it of whom no mistake is known
    mistakes: Mapping[str, int]  # named in its checks now → of how many, the commonest first
    attempts: Mapping[int, int]  # attempts until it passed → how many learners needed them
    checks: tuple[CheckStatistics, ...]

    @property
    def passed(self) -> int:
        """How many pass it."""
        return len(self.learners[PASSED])

    @property
    def stuck(self) -> int:
        """How many have begun it and have something wrong in it."""
        return len(self.learners[STUCK])

    @property
    def under_way(self) -> int:
        """How many have a part of it right and the rest not written."""
        return len(self.learners[BEGUN])

    @property
    def not_imported(self) -> int:
        """How many have nothing in it that runs, since a module of theirs cannot be imported."""
        return len(self.learners[NOT_IMPORTED])

    @property
    def todo(self) -> int:
        """How many have written nothing of it."""
        return len(self.learners[TODO])

    @property
    def begun(self) -> int:
        """How many have begun it, whether or not it passes."""
        return sum(len(self.learners[state]) for state in RAN)

    @property
    def median_attempts(self) -> int | None:
        """The attempts that half of those who pass needed at most; nothing where nobody passes."""
        needed = sorted(Counter(self.attempts).elements())
        return needed[(len(needed) - 1) // 2] if needed else None


@dataclass(frozen=True)
class MistakeStatistics:
    """How many learners made a known mistake; of one that this kit does not know, only its id."""

    id: str
    title: str
    explain: str
    cure: str
    step: int
    made: tuple[str, ...]  # in some submission of theirs
    now: tuple[str, ...]  # in what was graded last
    begun: int  # who could make it: they have begun the step, or made it

    @property
    def share(self) -> float:
        """The share of those who have begun its step who made it, from 0 to 1."""
        return len(self.made) / self.begun


class LearnerPoints(NamedTuple):
    """The points that a learner has, of those that could be earned."""

    learner: str
    points: int
    possible: int


class Refusal(NamedTuple):
    """Why a learner's last submission was refused; an earlier one may have been graded."""

    learner: str
    sentence: str
    has_grade: bool


@dataclass(frozen=True)
class ClassStatistics:
    """What the report tells of a class."""

    learners: int
    points: tuple[LearnerPoints, ...]
    refused: tuple[Refusal, ...]
    steps: tuple[StepStatistics, ...]
    mistakes: tuple[MistakeStatistics, ...]  # what most have now comes first
    versions: int  # of the checks, that the grades were made with

    @property
    def hardest(self) -> list[StepStatistics]:
        """The steps in which somebody is stuck, those first that most are stuck in first.

        What is wrong in one step makes later ones fail, too.
        """
        found = [step for step in self.steps if step.stuck]
        return sorted(found, key=lambda step: (-len(step.first_stuck), -step.stuck, step.number))

    @property
    def median_points(self) -> LearnerPoints | None:
        """The learner in the middle by share of points; nothing where nobody has a grade."""
        ordered = sorted(self.points, key=lambda one: one.points / (one.possible or 1))
        return ordered[(len(ordered) - 1) // 2] if ordered else None


def class_statistics(graded: Iterable[Mapping[str, Any]]) -> ClassStatistics:
    """Return a class's statistics from its graded submissions, each learner's oldest first.

    What counts is each learner's last graded submission; earlier ones count as attempts, and for
    the mistakes that were made. Each grade is dropped before the next is asked for. Raises
    ``KitError`` where there is none.
    """
    records = ClassRecords(graded)
    everybody = list(records.learners.values())
    if not everybody:
        raise KitError(
            "There is no graded submission to report on: grade the class first, with "
            "`python grader.py class SUBMISSIONS`."
        )
    with_grade = [record for record in everybody if record.steps]
    first_stuck = {record.learner: record.first_stuck for record in with_grade}
    return ClassStatistics(
        learners=len(everybody),
        points=tuple(LearnerPoints(r.learner, r.points, r.possible) for r in with_grade),
        refused=tuple(Refusal(r.learner, r.refused, bool(r.steps)) for r in everybody if r.refused),
        steps=tuple(_step(number, records, first_stuck) for number in sorted(records.titles)),
        mistakes=tuple(_mistakes(with_grade)),
        versions=len({record.checks for record in with_grade}),
    )


def _step(
    number: int, records: ClassRecords, first_stuck: Mapping[str, int | None]
) -> StepStatistics:
    """Count one step over all learners."""
    learners: dict[str, list[str]] = {state: [] for state in STATES}
    unnamed: list[str] = []
    attempts: Counter[int] = Counter()
    passing: Counter[str] = Counter()
    mistakes: Counter[str] = Counter()
    for record in records.learners.values():
        step = record.steps.get(number)
        if step is None:
            continue
        learners[step.state].append(record.learner)
        passing.update(step.passed)
        mistakes.update(step.mistakes)
        if step.state == STUCK and not step.mistakes:
            unnamed.append(record.learner)
        if step.passed_after is not None:
            attempts[step.passed_after] += 1
    begun = sum(len(learners[state]) for state in RAN)
    return StepStatistics(
        number,
        *records.titles[number],
        learners={state: tuple(names) for state, names in learners.items()},
        first_stuck=tuple(name for name in learners[STUCK] if first_stuck[name] == number),
        unnamed=tuple(unnamed),
        mistakes=dict(mistakes.most_common()),
        attempts=dict(sorted(attempts.items())),
        checks=tuple(
            CheckStatistics(name, title_of(name), passing[name], begun)
            for name in records.checks[number]
        ),
    )


def title_of(check: str) -> str:
    """Return a check's name as a sentence, from its id."""
    return check.partition("::")[2].replace("_", " ")


def _mistakes(learners: list[LearnerRecord]) -> list[MistakeStatistics]:
    """Count every mistake that somebody made."""
    made: dict[str, list[str]] = {}
    now: dict[str, list[str]] = {}
    seen_in: dict[str, int] = {}
    for record in learners:
        current = {mistake for step in record.steps.values() for mistake in step.mistakes}
        for mistake, step in record.made.items():
            made.setdefault(mistake, []).append(record.learner)
            seen_in[mistake] = min(step, seen_in.get(mistake, step))
            if mistake in current:
                now.setdefault(mistake, []).append(record.learner)
    known = {mistake.id: mistake for mistake in load_mistakes()} if made else {}
    begun: dict[int, set[str]] = {}
    for record in learners:
        for number, state in record.steps.items():
            if state.state in RAN:
                begun.setdefault(number, set()).add(record.learner)
    found = []
    for name, names in made.items():
        entry = known.get(name)
        step = entry.step if entry else seen_in[name]
        told = (entry.title, entry.explain, entry.cure) if entry else (name, "", "")
        others = begun.get(step, set())
        could = len(others) + sum(learner not in others for learner in names)
        present = tuple(now.get(name, ()))
        found.append(MistakeStatistics(name, *told, step, tuple(names), present, could))
    return sorted(found, key=lambda one: (-len(one.now), -len(one.made), one.step, one.id))
