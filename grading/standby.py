"""A worker in reserve: started before it is needed, so that one that ended is replaced at once."""

from __future__ import annotations

import threading
from pathlib import Path

from grading.worker_process import WorkerProcess


class WorkerInReserve:
    """Hands out a worker that is ready, and starts the next one."""

    def __init__(self, folder: Path) -> None:
        """``folder``: where the modules lie that it will be asked about."""
        self.folder = folder
        self.taking = threading.Lock()
        self.reserve = self._new()

    def take(self, with_torch: bool) -> WorkerProcess:
        """Return a worker; one with torch in it is too large to hold in reserve."""
        if with_torch:
            return WorkerProcess(with_torch=True)
        with self.taking:
            if self.reserve.has_ended:
                self.close()
                self.reserve = self._new()
            taken, self.reserve = self.reserve, self._new()
            return taken

    def _new(self) -> WorkerProcess:
        return WorkerProcess(ahead=self.folder)

    def close(self) -> None:
        """End the one in reserve."""
        self.reserve.stop()
