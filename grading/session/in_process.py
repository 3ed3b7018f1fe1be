"""Running a check in this very process: on the referee's modules, or for a debugger.

The referee's are the torch twins, which import torch, or the solutions. A learner's own
modules run here only where they ask for it, so that ``breakpoint()`` and a debugger's points hit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grading.course.check import Check
from grading.course.curriculum import MODULES, node_module
from grading.course.learner_text import made_printable
from grading.course.paths import SOLUTIONS, TWINS
from grading.judging import verdict as status
from grading.judging.comparison import (
    Observations,
    agree,
    compare,
    for_reference,
    read,
    with_lists,
)
from grading.judging.comparison_table import message_of_wrong_rows
from grading.judging.verdict import Verdict
from grading.worker.graph_nodes import graph_of, node_class
from grading.worker.module_loader import ModuleLoader
from grading.worker.observation import observe


def observations_of(check: Check) -> dict[str, list[Any]]:
    """Return what the check's referee says to it."""
    return for_reference(observations_in(_folder_of_referee(check), check))


def observations_in(folder: Path, check: Check) -> dict[str, list[Any]]:
    """Run a check on the modules in ``folder``, in this process."""
    with _modules_in(folder) as modules:
        seen = observe(check.function(**modules.load(check.used)))
    return dict(read(check, seen) or {})


def graph_of_referee(check: Check, finely: bool = False) -> dict[str, Any]:
    """Return the graph that a check builds of its referee's nodes (see ``graph_nodes``).

    ``finely``: of the solution's, which has a node for each operation where torch has one for many.
    """
    with _modules_in(SOLUTIONS if finely else _folder_of_referee(check)) as modules:
        loaded = modules.load(dict.fromkeys((*check.used, node_module(check.used))))
        used = {name: loaded[name] for name in check.used}
        return graph_of(node_class(loaded), lambda: check.function(**used))


def verdict_in_process(check: Check, expected: Observations, folder: Path) -> Verdict:
    """Run a check on the modules in ``folder``; an exception in them is left to pytest."""
    observed = with_lists(made_printable(observations_in(folder, check)), expected)
    rows = compare(observed, expected, check.tolerance)
    right = agree(observed, expected, check.tolerance)
    return Verdict(
        check,
        status.PASSED if right else status.FAILED,
        "" if right else message_of_wrong_rows(rows),
        observed=observed,
        expected=dict(expected),
        rows=rows,
    )


def _folder_of_referee(check: Check) -> Path:
    return TWINS if check.referee == "torch" else SOLUTIONS


def _modules_in(folder: Path) -> ModuleLoader:
    return ModuleLoader({name: str(folder / f"{name}.py") for name in MODULES})
