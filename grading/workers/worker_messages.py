"""What goes to a worker, and what comes back that its judge alone can have said."""

from __future__ import annotations

import base64
import json
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from grading.worker.set_order import loops_over_sets

MOST_CPU_SECONDS = 120  # of one process
MOST_SOURCES = 200  # that a worker keeps


class OwnReply(dict[str, Any]):
    """What became of a worker: said by its judge, and never by what it sends."""


Sources = Mapping[str, bytes | None]
OWN = "<"  # what the paths of the kit's own modules begin with


def lacking(has: dict[str, bytes | None], sources: Sources) -> dict[str, Any]:
    """Return the sources that are not there as they are now, as they are sent; now they are.

    A learner's as text, bytes as Latin-1; the kit's own compiled, which many submissions need;
    nothing in place of one that is there no more.
    """
    new = {path: source for path, source in sources.items() if has.get(path) != source}
    has.update(new)
    return {path: _as_sent(path, source) for path, source in new.items()}


def brought_up_to_date(
    has: dict[str, bytes | None], sources: Sources, most_sources: int = MOST_SOURCES
) -> dict[str, Any]:
    """Return what a message says of sources: those that are not there, and which to forget.

    Others are kept while there are not more than ``most_sources``.
    """
    old = [path for path in has if path not in sources]
    forgotten = old if len(has) > most_sources else []
    for path in forgotten:
        del has[path]
    return {"sources": lacking(has, sources), "forgotten": forgotten}


def _as_sent(path: str, source: bytes | None) -> Any:
    if source is None:
        return None
    return [_compiled(path, source)] if path.startswith(OWN) else source.decode("latin-1")


@lru_cache(maxsize=512)
def _compiled(path: str, source: bytes) -> str:
    """Return the code of one of the kit's own modules, and what its text shows, as text."""
    code = compile(source, path, "exec", dont_inherit=True)
    return base64.b64encode(marshal.dumps((code, loops_over_sets(source)))).decode()


def framed(message: dict[str, Any]) -> bytes:
    """Return a message as the worker reads it: its length in eight hexadecimal digits before it.

    So a process of the worker's reads its own messages, and leaves the next one's in the pipe.
    """
    data = json.dumps(message).encode()
    return b"%08x%s" % (len(data), data)


@dataclass(frozen=True)
class Group:
    """What one process serves: the checks of a file, on any of some modules, by their paths.

    ``used``: the names of the modules that its first check takes. ``contained``: nothing that these
    modules do can outlive their check.
    """

    file: str
    modules: tuple[str, ...]
    used: tuple[str, ...]
    contained: bool
    cpu_seconds: int = MOST_CPU_SECONDS
