"""The graph around the nodes that a check returned, and its backward pass, as plain data.

Used by the worker for a learner's graph, and by the recorder for the referee's.
"""

from __future__ import annotations

import sys
from types import CodeType, MemberDescriptorType

from grading.worker.observation import gradient_of, is_array, is_node, tagged

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType
    from typing import Any

    Tagged = list[Any]

MOST_NODES = 2_000
MOST_CHARACTERS = 60
MOST_STEPS = 64  # of a backward pass
MOST_WATCHED = 300  # nodes, whose gradients are looked at before and after each step
MOST_CHANGES = 4_000


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
    code of the ``program`` each has its ``"variables"``, too, what the program calls it, and
    ``"backward"``, where its function is; and there is the ``"replay"`` (see ``BackwardPass``).
    """
    running: list[FrameType] = []
    made = remember_new_ones(value, program, running)
    watched = BackwardPass(value, made) if program else None
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
    found_out = {"nodes": graph, "total": len(found)}
    if watched:
        for node, data in zip(nodes, graph, strict=True):
            data |= {"variables": [], "backward": watched.places.get(id(node), [])}
        _name_variables(graph, running, position)
        found_out["replay"] = watched.as_data(position)
    return found_out


def _name_variables(
    graph: list[dict[str, Any]], running: list[FrameType], position: dict[int, int]
) -> None:
    for frame in running:
        for name, node in _named_nodes(dict(frame.f_locals)):
            if id(node) in position:
                graph[position[id(node)]]["variables"].append(name)


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
    return {
        "names": names,
        "label": _text(getattr(node, "label", "")),
        "op": _text(getattr(node, "_op", "")),
        "data": tagged(node.data),
        "grad": tagged(gradient_of(node)),
        "children": [position[id(c)] for c in children_of(node) if id(c) in position],
    }


def _text(value: Any) -> str:
    return value[:MOST_CHARACTERS] if type(value) is str else ""


def _place_of(function: Any) -> list[Any]:
    """Return the file, the line and the name of a function; nothing where it has no code."""
    code = getattr(function, "__code__", None)
    if type(code) is not CodeType:
        return []
    return [code.co_filename, code.co_firstlineno, code.co_qualname[:MOST_CHARACTERS]]


class BackwardPass:
    """Whose ``_backward`` runs, in which order, and what each changes, while a program runs.

    It stands for ``_backward`` in the class, which is used for this one program only. A program may
    go backward more than once: where that is long, the last pass alone is kept, or its beginning. A
    step that is nobody's is of gradients that changed before, between or after the calls.
    """

    def __init__(self, value: Any, made: list[Any]) -> None:
        self.made = made
        self.functions: dict[int, tuple[Any, Any]] = {}  # a node, which so stays, and its function
        self.places: dict[int, list[Any]] = {}  # of these functions
        self.grads: dict[int, tuple[Any, Tagged]] = {}
        self.calls = 0  # of ``backward`` that have not come to their end
        self.passes = 0
        self.is_broken = False
        self._forget()
        try:
            self._watch(value)
        except Exception:  # a class that cannot be changed has no replay
            self.is_broken = True

    def _forget(self) -> None:
        self.start = {key: number for key, (_, number) in self.grads.items()}
        self.steps: list[tuple[Any, int, list[tuple[int, Tagged]]]] = []
        self.ran = 0
        self.late: set[int] = set()  # those that ran when there was no room any more

    def _watch(self, value: Any) -> None:
        self.kept = vars(value).get("_backward")
        if hasattr(self.kept, "__set__") and not isinstance(self.kept, MemberDescriptorType):
            return  # a property of the learner's own
        backward = value.backward

        def counted(node: Any, *arguments: Any, **options: Any) -> Any:
            if not self.calls:
                self._begin_pass()
            self.calls += 1
            try:
                return backward(node, *arguments, **options)
            finally:
                self.calls -= 1

        value._backward = self
        value.backward = counted

    def __get__(self, node: Any, kind: Any = None) -> Any:
        """Return the function of a node, wherever it was put."""
        if id(node) not in self.functions:
            function = getattr(node, "__dict__", {}).get("_backward")
            if function is None and callable(self.kept):
                function = self.kept.__get__(node, kind)  # a method
            if function is None:
                raise AttributeError(f"{kind.__name__!r} object has no attribute '_backward'")
            self.__set__(node, function)
        return self.functions[id(node)][1]

    def __set__(self, node: Any, function: Any) -> None:
        """Keep the function of a node, as one that is noted when it runs."""

        def run(*arguments: Any, **options: Any) -> Any:
            step = self._begin(node)
            result = function(*arguments, **options)
            self._note_changes(node, step)
            return result

        self.functions[id(node)] = node, run if callable(function) else function
        self.places[id(node)] = _place_of(function)

    def _begin_pass(self) -> None:
        self.passes += 1
        if len(self.steps) > MOST_STEPS // 2:  # the next one is likely to be as long
            self._forget()

    def _begin(self, node: Any) -> Any:
        """Note that a node's ``_backward`` begins; return the step, if there is room for it."""
        self.ran += 1
        self._note_changes(node, None)
        if self.late or len(self.steps) >= MOST_STEPS:
            self.late.add(id(node))
            return None
        self.steps.append((node, self.passes, []))
        return self.steps[-1]

    def _note_changes(self, node: Any, step: Any) -> None:
        """Put what has changed into the step if it is the last, or else into one that is nobody's.

        Of many nodes, only the one that runs and its children are looked at.
        """
        if self.is_broken or self.late:
            return
        try:
            few = len(self.made) <= MOST_WATCHED
            found = self._changes(self.made if few else [node, *children_of(node)])
        except Exception:  # what a learner's code answers here is no matter for the picture
            self.is_broken = True
            return
        if step and step is self.steps[-1]:
            step[2].extend(found)
        elif found and len(self.steps) < MOST_STEPS:
            self.steps.append((None, self.passes, found))
        self.is_broken = sum(len(grads) for *_, grads in self.steps) > MOST_CHANGES

    def _changes(self, nodes: list[Any]) -> list[tuple[int, Tagged]]:
        found = []
        for node in nodes:
            key, gradient = id(node), getattr(node, "grad", None)
            known = self.grads.get(key)
            # An array is changed where it stands; a number is another one then.
            if known is None or known[0] is not gradient or is_array(gradient):
                number = tagged(gradient_of(node))
                self.grads[key] = gradient, number
                if known is None:
                    self.start[key] = number
                elif known[1] != number:
                    found.append((key, number))
        return found

    def as_data(self, position: dict[int, int]) -> dict[str, Any] | None:
        """Return what was kept, with nodes as positions in the graph; nothing where nothing ran.

        ``{"start": [[node, gradient], …], "steps": [[node or -1, pass, [[node, gradient], …]], …],
        "ran", "late"}``: how many ran, and which nodes ran after what is kept.
        """
        self._note_changes(self.made[-1] if self.made else None, None)
        if self.is_broken or not self.ran:
            return None

        def placed(grads: Iterable[tuple[int, Tagged]]) -> list[tuple[int, Tagged]]:
            return [(position[key], number) for key, number in grads if key in position]

        steps = [
            (position.get(id(node), -1), number, placed(grads))
            for node, number, grads in self.steps
            if node is None or id(node) in position
        ]
        late = sorted(position[key] for key in self.late if key in position)
        return {"start": placed(self.start.items()), "steps": steps, "ran": self.ran, "late": late}
