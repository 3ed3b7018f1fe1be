"""The course file: how a class is credited, what its steps weigh, when they are due.

    [course]
    name = "Machine learning, autumn"
    credit = "fair"               # "own": what passes only on finished modules earns nothing

    [weights]                     # how often a step's points count; 1 where nothing is said
    step10 = 2
    part4 = 0                     # not counted; a step's own line goes before its part's

    [due]                         # a step's own time goes before its part's
    part1 = 2026-10-12T23:59:59+02:00
    step21 = 2026-12-01T12:00:00+01:00

    [late]
    free_days = 3                 # for each learner, over the whole course; 0 if left out
    penalty = 0.1                 # of a step's points, for each day late that is not free
    closes_after_days = 7         # what comes later earns nothing; never, if left out
    grace_minutes = 10            # not late yet; 0 if left out

All tables and keys may be left out. Without `penalty`, what is late beyond the free days earns
nothing. How these are applied is told in ``credit`` and ``lateness``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.gradebook.course_tables import CourseTables, exact

COURSE_KEYS = ("name", "credit")
LATE_KEYS = ("free_days", "penalty", "closes_after_days", "grace_minutes")
CREDITS = ("fair", "own")
MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class LatePolicy:
    """What handing in late costs."""

    free_days: int = 0
    penalty: Fraction = Fraction(1)  # of what a step earns, a day
    closes_after_days: int | None = None
    grace_minutes: int = 0


@dataclass(frozen=True)
class Course:
    """How a class is credited. Without a file: every point counts once, nothing is ever due."""

    name: str = ""
    credit: str = "fair"
    weights: Mapping[int, Fraction] = field(default_factory=dict)  # by step
    due: Mapping[int, datetime] = field(default_factory=dict)  # by step
    late: LatePolicy = LatePolicy()

    def weight_of(self, step: int) -> Fraction:
        """Return how often a step's points count."""
        return self.weights.get(step, Fraction(1))


def read_course(path: Path) -> Course:
    """Read a course file; raises ``KitError`` with one sentence on the first thing wrong in it."""
    file = CourseTables(path.name, _tables_in(path))
    file.demand_known({"course": COURSE_KEYS, "weights": None, "due": None, "late": LATE_KEYS})
    weights = file.by_step("weights", file.weight)
    due = file.by_step("due", file.time)
    if file.has("late") and not due:
        raise KitError(f"{path.name}: `[late]` says nothing without times in `[due]`; add one.")
    return Course(
        name=file.text("course", "name", ""),
        credit=file.one_of("course", "credit", CREDITS, "fair"),
        weights=weights,
        due=due,
        late=LatePolicy(
            file.whole_number("late", "free_days", 366) or 0,
            file.share("late", "penalty", Fraction(1)),
            file.whole_number("late", "closes_after_days", 3660),
            file.whole_number("late", "grace_minutes", 1440) or 0,
        ),
    )


def _tables_in(path: Path) -> dict[str, object]:
    try:
        if not path.is_file():
            raise KitError(f"There is no course file {path}; give `--course` a TOML file.")
        if path.stat().st_size > MOST_BYTES:
            raise KitError(f"{path} is larger than a megabyte: it is no course file.")
        return tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=exact)
    except OSError as error:
        raise KitError(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise KitError(f"{path} is not in UTF-8; save it in that encoding.") from None
    except (ValueError, RecursionError) as error:
        reason = printable(str(error)) if isinstance(error, ValueError) else "it nests too deeply"
        raise KitError(
            f"{path} is not TOML: {reason}; docs/course.example.toml shows how it is written."
        ) from None
