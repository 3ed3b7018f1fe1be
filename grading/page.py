"""The page: progress, lessons, failing checks with pictures, the history and the training.

One HTML file that needs nothing else. All that comes from a learner's code is escaped, or comes as
a picture, in which a browser runs nothing.
"""

from __future__ import annotations

import base64
import contextlib
import re
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from grading import verdict as status
from grading.comparison import Observations
from grading.curriculum import PARTS, STEPS
from grading.demonstration import two_moons_in_full
from grading.explanation import REFEREE, common_group, place_text, rows_to_show
from grading.graph_picture import dot_of, in_words
from grading.graphviz_program import svg_of
from grading.history import HistoryError, module_hash, read_history
from grading.history_view import duration, fate, outcome, title_of_mistake
from grading.judge import Judge
from grading.lesson_html import lesson_html
from grading.own_graph import own_graph
from grading.plots import decision_plot, line_plot
from grading.progress import word_of
from grading.reference import KitError
from grading.result import Grade
from grading.standby import WorkerInReserve
from grading.templating import render
from grading.verdict import Verdict
from grading.way import LONGEST_SECONDS, Way

ELEMENT = re.compile(r"^(\w+)(?:\[(\d+)\])+$")
MOST_PICTURES = 12  # of one page


@dataclass(frozen=True)
class Picture:
    """A picture as the page holds it, and what it shows in words."""

    source: str
    words: str


@dataclass(frozen=True)
class Training:
    """The learner's own training of step 21."""

    losses: list[float]
    accuracy: float
    loss_plot: Markup
    decision_plot: Markup


class PageMaker:
    """Makes the page of a folder's grades; what has not changed since is not made again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reserve = WorkerInReserve(folder)
        self.judge = Judge(folder, start_worker=self.reserve.take)
        self.making = threading.Lock()
        self.way = Way()
        self.known: dict[tuple[str, ...], Any] = {}

    def close(self) -> None:
        """End the workers."""
        with self.making:
            self.judge.close()
            self.reserve.close()

    def page(self, grade: Grade, served: bool = False) -> str:
        """Return the page; ``served``: it renews itself, with the server's help."""
        return self._filled("page.html.jinja", grade, served)

    def fragment(self, grade: Grade) -> str:
        """Return the part of the page that a notebook shows: the steps, and the next one whole."""
        return self._filled("fragment.html.jinja", grade, served=False)

    def _filled(self, template: str, grade: Grade, served: bool) -> str:
        with self.making:
            self.judge.start_afresh()
            with contextlib.suppress(HistoryError):  # the page is worth having without it
                self.way.go_on(read_history(self.folder, self.way.last_grade))
            return render(
                template,
                grade=grade,
                served=served,
                now=f"{datetime.now():%Y-%m-%d %H:%M:%S}",
                parts=_parts(grade),
                next=next((result for result in grade.steps if not result.is_done), None),
                words={result.step.number: word_of(grade, result)[0] for result in grade.steps},
                titles={step.number: step.title for step in STEPS},
                lessons={result.step.number: lesson_html(result.step) for result in grade.steps},
                pictures=self._pictures(grade),
                training=self._training(grade),
                way=self.way,
                history_plot=_history_plot(self.way),
                place=lambda verdict: place_text(verdict, grade.folder).plain,
                referee=REFEREE, rows_to_show=rows_to_show, common_group=common_group,
                duration=duration, outcome=outcome, fate=fate, title_of_mistake=title_of_mistake,
            )  # fmt: skip

    def _once(self, name: str, modules: tuple[str, ...], make: Any) -> Any:
        """Return what ``make`` made the last time, unless one of the modules has changed since."""
        key = (name, *(module_hash(self.folder / f"{module}.py") for module in modules))
        if key not in self.known:
            self.known = {old: kept for old, kept in self.known.items() if old[0] != name}
            self.known[key] = make()
        return self.known[key]

    def _pictures(self, grade: Grade) -> dict[str, Picture]:
        """Return the pictures of failing checks that return nodes, by the check's id."""
        failed = [
            verdict
            for result in grade.steps
            for verdict in result.verdicts
            if verdict.status == status.FAILED
        ]
        pictures: dict[str, Picture] = {}
        for verdict in failed:
            check = verdict.check
            modules = (*check.used, "engine")
            picture = self._once(check.id, modules, lambda verdict=verdict: self._picture(verdict))
            if picture and len(pictures) < MOST_PICTURES:
                pictures[check.id] = picture
        return pictures

    def _picture(self, verdict: Verdict) -> Picture | None:
        worker = self.judge.worker()
        graph = own_graph(verdict, self.folder, worker)
        if graph is None:
            return None
        try:
            svg = svg_of(dot_of(graph, verdict.check.referee))
        except KitError:  # without Graphviz the numbers are there all the same
            return None
        encoded = base64.b64encode(svg.encode()).decode()
        return Picture(f"data:image/svg+xml;base64,{encoded}", in_words(graph))

    def _training(self, grade: Grade) -> Training | None:
        """Return the training of step 21, if the learner's code can be trained to its end."""
        last = [result for result in grade.steps if result.step == STEPS[-1]]
        if not last or last[0].status in status.NOT_RUN:
            return None
        found = self._once(
            "two moons", ("engine", "nn", "training"), lambda: two_moons_in_full(self.judge)
        )
        return _training_of(found) if found else None


def _training_of(found: Observations) -> Training | None:
    losses, across, up = (_numbers(found, name) for name in ("losses", "across", "up"))
    decisions = [str(found[name][1]) for name in found if name.startswith("decisions[")]
    flat = _numbers(found, "points")
    points = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
    accuracy = found.get("accuracy", ["none", None])[1]
    if (
        not losses
        or type(accuracy) is not float
        or {len(row) for row in decisions} != {len(across)}
    ):
        return None
    count = [float(number) for number in range(1, len(losses) + 1)]
    return Training(
        losses,
        accuracy,
        line_plot(count, losses, "mini-batch", "The loss of each mini-batch"),
        decision_plot(across, up, decisions, points, "The decision boundary and the points"),
    )


def _numbers(found: Observations, name: str) -> list[float]:
    """Return the elements of a list of numbers, in their order."""
    return [
        float(value)
        for key, (_, value) in found.items()
        if (match := ELEMENT.match(key)) and match[1] == name
    ]


def _parts(grade: Grade) -> list[tuple[int, str, list[Any]]]:
    found = [
        (number, title, [result for result in grade.steps if result.step.part == number])
        for number, title in PARTS.items()
    ]
    return [part for part in found if part[2]]


def _history_plot(way: Way) -> Markup | None:
    if not way.points:
        return None
    minutes, total, before = [], 0.0, way.points[0][0]
    for when, _ in way.points:
        gap = max(0.0, when - before)
        total += gap if gap <= LONGEST_SECONDS else 0.0
        minutes.append(total / 60)
        before = when
    points = [float(number) for _, number in way.points]
    return line_plot(minutes, points, "minutes", "Points against time at work")
