"""What a worker can find out about a check: its observations, its drawing, its graph.

And its observations on many small edits of a module, each for a moment. An edit is the code of one
or more functions. It takes their place inside the module's own code, so that every name for a
function means the edited one, and lines stay where they are.
"""

from __future__ import annotations

import base64
import builtins
import gc
import json
import marshal
import os
import signal
import sys
from contextlib import contextmanager
from time import process_time
from types import CodeType

from grading.worker.graph_nodes import graph_of, node_class, remember_new_ones
from grading.worker.observation import observe

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType
    from typing import Any

    Check = Callable[..., dict[Any, Any]]

BUILTINS = vars(builtins).copy()
HAS_TIMERS = hasattr(signal, "setitimer")


def put_python_back() -> None:
    """Undo what the learner's code did to Python's own names, and to how functions are called."""
    vars(builtins).update(BUILTINS)
    sys.settrace(None)
    sys.setprofile(None)


def call(check: Check, modules: dict[str, ModuleType]) -> dict[Any, Any]:
    """Call a check with the modules it names."""
    names = check.__code__.co_varnames[: check.__code__.co_argcount]
    return check(**{name: modules[name] for name in names})


def observing(check: Check, modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Answer with the observations in what the check returns."""
    returned = call(check, modules)
    put_python_back()
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
    put_python_back()
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
    put_python_back()
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


class TooLong(BaseException):
    """An edit took its time; not an ``Exception``, which the code might catch."""


def with_edit(code: CodeType, functions: Mapping[str, str]) -> CodeType:
    """Return a module's code with functions replaced, by their qualified names."""
    for name, text in functions.items():
        code = _replaced(code, name.split("."), marshal.loads(base64.b64decode(text)))
    return code


def _replaced(code: CodeType, path: list[str], new: CodeType) -> CodeType:
    """Replace what lies at the end of ``path``, as it is defined last."""
    consts = list(code.co_consts)
    for place in reversed(range(len(consts))):
        inner = consts[place]
        if isinstance(inner, CodeType) and inner.co_name == path[0]:
            if len(path) > 1:
                consts[place] = _replaced(inner, path[1:], new)
            elif inner.co_freevars == new.co_freevars:
                consts[place] = new.replace(co_filename=code.co_filename)
            return code.replace(co_consts=tuple(consts))
    return code


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise ``TooLong`` in a block that takes too much CPU time; again, where it is caught.

    The nodes that earlier blocks left behind are not collected at its expense.
    """
    if not HAS_TIMERS:
        yield
        return

    def stop(number: int, frame: object) -> None:
        raise TooLong

    signal.signal(signal.SIGPROF, stop)
    gc.disable()
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, seconds / 10)
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()


def observations_of_edits(
    edits: list[Mapping[str, str]],
    run: Callable[[Mapping[str, str]], dict[str, Any]],
    seconds: float,
) -> tuple[list[tuple[dict[str, Any] | None, list[int]]], float]:
    """Return what edits give where that is something else than what the code gives as it is.

    ``run`` gives the answer to a check with one edit; it has ``seconds`` of CPU time each time,
    where the system has timers. Each result comes with its edits' numbers; one that does not end
    well is None. And how long the code took as it is.
    """
    found: dict[str, list[int]] = {}
    began = process_time()
    as_it_is = json.dumps(_answer(run, {}, seconds))
    took = process_time() - began
    for number, edit in enumerate(edits):
        answer = json.dumps(_answer(run, edit, seconds))
        if answer != as_it_is:
            found.setdefault(answer, []).append(number)
    return [(json.loads(answer), numbers) for answer, numbers in found.items()], took


def _answer(
    run: Callable[[Mapping[str, str]], dict[str, Any]], edit: Mapping[str, str], seconds: float
) -> Any:
    try:
        with limited(seconds):
            answer = run(edit)
    except (Exception, TooLong):
        return None
    return answer["observations"] if answer.get("outcome") == "observed" else None


PROBES = {"observe": observing, "draw": drawing, "graph": graphing, "call": calling}
