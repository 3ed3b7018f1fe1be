"""Reading a worker's replies, a line each, without waiting longer than one is ready to."""

from __future__ import annotations

import os
import queue
import select
import sys
import threading
import time
from typing import IO, Protocol

MOST_BYTES = 4 << 20  # of one reply
CHUNK = 1 << 16


class Reader(Protocol):
    """What gives the lines of a worker."""

    def line(self, seconds: float) -> bytes | None:
        """Return the next line; of no use (empty, or cut) at its end; nothing after ``seconds``."""


class PolledReader:
    """Reads where the system can wait for a pipe: no thread has to be woken for a line."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.descriptor = stream.fileno()
        self.poll = select.poll()
        self.poll.register(self.descriptor, select.POLLIN)
        self.buffer = bytearray()

    def line(self, seconds: float) -> bytes | None:
        """See ``Reader``."""
        deadline = time.monotonic() + seconds
        searched = 0
        while (end := self.buffer.find(b"\n", searched)) < 0:
            searched = len(self.buffer)
            left = deadline - time.monotonic()
            if left <= 0 or not self.poll.poll(left * 1000):
                return None
            chunk = os.read(self.descriptor, CHUNK)
            if not chunk or len(self.buffer) > MOST_BYTES:
                return b""
            self.buffer += chunk
        line = bytes(self.buffer[: end + 1])
        del self.buffer[: end + 1]
        return line


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


def reader_of(stream: IO[bytes]) -> Reader:
    """Return what reads from a worker's standard output here."""
    return ThreadedReader(stream) if sys.platform == "win32" else PolledReader(stream)
