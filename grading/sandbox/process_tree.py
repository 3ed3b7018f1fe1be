"""Ending a process with all that it has started, also what has left its group."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path


def end_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that leads a group, the group, and on Linux whatever descends from it."""
    below = descendants(process.pid)
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    for number in below:
        with contextlib.suppress(OSError):
            os.kill(number, signal.SIGKILL)


def descendants(process: int) -> list[int]:
    """Return the processes that a process has started, and those that these have; on Linux."""
    found: list[int] = []
    unseen = [process]
    while unseen:
        number = unseen.pop()
        try:
            below = Path(f"/proc/{number}/task/{number}/children").read_bytes().split()
        except OSError:
            continue
        unseen += map(int, below)
        found += map(int, below)
    return found
