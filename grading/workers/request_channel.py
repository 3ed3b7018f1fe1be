"""What a worker is asked through: a socket that it alone reads, or its standard input on Windows.

A pipe could be opened once more by whoever has it, through ``/proc``, and be written to: what a
learner's code wrote would be read as its judge's. And where nobody reads, a judge would wait.
"""

from __future__ import annotations

import contextlib
import os
import socket
from typing import IO

HAS_SOCKETS = hasattr(os, "fork")  # that a process can be started with


class RequestChannel:
    """The judge's end of it; the worker's is there until that has been started."""

    def __init__(self) -> None:
        self.own: socket.socket | None = None
        self.of_worker: socket.socket | None = None
        self.pipe: IO[bytes] | None = None
        if HAS_SOCKETS:
            self.own, self.of_worker = socket.socketpair()
            self.own.shutdown(socket.SHUT_RD)  # nothing is said by it to the judge

    @property
    def descriptor(self) -> int | None:
        """The worker's end; nothing where it gets a pipe when it is started."""
        return self.of_worker.fileno() if self.of_worker else None

    def is_given(self, pipe: IO[bytes] | None) -> None:
        """Leave the worker's end to the worker; ``pipe``: its standard input, where it is one."""
        self.pipe = pipe
        if self.of_worker:
            self.of_worker.close()

    def send(self, data: bytes, seconds: float) -> bool:
        """Send all of it; tell whether it was taken in time, by a worker or by nobody any more.

        What is sent after that would not be understood.
        """
        try:
            if self.own:
                self.own.settimeout(seconds)
                self.own.sendall(data)
            elif self.pipe:
                self.pipe.write(data)
                self.pipe.flush()
        except TimeoutError:
            return False
        except OSError:  # the other end is gone, which shows when its answer is read
            return True
        return True

    def close(self) -> None:
        """Close it."""
        for end in (self.own, self.of_worker, self.pipe):
            if end:
                with contextlib.suppress(OSError):
                    end.close()
