"""Workers in reserve: started before they are needed, so that a lost one is replaced at once."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path

from grading.judging.worker_process import WorkerProcess


class WorkerPool:
    """Hands out workers that are ready; starts others when told that there is time for it."""

    def __init__(self, folder: Path, size: int) -> None:
        """Hold ``size`` workers; ``folder``: where the modules lie that they are asked about."""
        self.folder = folder
        self.size = size
        self.changing = threading.Lock()
        self.workers: deque[WorkerProcess] = deque()
        self.refill()

    def refill(self) -> None:
        """Start what is missing: not in ``take``, where it would slow down what they are for."""
        with self.changing:
            while len(self.workers) < self.size:
                self.workers.append(self._new())

    def take(self, with_torch: bool) -> WorkerProcess:
        """Return a worker; one with torch in it is too large to hold in reserve."""
        if with_torch:
            return WorkerProcess(with_torch=True)
        with self.changing:
            while self.workers:
                worker = self.workers.popleft()
                if not worker.has_ended:
                    return worker
                worker.stop()
            return self._new()

    def _new(self) -> WorkerProcess:
        return WorkerProcess(ahead=self.folder)

    def close(self) -> None:
        """End those in reserve."""
        while self.workers:
            self.workers.popleft().stop()
