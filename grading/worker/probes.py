"""What a worker can find out about a check: its observations, its drawing, its graph."""

from __future__ import annotations

import builtins
import os
import sys

from grading.worker.graph_nodes import graph_of, node_class, remember_new_ones
from grading.worker.observation import observe

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType
    from typing import Any

    Check = Callable[..., dict[Any, Any]]

BUILTINS = vars(builtins).copy()


def put_builtins_back() -> None:
    """Undo what the learner's code did to Python's own names."""
    vars(builtins).update(BUILTINS)


def call(check: Check, modules: dict[str, ModuleType]) -> dict[Any, Any]:
    """Call a check with the modules it names."""
    names = check.__code__.co_varnames[: check.__code__.co_argcount]
    return check(**{name: modules[name] for name in names})


def observing(check: Check, modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Answer with the observations in what the check returns."""
    returned = call(check, modules)
    put_builtins_back()
    return {"outcome": "observed", "observations": observe(returned)}


def drawing(check: Check, modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Answer with the learner's own drawing of the last graph that the check builds."""
    made = remember_new_ones(node_class(modules))
    call(check, modules)
    used = {id(child) for node in made for child in node._prev}
    roots = [node for node in made if node._prev and id(node) not in used]
    if not roots:
        return {"outcome": "no graph"}
    return {"outcome": "drawn", "source": str(modules["graph"].draw_dot(roots[-1]).source)}


def graphing(check: Check, modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Answer with the graph around the nodes that the check returns."""
    graph = graph_of(node_class(modules), lambda: call(check, modules), check.__code__)
    put_builtins_back()
    return {"outcome": "graph", **graph}


def calling(check: Check, modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Answer with the functions of the learner's that the check calls, whether it ends or not."""
    called: set[tuple[str, str]] = set()

    def note(frame: Any, event: str, argument: object) -> None:
        code = frame.f_code
        called.add((os.path.basename(code.co_filename), code.co_qualname))

    sys.setprofile(note)
    try:
        call(check, modules)
    except Exception:  # which is known, and no matter here
        pass
    finally:
        sys.setprofile(None)
    put_builtins_back()
    return {"outcome": "called", "functions": sorted(called)}


def playing(
    program: Callable[..., Iterator[dict[Any, Any]]],
    modules: dict[str, ModuleType],
    options: dict[str, Any],
    tell: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    """Run a program that goes on for long, and tell of what it yields as soon as it does."""
    names = program.__code__.co_varnames[: program.__code__.co_argcount]
    for seen in program(**{name: modules[name] for name in names if name in modules}, **options):
        tell(observe(seen))
    return {"outcome": "played"}


PROBES = {"observe": observing, "draw": drawing, "graph": graphing, "call": calling}
