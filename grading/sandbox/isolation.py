"""Ways to start a process that runs a learner's code, from the least apart to the most.

``process``: a process of its own, with limits. ``landlock``: it can also open no other files than
it needs to run, and no network. ``sandbox``: it sees no other files, processes or network at all.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class WorkerStart:
    """What a worker is started with."""

    program: Path
    checks: Path  # the folder of the check files
    data: Path  # the folder of what they read
    arguments: Sequence[str]
    folder: str  # its own, empty
    trace: IO[bytes]  # where it writes where its code is
    status: int | None  # the descriptor for what becomes of its processes
    requests: int | None = None  # its standard input; a new pipe where there is none

    def command(self, *more: str) -> list[str]:
        """Return the command that runs it."""
        own = [sys.executable, "-I", str(self.program), str(self.checks), *self.arguments, *more]
        return own if self.status is None else [*own, "--status", str(self.status)]

    def with_arguments(self, *more: str) -> WorkerStart:
        """Return the same with further arguments."""
        return replace(self, arguments=[*self.arguments, *more])

    def run(self, command: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start a command with pipes to it."""
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if self.requests is None else self.requests,
            stdout=subprocess.PIPE,
            stderr=self.trace,
            cwd=self.folder,
            env=environment,
            start_new_session=os.name == "posix",
            pass_fds=() if self.status is None else (self.status,),
        )


class Isolation:
    """A process of its own: what every system has."""

    name = "process"
    separates_submissions = False  # a worker can serve one after the other, nothing in common

    def start(self, worker: WorkerStart) -> subprocess.Popen[bytes]:
        """Start a worker with a clean environment."""
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        return worker.run(worker.command(), environment | ONE_THREAD)


PROCESS = Isolation()


def best_isolation() -> Isolation:
    """Return the way that keeps a learner's code furthest apart, of those that work here."""
    from grading.sandbox.bubblewrap import Bubblewrap
    from grading.sandbox.landlock import Landlock

    for kind in (Bubblewrap, Landlock):
        found = kind()
        if found.works():
            return found
    return PROCESS
