"""What ``%grade`` shows in a notebook: HTML as in the page, and the same as text."""

from __future__ import annotations

from html import escape

from rich.console import Group
from rich.text import Text

from grading.history.known_cures import cure_of, note_known_cures
from grading.pages.page import PageMaker
from grading.session.result import Grade
from grading.session.session import Session
from grading.terminal.explanation import as_plain_text
from grading.terminal.progress import next_thing, progress_view

SECONDS_TO_SEARCH = 2.0  # for the line at fault


def notebook_output(session: Session, grade: Grade) -> dict[str, str]:
    """Return the output by its media type."""
    note_known_cures(grade.steps, grade.folder)
    failing = grade.first_failing
    cure = cure_of(session, failing, SECONDS_TO_SEARCH) if failing else None
    html = PageMaker(session).fragment(grade)
    text = as_plain_text(Group(progress_view(grade), Text(), next_thing(grade)))
    if cure:
        html += f"<p>{escape(cure.sentence)}</p>"
        text += f"\n{cure.sentence}\n"
    return {"text/html": html, "text/plain": text}
