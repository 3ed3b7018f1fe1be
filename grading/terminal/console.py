"""The terminal: its width, and a sign of life while a grade takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from grading.judging.verdict import Verdict

WIDEST = 100


def console(stderr: bool = False) -> Console:
    """Return a console for a learner: at most ``WIDEST`` columns, 80 where there is no terminal."""
    found = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not found.is_terminal:
        found.width = 80
    elif found.width > WIDEST:
        found.width = WIDEST
    return found


@contextmanager
def telling(quiet: bool) -> Iterator[Callable[[Verdict], None]]:
    """Show which step is being graded, on a terminal; give back what is told of each verdict."""
    screen = console(stderr=True)
    if quiet or not screen.is_terminal:
        yield lambda verdict: None
        return
    with screen.status("starting …") as status:
        yield lambda verdict: status.update(
            f"step {verdict.check.step.number} · {verdict.check.title}"
        )
