"""Lessons and hints as the terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from grading.course.curriculum import Step
from grading.course.lessons import hints, hints_seen, lesson_as_text, note_hint_seen
from grading.history.known_cures import known_cure
from grading.session.cure import Cure
from grading.terminal.console import WithCommand


def lesson_page(step: Step) -> Group:
    """Return the step's lesson, and how many hints there are."""
    number = len(hints(step))
    return Group(
        Markdown(lesson_as_text(step), hyperlinks=False),
        Text(),
        WithCommand(f"{number} hints:", f"python grader.py hint {step.number}"),
        WithCommand(
            "To try things by hand, a prompt that knows your modules:", "python grader.py shell"
        ),
    )


def one_more_hint(step: Step, folder: Path) -> Group:
    """Return the hints seen so far and one more, which counts as seen from now on.

    Before them, what was found out about the code in ``folder``; its last part after all hints.
    """
    seen = hints_seen(step)
    number = min(seen + 1, len(hints(step)))
    note_hint_seen(step, number)
    cure = known_cure(step, folder)
    own = cure_as_hint(cure, all_seen=seen == len(hints(step))) if cure else ()
    return Group(*own, *_first_hints(step, number))


def _first_hints(step: Step, number: int) -> Iterator[RenderableType]:
    all_hints = hints(step)
    for position, text in enumerate(all_hints[:number], start=1):
        yield Text(f"Step {step.number}, hint {position} of {len(all_hints)}", style="bold")
        yield Markdown(text)
        yield Text()
    if number == len(all_hints):
        yield Text("These are all the hints of this step.", style="dim")


def cure_as_hint(cure: Cure, all_seen: bool) -> Iterator[RenderableType]:
    """Yield where the fault is and its kind; with ``all_seen`` what the line could be."""
    yield Text("Your code", style="bold")
    yield Text(f"{cure.sentence} {cure.hint}".strip())
    if all_seen and cure.hint and cure.code:
        yield Text()
        yield Text("The checks pass with this in its place:")
        yield Padding(Text(cure.code), (0, 4))
    yield Text()
