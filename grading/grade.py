"""Grading a folder: one pytest session over the steps asked for, and its result as data."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import grading
from grading import verdict as status
from grading.ahead import JudgingAhead
from grading.curriculum import STEPS, Step
from grading.diagnosis import diagnose
from grading.paths import CHECKS, KIT
from grading.place import locate
from grading.pytest_plugin import AHEAD, CHECK, COMMAND, VERDICT
from grading.reference import KitError, expected_of
from grading.verdict import Verdict

SCHEMA = 1
# Faster, and no plugin of the learner's environment has a say. A session inside another program
# (an editor, tox) must not hand its own options down either.
SESSION = [
    "-p", "pytest_timeout", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:doctest",
    "-p", "no:unittest", "-p", "no:junitxml", "-p", "no:pastebin", "-p", "no:faulthandler",
    "-p", "no:logging", "-p", "no:capture", "--assert=plain",
]  # fmt: skip


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
        if found <= {status.TODO, status.BLOCKED} and status.TODO in found:
            return status.TODO
        if found <= {status.BLOCKED, status.PASSED}:
            return status.BLOCKED
        return status.FAILED

    @property
    def points(self) -> int:
        """The points earned."""
        return sum(verdict.points for verdict in self.verdicts)

    @property
    def possible(self) -> int:
        """The points that can be earned here and now: none for what waits for torch."""
        counted = [verdict for verdict in self.verdicts if verdict.status != status.WAITING]
        return sum(verdict.check.points for verdict in counted)

    @property
    def first_failed(self) -> Verdict | None:
        """The first check that ran and did not pass."""
        others = (status.PASSED, *status.NOT_RUN)
        return next((v for v in self.verdicts if v.status not in others), None)

    @property
    def first_todo(self) -> Verdict | None:
        """The first check that stopped at a stub: this step's own rather than an earlier one's."""
        for wanted in (status.TODO, status.BLOCKED):
            for verdict in self.verdicts:
                if verdict.status == wanted:
                    return verdict
        return None


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
    def passed(self) -> bool:
        """Whether every step asked for passes; what waits for torch does not count."""
        return all(result.status in (status.PASSED, status.WAITING) for result in self.steps)

    def as_data(self) -> dict[str, Any]:
        """Return the whole result as plain data; the schema is in DESIGN.md, section 10."""
        return {
            "schema": SCHEMA,
            "kit": grading.__version__,
            "points": self.points,
            "possible": self.possible,
            "isolation": self.isolation,
            "modules": str(self.folder),
            "steps": [_step_as_data(result) for result in self.steps],
        }


def _step_as_data(result: StepResult) -> dict[str, Any]:
    return {
        "number": result.step.number,
        "title": result.step.title,
        "part": result.step.part,
        "status": result.status,
        "points": result.points,
        "possible": result.possible,
        "checks": [_check_as_data(verdict) for verdict in result.verdicts],
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


@dataclass
class Collector:
    """A pytest plugin that keeps the verdicts, and tells of each as it comes."""

    tell: Callable[[Verdict], None]
    ahead: JudgingAhead | None
    verdicts: dict[int, list[Verdict]] = field(default_factory=dict)
    trouble: str | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        """Say that the command explains what failed, so that nobody does it twice."""
        config.stash[COMMAND] = True
        config.stash[AHEAD] = self.ahead

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Keep the verdict of a check that has run."""
        if VERDICT in item.stash:
            verdict = item.stash[VERDICT]
            self.verdicts.setdefault(item.stash[CHECK].step.number, []).append(verdict)
            self.tell(verdict)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep the reason why a check file could not be loaded."""
        if report.failed:
            self.trouble = f"{Path(report.nodeid).name} cannot be loaded: {report.longreprtext}"

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep the reason why a session ended early."""
        if isinstance(excinfo.value, pytest.exit.Exception):
            self.trouble = str(excinfo.value.msg)


def grade(
    folder: Path,
    steps: Sequence[Step],
    live: bool = False,
    ahead: JudgingAhead | None = None,
    tell: Callable[[Verdict], None] = lambda verdict: None,
) -> Grade:
    """Grade the modules in ``folder`` on ``steps``; ``tell`` hears of each verdict at once.

    ``ahead``: judging of these steps that has begun already; it ends with the session.
    Raises ``KitError`` where the kit, not the submission, is at fault, and ``KeyboardInterrupt``.
    """
    collector = Collector(tell, ahead)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    arguments = [f"--rootdir={KIT}", f"-c{KIT / 'pyproject.toml'}", f"--implementation={folder}"]
    # To pytest one folder is less work than all of its files.
    everything = len(steps) == len(STEPS)
    files = [str(CHECKS)] if everything else [str(CHECKS / step.check_file) for step in steps]
    live_option = ["--live"] if live else []
    try:
        code = pytest.main([*SESSION, *arguments, *live_option, *files], plugins=[collector])
    finally:
        if ahead:
            ahead.close()
    if collector.trouble:
        raise KitError(collector.trouble)
    if code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise KitError(f"pytest could not run the checks (its exit status was {int(code)}).")
    results = [StepResult(step, collector.verdicts.get(step.number, [])) for step in steps]
    for result in results:
        _demand_every_check(result)
        diagnose(result.verdicts, _possible_steps(result, results))
        for verdict in result.verdicts:
            if verdict.status not in (status.PASSED, status.WAITING):
                locate(verdict, folder)
    return Grade(folder, results)


def _possible_steps(result: StepResult, results: Sequence[StepResult]) -> Callable[[int], bool]:
    """Tell of which steps a mistake that shows in this one can be.

    Of none that passes. While an earlier step of the same module fails, of that one: its mistake
    shows here as well, and may look like another.
    """
    earlier = [other for other in results if other.step.number < result.step.number]
    passed = {other.step.number for other in earlier if other.status == status.PASSED}
    failed = {
        other.step.number
        for other in earlier
        if other.status == status.FAILED and set(other.step.modules) & set(result.step.modules)
    }
    return lambda step: step in failed if failed else step not in passed


def _demand_every_check(result: StepResult) -> None:
    """Raise ``KitError`` where a check that has a reference was not run."""
    judged = {verdict.check.name for verdict in result.verdicts}
    missing = expected_of(result.step).keys() - judged
    if missing or not judged:
        raise KitError(
            f"step {result.step.number}: {', '.join(sorted(missing)) or 'no check'} was not run."
        )
