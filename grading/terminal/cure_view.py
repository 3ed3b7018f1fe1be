"""The line at fault as the terminal shows it, beside the grade and among the hints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from grading.course.paths import shown
from grading.session.cure_search import Cure


def cure_view(cure: Cure, folder: Path, step: int) -> Group:
    """Return where the fault is, and how to hear more."""
    place = f"{shown(folder / cure.file)}:{cure.line}"
    more = Text.assemble(place, "   ", (f"python grader.py hint {step}", "cyan"))
    return Group(Text(), Padding(Text(cure.sentence), (0, 2)), Padding(more, (0, 2)))


def cure_as_hint(cure: Cure, all_seen: bool) -> Iterator[RenderableType]:
    """Yield where the fault is and its kind; with ``all_seen`` what the line could be."""
    yield Text("Your code", style="bold")
    yield Text(f"{cure.sentence} {cure.hint}".strip())
    if all_seen and cure.hint and cure.code:
        yield Text()
        yield Text("The checks pass with this in its place:")
        yield Padding(Text(cure.code), (0, 4))
    yield Text()
