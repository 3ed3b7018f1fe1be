"""The database behind the gradebook: opened by its URL, each trouble with it told in a sentence."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import command_that_installs

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Engine

DEFAULT_URL = "sqlite:///gradebook.sqlite"
SECONDS_TO_WAIT = 30  # for another writer, and for a server that does not answer
TOLD = 300  # characters of what a database says


def open_database(text: str, for_writing: bool) -> Engine:
    """Return the database at a URL, with the gradebook's tables; raises ``KitError``.

    Only with ``for_writing`` are a file and the tables made where there are none.
    """
    try:
        import sqlalchemy
    except ImportError:
        install = command_that_installs("sqlalchemy")
        raise KitError(f"The gradebook needs SQLAlchemy. To install it:\n  {install}") from None

    url = _url_of(text)
    if url.get_backend_name() == "sqlite":
        _demand_file(url, for_writing)
    with sentences(url):
        engine = sqlalchemy.create_engine(url, connect_args=_patience(url), pool_pre_ping=True)
        if url.get_backend_name() == "sqlite":
            sqlalchemy.event.listen(engine, "connect", _set_up_sqlite)
        try:
            _demand_tables(engine, for_writing)
        except BaseException:
            engine.dispose()  # Windows moves no file that is open
            raise
    return engine


def _url_of(text: str) -> URL:
    """Return a URL as SQLAlchemy has it; raises ``KitError``."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise KitError(
            f"{printable(text)} is not the URL of a database; a file is {DEFAULT_URL}, "
            "a server postgresql://user:password@host/database."
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _demand_file(url: URL, for_writing: bool) -> None:
    """Raise ``KitError`` where SQLite cannot keep a gradebook in the file that is named."""
    name = url.database or ":memory:"
    if name == ":memory:" or name.startswith("file:"):
        raise KitError(f"{url} keeps nothing on the disk; a gradebook's URL is {DEFAULT_URL}.")
    file = Path(name)
    if file.is_dir():
        raise KitError(f"{file} is a folder; give the gradebook a file in it.")
    if not for_writing and not file.exists():
        raise KitError(
            f"There is no gradebook {file}; `python grader.py class SUBMISSIONS` makes one."
        )
    if not file.parent.is_dir():
        raise KitError(f"There is no folder {file.parent} to keep the gradebook in; make it first.")


def _patience(url: URL) -> dict[str, Any]:
    """Return how long to wait for the database, as its driver calls it, if its URL says nothing."""
    name = {"sqlite": "timeout", "postgresql": "connect_timeout", "mysql": "connect_timeout"}
    argument = name.get(url.get_backend_name())
    return {argument: SECONDS_TO_WAIT} if argument and argument not in url.query else {}


def _set_up_sqlite(connection: Any, record: Any) -> None:
    """Have readers not wait for a writer; a kill at any moment leaves what was committed."""
    with contextlib.suppress(sqlite3.OperationalError):  # a file that may only be read
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _demand_tables(engine: Engine, for_writing: bool) -> None:
    """Make the tables where there are none; raise ``KitError`` where there are other ones."""
    import sqlalchemy

    from grading.gradebook import tables

    there = set(sqlalchemy.inspect(engine).get_table_names())
    where = shown_url(engine.url)
    if tables.version.name in there:
        with engine.connect() as connection:
            schema = connection.execute(sqlalchemy.select(tables.version.c.schema)).scalar()
        if schema is not None and schema > tables.SCHEMA:
            raise KitError(f"{where} was written by a newer kit; update this one, or name another.")
    ours = {table.name for table in tables.metadata.sorted_tables}
    if ours <= there:  # which a kill may have left half made
        return
    if there and not ours & there and engine.url.get_backend_name() == "sqlite":
        raise KitError(f"{where} is a database of something else; name another file.")
    if not for_writing:
        raise KitError(
            f"{where} holds no gradebook; `python grader.py class SUBMISSIONS` makes one."
        )
    _make_tables(engine)


def _make_tables(engine: Engine) -> None:
    """Make the tables; others may be doing so at the same moment."""
    from sqlalchemy import exc, insert, select

    from grading.gradebook.tables import SCHEMA, metadata, version

    for tries_left in (2, 1, 0):
        try:
            with engine.begin() as connection:
                metadata.create_all(connection)
                if not connection.execute(select(version)).first():
                    connection.execute(insert(version).values(schema=SCHEMA))
            return
        except exc.DBAPIError:
            if not tries_left:
                raise
            time.sleep(0.2)


@contextlib.contextmanager
def sentences(url: URL) -> Iterator[None]:
    """Turn what a database refuses into a ``KitError`` of one sentence."""
    from sqlalchemy import exc

    where = shown_url(url)
    try:
        yield
    except exc.NoSuchModuleError:
        raise KitError(
            f"There is no kind of database called `{printable(url.drivername)}`; a file is "
            f"{DEFAULT_URL}, a server postgresql://user:password@host/database."
        ) from None
    except ImportError as error:
        raise KitError(f"{where} needs {_driver(url, error)}, which is not installed.") from None
    except exc.DBAPIError as error:
        raise KitError(_sentence(where, str(error.orig))) from None
    except (exc.SQLAlchemyError, sqlite3.Error) as error:
        raise KitError(_sentence(where, str(error))) from None


def _driver(url: URL, error: ImportError) -> str:
    if url.get_backend_name() == "postgresql":
        return f"psycopg (`{command_that_installs('psycopg[binary]')}`)"
    return f"the driver {error.name}"


def _sentence(where: str, said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    first = printable(lines[0].strip() if lines else "nothing")[:TOLD].rstrip(".")
    lower = said.lower()
    if "locked" in lower or "busy" in lower:
        return f"{where} is in use by another process, which did not let go; try again later."
    if "readonly" in lower or "read-only" in lower or "permission denied" in lower:
        return f"{where} may only be read; make it writable, or name another gradebook."
    if "not a database" in lower:
        return f"{where} is no database; name another file."
    if "malformed" in lower:
        return f"{where} is damaged; put a copy in its place, or name another file."
    return f"{where} cannot be used as a gradebook: {first}."


def shown_url(url: URL) -> str:
    """Return a URL as a person may read it: without its password."""
    return printable(url.render_as_string(hide_password=True))
