"""Having a worker run a check on edits of a module: what it calls, and what comes out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grading.course.check import Check
from grading.judging.comparison import Observations, read
from grading.judging.judge import Judge
from grading.mistakes.edits import CompiledEdit
from grading.workers.reply_reader import is_well_formed

Paths = Mapping[str, str]  # of the modules, by name

SECONDS_AN_EDIT = 0.03  # of CPU time, or where the right code takes long a multiple of that
TIMES_THE_RIGHT_CODE = 8
MOST_SECONDS_OF_RIGHT_CODE = 2.0


def functions_called(judge: Judge, check: Check, paths: Paths) -> set[str]:
    """Return the qualified names of the functions of its module that a check calls."""
    reply = judge.reply_to(check, "call", check.used, paths)
    functions: Any = reply.get("functions")
    if reply.get("outcome") != "called" or type(functions) is not list:
        return set()
    file = f"{check.module}.py"
    return {
        pair[1].replace(".<locals>", "")
        for pair in functions
        if type(pair) is list and pair[:1] == [file] and type(pair[1]) is str
    }


def seconds_for(judge: Judge, check: Check, right: Paths) -> float:
    """Return how long a check may take with each edit, by what it takes on the right modules."""
    took: Any = _reply(judge, check, right, (), MOST_SECONDS_OF_RIGHT_CODE).get("took")
    known = took if type(took) is float and math.isfinite(took) else 0.0
    return max(SECONDS_AN_EDIT, TIMES_THE_RIGHT_CODE * known)


def what_differs(
    judge: Judge,
    check: Check,
    paths: Paths,
    edits: Sequence[CompiledEdit],
    seconds: float = SECONDS_AN_EDIT,
) -> Iterator[tuple[Observations | None, list[int]]]:
    """Yield what a check gives where that is something else with an edit of its module.

    Each with the numbers of the edits; no observations where it does not end well in ``seconds``.
    """
    reply = _reply(judge, check, paths, edits, seconds)
    groups: Any = reply.get("edits") if reply.get("outcome") == "edited" else None
    for group in groups if type(groups) is list else []:
        if type(group) is list and len(group) == 2 and type(group[1]) is list:
            observed, numbers = group
            known = [one for one in numbers if type(one) is int and 0 <= one < len(edits)]
            yield (read(check, observed) if is_well_formed(observed) else None), known


def _reply(
    judge: Judge, check: Check, paths: Paths, edits: Sequence[CompiledEdit], seconds: float
) -> dict[str, Any]:
    more = {
        "edits": [codes for _, codes in edits],
        "edited": check.module,
        "seconds_an_edit": seconds,
    }
    return judge.reply_to(check, "observe", check.used, paths, more)
