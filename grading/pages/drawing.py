"""Drawing a learner's graph as SVG: where a check fails, with the right numbers beside theirs."""

from __future__ import annotations

import os
import webbrowser
from pathlib import Path

from grading.course.atomic_files import write_atomically
from grading.course.check import checks_of
from grading.course.curriculum import Step, is_on_tensors
from grading.course.errors import KitError
from grading.course.paths import KIT, shown
from grading.graphs.graph_picture import dot_of
from grading.graphs.graphviz_program import svg_of
from grading.graphs.learner_graph import own_graph
from grading.judging import verdict as status
from grading.judging.error_messages import verdict_of_exception
from grading.judging.judge import Judge
from grading.pages.map_picture import map_of, map_row
from grading.session.result import StepResult
from grading.session.session import Session
from grading.terminal.progress import install_command


def draw_step(result: StepResult, session: Session, path: Path | None = None) -> Path:
    """Draw a graph of a step that was graded in a session, and return the path of the SVG file.

    The first failing check that returns nodes, beside the referee's numbers; where there is none,
    the learner's own drawing. Of a step whose checks find out what depends on what, that map.
    Raises ``KitError`` where nothing can be drawn.
    """
    step = result.step
    path = Path(os.path.abspath(path or KIT / "drawings" / f"step{step.number:02}.svg"))
    with session.observations() as judge:
        drawn = _dependency_map(result)
        source = None if drawn else _first_graph(result, judge, status.FAILED)
        if (
            not drawn and source is None and is_on_tensors(step.modules)
        ):  # `draw_dot` knows numbers alone
            source = _first_graph(result, judge, status.PASSED)
        drawn = drawn or svg_of(source or _own_drawing(step, judge))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, drawn)
    except OSError as error:
        raise KitError(f"{shown(path)} cannot be written: {error.strerror}.") from None
    return path


def open_drawing(path: Path) -> None:
    """Show a drawing in the browser."""
    webbrowser.open(path.as_uri())


def _dependency_map(result: StepResult) -> str | None:
    """Return the SVG of the first wrong dependency map, else of the first that is right, if any."""
    found = [(row, v.check) for v in result.verdicts if (row := map_row(v))]
    return map_of(*min(found, key=lambda pair: pair[0].right)) if found else None


def _first_graph(result: StepResult, judge: Judge, wanted: str) -> str | None:
    """Return the DOT text of the graph of the first check with this status that has one."""
    for verdict in result.verdicts:
        if verdict.status == wanted:
            graph = own_graph(verdict, judge)
            if graph:
                return dot_of(graph, verdict.check.referee_title)
    return None


def _own_drawing(step: Step, judge: Judge) -> str:
    """Return the DOT text that the learner's ``draw_dot`` gives in the first check with a graph.

    Raises ``KitError`` with what went wrong there.
    """
    checks = [check for check in checks_of(step) if not check.lacks]
    if not checks:
        library = checks_of(step)[0].lacks
        raise KitError(
            f"Step {step.number} needs {library}. To install it:\n  {install_command(library)}"
        )
    for check in checks:
        reply = judge.reply_to(check, "draw", [*dict.fromkeys((*check.used, "engine", "graph"))])
        outcome = reply.get("outcome")
        if outcome == "drawn" and type(reply.get("source")) is str:
            return str(reply["source"])
        if outcome == "raised":
            reason = verdict_of_exception(check, reply, judge.snapshot).message
            raise KitError(f"Your graph cannot be drawn. {reason}")
        if "id" not in reply:
            raise KitError("Your code ended, or did not end, before its graph could be drawn.")
    raise KitError(f"Step {step.number} has no graph to draw: no check of it builds one.")
