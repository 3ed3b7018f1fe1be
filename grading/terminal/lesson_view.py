"""Lessons and hints as the terminal shows them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.text import Text

from grading.course.curriculum import Step
from grading.course.lessons import hints, hints_seen, lesson_as_text, note_hint_seen


def lesson_page(step: Step) -> Group:
    """Return the step's lesson, and how many hints there are."""
    number = len(hints(step))
    return Group(
        Markdown(lesson_as_text(step), hyperlinks=False),
        Text(f"\n{number} hints: python grader.py hint {step.number}"),
        Text("To try things by hand, a prompt that knows your modules: python grader.py shell"),
    )


def one_more_hint(step: Step) -> Group:
    """Return the hints seen so far and one more, which counts as seen from now on."""
    number = min(hints_seen(step) + 1, len(hints(step)))
    note_hint_seen(step, number)
    return Group(*_first_hints(step, number))


def _first_hints(step: Step, number: int) -> Iterator[RenderableType]:
    all_hints = hints(step)
    for position, text in enumerate(all_hints[:number], start=1):
        yield Text(f"Step {step.number}, hint {position} of {len(all_hints)}", style="bold")
        yield Markdown(text)
        yield Text()
    if number == len(all_hints):
        yield Text("These are all the hints of this step.", style="dim")
