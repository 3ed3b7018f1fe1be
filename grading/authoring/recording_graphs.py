"""Recording the referee's graphs: the numbers of the nodes that a check does not return by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grading.course.check import Check, modules_asked
from grading.course.curriculum import NEEDS_TORCH, Step, node_module
from grading.course.references import inputs_of, write_recorded
from grading.graphs.learner_graph import graphs_file
from grading.judging.in_process import graph_of_referee

MOST_NODES = 100  # of a larger graph only the returned nodes can be compared


def record_graphs(step: Step, checks: Sequence[Check]) -> None:
    """Write the graphs of the step's checks that return nodes, where they are not too large."""
    graphs = {check.name: _graph(check) for check in checks if check.module != NEEDS_TORCH}
    used, asked = (modules_asked(checks, referee) for referee in ("torch", "solution"))
    write_recorded(
        graphs_file(step),
        {
            "inputs": inputs_of(step, used | {node_module(used)}, asked),
            "graphs": {name: graph for name, graph in graphs.items() if graph},
        },
    )


def _graph(check: Check) -> list[dict[str, Any]]:
    graph = graph_of_referee(check)
    if graph["total"] > MOST_NODES:
        return []
    return [
        {key: node[key] for key in ("names", "data", "grad", "children")} for node in graph["nodes"]
    ]
