"""The page of a long run: its loss curve and what it made up last, or the bars of a race."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from grading.pages.plots import line_plot
from grading.pages.templating import render, svg_source


def play_page(losses: Sequence[float], samples: Sequence[str], title: str, done: bool) -> str:
    """Return the page of a training; while it goes on, a browser asks for it again and again."""
    curve = line_plot(list(range(1, len(losses) + 1)), losses, "step", "Loss at each step")
    return str(
        render(
            "play.html.jinja",
            title=title,
            curve=curve,
            samples=samples,
            renewed=not done,
            bars=[],
            maps=[],
        )
    )


def race_page(times: Mapping[str, float]) -> str:
    """Return the page of a race: a table, and a bar for each by the logarithm of its time."""
    slowest = max(times.values())
    longest = math.log10(slowest / min(times.values())) or 1.0
    bars = [
        (title, f"{1000 * seconds:.2f} ms", round(slowest / seconds),
         10 + 90 * math.log10(slowest / seconds) / longest)
        for title, seconds in times.items()
    ]  # fmt: skip
    title = "One training step of the same network"
    page = render(
        "play.html.jinja", title=title, curve="", samples=[], renewed=False, bars=bars, maps=[]
    )
    return str(page)


def maps_page(letters: str, pictures: Sequence[tuple[str, str]]) -> str:
    """Return the page of maps: for each its title and its SVG."""
    sources = [(title, svg_source(svg)) for title, svg in pictures]
    title = f"What your GPT looks at in {letters}"
    page = render(
        "play.html.jinja", title=title, curve="", samples=[], renewed=False, bars=[], maps=sources
    )
    return str(page)
