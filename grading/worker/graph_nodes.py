"""The graph around the nodes that a check returned, as plain data.

Used by the worker for a learner's graph, and by the recorder for the referee's.
"""

from __future__ import annotations

from grading.worker.observation import is_node, tagged

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

MOST_NODES = 2_000
MOST_CHARACTERS = 60


def graph_of(value: Any, call: Callable[[], dict[Any, Any]]) -> dict[str, Any]:
    """Call a check while the class ``value`` makes its nodes; return the graph of what it returned.

    That is every node connected with a returned one, the nearest first, ``MOST_NODES`` at most:
    ``{"nodes": [{"names", "label", "op", "data", "grad", "children"}], "total": …}``, where
    ``children`` are positions in the list. There are no nodes where none was returned.
    """
    made = remember_new_ones(value)
    names: dict[int, list[str]] = {}
    start = []
    for name, node in _named_nodes(call()):
        names.setdefault(id(node), []).append(name)
        start.append(node)
    parents = _parents(made)
    found = _connected(start, parents)
    nodes = found[:MOST_NODES]
    position = {id(node): place for place, node in enumerate(nodes)}
    return {
        "nodes": [_as_data(node, names.get(id(node), []), position) for node in nodes],
        "total": len(found),
    }


def remember_new_ones(value: Any) -> list[Any]:
    """Have every new node of a class put into a list; the class is used for this one check only."""
    made: list[Any] = []

    def new(kind: Any, *arguments: Any, **options: Any) -> Any:
        node = object.__new__(kind)
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
    gradient = node.grad
    return {
        "names": names,
        "label": _text(getattr(node, "label", "")),
        "op": _text(getattr(node, "_op", "")),
        "data": tagged(node.data),
        "grad": tagged(0.0 if gradient is None else gradient),
        "children": [position[id(c)] for c in children_of(node) if id(c) in position],
    }


def _text(value: Any) -> str:
    return value[:MOST_CHARACTERS] if type(value) is str else ""
