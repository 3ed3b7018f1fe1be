"""Searching for the line at fault: which small edit of the learner's code makes the checks pass.

An edit with which all failing checks of a step pass, and none fails that passed, shows that its
line is at fault. It proves that the edit suffices, and no more.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

from grading.course.check import DEFAULT_SECONDS
from grading.course.curriculum import NEEDS_TORCH
from grading.course.solution_blocks import blocks_of, outermost, python_source, python_text
from grading.judging import verdict as status
from grading.judging.comparison import agree, with_lists
from grading.judging.judge import MANY_OBSERVATIONS
from grading.judging.verdict import Verdict
from grading.mistakes.edit_kinds import KINDS, Function, functions_that_ran
from grading.mistakes.edits import CompiledEdit, Edit, edit_everywhere, edits_of
from grading.mistakes.edits_of_solution import WITHIN, edits_of_solution
from grading.session.cure import Cure
from grading.session.cure_trial import CureTrial
from grading.session.edit_trials import SECONDS_AN_EDIT, functions_called, seconds_for, what_differs
from grading.session.result import StepResult
from grading.session.session import Session

SECONDS = 2.0  # of a whole search
ENDED = (status.FAILED, status.ERROR)
EDITS_AT_ONCE = 80  # fewer where each takes longer than usual
MOST_TRIED = 12  # edits with which one check passes, tried on the others; as many statements


class CureSearch:
    """One search, on the failing checks of one step that are about one module."""

    def __init__(self, session: Session, result: StepResult, seconds: float = SECONDS) -> None:
        """Search for ``seconds`` at most, with the workers of ``session``."""
        self.session = session
        self.result = result
        self.deadline = time.monotonic() + seconds
        self.failing: list[Verdict] = []
        self.widened: set[str] = set()  # kinds that were tried in all that the failing checks call

    def cure(self) -> Cure | None:
        """Return the first edit that cures all that fails, else the best that cures something."""
        if not all(verdict.status in ENDED for verdict in self.result.failures):
            return None
        first = self._first_failing()
        if first is None:
            return None
        self.module, self.first = first.check.module, first
        self.failing = [v for v in self.result.failures if v.check.module == self.module]
        source = python_text(self.session.snapshot.sources.get(self.module))
        if source is None:
            return None
        self.source = source
        with self.session.observations() as judge:
            self.judge = judge
            return self._best()

    def _first_failing(self) -> Verdict | None:
        """Return the first check whose failure an edit can be tried on; a slow one only if need be.

        A check with a time limit of its own is slow.
        """
        found = [
            verdict
            for verdict in self.result.failures
            if len(verdict.expected) <= MANY_OBSERVATIONS
            and not verdict.spoils_others
            and verdict.check.module != NEEDS_TORCH
        ]
        return min(found, key=lambda verdict: verdict.check.seconds, default=None)

    def _functions(self, verdicts: Sequence[Verdict]) -> list[Function]:
        """Return the functions that checks call, but those that no step up to this one asks for."""
        called: set[str] = set()
        for verdict in verdicts:
            limited = replace(verdict.check, limit=self._seconds_left())
            called |= functions_called(self.judge, limited, self._paths(verdict))
        found = functions_that_ran(self.source, called)
        return [one for one in found if one.name not in self._of_later_steps]

    @cached_property
    def _of_later_steps(self) -> set[str]:
        """The functions that no step up to this one asks for."""
        first: dict[str, int] = {}
        for block in blocks_of(self._solution or ""):
            name = block.function.removesuffix("._backward")
            first[name] = min(block.step, first.get(name, block.step))
        return {name for name, step in first.items() if step > self.result.step.number}

    def _paths(self, verdict: Verdict) -> dict[str, str]:
        judge = self.session.judges[0]
        if verdict.foundation == "solution" and judge.foundation:
            return judge.foundation.under(verdict.check, judge.own_paths())
        return judge.own_paths()

    @property
    def _is_over(self) -> bool:
        return time.monotonic() > self.deadline or self.session.interrupted

    def _seconds_left(self) -> float:
        return max(0.05, self.deadline - time.monotonic())

    @cached_property
    def _seconds_an_edit(self) -> float:
        """The CPU time for the check with each edit; longer for one that may take long itself."""
        foundation, check = self.session.judges[0].foundation, self.first.check
        if foundation is None or check.seconds <= DEFAULT_SECONDS:
            return SECONDS_AN_EDIT
        finished = {self.module: foundation.finished(self.module)}
        limited = replace(check, limit=self._seconds_left())
        return seconds_for(self.judge, limited, foundation.under(check, finished))

    def _agreeing(self) -> Iterator[Edit]:
        """Yield the edits with which one check passes, the commonest kinds first."""
        functions = self._functions([self.first])
        for edits in (edits_of(functions), edits_of_solution(functions, self._solution)):
            yield from islice(self._agreeing_of(edits), MOST_TRIED)

    def _agreeing_of(self, edits: Iterator[CompiledEdit]) -> Iterator[Edit]:
        check, expected = self.first.check, self.first.expected
        paths, seconds = self._paths(self.first), self._seconds_an_edit
        for batch in self._batches(edits):
            limited = replace(check, limit=self._seconds_left())
            right = [
                number
                for observed, numbers in what_differs(self.judge, limited, paths, batch, seconds)
                if observed and agree(with_lists(observed, expected), expected, check.tolerance)
                for number in numbers
            ]
            yield from (batch[number][0] for number in sorted(right))

    def _batches(self, edits: Iterator[CompiledEdit]) -> Iterator[list[CompiledEdit]]:
        """Yield edits some at a time; to make one takes its time, so each may be the last."""
        size = max(1, int(EDITS_AT_ONCE * SECONDS_AN_EDIT / self._seconds_an_edit))
        batch: list[CompiledEdit] = []
        for edit in edits:
            if self._is_over:
                return
            batch.append(edit)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch

    @property
    def _solution(self) -> str | None:
        """The module's solution; nothing where the kit has none."""
        solutions = self.session.solutions
        return python_source(solutions / f"{self.module}.py") if solutions else None

    def _best(self) -> Cure | None:
        trial = CureTrial(self.session, self.result, self.first, self.failing)
        best: tuple[list[str], Edit] | None = None
        for edit in self._with_wider_ones():
            cured = trial.cured(edit.applied(self.source))
            if cured and (best is None or len(cured) > len(best[0])):
                best = cured, edit
            if len(cured) == len(self.failing) or self._is_over:
                break
        if best is None:
            return None
        cured, edit = best
        return Cure(
            file=f"{self.module}.py",
            lines=edit.lines,
            function=next(iter(edit.trees)),
            kind=edit.kind,
            cured=cured,
            failing=len(self.result.failures),
            code=_line_of(edit, self.source),
            hint=KINDS[edit.kind].sentence if edit.kind in KINDS else "",
            adds=edit.adds,
        )

    def _with_wider_ones(self) -> Iterator[Edit]:
        """Yield the edits that agree; behind one that may be a habit, it wherever checks fail."""
        for edit in self._agreeing():
            yield edit
            if edit.kind not in self.widened and len(self.failing) > 1:
                self.widened.add(edit.kind)
                wider = edit_everywhere(edit.kind, self._all_functions)
                if wider and wider.trees.keys() > edit.trees.keys():
                    yield wider

    @cached_property
    def _all_functions(self) -> list[Function]:
        return self._functions(self.failing)


def find_cure(session: Session, result: StepResult, seconds: float = SECONDS) -> Cure | None:
    """Return the edit that cures a step's failing checks, or some of them; else nothing."""
    try:
        return CureSearch(session, result, seconds).cure()
    except (RuntimeError, SyntaxError, ValueError):  # code too deep or too odd to be taken apart
        return None


def _line_of(edit: Edit, source: str) -> str:
    """Return what stands at the edit's line with it and not without; empty for a whole function."""
    if edit.kind == WITHIN:
        return ""
    old = dict(outermost(ast.parse(source)))
    before = {line.strip() for name in edit.trees for line in ast.unparse(old[name]).splitlines()}
    here = [
        ast.unparse(node).splitlines()[0]
        for tree in edit.trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef)
        if getattr(node, "lineno", None) == edit.line
    ]
    return next((line for line in here if line not in before), here[0] if here else "(nothing)")
