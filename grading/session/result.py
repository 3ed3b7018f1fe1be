"""The result of grading: every step's verdicts, with the mistakes named, as data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grading
from grading.course.curriculum import PARTS, Step
from grading.course.learner_text import printable
from grading.judging import verdict as status
from grading.judging.verdict import Verdict

SCHEMA = 1


@dataclass
class StepResult:
    """The verdicts on one step's checks."""

    step: Step
    verdicts: list[Verdict]

    @property
    def status(self) -> str:
        """``passed``, ``waiting``, ``todo``, ``blocked`` or ``failed``."""
        found = {verdict.status for verdict in self.verdicts}
        for alone in (status.PASSED, status.WAITING):
            if found == {alone}:
                return alone
        if found <= set(status.UNWRITTEN) and status.TODO in found:
            return status.TODO
        if found <= {status.BLOCKED, status.PASSED}:
            return status.BLOCKED
        return status.FAILED

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do here: it passes, or waits for a library."""
        return self.status in (status.PASSED, status.WAITING)

    @property
    def lacks(self) -> str:
        """The library that the step waits for; else nothing."""
        return self.verdicts[0].lacks if self.status == status.WAITING else ""

    @property
    def failures(self) -> list[Verdict]:
        """The checks that ran and did not pass."""
        return [v for v in self.verdicts if v.status not in (status.PASSED, *status.NOT_RUN)]

    @property
    def passed_checks(self) -> list[Verdict]:
        """The checks that pass."""
        return [verdict for verdict in self.verdicts if verdict.status == status.PASSED]

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def possible(self) -> int:
        """The points that can be earned here and now: none for what waits for a library."""
        counted = [verdict for verdict in self.verdicts if verdict.status != status.WAITING]
        return sum(verdict.check.points for verdict in counted)

    @property
    def first_failed(self) -> Verdict | None:
        """The first check that ran and did not pass."""
        return next(iter(self.failures), None)

    @property
    def first_todo(self) -> Verdict | None:
        """The first check that stopped at a stub: this step's own rather than an earlier one's."""
        for wanted in status.UNWRITTEN:
            for verdict in self.verdicts:
                if verdict.status == wanted:
                    return verdict
        return None

    def as_data(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "number": self.step.number,
            "title": self.step.title,
            "part": self.step.part,
            "status": self.status,
            "points": self.points,
            "possible": self.possible,
            "checks": [_check_as_data(verdict) for verdict in self.verdicts],
        }


@dataclass
class Grade:
    """The result of grading ``folder``."""

    folder: Path
    steps: list[StepResult]
    isolation: str = "process"

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(result.points for result in self.steps)

    @property
    def possible(self) -> int:
        """The points that can be earned."""
        return sum(result.possible for result in self.steps)

    @property
    def first_failing(self) -> StepResult | None:
        """The first step with a check that ran and did not pass."""
        return next((result for result in self.steps if result.failures), None)

    @property
    def parts(self) -> list[tuple[int, str, list[StepResult]]]:
        """The parts that were graded: number, title, and the results of their steps."""
        found = [
            (number, title, [result for result in self.steps if result.step.part == number])
            for number, title in PARTS.items()
        ]
        return [part for part in found if part[2]]

    @property
    def passed(self) -> bool:
        """Whether every step asked for passes; what waits for torch does not count."""
        return all(result.is_done for result in self.steps)

    def as_data(self) -> dict[str, Any]:
        """Return the whole result as plain data; the schema is docs/grade.schema.json."""
        return {
            "schema": SCHEMA,
            "kit": grading.__version__,
            "points": self.points,
            "possible": self.possible,
            "isolation": self.isolation,
            "modules": printable(str(self.folder)),
            "steps": [result.as_data() for result in self.steps],
        }


def _check_as_data(verdict: Verdict) -> dict[str, Any]:
    place = verdict.look_at
    return {
        "id": verdict.check.id,
        "status": verdict.status,
        "points": verdict.points,
        "possible": verdict.check.points,
        "expected": {name: value for name, (_, value) in verdict.expected.items()},
        "observed": {name: value for name, (_, value) in verdict.observed.items()},
        "foundation": verdict.foundation,
        "mistake": verdict.mistake,
        "message": verdict.message,
        "printed": verdict.printed,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "seconds": round(verdict.seconds, 4),
    }
