"""Plots as SVG that follows the page's colours: a line, bars, a decision boundary with its points.

Small on purpose: a plotting library is larger than the whole kit, and its pictures do not turn dark
with the page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from grading.pages.templating import render

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 620, 14, 232
MOST_POINTS = 2_000
TICKS = 5
LARGEST, SMALLEST = 1e300, 1e-300


class Axis:
    """Where numbers between two bounds stand between two edges of the picture."""

    def __init__(self, numbers: Sequence[float], edges: tuple[float, float]) -> None:
        self.low, self.high = min(numbers), max(numbers)
        if self.high - self.low < SMALLEST:
            self.low, self.high = self.low - 0.5, self.high + 0.5
        self.edges = edges

    def at(self, number: float) -> float:
        """Return where a number stands."""
        begin, end = self.edges
        return round(begin + (number - self.low) / (self.high - self.low) * (end - begin), 1)

    def ticks(self) -> list[tuple[float, str]]:
        """Return some round numbers, each with where it stands."""
        rough = (self.high - self.low) / TICKS
        size = 10.0 ** math.floor(math.log10(rough))
        step = next(step for step in (size, 2 * size, 5 * size, 10 * size) if step >= rough)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [(self.at(k * step), f"{k * step:.6g}") for k in range(first, last + 1)]


def line_plot(
    xs: Sequence[float], ys: Sequence[float], x_label: str, title: str, dots: Sequence[float] = ()
) -> Markup:
    """Return a line through the points ``(xs[k], ys[k])`` that are finite, and not too large.

    ``dots``: other numbers for the same ``xs``, drawn one by one.
    """
    points = [(x, y) for x, y in zip(xs, ys, strict=True) if abs(y) < LARGEST] or [(0.0, 0.0)]
    points = points[:: max(1, len(points) // MOST_POINTS)]
    across = Axis([x for x, _ in points], (LEFT, RIGHT))
    up = Axis([0.0, *(y for _, y in points)], (BOTTOM, TOP))
    line = " ".join(f"{across.at(x)},{up.at(y)}" for x, y in points)
    discs = [(across.at(x), up.at(y)) for x, y in zip(xs, dots, strict=False)]
    return _plot(across, up, title, x_label=x_label, line=line, discs=discs)


def decision_plot(
    across: Sequence[float],
    up: Sequence[float],
    decisions: Sequence[str],
    points: Sequence[tuple[float, float, float]],
    title: str,
) -> Markup:
    """Return a square for each grid point with decision ``#``, and the labelled points.

    ``decisions[j][i]`` belongs to ``(across[i], up[j])``; a point is ``(x, y, label)``.
    """
    x_axis, y_axis = Axis(across, (LEFT, RIGHT)), Axis(up, (BOTTOM, TOP))
    width = (RIGHT - LEFT) / max(1, len(across) - 1)
    height = (BOTTOM - TOP) / max(1, len(up) - 1)
    squares = [
        (x_axis.at(x) - width / 2, y_axis.at(y) - height / 2, width + 0.5, height + 0.5)
        for y, row in zip(up, decisions, strict=True)
        for x, one in zip(across, row, strict=True)
        if one == "#"
    ]
    discs = [(x_axis.at(x), y_axis.at(y)) for x, y, label in points if label > 0]
    crosses = [(x_axis.at(x), y_axis.at(y)) for x, y, label in points if label <= 0]
    return _plot(x_axis, y_axis, title, squares=squares, discs=discs, crosses=crosses)


def histogram(
    counts: Sequence[int], x_range: tuple[float, float], x_label: str, title: str
) -> Markup:
    """Return a bar for each of some bins of the same width, from the first number to the last."""
    across, up = Axis(x_range, (LEFT, RIGHT)), Axis([0, max([TICKS, *counts])], (BOTTOM, TOP))
    width = (RIGHT - LEFT) / len(counts)
    bars = [
        (round(LEFT + k * width + 1, 1), up.at(count), round(width - 2, 1), BOTTOM - up.at(count))
        for k, count in enumerate(counts)
    ]
    return _plot(across, up, title, x_label=x_label, bars=bars)


def _plot(across: Axis, up: Axis, title: str, **shapes: object) -> Markup:
    shapes = {
        "x_label": "",
        "line": "",
        "squares": [],
        "bars": [],
        "discs": [],
        "crosses": [],
    } | shapes
    edges = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM}
    return render(
        "plot.svg.jinja",
        width=WIDTH, height=HEIGHT, title=title, x_ticks=across.ticks(), y_ticks=up.ticks(),
        **edges, **shapes,
    )  # fmt: skip
