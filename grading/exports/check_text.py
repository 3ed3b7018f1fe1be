"""A check's verdict as plain text, from stored data: its program, its numbers, what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from grading import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE
from grading.course.errors import KitError
from grading.gradebook.credit import CheckCredit, StepScore
from grading.mistakes.bank import load_mistakes

MOST_ROWS = 12
MOST_LETTERS_OF_A_VALUE = 60
MOST_LETTERS_PRINTED = 1000
ABSENT = object()


def title_of(check_id: str) -> str:
    """Return a check's name as a sentence: ``step 10: a node added to itself``."""
    step, _, name = check_id.partition("::")
    return f"step {int(step.removeprefix('step'))}: {name.replace('_', ' ')}"


def explained(check: Mapping[str, Any], credit: CheckCredit, program: str) -> str:
    """Return why a check earns nothing, its program first; empty where it earns its points."""
    if credit.is_credited:
        return ""
    told = (program, numbers_text(check), why(check, credit), place(check), printed(check))
    return "\n\n".join(text for text in told if text)


def why(check: Mapping[str, Any], credit: CheckCredit) -> str:
    """Return in a sentence or two why a check earns nothing."""
    sentences = [credit.why_not or check["message"]]
    title = _titles().get(check["mistake"] or "")
    if title:
        sentences.append(f"This is what happens when {title}.")
    return " ".join(sentence for sentence in sentences if sentence)


def place(check: Mapping[str, Any]) -> str:
    """Return the line to look at, as ``engine.py:38``."""
    return f"{check['file']}:{check['line']}" if check["file"] else ""


def printed(check: Mapping[str, Any]) -> str:
    """Return the beginning of what the learner's code printed."""
    text = check["printed"].rstrip()
    return f"It printed:\n{text[:MOST_LETTERS_PRINTED]}" if text else ""


def numbers_text(check: Mapping[str, Any]) -> str:
    """Return what was observed beside what was expected, where they differ."""
    if check["status"] != "failed":
        return ""
    names = [name for name in (check["expected"] | check["observed"]) if _differs(check, name)]
    rows = [("", "yours", "expected")]
    rows += [(name, *_both(check, name)) for name in names[:MOST_ROWS]]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{a:{widths[0]}}  {b:{widths[1]}}  {c}".rstrip() for a, b, c in rows]
    more = len(names) - MOST_ROWS
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines)


def lateness_text(step: StepScore) -> str:
    """Return what lateness takes of a step, in a sentence; empty where it takes nothing."""
    choice = step.choice
    if choice is None:
        return "Handed in after this step had closed."
    if not choice.days_late:
        return ""
    days = "1 day" if choice.days_late == 1 else f"{choice.days_late} days"
    free = f", {choice.free_days} of them free" if choice.free_days else ""
    return f"Handed in {days} late{free}: {float(choice.lost):.0%} off."


def _both(check: Mapping[str, Any], name: str) -> Iterable[str]:
    return (_shown(check[side].get(name, ABSENT)) for side in ("observed", "expected"))


def _differs(check: Mapping[str, Any], name: str) -> bool:
    observed, expected = (check[side].get(name, ABSENT) for side in ("observed", "expected"))
    if all(type(value) in (int, float) for value in (observed, expected)):
        near = {"rel_tol": RELATIVE_TOLERANCE, "abs_tol": ABSOLUTE_TOLERANCE}
        return not math.isclose(observed, expected, **near)
    return bool(observed != expected)


def _shown(value: Any) -> str:
    if value is ABSENT:
        return "(nothing)"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text.replace("\n", "⏎")
    return text if len(text) <= MOST_LETTERS_OF_A_VALUE else f"{text[:MOST_LETTERS_OF_A_VALUE]}…"


@cache
def _titles() -> dict[str, str]:
    """Return the mistakes' titles; a bank that cannot be read costs no export."""
    try:
        return {mistake.id: mistake.title for mistake in load_mistakes()}
    except (KitError, OSError):
        return {}
