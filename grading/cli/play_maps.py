"""What `play attention` shows: maps, in the terminal as shades, on a page as pictures."""

from __future__ import annotations

import math
from pathlib import Path

import click

from grading.cli.options import write_output
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import shown
from grading.pages.map_picture import Panel, heat_maps, square_of

SHADES = " ░▒▓█"
WIDEST = 79
BETWEEN = 3


class Maps:
    """The maps heard of so far, each with its title."""

    def __init__(self, output: Path | None) -> None:
        self.output = output
        self.letters = ""
        self.maps: list[tuple[str, list[list[float]]]] = []

    def tell(self, seen: dict[str, object]) -> None:
        """Hear of the letters, or of a map."""
        if "letters" in seen:
            self.letters = printable(str(seen["letters"]))
        rows = square_of(seen.get("map"), len(self.letters))
        if rows:
            self.maps.append((printable(str(seen.get("of", ""))), rows))

    def conclude(self) -> None:
        """Show them: those of the terminal side by side; write the page."""
        if not self.maps:
            raise KitError("No map came: `python grader.py check 43` says more.")
        width = max(len(self.letters) * 2 + 2, 20)
        beside = max(1, (WIDEST + BETWEEN) // (width + BETWEEN))
        click.echo("Row: a position. Column: what it looks at. Darker is more; empty is exactly 0.")
        for start in range(0, len(self.maps), beside):
            click.echo("")
            drawn = [self.lines(*one, width) for one in self.maps[start : start + beside]]
            for line in zip(*drawn, strict=True):
                click.echo((" " * BETWEEN).join(line).rstrip())
        if self.output:
            self.write_page(self.output)
            click.echo(f"\nThe pictures are in {shown(self.output.resolve())}.")

    def lines(self, title: str, rows: list[list[float]], width: int) -> list[str]:
        """Return a map as lines of text, all of the same width."""
        largest = max((n for row in rows for n in row if math.isfinite(n)), default=0.0)
        head = "  " + "".join(f"{letter} " for letter in self.letters)
        body = [
            f"{letter} " + "".join(2 * shade(number, largest) for number in row)
            for letter, row in zip(self.letters, rows, strict=True)
        ]
        return [f"{line:{width}}" for line in (title[:width], head, *body)]

    def write_page(self, file: Path) -> None:
        """Write a page with a picture of each map."""
        from grading.pages.play_page import maps_page

        letters = list(self.letters)
        pictures = [
            (title, heat_maps([Panel(title, rows, {}, letters, letters)]))
            for title, rows in self.maps
        ]
        write_output(str(file), maps_page(self.letters, pictures))


def shade(number: float, largest: float) -> str:
    """Return a sign that is the darker the larger a number is; a space for exactly 0 alone."""
    if number == 0:
        return SHADES[0]
    if not math.isfinite(number) or largest <= 0:
        return "?"
    share = min(1.0, abs(number) / largest)
    return SHADES[1 + min(len(SHADES) - 2, int(share * (len(SHADES) - 1)))]
