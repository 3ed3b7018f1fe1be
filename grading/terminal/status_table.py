"""The table of steps and parts: it fits its width, without bars first, then with shorter words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions
from rich.text import Text

GAP = 2
# From wide to narrow: how long a bar is, and which of a row's three words stands there.
FORMS = ((12, 0), (8, 0), (0, 0), (0, 1), (0, 2))


@dataclass(frozen=True)
class Row:
    """A step or a part: its name, its status in three lengths, its points."""

    label: Text
    words: tuple[str, str, str] = ("", "", "")
    style: str = ""
    points: tuple[int, int] | None = None  # none: a heading

    @property
    def points_text(self) -> str:
        """The points earned, of those that can be."""
        return "{}/{}".format(*self.points) if self.points else ""

    def bar(self, cells: int) -> str:
        """Return the points as a bar."""
        earned, possible = self.points or (0, 0)
        filled = cells * earned // possible if possible else 0
        return "█" * filled + "░" * (cells - filled)


EMPTY = Row(Text())


class StatusTable:
    """Rows in one form, the widest that fits."""

    def __init__(self, rows: Iterable[Row], labels: Iterable[Text] = ()) -> None:
        """``labels`` find room, too, so that columns stay where they are from view to view."""
        self.rows = list(rows)
        self.label_width = max(label.cell_len for label in (*labels, *(r.label for r in self.rows)))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Show them at the width there is."""
        fitting = (form for form in FORMS if self._width(*form) <= options.max_width)
        form = next(fitting, FORMS[-1])
        yield from (self._line(row, *form, options.max_width) for row in self.rows)

    def _width(self, bar: int, word: int) -> int:
        """The columns a form needs."""
        words = max(len(row.words[word]) for row in self.rows)
        points = max(len(row.points_text) for row in self.rows)
        return sum(cells + GAP for cells in (self.label_width, bar, words, points) if cells) - GAP

    def _line(self, row: Row, bar: int, word: int, width: int) -> Text:
        line = Text().append_text(row.label)
        if not row.points:
            return line
        line.pad_right(self.label_width - line.cell_len + GAP)
        if bar:
            line.append(row.bar(bar), style="green").append(" " * GAP)
        line.append(row.words[word], style=row.style)
        line.pad_right(max(GAP, width - line.cell_len - len(row.points_text)))
        return line.append(row.points_text)
