"""The pytest plugin: runs each check in the learner's process, and judges it in this one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from grading.course.check import DEFAULT_SECONDS, Check, checks_of, step_of
from grading.course.curriculum import MODULES, Step
from grading.course.errors import KitError
from grading.course.paths import CHECKS, EXERCISES
from grading.judging import verdict as status
from grading.judging.verdict import Verdict
from grading.session.in_process import verdict_in_process
from grading.session.result import StepResult
from grading.session.session import MOST_JUDGES, Session

CHECK = pytest.StashKey[Check]()
VERDICT = pytest.StashKey[Verdict]()


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
    """Have the checks among the tests judged."""
    folder = Path(config.getoption("implementation"))
    if not folder.is_dir():
        raise pytest.UsageError(f"there is no folder {folder} to grade")
    config.pluginmanager.register(Grading(config, folder.resolve()), "grading-session")


class Grading:
    """A session of pytest's over one grading session."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self.config = config
        self.folder = folder
        self.in_process = bool(config.getoption("in_process"))
        self.coming: Iterator[StepResult] = iter(())
        self.results: dict[int, StepResult] = {}

    @cached_property
    def session(self) -> Session:
        """The grading; one judge is enough for each of several processes of pytest-xdist."""
        is_parallel = hasattr(self.config, "workerinput")
        live = bool(self.config.getoption("live"))
        return Session(self.folder, live, judges=1 if is_parallel else MOST_JUDGES)

    def pytest_collect_file(self, file_path: Path) -> None:
        """Start the workers while the checks are still being collected."""
        if file_path.parent == CHECKS and not (self.in_process or self.config.option.collectonly):
            self.session.warm_up()

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
        """Note which steps are asked for, and the limits of their checks."""
        checks = [item.stash[CHECK] for item in session.items if CHECK in item.stash]
        if checks:
            self.session.limits = {check.id: check.seconds for check in checks}
            steps = dict.fromkeys(check.step for check in checks)
            self.coming = self.session.results(list(steps))

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
        pyfuncitem.stash[VERDICT] = verdict
        pyfuncitem.user_properties += properties_of(verdict)
        if verdict.status == status.WAITING:
            pytest.skip(verdict.message)
        if verdict.status != status.PASSED:
            from grading.terminal.explanation import plain_explanation

            pytest.fail(plain_explanation(verdict, self.folder), pytrace=False)
        return True

    def verdict_on(self, check: Check) -> Verdict:
        """Return the verdict on one check: that of its step's grading, unless in this process."""
        try:
            result = self.run_here(check) if self.in_process else self.result_of(check.step)
            return next(verdict for verdict in result.verdicts if verdict.check.id == check.id)
        except KitError as error:
            pytest.exit(str(error), returncode=2)

    def run_here(self, check: Check) -> StepResult:
        """Run a check in this process; return the result of its step as far as it is known."""
        result = self.results.setdefault(check.step.number, StepResult(check.step, []))
        if check.lacks:
            found = Verdict.waiting(check)
        else:
            found = verdict_in_process(check, self.session.expected(check), self.folder)
        result.verdicts.append(found)
        self.session.conclude(result)
        return result

    def result_of(self, step: Step) -> StepResult:
        """Return the result of a step; the steps before it are graded on the way."""
        while step.number not in self.results:
            result = next(self.coming)
            self.results[result.step.number] = result
        return self.results[step.number]

    def keep_whole_steps(self) -> None:
        """Add to the history the steps of which every check was asked for, by an editor, say."""
        from grading.history.history import HistoryError, keep

        asked = self.session.limits.keys()
        whole = [
            result
            for result in self.results.values()
            if {check.id for check in checks_of(result.step)}
            <= {verdict.check.id for verdict in result.verdicts} & asked
        ]
        try:
            keep(self.folder, whole)
        except HistoryError as error:
            self.config.issue_config_time_warning(pytest.PytestWarning(str(error)), stacklevel=2)

    def pytest_sessionfinish(self) -> None:
        """Keep the steps that were graded whole, and end the workers."""
        if "session" in vars(self):
            self.keep_whole_steps()
            self.session.close()


def properties_of(verdict: Verdict) -> list[tuple[str, object]]:
    """Return what a report in JUnit's format says of a verdict beside its message."""
    place = verdict.look_at
    return [
        ("status", verdict.status),
        ("points", verdict.points),
        ("mistake", verdict.mistake or ""),
        ("message", verdict.message),
        ("file", place.file if place else ""),
        ("line", place.line if place else ""),
    ]


def _module_fixture(name: str) -> Any:
    """Make the fixture that stands for a learner's module: the worker has the module itself."""

    @pytest.fixture(name=name)
    def module(request: pytest.FixtureRequest) -> Iterator[str]:
        yield name

    return module


for _name in MODULES:
    globals()[f"fixture_{_name}"] = _module_fixture(_name)
