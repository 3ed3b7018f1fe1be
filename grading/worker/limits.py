"""Limits on what a learner's code may use: memory, files, processes, time and output.

Where the system has the ``resource`` module. Shortly before its time is up, where the code is that
runs is written down; the judge ends it at the time limit, unless the judge itself was killed.
"""

from __future__ import annotations

import faulthandler
import io
import os
import signal
from contextlib import contextmanager, suppress

try:  # here rather than where it is used, which every fork would pay for
    import resource
except ImportError:  # on Windows
    resource = None  # type: ignore[assignment]

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_BYTES = 512 << 20
MEMORY_TO_REPORT = 256 << 20
OPEN_FILES = 256
PROCESSES = 4096
PROCESSES_IN_A_SANDBOX = 48
FILE_BYTES = 64 << 20
FILE_BYTES_IN_A_SANDBOX = 16 << 20  # as much as there is to write to; where code is, is on a disk
SHORTLY_BEFORE = 0.92  # as a share of the time limit
KEPT_CHARACTERS = 4_000  # of what is printed
MOST_CHARACTERS = 1_000_000
HAS_TIMERS = hasattr(signal, "setitimer")


def limit_resources(seconds: float, limit_memory: bool) -> None:
    """Limit CPU time, memory, processes, open files and file sizes of this process.

    ``seconds``: CPU time. ``limit_memory``: not for torch, whose libraries reserve far more
    address space than they use; what was loaded before the fork does not count. On Windows there
    is no ``resource``: the time limit stays.
    """
    if resource is None:
        return
    _lower("RLIMIT_CPU", int(seconds) + 2)
    _lower("RLIMIT_NOFILE", OPEN_FILES)
    _lower("RLIMIT_NPROC", PROCESSES)
    _lower("RLIMIT_FSIZE", FILE_BYTES)
    _lower("RLIMIT_CORE", 0)
    if limit_memory:
        _lower("RLIMIT_AS", _memory_in_use() + MEMORY_BYTES, spare=MEMORY_TO_REPORT)


def limit_what_outlives() -> None:
    """Limit what a submission in a sandbox can leave in the system, or have run at a time."""
    _lower("RLIMIT_NPROC", PROCESSES_IN_A_SANDBOX)
    _lower("RLIMIT_FSIZE", FILE_BYTES_IN_A_SANDBOX)
    _lower("RLIMIT_MSGQUEUE", 0)
    _lower("RLIMIT_MEMLOCK", 0)


def limits_of_process() -> list[tuple[int, int]]:
    """Return all limits of this process."""
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return [resource.getrlimit(getattr(resource, name)) for name in names]


def _memory_in_use() -> int:
    """Return the size of this process's address space in bytes; 0 where nobody tells it."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def allow_memory_to_report() -> None:
    """Raise the memory limit a little, so that a ``MemoryError`` can still be told."""
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _lower(name: str, value: int, spare: int = 0) -> None:
    number = getattr(resource, name, None)
    if number is None:
        return
    _, hard = resource.getrlimit(number)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard - spare)
    try:
        resource.setrlimit(number, (value, value + spare))
    except (ValueError, OSError):
        return  # macOS refuses some of them


class Alarm:
    """Writes where the code is, shortly before its time is up."""

    def __init__(self, descriptor: int) -> None:
        """``descriptor``: what all threads' frames are written to."""
        self.descriptor = descriptor
        self.seconds = 0.0
        if HAS_TIMERS:
            # faulthandler's own handler writes at once, also inside a call of C; then Python's runs
            # between two steps of the code, if it comes to that, and has the better line.
            signal.signal(signal.SIGALRM, self._write)
            faulthandler.register(signal.SIGALRM, file=descriptor, chain=True)

    @contextmanager
    def before(self, seconds: float) -> Iterator[None]:
        """Write where the block is if it takes nearly ``seconds``.

        Where the system has timers, a block that nobody ends ends its process after twice that.
        """
        self.seconds = seconds
        if HAS_TIMERS:
            signal.setitimer(signal.ITIMER_REAL, seconds * SHORTLY_BEFORE)
            signal.setitimer(signal.ITIMER_VIRTUAL, 2 * seconds + 1)  # inside one call, too
        else:
            faulthandler.dump_traceback_later(seconds * SHORTLY_BEFORE, file=self.descriptor)
        try:
            yield
        finally:
            if HAS_TIMERS:
                signal.setitimer(signal.ITIMER_REAL, 0)
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            else:
                faulthandler.cancel_dump_traceback_later()

    def _write(self, number: int, frame: object) -> None:
        with suppress(OSError, ValueError):  # the code has closed it
            os.write(self.descriptor, b"Timeout (between two steps)!\n")
            faulthandler.dump_traceback(self.descriptor)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # it ends the process
        signal.setitimer(signal.ITIMER_REAL, self.seconds + 1)


class TooMuchPrinted(BaseException):
    """Raised in the learner's code once it has printed ``MOST_CHARACTERS``."""


class CapturedOutput(io.TextIOBase):
    """A text stream that keeps the first ``KEPT_CHARACTERS`` written to it."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.characters = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep ``text`` while there is room; raises ``TooMuchPrinted`` past the limit."""
        if self.characters < KEPT_CHARACTERS:
            self.kept.append(text[: KEPT_CHARACTERS - self.characters])
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise TooMuchPrinted
        return len(text)

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self.kept)
