"""The pytest plugin: runs each check in the learner's process, and judges it in this one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grading.course.check import DEFAULT_SECONDS, Check, step_of
from grading.course.curriculum import MODULES
from grading.course.errors import KitError
from grading.course.paths import CHECKS, EXERCISES
from grading.course.references import expected_by, expected_of
from grading.judging import verdict as status
from grading.judging.comparison import Observations
from grading.judging.in_process import verdict_in_process
from grading.judging.judge import Judge
from grading.judging.verdict import Verdict
from grading.session.ahead import JudgingAhead

CHECK = pytest.StashKey[Check]()
VERDICT = pytest.StashKey[Verdict]()
AHEAD = pytest.StashKey[JudgingAhead | None]()
COMMAND = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that the command has too."""
    group = parser.getgroup("autograd, step by step")
    group.addoption(
        "--implementation",
        default=str(EXERCISES),
        metavar="DIR",
        help="the folder to grade: exercises (the default), solutions, a submission",
    )
    group.addoption("--live", action="store_true", help="compare with live torch")
    group.addoption(
        "--in-process",
        action="store_true",
        help="run the learner's code in this process, so that breakpoint() works",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the referee's room ready, unless the session is about something else."""
    folder = Path(config.getoption("implementation"))
    if not folder.is_dir():
        raise pytest.UsageError(f"there is no folder {folder} to grade")
    config.pluginmanager.register(Grading(config, folder.resolve()), "grading-session")


class Grading:
    """The state of one session."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self.config = config
        self.live = bool(config.getoption("live"))
        self.in_process = bool(config.getoption("in_process"))
        self.folder = folder
        self.ahead: JudgingAhead | None = None
        self.judge: Judge | None = None
        self.verdicts: dict[int, list[Verdict]] = {}

    @property
    def is_parallel(self) -> bool:
        """Whether this is a process of pytest-xdist, which runs only some of what it collects."""
        return hasattr(self.config, "workerinput")

    def pytest_sessionstart(self) -> None:
        """Take over the judging that the command has begun."""
        self.ahead = self.config.stash.get(AHEAD, None)

    def pytest_collect_file(self, file_path: Path) -> None:
        """Start the workers while the checks are still being collected."""
        if file_path.parent == CHECKS and not (self.ahead or self.in_process or self.is_parallel):
            self.ahead = JudgingAhead(self.folder)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Recognise the checks among the collected tests."""
        for item in items:
            if isinstance(item, pytest.Function) and item.path.parent == CHECKS:
                step = step_of(item.module)
                if hasattr(item.function, "seconds"):
                    item.add_marker(pytest.mark.timeout(item.function.seconds))
                limit = self.limit_of(item)
                item.stash[CHECK] = Check(step, item.name, item.function, item.path, limit)

    def limit_of(self, item: pytest.Item) -> float | None:
        """Return pytest-timeout's limit for a check: its mark, the command line, or the file."""
        mark = item.get_closest_marker("timeout")
        if mark and mark.args:
            return float(mark.args[0])
        option = self.config.getoption("timeout", None)
        return float(option or self.config.getini("timeout") or DEFAULT_SECONDS)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Begin to judge what is going to be run."""
        checks = [item.stash[CHECK] for item in session.items if CHECK in item.stash]
        checks = [check for check in checks if not check.is_waiting]
        if self.ahead and not self.ahead.has_begun(checks) and not self.config.option.collectonly:
            self.ahead.begin([(check, self.expected_of(check)) for check in checks])

    @pytest.hookimpl(optionalhook=True)
    def pytest_timeout_set_timer(self, item: pytest.Item, settings: Any) -> bool | None:
        """Take the time limit over: the judge waits that long, and ends only the worker."""
        return True if CHECK in item.stash else None

    @pytest.hookimpl(optionalhook=True)
    def pytest_timeout_cancel_timer(self, item: pytest.Item) -> bool | None:
        """There is no timer of pytest-timeout's to cancel."""
        return True if CHECK in item.stash else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Judge a check; any verdict but `passed` is a failure, in the learner's words."""
        check = pyfuncitem.stash.get(CHECK, None)
        if check is None:
            return None
        verdict = self.verdict_on(check)
        self.verdicts.setdefault(check.step.number, []).append(verdict)
        pyfuncitem.stash[VERDICT] = verdict
        pyfuncitem.user_properties.append(("status", verdict.status))
        pyfuncitem.user_properties.append(("points", verdict.points))
        if verdict.status == status.WAITING:
            pytest.skip(verdict.message)
        if verdict.status != status.PASSED:
            pytest.fail(self.explained(verdict), pytrace=False)
        return True

    def verdict_on(self, check: Check) -> Verdict:
        """Return the verdict on one check."""
        if check.is_waiting:
            return Verdict.waiting(check)
        if self.ahead:
            return self.ahead.verdict(check)
        expected = self.expected_of(check)
        if self.in_process:
            return verdict_in_process(check, expected, self.folder)
        if self.judge is None:
            self.judge = Judge(self.folder)
        return self.judge.verdict(check, expected)

    def explained(self, verdict: Verdict) -> str:
        """Return what pytest reports of a check that did not pass."""
        if self.config.stash.get(COMMAND, False):
            return verdict.message  # the command explains it itself
        from grading.judging.source_place import locate
        from grading.mistakes.diagnosis import diagnose
        from grading.terminal.explanation import plain_explanation

        diagnose(self.verdicts[verdict.check.step.number])
        locate(verdict, self.folder)
        return plain_explanation(verdict, self.folder)

    def expected_of(self, check: Check) -> Observations:
        """Return what the referee says to a check: as recorded, or live."""
        if self.live:
            from grading.judging.live_referee import observations_of

            return observations_of(check)
        try:
            return expected_by(check)
        except KitError as error:
            pytest.exit(str(error), returncode=2)

    def keep_whole_steps(self) -> None:
        """Add to the history what a session outside the command has graded, an editor's say."""
        from grading.history.history import HistoryError, keep
        from grading.session.result import StepResult

        results = [StepResult(found[0].check.step, found) for found in self.verdicts.values()]
        whole = [r for r in results if len(r.verdicts) == len(expected_of(r.step))]
        try:
            keep(self.folder, whole)
        except HistoryError as error:
            self.config.issue_config_time_warning(pytest.PytestWarning(str(error)), stacklevel=2)

    def pytest_sessionfinish(self) -> None:
        """Keep the steps that were graded whole, and end the workers."""
        if not self.config.stash.get(COMMAND, False):  # the command keeps its grades itself
            self.keep_whole_steps()
        for open_one in (self.ahead, self.judge):
            if open_one:
                open_one.close()


def _module_fixture(name: str) -> Any:
    """Make the fixture that stands for a learner's module: the worker has the module itself."""

    @pytest.fixture(name=name)
    def module(request: pytest.FixtureRequest) -> Iterator[str]:
        yield name

    return module


for _name in MODULES:
    globals()[f"fixture_{_name}"] = _module_fixture(_name)
