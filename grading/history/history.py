"""The history: every grade of the exercises, kept in one SQLite file beside them.

A grade is written in one transaction, so that a kill at any moment leaves it whole or not there at
all. Texts that come again and again (a check's name, a status) are kept once, as words.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import grading
from grading.course.curriculum import STEPS, Step
from grading.course.learner_text import printable
from grading.course.paths import EXERCISES, KIT, shown
from grading.judging.verdict import Verdict
from grading.session.result import StepResult

FILE = KIT / ".kit" / "history.sqlite3"
SECONDS_TO_WAIT = 10  # for another grader that is writing
NUMBERS = {step.number for step in STEPS}
LATEST = 32_500_000_000.0  # the year 2999: what Windows can show, too
MOST_POINTS = 1e9

# One entry a version of the file: what makes it of the one before. Never change an entry.
VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
        "CREATE TABLE grade (id INTEGER PRIMARY KEY, time REAL NOT NULL, kit INTEGER NOT NULL)",
        "CREATE TABLE verdict (grade INTEGER NOT NULL, step INTEGER NOT NULL, "
        "name INTEGER NOT NULL, status INTEGER NOT NULL, mistake INTEGER, "
        "module_hash INTEGER NOT NULL, PRIMARY KEY (grade, step, name)) WITHOUT ROWID",
    ),
    (
        "ALTER TABLE verdict ADD COLUMN points INTEGER",
        "CREATE VIEW kept AS SELECT datetime(time, 'unixepoch') AS time, step, "
        "(SELECT text FROM word WHERE id = name) AS name, "
        "(SELECT text FROM word WHERE id = status) AS status, "
        "(SELECT text FROM word WHERE id = mistake) AS mistake, "
        "(SELECT text FROM word WHERE id = module_hash) AS module_hash, points "
        "FROM verdict JOIN grade ON grade.id = verdict.grade",
    ),
)

# The words are put in afterwards: to look each up in here takes ten times as long.
STEPS_GRADED = """
    SELECT grade, step, min(status = :passed), max(status NOT IN (:todo, :blocked, :waiting)),
        group_concat(DISTINCT module_hash), group_concat(DISTINCT mistake), total(points)
    FROM verdict WHERE grade > :after GROUP BY grade, step ORDER BY grade, step
"""

# A grade of other code, when the step before had passed in the last grade that it was in.
GRADED_OTHERWISE = """
    SELECT 1 FROM verdict AS now WHERE step = :step
        AND module_hash IS NOT (SELECT id FROM word WHERE text = :module_hash)
        AND (SELECT min(status = (SELECT id FROM word WHERE text = 'passed')) FROM verdict
            WHERE step = :before AND grade =
                (SELECT max(grade) FROM verdict WHERE step = :before AND grade <= now.grade))
    ORDER BY grade DESC LIMIT 1
"""


class HistoryError(Exception):
    """The history cannot be read or written; the sentence says why and what to do."""


@dataclass(frozen=True)
class StepGradedOnce:
    """One step in one grade."""

    grade: int
    time: float
    step: int
    passed: bool
    attempted: bool  # some check ran further than a stub
    module_hash: str
    mistakes: tuple[str, ...]
    points: int


def keep(folder: Path, results: Sequence[StepResult]) -> None:
    """Add a grade of ``folder`` to the history, if the folder is the learner's own.

    Raises ``HistoryError``.
    """
    if folder == EXERCISES and results:
        with _transaction() as connection:
            _add(connection, folder, results)


def read_history(folder: Path = EXERCISES, after: int = 0) -> list[StepGradedOnce]:
    """Return every step of every grade with a number above ``after``, in their order.

    Only the learner's own folder has a history. Raises ``HistoryError``.
    """
    if folder != EXERCISES or not FILE.exists():
        return []
    with _transaction() as connection:
        words = dict(connection.execute("SELECT id, text FROM word"))
        times = dict(connection.execute("SELECT id, time FROM grade WHERE id > ?", (after,)))
        number = {text: place for place, text in words.items()}
        statuses = {name: number.get(name, 0) for name in ("passed", "todo", "blocked", "waiting")}
        rows = connection.execute(STEPS_GRADED, statuses | {"after": after}).fetchall()

    def named(numbers: object) -> tuple[str, ...]:
        known = (words.get(int(one)) for one in str(numbers or "").split(",") if one.isdigit())
        return tuple(printable(text) for text in known if type(text) is str)

    return [
        StepGradedOnce(
            grade, float(times[grade]), step, bool(passed), bool(attempted),
            ",".join(named(hashes)), named(mistakes), int(points),
        )
        for grade, step, passed, attempted, hashes, mistakes, points in rows
        if step in NUMBERS and _is_a_time(times.get(grade)) and abs(points) <= MOST_POINTS
    ]  # fmt: skip


def was_graded_otherwise(folder: Path, step: Step, before: Step, module: str) -> bool:
    """Tell whether ``step`` was graded on another ``module`` since the one ``before`` passed.

    Of other folders than the learner's own nothing is known: then yes. Raises ``HistoryError``.
    """
    if folder != EXERCISES:
        return True
    if not FILE.exists():
        return False
    with _transaction() as connection:
        asked = {
            "step": step.number,
            "before": before.number,
            "module_hash": module_hash(folder / f"{module}.py"),
        }
        return connection.execute(GRADED_OTHERWISE, asked).fetchone() is not None


def _is_a_time(value: object) -> bool:
    """Tell whether a row's time is one: others than the kit have written it, if it is not."""
    return type(value) in (int, float) and 0 <= float(value) < LATEST  # type: ignore[arg-type]


@contextlib.contextmanager
def _transaction() -> Iterator[sqlite3.Connection]:
    """Open the file, bring it to this version, and do all that follows or nothing."""
    try:
        FILE.parent.mkdir(exist_ok=True)
        connection = sqlite3.connect(FILE, timeout=SECONDS_TO_WAIT, isolation_level=None)
        with contextlib.closing(connection):
            connection.execute("BEGIN IMMEDIATE")
            _bring_to_this_version(connection)
            yield connection
            connection.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        raise HistoryError(_sentence(error)) from None


def _bring_to_this_version(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(VERSIONS):
        raise HistoryError(
            f"The history in {shown(FILE)} is of a newer kit, and was left alone. "
            "Get the newer kit, or move the file away."
        )
    if version < len(VERSIONS):
        for statements in VERSIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(VERSIONS)}")


def _add(connection: sqlite3.Connection, folder: Path, results: Sequence[StepResult]) -> None:
    word = _words(connection)
    hashes: dict[str, str] = {}
    (grade,) = connection.execute(
        "INSERT INTO grade (time, kit) VALUES (?, ?) RETURNING id",
        (time.time(), word(grading.__version__)),
    ).fetchone()

    def row(verdict: Verdict) -> tuple[int | None, ...]:
        module = verdict.check.module
        if module not in hashes:
            hashes[module] = module_hash(folder / f"{module}.py")
        mistake = word(verdict.mistake) if verdict.mistake else None
        return (
            grade, verdict.check.step.number, word(verdict.check.id), word(verdict.status),
            mistake, word(hashes[module]), verdict.points,
        )  # fmt: skip

    connection.executemany(
        "INSERT INTO verdict (grade, step, name, status, mistake, module_hash, points) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [row(verdict) for result in results for verdict in result.verdicts],
    )


def _words(connection: sqlite3.Connection) -> Callable[[str], int]:
    """Return what gives a word's number, and takes in a new one."""
    known: dict[str, int] = dict(connection.execute("SELECT text, id FROM word"))

    def number(text: str) -> int:
        if text not in known:
            cursor = connection.execute("INSERT INTO word (text) VALUES (?)", (text,))
            known[text] = cursor.lastrowid or 0
        return known[text]

    return number


def module_hash(path: Path) -> str:
    """Return 16 hexadecimal digits that change with the file; of no file, a word that says so."""
    try:
        # To read from a pipe would have no end.
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else "missing"
    except OSError:
        return "missing"


def _sentence(error: Exception) -> str:
    text = str(error)
    if isinstance(error, OSError) and error.errno != errno.ENOSPC:
        return f"The history in {shown(FILE)} cannot be used: {error.strerror}."
    if "disk is full" in text or isinstance(error, OSError):
        return f"The disk is full: this grade was not added to the history in {shown(FILE)}."
    if "not a database" in text or "malformed" in text:
        return (
            f"The history in {shown(FILE)} is damaged, and was left alone. "
            "Move it away, and a new one begins."
        )
    return (
        f"The history in {shown(FILE)} cannot be used: {text}. "
        "Move it away if it is not the kit's, and a new one begins."
    )
