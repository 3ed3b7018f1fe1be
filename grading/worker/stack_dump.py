"""Writing down where the code is that runs, shortly before its time is up; ending it well after.

The judge ends it at the time limit, unless the judge itself was killed.
"""

from __future__ import annotations

import faulthandler
import os
import signal
from contextlib import contextmanager

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterator

# Shares of the time limit. At the first a signal has the code itself write, between two of its
# steps. Where it does not come to that, inside one call of C or on Windows, faulthandler's own
# thread does at the second: while frames change, that finds no line, or ends the process.
BETWEEN_STEPS = 0.9
INSIDE_A_CALL = 0.96
HAS_TIMERS = hasattr(signal, "setitimer")


@contextmanager
def written_before(seconds: float, descriptor: int) -> Iterator[None]:
    """Write all threads' frames to ``descriptor`` where the block takes nearly ``seconds``.

    Where the system has timers, a block that nobody ends ends its process after twice that.
    """

    def write(number: int, frame: object) -> None:
        try:
            os.write(descriptor, b"Timeout (between two steps)!\n")
            faulthandler.dump_traceback(descriptor)
            faulthandler.cancel_dump_traceback_later()
        except (OSError, ValueError):  # the code has closed it
            pass
        signal.signal(signal.SIGALRM, signal.SIG_DFL)  # it ends the process
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)

    faulthandler.dump_traceback_later(seconds * INSIDE_A_CALL, file=descriptor)
    if HAS_TIMERS:
        signal.signal(signal.SIGALRM, write)
        signal.setitimer(signal.ITIMER_REAL, seconds * BETWEEN_STEPS)
        signal.setitimer(signal.ITIMER_VIRTUAL, 2 * seconds + 1)  # inside one call, too
    try:
        yield
    finally:
        if HAS_TIMERS:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        faulthandler.cancel_dump_traceback_later()
