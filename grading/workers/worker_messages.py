"""What goes to a worker, and what comes back that its judge alone can have said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_CPU_SECONDS = 120  # of one process


class OwnReply(dict[str, Any]):
    """What became of a worker: said by its judge, and never by what it sends."""


def lacking(has: dict[str, bytes], sources: Mapping[str, bytes]) -> dict[str, str]:
    """Return the sources that are not there as they are now, bytes as Latin-1; now they are."""
    new = {path: source for path, source in sources.items() if has.get(path) != source}
    has.update(new)
    return {path: source.decode("latin-1") for path, source in new.items()}


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
