"""The report as one table: what the page says, with every learner's name, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from grading.class_report.class_statistics import ClassStatistics, StepStatistics
from grading.class_report.learner_records import STATES
from grading.class_report.similar_submissions import SimilarPair
from grading.course.learner_text import printable

COLUMNS = ("about", "step", "name", "title", "learners", "of", "share", "names")
# A spreadsheet takes a cell that begins with one of these for a formula.
BEGIN_OF_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MOST_CHARACTERS = 32_000  # a spreadsheet's cell holds 32,767
Row = tuple[str, int | str, str, str, int, int | str, Sequence[str]]


def as_csv(statistics: ClassStatistics, similar: Iterable[SimilarPair] = ()) -> str:
    """Return the report as CSV (RFC 4180), one fact a line; ``about`` says which kind.

    ``step``: how many are in each state of it. ``attempts``: how many passed after so many.
    ``mistake now`` and ``mistake made``: how many have it, and how many ever had. ``check``: how
    many pass it. ``points``: of one learner, of so many possible. ``similar``: what two share
    that few have, and its share. ``refused``: one learner, and why. What a spreadsheet would take
    for a formula begins with an apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for about, step, name, title, number, of, names in _rows(statistics):
        share = f"{number / of:.4f}" if isinstance(of, int) and of else ""
        writer.writerow(map(_cell, (about, step, name, title, number, of, share, _joined(names))))
    for pair in similar:
        where = ", ".join(module.module for module in pair.modules)
        both = _joined((pair.learner, pair.other))
        row = ("similar", "", where, "", pair.shared, "", f"{pair.share:.4f}", both)
        writer.writerow(map(_cell, row))
    return text.getvalue()


def _rows(statistics: ClassStatistics) -> Iterator[Row]:
    for step in statistics.steps:
        yield from _step_rows(step)
    for mistake in statistics.mistakes:
        for about, names in (("mistake now", mistake.now), ("mistake made", mistake.made)):
            row = (about, mistake.step, mistake.id, mistake.title, len(names), mistake.begun, names)
            yield row
    for one in statistics.points:
        yield ("points", "", one.learner, "", one.points, one.possible, (one.learner,))
    for refusal in statistics.refused:
        names = (refusal.learner,)
        yield ("refused", "", refusal.learner, refusal.sentence, 1, "", names)


def _step_rows(step: StepStatistics) -> Iterator[Row]:
    number, title = step.number, step.title
    of = sum(len(names) for names in step.learners.values())
    for state in STATES:
        names = step.learners[state]
        yield ("step", number, state, title, len(names), of, names)
    for name, names in (
        ("stuck, in no earlier step", step.first_stuck),
        ("stuck, no mistake known", step.unnamed),
    ):
        yield ("step", number, name, title, len(names), of, names)
    passed = sum(step.attempts.values())
    for attempts, learners in step.attempts.items():
        yield ("attempts", number, str(attempts), title, learners, passed, ())
    for check in step.checks:
        yield ("check", number, check.id, check.title, check.passed, check.begun, ())


def _joined(names: Sequence[str]) -> str:
    """Return names in one cell; where they do not fit, how many more there are."""
    text, kept = "; ".join(names), len(names)
    while len(text) > MOST_CHARACTERS:
        kept = kept * MOST_CHARACTERS // (len(text) + 1)
        text = "; ".join(names[:kept])
    return text if kept == len(names) else f"{text}; and {len(names) - kept} more"


def _cell(value: object) -> str:
    """Return a cell as text in which nothing is obeyed by a spreadsheet or a terminal."""
    text = printable(str(value))
    return f"'{text}" if text.lstrip(" ").startswith(BEGIN_OF_A_FORMULA) else text
