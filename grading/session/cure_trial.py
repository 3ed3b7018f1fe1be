"""Trying an edit: which failing checks pass with it, and whether all that passed still does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grading.course.check import Check, checks_of
from grading.course.curriculum import STEPS
from grading.judging import verdict as status
from grading.judging.verdict import Verdict
from grading.session.result import StepResult
from grading.session.session import Session


class CureTrial:
    """The checks that edits of one module are tried on."""

    def __init__(
        self, session: Session, result: StepResult, first: Verdict, failing: Sequence[Verdict]
    ) -> None:
        """``first``: the check with which an edit has been seen to agree; ``failing``: all."""
        self.session = session
        self.result = result
        self.first = first
        self.failing = failing
        self.module = first.check.module

    def cured(self, edited: str) -> list[str]:
        """Return the names of the failing checks that pass with an edit; none if others break."""
        session = self.session
        sources = {**session.snapshot.sources, self.module: edited.encode()}
        snapshot = replace(session.snapshot, sources=sources)
        pool = session.pool or session.own_pool
        with Session(
            session.folder, solutions=session.solutions, judges=1, pool=pool, snapshot=snapshot
        ) as trial:
            after = trial.verdicts([verdict.check for verdict in self.failing])
            cured = [v.check.name for v in after if v.status == status.PASSED]
            if self.first.check.name not in cured or self._breaks_something(trial):
                return []
        return cured

    def _breaks_something(self, trial: Session) -> bool:
        """Tell whether a check of the module that passed does not with the edit."""
        for check, passes in self._others():
            if self.session.interrupted:
                return True
            (after,) = trial.verdicts([check])
            if after.status == status.PASSED:
                continue
            if passes or self._passes(check):
                return True
        return False

    def _others(self) -> Iterator[tuple[Check, bool]]:
        """Yield what does not fail in this step, and the checks of earlier ones.

        Each with whether it is known to pass. What an earlier step says is not known where nobody
        has asked for it: whoever asks for one step is told the same.
        """
        for verdict in self.result.passed_checks:
            if verdict.check.module == self.module:
                yield verdict.check, True
        for step in STEPS[: self.result.step.number - 1]:
            run = self.session.runs.get(step.number)
            if self.module not in step.modules:
                continue
            if run is None or not run.done() or run.exception():
                yield from ((c, False) for c in checks_of(step) if c.module == self.module)
                continue
            for verdict in run.result().passed_checks:
                if verdict.check.module == self.module:
                    yield verdict.check, True

    def _passes(self, check: Check) -> bool:
        """Tell whether a check that nobody has asked for passes without the edit."""
        return self.session.verdicts([check])[0].status == status.PASSED
