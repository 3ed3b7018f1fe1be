"""The pytest plugin: runs each check in the learner's process, and judges it in this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from grading import verdict as status
from grading.check import DEFAULT_SECONDS, Check, step_of
from grading.curriculum import MODULES, NEEDS_TORCH
from grading.judge import Judge
from grading.paths import CHECKS, EXERCISES
from grading.reference import KitError, expected_of
from grading.verdict import Verdict

CHECK = pytest.StashKey[Check]()
SECONDS = pytest.StashKey[float]()
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
    """Make the referee's room ready, unless the session is about something else."""
    folder = Path(config.getoption("implementation"))
    if not folder.is_dir():
        raise pytest.UsageError(f"there is no folder {folder} to grade")
    config.pluginmanager.register(Grading(config, folder.resolve()), "grading-session")


class Grading:
    """The state of one session."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self.live = bool(config.getoption("live"))
        self.in_process = bool(config.getoption("in_process"))
        self.folder = folder
        self.judge: Judge | None = None
        self.expected: dict[int, dict[str, Any]] = {}
        self.verdicts: dict[int, list[Verdict]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Recognise the checks among the collected tests."""
        for item in items:
            if isinstance(item, pytest.Function) and item.path.parent == CHECKS:
                step = step_of(item.module)
                item.stash[CHECK] = Check(step, item.name, item.function, item.path)
                if hasattr(item.function, "seconds"):
                    item.add_marker(pytest.mark.timeout(item.function.seconds))

    @pytest.hookimpl(optionalhook=True)
    def pytest_timeout_set_timer(self, item: pytest.Item, settings: Any) -> bool | None:
        """Take the time limit over: the judge waits that long, and ends only the worker."""
        if CHECK not in item.stash:
            return None
        item.stash[SECONDS] = settings.timeout or DEFAULT_SECONDS
        return True

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
        verdict = self.verdict_on(pyfuncitem, check)
        pyfuncitem.stash[VERDICT] = verdict
        pyfuncitem.user_properties.append(("status", verdict.status))
        pyfuncitem.user_properties.append(("points", verdict.points))
        if verdict.status == status.WAITING:
            pytest.skip(verdict.message)
        if verdict.status != status.PASSED:
            from grading.explanation import plain_explanation

            pytest.fail(plain_explanation(verdict, self.folder), pytrace=False)
        return True

    def verdict_on(self, item: pytest.Function, check: Check) -> Verdict:
        """Return the verdict on one check."""
        if check.module == NEEDS_TORCH and find_spec("torch") is None:
            return Verdict(check, status.WAITING, "This step needs torch.")
        try:
            expected = self.expected_of(check)
        except KitError as error:
            pytest.exit(str(error), returncode=2)
        if self.in_process:
            from grading.in_process import verdict_in_process

            return verdict_in_process(check, expected, self.folder)
        if self.judge is None:
            self.judge = Judge(self.folder)
        check = replace(check, limit=item.stash.get(SECONDS, None))
        verdict = self.judge.verdict(check, expected)
        if verdict.status not in (status.PASSED, status.TODO, status.BLOCKED):
            from grading.diagnosis import diagnose

            diagnose([*self.verdicts.get(check.step.number, []), verdict])
        self.verdicts.setdefault(check.step.number, []).append(verdict)
        return verdict

    def expected_of(self, check: Check) -> dict[str, list[Any]]:
        """Return what the referee says to a check: as recorded, or live."""
        if self.live:
            from grading.live_referee import observations_of

            return observations_of(check)
        number = check.step.number
        if number not in self.expected:
            self.expected[number] = expected_of(check.step)
        if check.name not in self.expected[number]:
            raise KitError(
                f"{check.id} has no reference. Run `python grader.py record` (it needs torch)."
            )
        return dict(self.expected[number][check.name])

    def pytest_sessionfinish(self) -> None:
        """End the workers."""
        if self.judge:
            self.judge.close()


def _module_fixture(name: str) -> Any:
    """Make the fixture that stands for a learner's module: the worker has the module itself."""

    @pytest.fixture(name=name)
    def module(request: pytest.FixtureRequest) -> Iterator[str]:
        yield name

    return module


for _name in MODULES:
    globals()[f"fixture_{_name}"] = _module_fixture(_name)
