"""Finding holes in the checks: edits of a solution that no check notices.

Each is a mistake that a learner could make and be told that all is right; or it is equivalent code,
and ``checks/equivalent_edits.toml`` says why.
"""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from grading.course.check import Check, checks_of
from grading.course.curriculum import MODULES, NEEDS_TORCH, STEPS, Step
from grading.course.paths import CHECKS
from grading.course.solution_blocks import foundation
from grading.course.stubs import solution_source
from grading.judging.judge import Judge
from grading.mistakes.edit_kinds import functions_that_ran, of_function
from grading.mistakes.edits import CompiledEdit, Edit, edits_of
from grading.session.edit_trials import functions_called, what_differs
from grading.session.session import Session

EQUIVALENT = CHECKS / "equivalent_edits.toml"
EDITS_AT_ONCE = 100
MOST_EDITS = 20_000
SECONDS = 20.0
MOST_SECONDS = 3_600.0


def unexplained_edits(steps: Sequence[Step]) -> Iterator[str]:
    """Name the edits of the steps' modules that no check notices, and no entry explains."""
    table = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))
    explained = {
        (entry["module"], entry["kind"], line): entry["why"]
        for entry in table["equivalent"]
        for line in entry["lines"]
    }
    wanted = {module for step in steps for module in step.modules}
    modules = [name for name in MODULES if name in wanted and name != NEEDS_TORCH]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for module, survivors in zip(modules, pool.map(surviving_edits, modules), strict=True):
            for edit, line in survivors:
                if not explained.get((module, edit.kind, line)):
                    yield (
                        f"solutions/{module}.py: no check notices the edit `{edit.kind}` of "
                        f"`{line}`; add one that does, or say in checks/{EQUIVALENT.name} why it "
                        "is the same."
                    )
    for module, kind, line in sorted(key for key in explained if key[0] in wanted):
        # That an edit is noticed now is no reason: of a slow one that can be a matter of time.
        if line not in map(str.strip, solution_source(module).splitlines()):
            yield f"checks/{EQUIVALENT.name}: {module}, {kind}: there is no line `{line}`."


def surviving_edits(module: str) -> list[tuple[Edit, str]]:
    """Return each edit of a solution that passes all checks, with the changed source's line."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in MODULES:
            text = foundation(solution_source(name), len(STEPS))
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        with Session(folder, solutions=None, most_seconds=MOST_SECONDS, judges=1) as session:
            return list(_survivors(session.judges[0], module))


def _survivors(judge: Judge, module: str) -> Iterator[tuple[Edit, str]]:
    source = judge.snapshot.sources[module].decode()
    checks = [check for step in STEPS for check in checks_of(step) if check.module == module]
    called = {check.name: functions_called(judge, check, judge.own_paths()) for check in checks}
    functions = functions_that_ran(source, set().union(*called.values()))
    left = list(edits_of(functions, MOST_EDITS))
    for check in checks:
        names = called[check.name]
        concerned = [one for one in left if any(of_function(name, names) for name in one[0].trees)]
        noticed = set(map(id, _noticed(judge, check, concerned)))
        left = [one for one in left if id(one) not in noticed]
    for edit, _ in left:
        yield edit, source.splitlines()[edit.line - 1].strip()


def _noticed(judge: Judge, check: Check, edits: Sequence[CompiledEdit]) -> Iterator[CompiledEdit]:
    """Yield the edits with which a check gives something else."""
    limited = replace(check, limit=SECONDS)
    for first in range(0, len(edits), EDITS_AT_ONCE):
        batch = edits[first : first + EDITS_AT_ONCE]
        for _, numbers in what_differs(judge, limited, judge.own_paths(), batch):
            yield from (batch[number] for number in numbers)
