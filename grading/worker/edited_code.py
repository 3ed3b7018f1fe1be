"""Running a check on many small edits of a learner's module, each in turn, for a moment.

An edit is the code of one or more functions. It takes their place inside the module's own code, so
that every name for a function means the edited one, and lines stay where they are.
"""

from __future__ import annotations

import base64
import gc
import json
import marshal
import signal
from contextlib import contextmanager
from time import process_time
from types import CodeType

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

HAS_TIMERS = hasattr(signal, "setitimer")


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
