"""Searching for the line at fault: which small edit of the learner's code makes the checks pass.

An edit with which all failing checks of a step pass, and none fails that passed, shows that its
line is at fault. It proves that the edit suffices, and no more.
"""

from __future__ import annotations

import ast
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from grading.course.atomic_files import temporary_folder
from grading.course.curriculum import MODULES, NEEDS_TORCH
from grading.course.solution_blocks import blocks_of, python_source
from grading.judging import verdict as status
from grading.judging.comparison import agree
from grading.judging.judge import MANY_OBSERVATIONS, Judge
from grading.judging.verdict import Verdict
from grading.mistakes.edit_kinds import KINDS, Function, functions_that_ran
from grading.mistakes.edits import CompiledEdit, Edit, edits_of
from grading.mistakes.edits_of_solution import WITHIN, edits_of_solution
from grading.session.edit_trials import functions_called, what_differs
from grading.session.result import StepResult
from grading.session.session import Session

SECONDS = 2.0  # of a whole search
ENDED = (status.FAILED, status.ERROR)
EDITS_AT_ONCE = 80
MOST_TRIED = 12  # edits with which one check passes, tried on the others


@dataclass(frozen=True)
class Cure:
    """An edit with which failing checks pass, and where it is."""

    file: str
    line: int
    function: str
    kind: str
    cured: int  # checks of the step that fail without it
    failing: int
    code: str  # the changed line, as it passes; empty where a whole function was put in
    adds: bool = False  # a line, and changes none

    @property
    def sentence(self) -> str:
        """What a learner is told first: where, and never that it is wrong."""
        if not self.code:
            return (
                f"What is at fault is within `{self.function}` ({self.file}:{self.line}); "
                "everything else is right as it is."
            )
        if self.cured < self.failing:
            return f"One of the faults is in line {self.line} of {self.file}."
        checks = f"All {self.failing} failing checks" if self.failing > 1 else "The failing check"
        verb = "pass" if self.failing > 1 else "passes"
        where = f"line {self.line} of {self.file}"
        if self.adds:
            return f"{checks} of this step {verb} when a line is added at {where}."
        return f"{checks} of this step {verb} when one thing in {where} is different."

    @property
    def hint(self) -> str:
        """The kind of what is different."""
        return KINDS[self.kind].sentence if self.kind in KINDS else ""


class CureSearch:
    """One search, on the results of one step."""

    def __init__(self, session: Session, result: StepResult, seconds: float = SECONDS) -> None:
        """Search for ``seconds`` at most, with the workers of ``session``."""
        self.session = session
        self.result = result
        self.deadline = time.monotonic() + seconds

    def cure(self) -> Cure | None:
        """Return the first edit that cures all that fails, else the best that cures something."""
        if not all(verdict.status in ENDED for verdict in self.result.failures):
            return None
        first = self._first_failing()
        if first is None:
            return None
        source = python_source(self.session.folder / f"{first.check.module}.py")
        if source is None:
            return None
        with self.session.observations() as judge:
            check = replace(first.check, limit=self._seconds_left())
            called = functions_called(judge, check, self._paths(first))
            later = self._of_later_steps(first.check.module)
            functions = [f for f in functions_that_ran(source, called) if f.name not in later]
            agreeing = self._agreeing(judge, first, functions)
            return self._best(first, source, islice(agreeing, MOST_TRIED))

    def _first_failing(self) -> Verdict | None:
        """Return the first check whose failure an edit can be tried on."""
        for verdict in self.result.failures:
            small = len(verdict.expected) <= MANY_OBSERVATIONS
            if small and not verdict.spoils_others and verdict.check.module != NEEDS_TORCH:
                return verdict
        return None

    def _of_later_steps(self, module: str) -> set[str]:
        """Return the functions that no step up to this one asks for."""
        first: dict[str, int] = {}
        for block in blocks_of(self._solution(module) or ""):
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

    def _agreeing(
        self, judge: Judge, verdict: Verdict, functions: Sequence[Function]
    ) -> Iterator[Edit]:
        """Yield the edits with which one check passes, the commonest kinds first."""
        check, paths = verdict.check, self._paths(verdict)
        solution = self._solution(check.module)
        for edits in (edits_of(functions), edits_of_solution(functions, solution)):
            for batch in self._batches(edits):
                limited = replace(check, limit=self._seconds_left())
                right = [
                    number
                    for observed, numbers in what_differs(judge, limited, paths, batch)
                    if observed and agree(observed, verdict.expected, check.tolerance)
                    for number in numbers
                ]
                yield from (batch[number][0] for number in sorted(right))

    def _batches(self, edits: Iterator[CompiledEdit]) -> Iterator[list[CompiledEdit]]:
        """Yield edits some at a time; to make one takes its time, so each may be the last."""
        batch: list[CompiledEdit] = []
        for edit in edits:
            if self._is_over:
                return
            batch.append(edit)
            if len(batch) == EDITS_AT_ONCE:
                yield batch
                batch = []
        if batch:
            yield batch

    @property
    def _solutions(self) -> Path | None:
        foundation = self.session.judges[0].foundation
        return foundation.solutions if foundation else None

    def _solution(self, module: str) -> str | None:
        """Return a solution's source; nothing where the kit has none."""
        solutions = self._solutions
        return python_source(solutions / f"{module}.py") if solutions else None

    def _best(self, first: Verdict, source: str, edits: Iterable[Edit]) -> Cure | None:
        best: tuple[int, Edit] | None = None
        failing = [v for v in self.result.failures if v.check.module == first.check.module]
        for edit in edits:
            cured = self._cured(edit.applied(source), first, failing)
            if cured and (best is None or cured > best[0]):
                best = cured, edit
            if cured == len(failing) or self._is_over:
                break
        if best is None:
            return None
        cured, edit = best
        return Cure(
            file=f"{first.check.module}.py",
            line=edit.line,
            function=next(iter(edit.trees)),
            kind=edit.kind,
            cured=cured,
            failing=len(self.result.failures),
            code=_line_of(edit),
            adds=edit.adds,
        )

    def _cured(self, edited: str, first: Verdict, failing: Sequence[Verdict]) -> int:
        """Return how many failing checks pass with an edit; 0 where another breaks."""
        module = first.check.module
        with temporary_folder("edited-") as temporary:
            folder = Path(temporary)
            for name in MODULES:
                own = self.session.folder / f"{name}.py"
                if own.is_file() and name != module:
                    shutil.copyfile(own, folder / own.name)
            (folder / f"{module}.py").write_text(edited, encoding="utf-8")
            pool = self.session.pool or self.session.own_pool
            with Session(folder, solutions=self._solutions, judges=1, pool=pool) as trial:
                after = trial.verdicts([verdict.check for verdict in failing])
                cured = sum(verdict.status == status.PASSED for verdict in after)
                if after[0].status != status.PASSED and first is failing[0]:
                    return 0
                for verdict in self._passing(module):
                    if self.session.interrupted:
                        return 0
                    if [v.status for v in trial.verdicts([verdict.check])] != [status.PASSED]:
                        return 0
        return cured

    def _passing(self, module: str) -> Iterator[Verdict]:
        """Yield the verdicts on checks of the module that pass, of this step and earlier ones."""
        yield from (v for v in self.result.passed_checks if v.check.module == module)
        for number, run in sorted(self.session.runs.items()):
            if number < self.result.step.number and run.done() and not run.exception():
                for verdict in run.result().verdicts:
                    if verdict.status == status.PASSED and verdict.check.module == module:
                        yield verdict


def find_cure(session: Session, result: StepResult, seconds: float = SECONDS) -> Cure | None:
    """Return the edit that cures a step's failing checks, or some of them; else nothing."""
    try:
        return CureSearch(session, result, seconds).cure()
    except (RuntimeError, SyntaxError, ValueError):  # code too deep or too odd to be taken apart
        return None


def _line_of(edit: Edit) -> str:
    """Return the statement at the edit's line as it is after it; empty for a whole function."""
    if edit.kind == WITHIN:
        return ""
    nodes = (node for tree in edit.trees.values() for node in ast.walk(tree))
    for node in nodes:
        is_one = isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef)
        if is_one and getattr(node, "lineno", None) == edit.line:
            return ast.unparse(node).splitlines()[0]
    return "(nothing)"
