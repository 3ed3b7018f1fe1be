"""Maps as SVG: which positions depend on which, and where heads look; wrong cells marked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grading.course.check import Check
from grading.judging.array_messages import is_map
from grading.judging.comparison import Row, compare
from grading.judging.verdict import Verdict
from grading.pages.templating import render

CELL, GAP, EDGE, ABOVE = 36, 44, 40, 52
SMALLEST_SHADE = 0.12  # of a number that is not 0: it has to be seen
MOST_PANELS = 16


@dataclass
class Panel:
    """One map: its numbers by row and column, and a sign for cells that are to be marked."""

    title: str
    values: Sequence[Sequence[float]]
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    rows: Sequence[str] = ()
    columns: Sequence[str] = ()


def map_row(verdict: Verdict) -> Row | None:
    """Return the first wrong dependency map of a learner's code in a check, else a right one."""
    own = verdict.on_own or verdict
    rows = own.rows or compare(own.observed, verdict.expected, verdict.check.tolerance)
    return min(filter(is_map, rows), key=lambda row: row.right, default=None)


def map_of(row: Row, check: Check) -> str:
    """Return an SVG of a dependency map: the learner's, and beside it the right one."""
    own, right = numbers_of(row, 0), numbers_of(row, 1)
    return heat_maps(
        [Panel("yours", own, marks_of(own, right, row)), Panel(check.referee_title, right)],
        "row: position of the output · column: position of the input it depends on",
    )


def numbers_of(row: Row, side: int) -> list[list[float]]:
    """Return the numbers of one side of a map, row by row."""
    assert row.observed and row.reference
    array = (row.observed, row.reference)[side][1]
    rows, columns = array["shape"]
    flat = [float(number) for number in array["values"]]
    return [flat[start : start + columns] for start in range(0, rows * columns, columns)]


def marks_of(
    own: Sequence[Sequence[float]], right: Sequence[Sequence[float]], row: Row
) -> dict[tuple[int, int], str]:
    """Mark what is to be empty and is not ✗, what is empty and is not to be ○, other numbers ≠."""
    columns = len(own[0])
    marks = {}
    for place in row.wrong:
        at = divmod(place, columns)
        mine, other = own[at[0]][at[1]], right[at[0]][at[1]]
        marks[at] = "✗" if other == 0 else "○" if mine == 0 else "≠"
    return marks


def heat_maps(panels: Sequence[Panel], below: str = "", beside: int = MOST_PANELS) -> str:
    """Return an SVG of maps, ``beside`` of them in a row; the darker a cell, the more is in it."""
    across = CELL * max(len(panel.values[0]) for panel in panels) + GAP
    down = CELL * max(len(panel.values) for panel in panels) + ABOVE
    drawn = []
    for place, panel in enumerate(panels[:MOST_PANELS]):
        left, top = EDGE + place % beside * across, ABOVE + place // beside * down
        largest = max((n for row in panel.values for n in row if math.isfinite(n)), default=0.0)
        cells = [
            (left + j * CELL, top + i * CELL, shade(number, largest), panel.marks.get((i, j), ""))
            for i, row in enumerate(panel.values)
            for j, number in enumerate(row)
        ]
        drawn.append((left, top, panel, cells))
    rows = -(-len(drawn) // beside)
    signs = sorted({sign for panel in panels for sign in panel.marks.values()})
    return str(
        render(
            "map.svg.jinja", panels=drawn, cell=CELL, height=rows * down, below=below, signs=signs,
            margin=(34 + 17 * len(signs)) if below else 6,
            width=max(EDGE + across * min(beside, len(drawn)), 420),
        )
    )  # fmt: skip


def shade(number: float, largest: float) -> float:
    """Return how dark a cell is, from 0 for exactly 0 to 1."""
    if number == 0:
        return 0.0
    if not math.isfinite(number) or not largest:
        return 1.0
    return round(max(SMALLEST_SHADE, min(1.0, math.sqrt(abs(number) / largest))), 3)


def square_of(content: Any, size: int) -> list[list[float]]:
    """Return an array's numbers row by row, if it is one of ``size`` rows and columns."""
    if type(content) is not dict or content.get("shape") != [size, size]:
        return []
    numbers = content.get("values")
    if not size or type(numbers) is not list or len(numbers) != size * size:
        return []
    flat = [float(number) for number in numbers]
    return [flat[start : start + size] for start in range(0, size * size, size)]
