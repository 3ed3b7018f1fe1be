"""What ``%grade`` shows in a notebook: HTML as in the page, and the same as text."""

from __future__ import annotations

from rich.console import Group
from rich.text import Text

from grading.pages.page import PageMaker
from grading.session.result import Grade
from grading.session.session import Session
from grading.terminal.explanation import as_plain_text
from grading.terminal.progress import next_thing, progress_view


def notebook_output(session: Session, grade: Grade) -> dict[str, str]:
    """Return the output by its media type."""
    html = PageMaker(session).fragment(grade)
    text = as_plain_text(Group(progress_view(grade), Text(), next_thing(grade)))
    return {"text/html": html, "text/plain": text}
