"""Running a check in this very process, so that ``breakpoint()`` and a debugger's points hit."""

from __future__ import annotations

from pathlib import Path

from grading.course.check import Check
from grading.judging import verdict as status
from grading.judging.comparison import Observations, agree, compare
from grading.judging.comparison_table import message_of_wrong_rows
from grading.judging.live_referee import observations_in
from grading.judging.verdict import Verdict


def verdict_in_process(check: Check, expected: Observations, folder: Path) -> Verdict:
    """Run a check on the modules in ``folder``; an exception in them is left to pytest."""
    observed = observations_in(folder, check)
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
