"""Workers that serve one submission after the other, and outlive the sessions that take them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from grading.session.worker_pool import WorkerPool
from grading.workers.worker_process import WorkerProcess


class KeptWorkers(WorkerPool):
    """A pool whose workers are started by a thread that stays.

    A sandbox ends with the thread that has started it (on Linux the signal for a parent's death
    comes when that thread ends), and a session's threads end with it.
    """

    _starting = ThreadPoolExecutor(1, thread_name_prefix="starts-workers")

    def _started(self, with_torch: bool) -> WorkerProcess:
        return self._starting.submit(super()._started, with_torch).result()
