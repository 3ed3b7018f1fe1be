"""Drawing a learner's graph as SVG: where a check fails, with the right numbers beside theirs."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

from grading.course.atomic_files import write_atomically
from grading.course.check import Check, checks_of
from grading.course.curriculum import MODULES, Step
from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.course.references import expected_of
from grading.graphs.graph_picture import dot_of
from grading.graphs.graphviz_program import svg_of
from grading.graphs.learner_graph import own_graph
from grading.judging import verdict as status
from grading.judging.error_messages import verdict_of_exception
from grading.judging.judge import Judge
from grading.judging.worker_process import WorkerProcess

SECONDS_TO_RUN = 5.0


def draw_step(step: Step, folder: Path, path: Path | None = None) -> Path:
    """Draw a graph of the step's, and return the path of the SVG file.

    The first failing check that returns nodes, beside the referee's numbers; where there is none,
    the learner's own drawing. Raises ``KitError`` where nothing can be drawn.
    """
    path = (path or KIT / "drawings" / f"step{step.number:02}.svg").resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, svg_of(_first_wrong_graph(step, folder) or dot_source(step, folder)))
    return path


def _first_wrong_graph(step: Step, folder: Path) -> str | None:
    """Return the DOT text of the first failing check's graph, if a failing one has a graph."""
    judge = Judge(folder)
    try:
        for check in checks_of(step):
            if check.is_waiting:
                continue
            verdict = judge.verdict(check, expected_of(step)[check.name])
            if verdict.status == status.FAILED:
                graph = own_graph(verdict, judge)
                if graph:
                    return dot_of(graph, check.referee)
    finally:
        judge.close()
    return None


def open_drawing(path: Path) -> None:
    """Show a drawing in the browser."""
    webbrowser.open(path.as_uri())


def dot_source(step: Step, folder: Path) -> str:
    """Return the DOT text of the graph of the step's first check that builds one.

    The check and ``draw_dot`` run in a worker. Raises ``KitError`` with what went wrong there.
    """
    worker = WorkerProcess()
    reason = f"Step {step.number} has no graph to draw: no check of it builds one."
    try:
        for check in checks_of(step):
            used = [*dict.fromkeys((*check.used, "engine", "graph"))]
            worker.begin(str(check.file), {name: str(folder / f"{name}.py") for name in MODULES})
            request = {"function": check.name, "used": used, "probe": "draw"}
            reply = worker.ask(request, SECONDS_TO_RUN)
            if reply["outcome"] == "drawn" and type(reply["source"]) is str:
                return reply["source"]
            if reply["outcome"] == "raised":
                raise KitError(f"Your graph cannot be drawn. {_reason(check, reply)}")
            if "id" not in reply:
                raise KitError("Your code ended, or did not end, before its graph could be drawn.")
    finally:
        worker.stop()
    raise KitError(reason)


def _reason(check: Check, reply: dict[str, Any]) -> str:
    return verdict_of_exception(check, reply).message
