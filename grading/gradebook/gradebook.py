"""The gradebook: graded submissions, kept whole, one transaction each.

A kill at any moment loses at most the one that was being written. Whoever reads goes through it
row by row: what is held in memory does not grow with the class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any

from grading.gradebook.attempt import Attempt, seed_text
from grading.gradebook.attempt_rows import (
    OUTLINED,
    Graded,
    GradedWith,
    attempt_of,
    check_rows,
    conditions_of,
    graded_of,
    oldest_first,
    row_of,
)
from grading.gradebook.database import DEFAULT_URL, open_database, sentences
from grading.gradebook.stored_grade import (
    Expected,
    digest_of,
    expected_of,
    pack_sources,
    packed,
    unpack_sources,
    unpacked,
)

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlalchemy.engine import Connection, Engine

ASKED_AT_ONCE = 500  # of what a statement may hold; SQLite's limit was 999 once
ROWS_AT_ONCE = 20  # of a grade each


@dataclass(frozen=True)
class Known:
    """A submission that is graded already."""

    learner: str
    digest: str
    submitted: str | None
    graded: str


class Gradebook:
    """Graded submissions in a database. Close it, or use it in a ``with`` statement."""

    def __init__(self, engine: Engine) -> None:
        """``engine``: as ``open_database`` returns it."""
        self.engine = engine
        self._expected: tuple[str, Expected] = ("", {})  # what was met last, and its digest
        self._expected_by = ("", "")  # that checks' version and seed
        self._known_checks: set[str] = set()

    def __enter__(self) -> Gradebook:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def keep(self, graded: Mapping[str, Any], sources: Mapping[str, bytes] | None = None) -> None:
        """Keep a graded submission; the same one, graded again, takes the place of the old.

        ``sources``: its modules, to be kept as well. Raises ``KitError``.
        """
        from sqlalchemy.exc import IntegrityError

        expected = self._digest_of_expected(graded) if graded["grade"] else None
        row = row_of(graded, expected)
        with sentences(self.engine.url):
            for tries_left in (2, 1, 0):
                try:
                    self._write(row, graded, sources)
                    return
                except IntegrityError:  # another writer kept the same at the same moment
                    if not tries_left:
                        raise

    def graded_already(self, digests: Iterable[str], graded_with: GradedWith) -> Iterator[Known]:
        """Yield which of these contents are graded with the same checks, whosever they are.

        One query answers for 500 of them. Raises ``KitError``.
        """
        from sqlalchemy import select

        from grading.gradebook.tables import attempts

        asked = iter(digests)
        columns = [attempts.c[name] for name in ("learner", "digest", "submitted", "graded")]
        while some := list(islice(asked, ASKED_AT_ONCE)):
            among = attempts.c.digest.in_(some)
            for row in self._rows(select(*columns).where(among, *conditions_of(graded_with))):
                yield Known(*row)

    def graded_content(self, digest: str, graded_with: GradedWith) -> Graded | None:
        """Return a graded submission of this content, whosever it is; nothing if there is none."""
        from grading.gradebook.tables import attempts

        conditions = (attempts.c.digest == digest, *conditions_of(graded_with))
        return next(self._graded(conditions, most=1), None)

    def newest_contents(self, learners: Iterable[str]) -> dict[str, str]:
        """Return what each of these learners has handed in last, of what no time is known.

        That is its digest, by the learner. Raises ``KitError``.
        """
        from sqlalchemy import select

        from grading.gradebook.tables import attempts

        columns = (attempts.c.learner, attempts.c.digest)
        of_whom = attempts.c.learner.in_(list(learners))
        wanted = select(*columns).where(of_whom, attempts.c.submitted.is_(None))
        return {row.learner: row.digest for row in self._rows(wanted.order_by(*oldest_first()))}

    def learners(self) -> Iterator[str]:
        """Yield who has handed in something, in the order of their names. Raises ``KitError``."""
        from sqlalchemy import select

        from grading.gradebook.tables import attempts

        column = attempts.c.learner
        for row in self._rows(select(column).group_by(column).order_by(column)):
            yield row.learner

    def attempts(self, learner: str | None = None) -> Iterator[Graded]:
        """Yield a learner's graded submissions, or everybody's, learner after learner."""
        from grading.gradebook.tables import attempts

        yield from self._graded(() if learner is None else (attempts.c.learner == learner,))

    def outlines(self, learner: str | None = None) -> Iterator[Attempt]:
        """Yield what ``attempts`` yields, without numbers and texts: in a tenth of the time."""
        from sqlalchemy import select

        from grading.gradebook.tables import attempts

        columns = [attempts.c[name] for name in OUTLINED]
        wanted = select(*columns).order_by(*oldest_first())
        if learner is not None:
            wanted = wanted.where(attempts.c.learner == learner)
        for row in self._rows(wanted):
            yield attempt_of(row)

    def with_keys(self, keys: Iterable[str]) -> Iterator[Graded]:
        """Yield the graded submissions with these keys (``attempt.attempt_key``)."""
        from grading.gradebook.tables import attempts

        asked = iter(sorted(keys))
        while some := list(islice(asked, ASKED_AT_ONCE)):
            yield from self._graded((attempts.c.key.in_(some),))

    def worth(self) -> dict[int, int]:
        """Return the points of each step in the newest grade in which most could be earned."""
        from sqlalchemy import select

        from grading.gradebook.tables import attempts

        columns = [attempts.c[name] for name in OUTLINED]
        newest = (attempts.c.possible.desc(), attempts.c.id.desc())
        for row in self._rows(select(*columns).order_by(*newest).limit(1)):
            return {step.number: step.possible for step in attempt_of(row).steps.values()}
        return {}

    def programs(self, checks: str) -> dict[str, str]:
        """Return the programs of the checks in one of their versions, by the check's id."""
        from sqlalchemy import select

        from grading.gradebook import tables

        wanted = select(tables.checks).where(tables.checks.c.version == checks)
        return {row.id: row.program for row in self._rows(wanted)}

    def sources(self, digest: str) -> dict[str, bytes] | None:
        """Return the modules of a submission by its digest; nothing where they were not kept."""
        from sqlalchemy import select

        from grading.gradebook import tables

        wanted = select(tables.sources.c.modules).where(tables.sources.c.digest == digest)
        row = next(self._rows(wanted), None)
        return unpack_sources(row.modules) if row else None

    def _digest_of_expected(self, graded: Mapping[str, Any]) -> str:
        """Return the digest of what was expected; most often it is what was met last.

        Only by the same checks and seed equal numbers are of the same types, too.
        """
        expected = expected_of(graded["grade"])
        by = (graded["checks"], seed_text(graded["seed"]))
        if by != self._expected_by or expected != self._expected[1]:
            self._expected = (digest_of(expected), expected)
            self._expected_by = by
        return self._expected[0]

    def _write(
        self,
        row: Mapping[str, Any],
        graded: Mapping[str, Any],
        sources: Mapping[str, bytes] | None,
    ) -> None:
        from sqlalchemy import insert, update

        from grading.gradebook import tables

        same = tables.attempts.c.key == row["key"]
        with self.engine.begin() as connection:
            # It comes first: with it SQLite takes the lock that the rest needs.
            there = connection.execute(update(tables.attempts).where(same).values(**row)).rowcount
            if graded["grade"]:
                digest, expected = self._expected
                _write_once(connection, tables.expected, digest, lambda: packed(expected))
                self._write_checks(connection, graded["checks"])
            if sources:
                pack = partial(pack_sources, sources)
                _write_once(connection, tables.sources, graded["digest"], pack)
            if not there:
                connection.execute(insert(tables.attempts).values(**row))
        if graded["grade"]:
            self._known_checks.add(graded["checks"])

    def _write_checks(self, connection: Connection, version: str) -> None:
        """Write what the checks are, with the first grade by this version of theirs."""
        from sqlalchemy import insert, select

        from grading.gradebook import tables

        if version in self._known_checks:
            return
        known = select(tables.checks.c.id).where(tables.checks.c.version == version).limit(1)
        if not connection.execute(known).first():
            rows = [{"version": version, **row} for row in check_rows()]
            connection.execute(insert(tables.checks), rows)

    def _graded(self, conditions: Iterable[Any], most: int | None = None) -> Iterator[Graded]:
        from sqlalchemy import select

        from grading.gradebook.tables import attempts

        wanted = select(attempts).where(*conditions).order_by(*oldest_first()).limit(most)
        for row in self._rows(wanted):
            expected = self._expected_with(row.expected) if row.expected else {}
            yield graded_of(row, expected)

    def _expected_with(self, digest: str) -> Expected:
        from sqlalchemy import select

        from grading.gradebook import tables

        if digest != self._expected[0]:
            wanted = select(tables.expected.c.numbers).where(tables.expected.c.digest == digest)
            stored = next(self._rows(wanted)).numbers
            self._expected = (digest, unpacked(stored))
            self._expected_by = ("", "")
        return self._expected[1]

    def _rows(self, wanted: Any) -> Iterator[Any]:
        """Yield rows as they come; the database holds the rest."""
        with sentences(self.engine.url), self.engine.connect() as connection:
            yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(wanted)


def open_gradebook(url: str = DEFAULT_URL, for_writing: bool = False) -> Gradebook:
    """Open the gradebook at a database URL; raises ``KitError``.

    Only with ``for_writing`` is it made where there is none.
    """
    return Gradebook(open_database(url, for_writing))


def _write_once(
    connection: Connection, table: Table, digest: str, pack: Callable[[], bytes]
) -> None:
    """Write what is known by its digest, unless it is there."""
    from sqlalchemy import insert, select

    if not connection.execute(select(table.c.digest).where(table.c.digest == digest)).first():
        connection.execute(insert(table).values([digest, pack()]))
