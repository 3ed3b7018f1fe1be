"""The finished code beside the learner's own, as the terminal shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.text import Text

from grading.course.curriculum import Step
from grading.course.solution_diff import Comparison

STYLES = {"- ": "red", "+ ": "green"}


def solution_view(step: Step, compared: Iterable[Comparison]) -> Group:
    """Return every function of a step: the lines of both, and the reason for the finished one."""
    return Group(
        Text(f"Step {step.number} · {step.title}", style="bold"),
        Text("- yours    + finished    both where there is no sign", style="dim"),
        *(part for comparison in compared for part in _parts(comparison)),
    )


def _parts(comparison: Comparison) -> Iterator[RenderableType]:
    yield Text()
    yield Text(f"{comparison.module}.py  {comparison.function}", style="bold")
    yield Text()
    yield Padding(_lines(comparison), (0, 2))
    yield Text()
    if comparison.is_the_same:
        yield Padding(Text("The same as yours.", style="dim"), (0, 2))
    elif not comparison.is_readable:
        unread = f"Yours is not shown: {comparison.module}.py cannot be read as Python."
        yield Padding(Text(unread, style="dim"), (0, 2))
    elif not comparison.yours:
        yield Padding(Text("You have no function of this name.", style="dim"), (0, 2))
    yield Padding(Markdown(comparison.why), (0, 2))


def _lines(comparison: Comparison) -> Text:
    text = Text()
    for line in comparison.difference:
        text.append(f"{line}\n", style=STYLES.get(line[:2], ""))
    text.rstrip()
    return text
