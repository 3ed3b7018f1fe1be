"""Reading a worker's replies, a line each, without waiting longer than one is ready to.

And whether what one holds is what it should be: a learner's code can have had a hand in it.
"""

from __future__ import annotations

import json
import math
import os
import queue
import select
import threading
import time
from typing import IO, Any, Protocol

from grading.worker.observation import (
    LARGEST_INT,
    LARGEST_SIZE,
    MAX_ENTRIES,
    MAX_TEXT,
    MOST_DIMENSIONS,
    MOST_NUMBERS,
)

MOST_BYTES = 4 << 20  # of one reply
MOST_CHARACTERS_OF_A_NAME = 200
MOST_INDICES = 16
MOST_CHARACTERS = 1 << 20  # of all names and texts of one reply
CHUNK = 1 << 16
_TYPES = {"bool": bool, "text": str, "list": int, "other": str}


class Reader(Protocol):
    """What gives the lines of a worker."""

    def line(self, seconds: float) -> bytes | None:
        """Return the next line; of no use (empty, or cut) at its end; nothing after ``seconds``."""

    def status_line(self, seconds: float) -> dict[str, Any]:
        """Return what is told next of the worker's processes; nothing after ``seconds``.

        No process that runs a learner's code can have written it, where the system can fork.
        """

    def discard(self) -> None:
        """Drop all lines that have come: who wrote them has ended."""


class PolledReader:
    """Reads where the system can wait for a pipe: no thread has to be woken for a line."""

    def __init__(self, stream: IO[bytes], status: int) -> None:
        """``status``: the descriptor that tells of the worker's processes."""
        self.descriptor = stream.fileno()
        self.poll = select.poll()
        self.poll.register(self.descriptor, select.POLLIN)
        self.poll.register(status, select.POLLIN)
        self.buffer = bytearray()
        self.status = status
        self.status_buffer = b""

    def line(self, seconds: float) -> bytes | None:
        """See ``Reader``."""
        deadline = time.monotonic() + seconds
        searched = 0
        while (end := self.buffer.find(b"\n", searched)) < 0:
            searched = len(self.buffer)
            left = deadline - time.monotonic()
            told = b"\n" in self.status_buffer  # of its end, together with what came before
            ready = dict(self.poll.poll(0 if told else left * 1000)) if left > 0 else {}
            if not ready:
                return b"" if told else None
            if self.descriptor in ready:
                chunk = os.read(self.descriptor, CHUNK)
                if not chunk or len(self.buffer) > MOST_BYTES:
                    return b""
                self.buffer += chunk
            else:  # it has ended, and everything it said has been read
                return b""
        line = bytes(self.buffer[: end + 1])
        del self.buffer[: end + 1]
        return line

    def status_line(self, seconds: float) -> dict[str, Any]:
        """See ``Reader``."""
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self.status, select.POLLIN)
        while b"\n" not in self.status_buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                return {}
            chunk = os.read(self.status, CHUNK)
            if not chunk:
                return {}
            self.status_buffer += chunk
        line, _, self.status_buffer = self.status_buffer.partition(b"\n")
        return as_object(line)

    def discard(self) -> None:
        """See ``Reader``."""
        self.buffer.clear()
        poll = select.poll()
        poll.register(self.descriptor, select.POLLIN)
        while poll.poll(0) and os.read(self.descriptor, CHUNK):
            pass


class ThreadedReader:
    """Reads in a thread of its own, as it has to be done on Windows."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def line(self, seconds: float) -> bytes | None:
        """See ``Reader``."""
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            return None

    def status_line(self, seconds: float) -> dict[str, Any]:
        """See ``Reader``; the worker has no other way to tell it here than among its replies."""
        return as_object(self.line(seconds) or b"")

    def discard(self) -> None:
        """See ``Reader``; nobody else could write into it, a worker being one process here."""

    def _read(self) -> None:
        """Put every line of the worker's into the queue, and a last one at its end."""
        while True:
            try:
                line = self.stream.readline(MOST_BYTES)
            except (OSError, ValueError):
                line = b""
            self.lines.put(line)
            if not line.endswith(b"\n"):
                self.stream.close()
                return


def reader_of(stream: IO[bytes], status: int | None) -> Reader:
    """Return what reads from a worker's standard output here, and of its processes."""
    return ThreadedReader(stream) if status is None else PolledReader(stream, status)


def as_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object in a line; an empty one where it holds no such thing."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if type(found) is dict else {}


def is_well_formed(observations: Any) -> bool:
    """Tell whether ``observations``, from a worker, are what they should be and no more."""
    if type(observations) is not dict or len(observations) > MAX_ENTRIES + 1:
        return False
    characters = 0
    for name, value in observations.items():
        # A check file's own names are far shorter, and have fewer indices.
        if len(name) > MOST_CHARACTERS_OF_A_NAME or name.count("[") > MOST_INDICES:
            return False
        if not _is_tagged(value):
            return False
        characters += len(name) + (len(value[1]) if value[0] in ("text", "other") else 0)
    return characters <= MOST_CHARACTERS


def _is_tagged(value: Any) -> bool:
    if type(value) is not list or len(value) != 2 or type(value[0]) is not str:
        return False
    kind, content = value
    if kind == "float":
        return _is_float(content)
    if kind == "int":
        return _is_int(content)
    if kind == "none":
        return content is None
    if kind == "array":
        return type(content) is dict and _is_array(content)
    if kind in ("text", "other") and len(str(content)) > MAX_TEXT:
        return False
    return kind in _TYPES and type(content) is _TYPES[kind]


def _is_int(number: Any) -> bool:
    return type(number) is int and abs(number) < LARGEST_INT


def _is_float(number: Any) -> bool:
    return (type(number) is float and math.isfinite(number)) or (
        type(number) is str and number in ("nan", "inf", "-inf")
    )


def _is_array(content: dict[str, Any]) -> bool:
    shape, kind = content.get("shape"), content.get("kind")
    if type(shape) is not list or not 0 < len(shape) <= MOST_DIMENSIONS:
        return False
    if any(type(size) is not int or not 0 <= size < LARGEST_SIZE for size in shape):
        return False
    numbers = content.get("values", content.get("sums"))
    if len(content) != 3 or type(numbers) is not list or not _is_name(kind):
        return False
    needed = math.prod(shape) if "values" in content else len(numbers) and 3
    return len(numbers) == needed <= MOST_NUMBERS and all(map(_is_number, numbers))


def _is_name(kind: Any) -> bool:
    return type(kind) is str and len(kind) <= MAX_TEXT


def _is_number(number: Any) -> bool:
    return type(number) is bool or _is_int(number) or _is_float(number)
