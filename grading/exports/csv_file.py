"""The gradebook as CSV: a row a learner, a column a step, for a spreadsheet or a script.

What a spreadsheet would run as a formula (``=HYPERLINK(…)`` as a learner's name) gets an apostrophe
in front, as OWASP advises. A file begins with the mark by which spreadsheets know UTF-8.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable
from typing import Any

from grading.exports.output import STANDARD_OUTPUT, written
from grading.gradebook.class_scores import ClassScore
from grading.gradebook.credit import Score, as_number

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def export_csv(scores: Iterable[ClassScore], target: str) -> None:
    """Write a row a learner; raises ``KitError``.

    Columns: ``learner``, ``step 1`` … (points after lateness; empty where the step is not
    counted), ``points``, ``possible``, ``percent``, ``submitted`` (the newest that counts),
    ``days late`` (the most of any step), ``attempts``, ``note`` (why it was refused, or modules
    of the newest that counts were not read).
    """
    # Which steps there are is only known at the end: the rows wait on the disk.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        steps: set[int] = set()
        for one in scores:
            steps |= {step.number for step in one.score.steps}
            waiting.write(json.dumps(_row(one.score)) + "\n")
        waiting.seek(0)
        if target == STANDARD_OUTPUT:
            with written(target) as file:
                _write(waiting, sorted(steps), csv.writer(file, lineterminator="\n"))
            return
        with written(target, "utf-8-sig") as file:
            _write(waiting, sorted(steps), csv.writer(file))


def _row(score: Score) -> dict[str, Any]:
    return {str(step.number): as_number(step.points) for step in score.steps} | {
        "learner": harmless(score.learner),
        "points": as_number(score.points),
        "possible": as_number(score.possible),
        "percent": round(float(100 * score.points / (score.possible or 1)), 2),
        "submitted": (score.newest.submitted or "") if score.newest else "",
        "days late": max((s.choice.days_late for s in score.steps if s.choice), default=0),
        "attempts": score.attempts,
        "note": harmless(score.note),
    }


def _write(rows: Iterable[str], steps: list[int], writer: Any) -> None:
    after = ("points", "possible", "percent", "submitted", "days late", "attempts", "note")
    writer.writerow(["learner", *(f"step {number}" for number in steps), *after])
    for line in rows:
        row = json.loads(line)
        names = ("learner", *map(str, steps), *after)
        writer.writerow([row.get(name, "") for name in names])


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
