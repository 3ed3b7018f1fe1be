"""The graph around the nodes that a check returned, as plain data.

Used by the worker for a learner's graph, and by the recorder for the referee's.
"""

from __future__ import annotations

import sys

from grading.worker.observation import is_array, is_node, tagged

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import CodeType, FrameType
    from typing import Any

MOST_NODES = 2_000
MOST_CHARACTERS = 60


def node_class(modules: dict[str, Any]) -> Any:
    """Return the class of which the nodes are, in the modules of parts 5 and 6 or in others."""
    return modules["tensor"].Tensor if "tensor" in modules else modules["engine"].Value


def graph_of(
    value: Any, call: Callable[[], dict[Any, Any]], program: CodeType | None = None
) -> dict[str, Any]:
    """Call a check while the class ``value`` makes its nodes; return the graph of what it returned.

    That is every node connected with a returned one, the nearest first, ``MOST_NODES`` at most:
    ``{"nodes": [{"names", "label", "op", "data", "grad", "children"}], "total": …}``, where
    ``children`` are positions in the list. There are no nodes where none was returned. With the
    code of the ``program`` each has its ``"variables"``, too: what the program calls it.
    """
    running: list[FrameType] = []
    made = remember_new_ones(value, program, running)
    names: dict[int, list[str]] = {}
    start = []
    for name, node in _named_nodes(call()):
        names.setdefault(id(node), []).append(name)
        start.append(node)
    parents = _parents(made)
    found = _connected(start, parents)
    nodes = found[:MOST_NODES]
    position = {id(node): place for place, node in enumerate(nodes)}
    graph = [_as_data(node, names.get(id(node), []), position) for node in nodes]
    if program:
        for node in graph:
            node["variables"] = []
        for frame in running:
            for name, node in _variables(frame):
                if id(node) in position:
                    graph[position[id(node)]]["variables"].append(name)
    return {"nodes": graph, "total": len(found)}


def _variables(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """Yield the nodes that a function's variables held at its end."""
    for name, value in frame.f_locals.items():
        yield from _named_nodes(value, name)


def remember_new_ones(
    value: Any, program: CodeType | None = None, running: list[FrameType] | None = None
) -> list[Any]:
    """Have every new node of a class put into a list; the class is used for this one check only.

    The frame in which ``program`` runs is put into ``running``: whoever holds it has its variables
    when it has ended, and no other function is any slower for it.
    """
    made: list[Any] = []

    def new(kind: Any, *arguments: Any, **options: Any) -> Any:
        node = object.__new__(kind)
        if program and running is not None and not running:
            frame: FrameType | None = sys._getframe(1)
            while frame and frame.f_code is not program:
                frame = frame.f_back
            if frame:
                running.append(frame)
        made.append(node)
        return node

    value.__new__ = new
    return made


def _named_nodes(returned: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the nodes in what a check returned, named as they are observed."""
    if type(returned) is dict:
        for key, element in returned.items():
            yield from _named_nodes(element, f"{name}: {key}" if name else str(key))
    elif type(returned) in (list, tuple):
        for place, element in enumerate(returned):
            yield from _named_nodes(element, f"{name}[{place}]")
    elif is_node(returned) and hasattr(returned, "_prev"):
        yield name, returned


def children_of(node: Any) -> list[Any]:
    """Return the nodes that a node was made of, as often as it names them."""
    return [child for child in getattr(node, "_prev", ()) if is_node(child)]


def _parents(made: Iterable[Any]) -> dict[int, list[Any]]:
    parents: dict[int, list[Any]] = {}
    for node in made:
        for child in children_of(node):
            parents.setdefault(id(child), []).append(node)
    return parents


def _connected(start: list[Any], parents: dict[int, list[Any]]) -> list[Any]:
    """Return everything that hangs together with ``start``, the nearest first."""
    seen = {id(node): node for node in start}
    found = list(seen.values())
    for node in found:  # it grows meanwhile
        for other in [*children_of(node), *parents.get(id(node), [])]:
            if id(other) not in seen:
                seen[id(other)] = other
                found.append(other)
    return found


def _as_data(node: Any, names: list[str], position: dict[int, int]) -> dict[str, Any]:
    number, gradient = node.data, node.grad
    if gradient is None:
        gradient = number * 0.0 if is_array(number) else 0.0
    return {
        "names": names,
        "label": _text(getattr(node, "label", "")),
        "op": _text(getattr(node, "_op", "")),
        "data": tagged(number),
        "grad": tagged(gradient),
        "children": [position[id(c)] for c in children_of(node) if id(c) in position],
    }


def _text(value: Any) -> str:
    return value[:MOST_CHARACTERS] if type(value) is str else ""
