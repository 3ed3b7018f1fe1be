"""The page of a watch: served while the watch runs, and renewed with what it shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from grading.pages.page import PageMaker
from grading.pages.page_server import PageServer
from grading.watching.watch import Watch


@contextmanager
def serving(session: Watch) -> Iterator[str]:
    """Serve the page of a watch; give back its address."""
    maker = PageMaker(session.grader.session)
    server = PageServer(lambda: maker.page(session.state.grade, served=True))
    session.state.page = server.address
    session.shown = server.renew
    try:
        yield server.address
    finally:
        server.close()
