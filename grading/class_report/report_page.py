"""The report as one page: what to explain next, and how far everybody is.

One HTML file that needs nothing else and runs nothing. Names and sentences are a learner's, or
made from what they handed in: escaped, printable, and each name with a direction of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from grading.class_report.class_statistics import (
    CheckStatistics,
    ClassStatistics,
    LearnerPoints,
    MistakeStatistics,
    StepStatistics,
    class_statistics,
)
from grading.class_report.learner_records import (
    BEGUN,
    NOT_IMPORTED,
    PASSED,
    STUCK,
    TODO,
    WAITING,
)
from grading.class_report.report_table import as_csv
from grading.class_report.similar_submissions import (
    SimilarGroup,
    SimilarPair,
    groups_of,
    similar_submissions,
)
from grading.course.atomic_files import write_atomically
from grading.course.errors import KitError
from grading.course.paths import shown
from grading.course.snapshot import Snapshot
from grading.pages.plots import histogram
from grading.pages.templating import render

MOST_ROWS = 10  # at first glance
MOST_MISTAKES = 200
MOST_NAMES = 60  # of one list; all are in the table
MOST_GROUPS = 50
MOST_CHECKS = 5
MOST_FUNCTIONS = 8
BINS = 10
WORDS = (
    (STUCK, "Stuck"),
    (BEGUN, "Under way"),
    (PASSED, "Pass"),
    (NOT_IMPORTED, "Nothing of it runs: a module cannot be imported"),
    (TODO, "Not begun"),
    (WAITING, "Not graded here, for want of a library"),
)
CSV_ENCODING = "utf-8-sig"  # by whose mark Excel knows that it is UTF-8


def write_report(
    graded: Iterable[Mapping[str, Any]],
    page: Path,
    table: Path,
    snapshots: Mapping[str, Snapshot] | None = None,
) -> None:
    """Write the report on a class as a page and as a CSV table, each whole or not at all.

    ``graded``: its graded submissions, each learner's oldest first, gone through once.
    ``snapshots``: the submissions' code by learner; without it none are compared. Raises
    ``KitError`` where there is nothing to report on, both are one file, or one cannot be written.
    """
    if os.path.normcase(page.resolve()) == os.path.normcase(table.resolve()):
        raise KitError(f"{shown(page)} is to be both the page and the table: name two files.")
    statistics = class_statistics(graded)
    similar = None
    if snapshots is not None:
        similar = similar_submissions({name: snapshots[name].sources for name in snapshots})
    for path, content in (
        (page, report_page(statistics, similar).encode("utf-8", "replace")),
        (table, as_csv(statistics, similar or ()).encode(CSV_ENCODING, "replace")),
    ):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, content)
        except OSError as error:
            reason = error.strerror or os.strerror(error.errno or 0)
            raise KitError(f"{shown(path)} cannot be written: {reason}.") from None


def report_page(statistics: ClassStatistics, similar: Sequence[SimilarPair] | None = None) -> str:
    """Return the page; ``similar`` is nothing where the submissions were not compared."""
    bins = _bins(statistics.points)
    groups = None if similar is None else groups_of(similar)
    begun = [step for step in statistics.steps if step.begun]
    told = [step for step in statistics.steps if step.begun or step.not_imported]
    others = [str(step.number) for step in statistics.steps if step not in told]
    return str(
        render(
            "class_report.html.jinja",
            **{"class": statistics},
            now=f"{datetime.now():%Y-%m-%d %H:%M}",
            plot=_plot_of(bins), bins=bins, told_steps=told, other_steps=", ".join(others),
            nobody=_steps_with(begun, lambda check: not check.passed),
            everybody=_steps_with(begun, lambda check: check.passed == check.begun),
            titles={mistake.id: mistake.title for mistake in statistics.mistakes},
            hardest=[step for step in statistics.hardest if step.first_stuck],
            behind=[step for step in statistics.hardest if not step.first_stuck],
            overcome=_overcome, hardest_checks=_hardest_checks, words=WORDS,
            groups=groups and [_group_row(group) for group in groups[:MOST_GROUPS]],
            more_groups=max(0, len(groups or ()) - MOST_GROUPS),
            most_rows=MOST_ROWS, most_mistakes=MOST_MISTAKES, most_names=MOST_NAMES,
        )
    ).lstrip()  # fmt: skip


def _bins(points: Iterable[LearnerPoints]) -> list[tuple[str, list[LearnerPoints]]]:
    """Return the learners in bins by their share of the points, least first."""
    members: list[list[LearnerPoints]] = [[] for _ in range(BINS)]
    for one in points:
        place = BINS * one.points // (one.possible or 1)
        members[min(place, BINS - 1)].append(one)
    size = 100 // BINS
    titles = [f"{size * k} to below {size * (k + 1)} %" for k in range(BINS - 1)]
    return list(zip([*titles, f"{100 - size} to 100 %"], members, strict=True))


def _plot_of(bins: Sequence[tuple[str, list[LearnerPoints]]]) -> Markup:
    counts = [len(members) for _, members in bins]
    said = ", ".join(f"{title}: {len(members)}" for title, members in bins if members)
    return histogram(
        counts, (0, 100), "share of the points, in %", f"Learners by share of the points: {said}"
    )


def _steps_with(
    steps: Iterable[StepStatistics], wanted: Callable[[CheckStatistics], bool]
) -> list[tuple[StepStatistics, list[CheckStatistics]]]:
    """Return the steps with checks of a kind, those that most have begun first."""
    found = [(step, [check for check in step.checks if wanted(check)]) for step in steps]
    return sorted((pair for pair in found if pair[1]), key=lambda pair: -pair[0].begun)


def _overcome(mistake: MistakeStatistics) -> list[str]:
    now = set(mistake.now)
    return [learner for learner in mistake.made if learner not in now]


def _hardest_checks(step: StepStatistics) -> list[CheckStatistics]:
    """Return the checks of a step that fewest pass, if not everybody does."""
    failing = [check for check in step.checks if check.passed < check.begun]
    return sorted(failing, key=lambda check: check.passed)[:MOST_CHECKS]


def _group_row(group: SimilarGroup) -> tuple[SimilarGroup, str, list[tuple[str, str]]]:
    """Return a group, how much its members are alike, and in which functions of which modules."""
    shares = sorted(round(100 * pair.share) for pair in group.pairs)
    alike = f"{shares[0]} %" if shares[0] == shares[-1] else f"{shares[0]} to {shares[-1]} %"
    where: dict[str, dict[str, None]] = {}
    for pair in group.pairs:
        for module in pair.modules:
            where.setdefault(module.module, {}).update(dict.fromkeys(module.functions))
    return group, alike, [(name, _some(list(functions))) for name, functions in where.items()]


def _some(functions: Sequence[str]) -> str:
    more = len(functions) - MOST_FUNCTIONS
    return ", ".join(functions[:MOST_FUNCTIONS]) + (f" and {more} more" if more > 0 else "")
