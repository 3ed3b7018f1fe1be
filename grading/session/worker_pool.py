"""Workers to be taken and given back; some in reserve, so that a lost one is replaced at once."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from grading.course.snapshot import snapshot_of
from grading.sandbox.isolation import PROCESS, Isolation
from grading.workers.worker_process import WorkerProcess


class WorkerPool:
    """Hands out workers, a kept one where there is one that is ready."""

    def __init__(
        self,
        reserve: int = 0,
        folder: Path | None = None,
        isolation: Isolation = PROCESS,
        files: Sequence[str] = (),
        libraries: Sequence[str] = (),
    ) -> None:
        """Hold ``reserve`` workers that nobody has used yet, each kept apart by ``isolation``.

        ``folder``: where the modules lie that they are asked about. ``files``, ``libraries``: what
        each loads of check files, and imports, when it starts, for those who ask about many
        submissions.
        """
        self.to_load = (files, libraries)
        self.folder = folder
        self.isolation = isolation
        self.reserve = reserve
        self.changing = threading.Lock()
        self.workers: deque[WorkerProcess] = deque()
        self.refill()

    def refill(self) -> None:
        """Start what is missing: not in ``take``, where it would slow down what they are for."""
        with self.changing:
            while len(self.workers) < self.reserve:
                self.workers.append(self._started(False))

    def take(self, with_torch: bool) -> WorkerProcess:
        """Return a worker, with torch in it or not; none with torch is held in reserve."""
        worker = self._kept(with_torch) or self._started(with_torch)
        if self.isolation.separates_submissions:
            worker.begin_submission()
        return worker

    def _kept(self, with_torch: bool) -> WorkerProcess | None:
        with self.changing:
            for worker in [one for one in self.workers if one.with_torch == with_torch]:
                self.workers.remove(worker)
                if not worker.has_ended:
                    return worker
                worker.stop()
        return None

    def _started(self, with_torch: bool) -> WorkerProcess:
        if with_torch:
            return WorkerProcess(with_torch, isolation=self.isolation)
        return WorkerProcess(with_torch, self._sources(), self.isolation, *self.to_load)

    def _sources(self) -> dict[str, bytes]:
        """Return the modules as they are now, by their paths."""
        if self.folder is None:
            return {}
        found = snapshot_of(self.folder).sources
        return {str(self.folder / f"{name}.py"): source for name, source in found.items()}

    def give_back(self, worker: WorkerProcess) -> None:
        """Keep a worker for the next who takes one, and what it has imported for nobody.

        In a sandbox only if nothing is left in it of the submission that it has served.
        """
        worker.spoiled = True
        if self.isolation.separates_submissions and not worker.end_submission():
            worker.stop()
            return
        with self.changing:
            self.workers.append(worker)

    def close(self) -> None:
        """End those that nobody has taken."""
        with self.changing:
            while self.workers:
                self.workers.popleft().stop()
