"""What a learner's code can do once a step passes: a small program, run on their own code."""

from __future__ import annotations

from dataclasses import dataclass
from types import FunctionType

from grading.course.check import Check, check_module
from grading.course.curriculum import Step, step_numbered
from grading.course.paths import CHECKS
from grading.judging.comparison import Observations
from grading.judging.judge import Judge

FILE = CHECKS / "demonstrations.py"
FILES = {part: CHECKS / f"demonstrations_part{part}.py" for part in (4, 5, 6)}
SECONDS = 5.0
TWO_MOONS = 21


@dataclass(frozen=True)
class Demonstration:
    """A sentence, a program, and what the program gave."""

    sentence: str
    program: str
    results: Observations


def demonstrate(step: Step, judge: Judge) -> Demonstration:
    """Run the step's demonstration on the judge's submission.

    The results are empty where it did not come to its end.
    """
    check = demonstration_of(step)
    return Demonstration(check.described, check.statements, judge.observe(check))


def demonstration_of(step: Step) -> Check:
    """Return the step's demonstration; it runs as a check does, and is compared with nothing."""
    file = FILES.get(step.part, FILE)
    function = getattr(check_module(file), f"step{step.number:02}")
    assert isinstance(function, FunctionType)
    return Check(step, function.__name__, function, file, SECONDS)


def two_moons_in_full(judge: Judge) -> Observations:
    """Return losses, points and decisions of the learner's own training of step 21."""
    function = check_module(FILE).two_moons_in_full
    return judge.observe(
        Check(step_numbered(TWO_MOONS), function.__name__, function, FILE, SECONDS)
    )
