"""Where namespaces are blocked: a process that the kernel lets open no other files than it needs.

It goes on to see other processes, but can reach none of them (from Linux 6.12 on), and it cannot be
told from another submission's by its user. See ``worker.confinement``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

from grading.sandbox.bubblewrap import HIDDEN, SYSTEM, folders_of_python
from grading.sandbox.isolation import Isolation, WorkerStart

SECONDS_TO_TRY = 10
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
ASK = "import ctypes; raise SystemExit(ctypes.CDLL(None).syscall(444, None, 0, 1) < 1)"


class Landlock(Isolation):
    """Starts each worker as a process of its own that confines itself before it does anything."""

    name = "landlock"

    def works(self) -> bool:
        """Tell whether the system has Landlock."""
        if sys.platform != "linux":
            return False
        try:
            asked = subprocess.run([sys.executable, "-I", "-c", ASK], timeout=SECONDS_TO_TRY)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return asked.returncode == 0

    def start(self, worker: WorkerStart) -> subprocess.Popen[bytes]:
        """Start a worker that may open what it needs to run, and write to its own folder."""
        readable = os.pathsep.join((*SYSTEM, *DEVICES, *folders_of_python(), *_of_the_kit(worker)))
        return super().start(worker.with_arguments("--landlock", readable))


def _of_the_kit(worker: WorkerStart) -> Iterator[str]:
    """Yield what is needed of the kit, without what tells what is right."""
    package = worker.program.parent
    yield from map(str, (package, package.parent / "__init__.py", worker.data))
    yield f"{worker.checks}/"
    for path in worker.checks.iterdir():
        if path.name not in HIDDEN:
            yield str(path)
