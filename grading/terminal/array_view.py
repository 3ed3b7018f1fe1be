"""An array beside the right one: its numbers row by row, the wrong ones marked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group
from rich.text import Text

from grading.judging.comparison import Array, Row, numbers_alike, shape_text

DIGITS, MORE_DIGITS = 6, 12
MOST_IN_A_LINE, MOST_LONG_ONES_IN_A_LINE = 4, 3
MOST_ARRAYS = 3
WIDTH_OF_NAMES = 9
LARGEST_IN_FULL = 10**12  # of whole numbers

# A line of numbers, each with whether it is wrong; an empty one between two matrices.
Line = list[tuple[str, bool]]


def arrays_to_show(rows: Sequence[Row], group: str) -> tuple[list[Row], str]:
    """Return the first wrong arrays of a group of rows, and a line on the others."""
    start = f"{group}: " if group else ""
    arrays = [row for row in rows if row.is_of_arrays and row.name.startswith(start)]
    wrong = [row for row in arrays if not row.right]
    right = [row.name.removeprefix(start) for row in arrays if row.right]
    below = [f"… and {len(wrong) - MOST_ARRAYS} more wrong"] * (len(wrong) > MOST_ARRAYS)
    below += [f"right: {', '.join(right)}"] * bool(wrong and right)
    return wrong[:MOST_ARRAYS], "; ".join(below)


def array_view(row: Row, name: str, referee: str) -> Group:
    """Return a wrong array, above it its name, and below it the right one."""
    heading = Text.assemble((name, "bold"), f"  {shape_words(row)}")
    lines = [heading]
    for label, side in zip(("yours", referee), sides(row), strict=True):
        for number, line in enumerate(side):
            text = Text(f"  {label if number == 0 else '':<{WIDTH_OF_NAMES}}")
            for number_text, is_wrong in line:
                text.append(number_text, style="red" if is_wrong else "")
            text.rstrip()
            lines.append(text)
    return Group(*lines)


def shape_words(row: Row) -> str:
    """Say of which shape an array is, and of which it should be."""
    assert row.observed and row.reference
    one, other = row.observed[1], row.reference[1]
    if one["shape"] != other["shape"]:
        return f"shape {shape_text(one)}, and should be {shape_text(other)}"
    if one["kind"] != other["kind"]:
        return f"shape {shape_text(one)}, of {one['kind']}, and should be of {other['kind']}"
    numbers = math.prod(one["shape"])
    sums = "" if "values" in other else f": three weighted sums of its {numbers} numbers"
    return f"shape {shape_text(one)}{sums}"


def sides(row: Row) -> tuple[list[Line], list[Line]]:
    """Return the lines of both arrays, their columns equally wide."""
    assert row.observed and row.reference
    one, other = row.observed[1], row.reference[1]
    ones, others = one.get("values", one.get("sums")), other.get("values", other.get("sums"))
    if one["shape"] == other["shape"]:
        ones, others = numbers_alike(one, other)
    alike = (one["shape"], one["kind"]) == (other["shape"], other["kind"])
    wrong = frozenset(row.wrong) if alike else frozenset()
    told_apart = all(_text(ones[i], DIGITS) != _text(others[i], DIGITS) for i in wrong if ones)
    digits = DIGITS if told_apart else MORE_DIGITS
    columns = MOST_IN_A_LINE if told_apart else MOST_LONG_ONES_IN_A_LINE
    texts = [[_text(number, digits) for number in numbers] for numbers in (ones, others)]
    width = max(map(len, [*texts[0], *texts[1], ""])) + 1
    return (
        list(_lines(texts[0], one, wrong, width, columns)),
        list(_lines(texts[1], other, frozenset(), width, columns)),
    )


def _lines(
    texts: Sequence[str], array: Array, wrong: frozenset[int], width: int, most: int
) -> Iterator[Line]:
    """Yield a line for each row of the last dimension, or more where it is long."""
    shape = array["shape"] if len(texts) == math.prod(array["shape"]) else [len(texts)]
    columns = max(shape[-1], 1)
    rows = max(shape[-2], 1) if len(shape) > 1 else 1
    for start in range(0, len(texts), columns):
        if start and start % (rows * columns) == 0:
            yield []
        for at in range(start, start + columns, most):
            places = range(at, min(at + most, start + columns))
            yield [(f"{texts[i]:>{width}}{'✗' if i in wrong else ' '}", i in wrong) for i in places]


def _text(number: Any, digits: int) -> str:
    if type(number) is int and abs(number) > LARGEST_IN_FULL:
        number = float(number)
    if isinstance(number, float):
        text = f"{number:.{digits}g}"
        return text if any(sign in text for sign in ".en") else f"{text}.0"
    return str(number)
