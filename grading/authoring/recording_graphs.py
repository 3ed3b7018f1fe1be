"""Recording the referee's graphs: the numbers of the nodes that a check does not return by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grading.course.check import Check, modules_asked
from grading.course.curriculum import NEEDS_TORCH, WHOLE_MODELS, Step, node_module
from grading.course.references import inputs_of, rounded, write_recorded
from grading.graphs.learner_graph import graphs_file
from grading.judging.comparison import for_reference
from grading.session.in_process import graph_of_referee

MOST_NODES = 100  # of a larger graph only the returned nodes can be compared


def record_graphs(step: Step, checks: Sequence[Check]) -> None:
    """Write the graphs of the step's checks that return nodes, where they are not too large."""
    graphs = {check.name: _graph(check) for check in checks if check.module != NEEDS_TORCH}
    used, asked = (modules_asked(checks, referee) for referee in ("torch", "solution"))
    write_recorded(
        graphs_file(step),
        {
            "inputs": inputs_of(step, used | {node_module(used)}, asked),
            "graphs": {name: rounded(graph) for name, graph in graphs.items() if graph},
        },
    )


def _graph(check: Check) -> list[dict[str, Any]]:
    whole = check.module in WHOLE_MODELS
    graph = graph_of_referee(check, finely=whole)
    if graph["total"] > MOST_NODES:
        return []
    return [
        {
            "names": node["names"],
            "children": node["children"],
            **(for_reference(numbers(node)) if whole else numbers(node)),
        }
        for node in graph["nodes"]
    ]


def numbers(node: dict[str, Any]) -> dict[str, Any]:
    """Return the two numbers or arrays of a node, tagged."""
    return {"data": node["data"], "grad": node["grad"]}
