"""A learner's own graph beside the referee's: which numbers of which node are right."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from grading.course.check import Check
from grading.course.curriculum import MODULES, NEEDS_TORCH, Step, node_module
from grading.course.errors import KitError
from grading.course.paths import REFERENCES
from grading.course.references import read_recorded
from grading.graphs.graph_matching import pairs
from grading.judging.comparison import same
from grading.judging.error_messages import readable
from grading.judging.judge import Judge
from grading.judging.verdict import Place, Verdict
from grading.workers.reply_reader import is_well_formed

Tagged = list[Any]
TEXT_KEYS = ("label", "op")


@dataclass
class Node:
    """One node: the learner's numbers, and the referee's where they are known; all tagged."""

    names: list[str]  # under which the check returned it
    label: str
    op: str
    data: Tagged
    grad: Tagged
    children: list[int]
    variables: list[str] = field(default_factory=list)  # what the check's program calls it
    backward: Place | None = None  # its ``_backward`` in the learner's code
    parents: list[int] = field(default_factory=list)
    expected_data: Tagged | None = None
    expected_grad: Tagged | None = None
    uses_one_twice: bool = False  # as `a + a`, of which a set of children holds `a` once
    wrong_data: bool = False
    wrong_grad: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether a number of it is not the referee's."""
        return self.wrong_data or self.wrong_grad


@dataclass
class Graph:
    """Nodes, and how many more the learner's graph has."""

    nodes: list[Node]
    total: int
    backward_pass: Any = None  # as it was sent (see ``replay``)


def graphs_file(step: Step) -> Path:
    """Return the file of the referee's graphs of a step's checks."""
    return REFERENCES / "graphs" / f"step{step.number:02}.json"


def own_graph(verdict: Verdict, judge: Judge) -> Graph | None:
    """Return the graph that a learner's code builds in the verdict's check; nothing if none.

    The check runs once more.
    """
    check = verdict.check
    if check.module == NEEDS_TORCH:
        return None
    used = tuple(dict.fromkeys((*check.used, node_module(check.used))))
    graph = _graph(judge.reply_to(check, "graph", used))
    if graph is not None:
        compare_with_referee(graph, check, verdict.expected)
    return graph


def _graph(reply: dict[str, Any]) -> Graph | None:
    """Return the graph in a worker's reply, if it is one and nothing else."""
    nodes, total = reply.get("nodes"), reply.get("total")
    if reply.get("outcome") != "graph" or type(nodes) is not list or type(total) is not int:
        return None
    if not nodes or not all(_is_node(node, len(nodes)) for node in nodes):
        return None
    graph = Graph([_node(node) for node in nodes], total, reply.get("replay"))
    for position, node in enumerate(graph.nodes):
        for child in dict.fromkeys(node.children):
            graph.nodes[child].parents.append(position)
    return graph


def _is_node(node: Any, number: int) -> bool:
    return (
        type(node) is dict
        and is_well_formed({"data": node.get("data"), "grad": node.get("grad")})
        and all(type(node.get(key)) is str for key in TEXT_KEYS)
        and type(node.get("children")) is list
        and all(_are_texts(node.get(key)) for key in ("names", "variables"))
        and all(type(child) is int and 0 <= child < number for child in node["children"])
    )


def _are_texts(names: Any) -> bool:
    return type(names) is list and all(type(name) is str for name in names)


def _node(node: dict[str, Any]) -> Node:
    names = [readable(name) for name in node["names"]]
    label, op = (readable(node[key]) for key in TEXT_KEYS)
    variables = [readable(name) for name in node["variables"]]
    return Node(
        names, label, op, node["data"], node["grad"], node["children"], variables,
        _place(node.get("backward")),
    )  # fmt: skip


def _place(backward: Any) -> Place | None:
    """Return where a ``_backward`` is, if that is in one of the modules."""
    if type(backward) is not list or [type(part) for part in backward] != [str, int, str]:
        return None
    path, line, function = backward
    file = Path(path).name
    if file.removesuffix(".py") not in MODULES:
        return None
    return Place(file, line, readable(function.replace(".<locals>", "")))


def compare_with_referee(graph: Graph, check: Check, expected: dict[str, Tagged]) -> None:
    """Set the referee's numbers in each node that corresponds to one of its own."""
    for node in graph.nodes:
        for name in node.names:
            node.expected_data = expected.get(f"{name}.data", node.expected_data)
            node.expected_grad = expected.get(f"{name}.grad", node.expected_grad)
    recorded = recorded_graphs(check.step).get(check.name)
    if recorded:
        for mine, other in pairs(graph.nodes, recorded, check.tolerance):
            node = graph.nodes[mine]
            node.expected_data = node.expected_data or recorded[other]["data"]
            if node.children or not node.op:  # else it was made in a `no_grad` block
                node.expected_grad = node.expected_grad or recorded[other]["grad"]
            node.uses_one_twice = _is_one_twice(recorded[other]["children"])
    for node in graph.nodes:
        node.wrong_data = _differ(node.data, node.expected_data, check.tolerance)
        node.wrong_grad = _differ(node.grad, node.expected_grad, check.tolerance)


def _is_one_twice(children: list[int]) -> bool:
    return len(children) == 2 and len(set(children)) == 1


@cache
def recorded_graphs(step: Step) -> dict[str, list[dict[str, Any]]]:
    """Return the referee's graphs by check; none where they are missing or stale."""
    try:
        return dict(read_recorded(graphs_file(step))["graphs"])
    except KitError:
        return {}


def _differ(one: Tagged, other: Tagged | None, tolerance: tuple[float, float]) -> bool:
    return other is not None and not same(one, other, tolerance)
