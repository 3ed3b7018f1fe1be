"""Whether anything was done for a step that does not pass: else it is what comes next, not wrong.

Some steps ask more of code that was written for an earlier one: their checks fail from the start.
"""

from __future__ import annotations

import re
from pathlib import Path

from grading.course.curriculum import NEEDS_TORCH, STEPS, Step
from grading.course.paths import SOLUTIONS
from grading.course.solution_blocks import functions_of, python_source
from grading.history.history import HistoryError, was_graded_otherwise
from grading.judging import verdict as status
from grading.session.result import Grade, StepResult
from grading.worker.plain_exception import nearest

MOST_KNOWN = 64
_known: dict[int, tuple[StepResult, bool]] = {}  # by identity: a view asks again and again


def is_begun(result: StepResult, grade: Grade) -> bool:
    """Tell whether the learner has done something for a step that fails; where unsure, yes.

    With functions of its own: when one of them is written, if only in another place or under
    a name that is misspelt, or when nothing is left of what their file was handed out with. Where
    it asks more of functions that are there: when its module has changed since the step before
    passed, as the history tells.
    """
    if result.status != status.FAILED or not result.failures:
        return True
    known = _known.get(id(result))
    if known is None or known[0] is not result:
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        known = _known[id(result)] = (result, _is_begun(result, grade))
    return known[1]


def _is_begun(result: StepResult, grade: Grade) -> bool:
    if not SOLUTIONS.is_dir() or any(verdict.spoils_others for verdict in result.failures):
        return True
    if any(verdict.is_begun for verdict in result.verdicts):
        return True
    from grading.course.stubs import functions_asked  # where all passes, nobody asks

    asked = functions_asked(result.step)
    if result.step == STEPS[0] or result.step not in STEPS:
        return True
    if asked:
        paths = [(grade.folder / f"{module}.py", function) for module, function in asked]
        return any(_is_written(*one) or _is_elsewhere(*one) for one in paths)
    if not _asks_more(result.step):
        return True  # it tests what is written: what fails there is wrong
    before = [other for other in grade.steps if other.step.number < result.step.number]
    if any(other.status in status.UNWRITTEN for other in before):
        return False
    if not all(other.is_done for other in before):
        return True  # what is wrong there shows here, too
    counted = [step for step in STEPS if step.modules != (NEEDS_TORCH,)]
    step_before = next(step for step in reversed(counted) if step.number < result.step.number)
    module = result.failures[0].check.module
    try:
        return was_graded_otherwise(grade.folder, result.step, step_before, module)
    except HistoryError:
        return True


def _asks_more(step: Step) -> bool:
    """Tell whether functions of earlier steps say in their docstrings what this step asks."""
    says = f"Step {step.number} asks "
    return any(says in _text(SOLUTIONS / f"{name}.py") for name in step.modules)


def _is_written(path: Path, function: str) -> bool:
    """Tell whether a function is there and no stub; who does without the stubs may have none."""
    source = python_source(path) or ""
    there = any(name == function for name, _, _ in functions_of(source))
    return there and not re.search(rf'"step \d+: {re.escape(function)}"', source)


def _is_elsewhere(path: Path, function: str) -> bool:
    """Tell whether a function is not where it belongs, and something that may be it is there."""
    there = {name for name, _, _ in functions_of(python_source(path) or "")}
    asked = {name for name, _, _ in functions_of(_text(SOLUTIONS / path.name))}
    if function in there:
        return False
    if not there & asked:
        return True
    own = _without_class(function)
    others = there - asked
    if any(f".{name}".endswith(f".{own}") for name in others):
        return True
    return bool(nearest(own, sorted(map(_without_class, others))))


def _without_class(function: str) -> str:
    return function.partition(".")[2] or function


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
