"""What is kept of each learner while a class's grades go by: a few entries a step, no grade.

A grade is as large as everything that its checks saw; a record holds what the report counts, and
shares it with the learners of whom the same is true, so ten thousand of them fit in little memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

Kept = TypeVar("Kept")
PASSED, STUCK, BEGUN, NOT_IMPORTED, TODO, WAITING = STATES = (
    "passed",
    "stuck",
    "begun",
    "not imported",
    "todo",
    "waiting",
)
RAN = (PASSED, STUCK, BEGUN)  # states of a step of which something runs
NO_FAULT = {"passed", "todo", "blocked"}  # statuses of checks in which nothing is wrong
# How the judge's sentence on a module begins; an exception of a learner's begins with its type.
IS_MISSING = re.compile(r"\w+\.py is missing: ")
CANNOT_BE_IMPORTED = re.compile(r"\w+\.py cannot be imported\b")


class StepRecord(NamedTuple):
    """One step of one learner, as last graded."""

    state: str
    points: int
    possible: int
    passed: tuple[str, ...]  # ids of checks
    mistakes: tuple[str, ...]  # ids, of those named now
    attempts: int  # submissions in which it had been begun, up to the first that passed
    passed_after: int | None  # as many attempts; nothing where it has never passed


@dataclass
class LearnerRecord:
    """One learner: their steps as last graded, and the mistakes they have ever made."""

    learner: str
    steps: dict[int, StepRecord] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)  # mistake → the step of its check
    digest: str | None = None  # of what was graded last
    checks: str = ""  # the version of the checks that it was graded with
    refused: str = ""  # why the last submission was, if it was

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(record.points for record in self.steps.values())

    @property
    def possible(self) -> int:
        """The points that could be earned."""
        return sum(record.possible for record in self.steps.values())

    @property
    def first_stuck(self) -> int | None:
        """The first step that they are stuck in."""
        stuck = (number for number, record in self.steps.items() if record.state == STUCK)
        return min(stuck, default=None)


class StepTitle(NamedTuple):
    """What a step is called, and the part it is in."""

    title: str
    part: int


class ClassRecords:
    """The records of a class, and the names of the steps and checks that its grades hold."""

    def __init__(self, graded: Iterable[Mapping[str, Any]]) -> None:
        """Go once through ``graded`` submissions, each learner's oldest first; keep no grade."""
        self.learners: dict[str, LearnerRecord] = {}
        self.titles: dict[int, StepTitle] = {}
        self.checks: dict[int, dict[str, None]] = {}  # ids by step, in the order of its file
        self._shared: dict[Any, Any] = {}
        for submission in graded:
            self._note(submission)

    def _note(self, submission: Mapping[str, Any]) -> None:
        learner = submission["learner"]
        record = self.learners.setdefault(learner, LearnerRecord(learner))
        record.refused = "" if submission["grade"] else submission["refused"]
        if submission["grade"] is None:
            return
        is_new = not submission["digest"] or submission["digest"] != record.digest
        record.digest, record.checks = submission["digest"], self._once(submission["checks"])
        for step in submission["grade"]["steps"]:
            number = step["number"]
            if number not in self.titles:
                self.titles[number] = StepTitle(step["title"], step["part"])
            self.checks.setdefault(number, {}).update(
                dict.fromkeys(c["id"] for c in step["checks"])
            )
            found = self._step_record(step, record.steps.get(number), is_new)
            record.steps[number] = found
            for mistake in found.mistakes:
                record.made.setdefault(mistake, number)

    def _step_record(
        self, step: Mapping[str, Any], before: StepRecord | None, is_new: bool
    ) -> StepRecord:
        state = state_of(step)
        attempts, passed_after = (before.attempts, before.passed_after) if before else (0, None)
        if passed_after is None and state in RAN:
            attempts += is_new or not attempts
            passed_after = attempts if state == PASSED else None
        passed = tuple(c["id"] for c in step["checks"] if c["status"] == "passed")
        named = [c["mistake"] for c in step["checks"] if c["mistake"] and c["status"] != "passed"]
        mistakes = tuple(dict.fromkeys(named))
        points, possible = step["points"], step["possible"]
        return self._once(
            StepRecord(state, points, possible, passed, mistakes, attempts, passed_after)
        )

    def _once(self, value: Kept) -> Kept:
        """Return the one copy that is kept of equal values."""
        kept: Kept = self._shared.setdefault(value, value)
        return kept


def state_of(step: Mapping[str, Any]) -> str:
    """Return how far a learner is in a graded step.

    ``passed``; ``stuck``: some of it runs, and something is wrong; ``begun``: what has been written
    is right, and some is still missing; ``not imported``: nothing of it runs, since a module cannot
    be imported; ``todo``: nothing of it runs yet; ``waiting``: it could not be graded for want of a
    library.
    """
    if step["status"] in (PASSED, WAITING):
        return str(step["status"])
    found = {_outcome_of(check) for check in step["checks"]} - {WAITING}
    if not found <= {*NO_FAULT, NOT_IMPORTED}:
        return STUCK
    if PASSED in found:
        return STUCK if NOT_IMPORTED in found else BEGUN
    return NOT_IMPORTED if NOT_IMPORTED in found else TODO


def _outcome_of(check: Mapping[str, Any]) -> str:
    """Return a check's status; where it is that a module is not there, that it is still to do."""
    status = str(check["status"])
    if status in NO_FAULT:
        return status
    message = check.get("message") or ""
    if IS_MISSING.match(message):
        return TODO
    return NOT_IMPORTED if CANNOT_BE_IMPORTED.match(message) else status
