"""Grading a folder: one pytest session over the steps asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from grading.course.curriculum import STEPS, Step
from grading.course.errors import KitError
from grading.course.paths import CHECKS, KIT
from grading.judging.verdict import Verdict
from grading.pytest_plugin import AHEAD, CHECK, COMMAND, VERDICT
from grading.session.ahead import JudgingAhead
from grading.session.result import Grade, StepResult, conclude

# Faster, and no plugin of the learner's environment has a say. A session inside another program
# (an editor, tox) must not hand its own options down either.
SESSION = [
    "-p", "pytest_timeout", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:doctest",
    "-p", "no:unittest", "-p", "no:junitxml", "-p", "no:pastebin", "-p", "no:faulthandler",
    "-p", "no:logging", "-p", "no:capture", "--assert=plain",
]  # fmt: skip


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
        conclude(result, results, folder)
    return Grade(folder, results)
