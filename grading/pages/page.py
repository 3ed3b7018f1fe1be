"""The page: progress, lessons, failing checks with pictures, the history and the training.

One HTML file that needs nothing else. All that comes from a learner's code is escaped, or comes as
a picture, in which a browser runs nothing.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup

from grading.course.curriculum import STEPS
from grading.course.errors import KitError
from grading.graphs.graph_picture import dot_of, in_words
from grading.graphs.graphviz_program import svg_of
from grading.graphs.learner_graph import own_graph
from grading.graphs.replay import Replay, replay_of
from grading.history.begun import is_begun
from grading.history.history import HistoryError, module_hash, read_history
from grading.history.learning_path import LearningPath
from grading.judging import verdict as status
from grading.judging.array_messages import map_words
from grading.judging.comparison import Observations, lists_together
from grading.judging.comparison_table import common_group, rows_to_show, whole_values
from grading.judging.judge import Judge
from grading.judging.verdict import Verdict
from grading.pages.lesson_html import lesson_html
from grading.pages.map_picture import map_of, map_row
from grading.pages.plots import decision_plot, line_plot
from grading.pages.templating import digest, render, script, svg_source
from grading.session.demonstration import TWO_MOONS, two_moons_in_full
from grading.session.result import Grade
from grading.session.session import Session
from grading.terminal.array_view import arrays_to_show, shape_words, sides
from grading.terminal.causes import first_to_look_at
from grading.terminal.explanation import (
    frames_text,
    place_text,
    program_text,
    sentence_of,
)
from grading.terminal.history_view import duration, fate, outcome, title_of_mistake
from grading.terminal.progress import install_command, word_of

MOST_PICTURES = 12  # of one page
KINDS = {"green": "passed", "red": "failed", "yellow": "waiting"}  # a word's style → its class


@dataclass(frozen=True)
class Picture:
    """A picture as the page holds it, what it shows in words, and the backward pass in it."""

    source: str
    words: str
    replay: Replay | None


@dataclass(frozen=True)
class Training:
    """The learner's own training of step 21."""

    losses: list[float]
    accuracy: float
    loss_plot: Markup
    decision_plot: Markup


@dataclass(frozen=True)
class CountedStep:
    """What one step earned in a class; ``told``: why it is less than its checks show."""

    number: int
    title: str
    points: float
    possible: float
    told: str


@dataclass(frozen=True)
class CountedPoints:
    """What somebody earned in a class: it counts, whatever the grade beside it says."""

    learner: str
    points: float
    possible: float
    lost: float  # to lateness
    graded: str  # when the newest submission that counts was
    submissions: int  # that count
    note: str  # on what of it was not read
    steps: tuple[CountedStep, ...]


class PageMaker:
    """Makes the page of a folder's grades; what has not changed since is not made again."""

    def __init__(self, session: Session, counted: CountedPoints | None = None) -> None:
        """``session``: where the learner's code is run again for what the page shows of it.

        ``counted``: whose page it is in a class, where nothing of this machine is shown.
        """
        self.session = session
        self.counted = counted
        self.folder = session.folder
        self.making = threading.Lock()
        self.path = LearningPath()
        self.known: dict[tuple[str, ...], Any] = {}

    def page(self, grade: Grade, served: bool = False) -> str:
        """Return the page; ``served``: it renews itself, with the server's help."""
        with self.making, self.session.observations() as judge:
            with contextlib.suppress(HistoryError):  # the page is worth having without it
                self.path.go_on(read_history(self.folder, self.path.last_grade))
            return self._filled(
                "page.html.jinja",
                grade,
                judge,
                served=served, script=script("replay.js"), digest=digest,
                now=f"{datetime.now():%Y-%m-%d %H:%M:%S}",
                titles={step.number: step.title for step in STEPS},
                training=self._training(grade, judge),
                path=self.path,
                history_plot=lambda: _history_plot(self.path),
                duration=duration, outcome=outcome, fate=fate, title_of_mistake=title_of_mistake,
            )  # fmt: skip

    def fragment(self, grade: Grade) -> str:
        """Return the part of the page that a notebook shows: the steps, and the next one whole."""
        with self.making, self.session.observations() as judge:
            return self._filled("fragment.html.jinja", grade, judge)

    def _filled(self, template: str, grade: Grade, judge: Judge, **more: Any) -> str:
        words = {result.step.number: word_of(grade, result) for result in grade.steps}
        pictures = self._pictures(grade, judge)
        folder_to_name = Path() if self.counted else grade.folder
        return render(
            template,
            grade=grade,
            counted=self.counted,
            next=next((result for result in grade.steps if not result.is_done), None),
            words={number: word for number, (word, _) in words.items()},
            kinds={number: KINDS.get(style, "") for number, (_, style) in words.items()},
            look_at={r.step.number: first_to_look_at(r) for r in grade.steps},
            to_begin={r.step.number for r in grade.steps if not is_begun(r, grade)},
            install_command=install_command,
            program=program_text,
            sentence_of=sentence_of,
            frames=lambda verdict: frames_text(verdict, grade.folder),
            lesson=lesson_html,
            pictures=pictures,
            moves=any(picture.replay for picture in pictures.values()),
            place=lambda verdict: place_text(verdict, folder_to_name).plain,
            common_group=common_group,
            rows_to_show=lambda verdict: rows_to_show(whole_values(verdict.rows)),
            arrays_to_show=arrays_to_show, shape_words=shape_words, sides=sides,
            **more,
        )  # fmt: skip

    def _once(self, name: str, modules: tuple[str, ...], make: Any) -> Any:
        """Return what ``make`` made the last time, unless one of the modules has changed since."""
        key = (name, *(module_hash(self.folder / f"{module}.py") for module in modules))
        if key not in self.known:
            self.known = {old: kept for old, kept in self.known.items() if old[0] != name}
            self.known[key] = make()
        return self.known[key]

    def _pictures(self, grade: Grade, judge: Judge) -> dict[str, Picture]:
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
            if len(pictures) == MOST_PICTURES:
                break
            make = partial(_picture, verdict, judge)
            picture = self._once(check.id, (*check.used, "engine"), make)
            if picture:
                pictures[check.id] = picture
        return pictures

    def _training(self, grade: Grade, judge: Judge) -> Training | None:
        """Return the training of step 21, if the learner's code can be trained to its end."""
        last = [result for result in grade.steps if result.step.number == TWO_MOONS]
        if not last or last[0].status in status.NOT_RUN:
            return None
        found = self._once(
            "two moons", ("engine", "nn", "training"), lambda: two_moons_in_full(judge)
        )
        return _training_of(found) if found else None


def _picture(verdict: Verdict, judge: Judge) -> Picture | None:
    row = map_row(verdict)
    if row and not row.right:
        return Picture(svg_source(map_of(row, verdict.check)), f"Two maps. {map_words(row)}", None)
    graph = own_graph(verdict, judge)
    if graph is None:
        return None
    referee = verdict.check.referee_title
    try:
        svg = svg_of(dot_of(graph, referee))
    except KitError:  # without Graphviz the numbers are there all the same
        return None
    replay = replay_of(graph, verdict.check.tolerance, referee)
    return Picture(svg_source(svg), in_words(graph), replay)


def _training_of(found: Observations) -> Training | None:
    values = lists_together(found)
    losses, across, up, flat = (
        _numbers(values.get(name, [])) for name in ("losses", "across", "up", "points")
    )
    accuracy = _numbers(values.get("accuracy", []))
    decisions = [str(text) for _, text in values.get("decisions", [])]
    is_a_grid = len(decisions) == len(up) and {len(row) for row in decisions} == {len(across)}
    if not losses or not accuracy or not is_a_grid or len(flat) % 3:
        return None
    points = list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
    count = [float(number) for number in range(1, len(losses) + 1)]
    return Training(
        losses,
        accuracy[0],
        line_plot(count, losses, "mini-batch", "The loss of each mini-batch"),
        decision_plot(across, up, decisions, points, "The decision boundary and the points"),
    )


def _numbers(values: list[list[Any]]) -> list[float]:
    """Return numbers as they came from a learner's code; none where one of them is no number."""
    are_numbers = all(kind in ("int", "float") for kind, _ in values)
    return [float(value) for _, value in values] if are_numbers else []


def _history_plot(path: LearningPath) -> Markup:
    minutes = [seconds / 60 for seconds in path.seconds_at_work]
    points = [float(number) for _, number in path.points]
    return line_plot(minutes, points, "minutes", "Points against time at work")
