"""Where submissions are graded: in processes of this machine, or on a Dask cluster.

Both are used through the interface of ``concurrent.futures``, and do the same.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait

from grading.course.errors import KitError

SECONDS_TO_CONNECT = 10
HOW_TO_START = (
    "In the kit's folder, start one with `PYTHONPATH=. dask scheduler`, and on each machine "
    "`PYTHONPATH=. dask worker ADDRESS --nthreads 1`"
)


@contextmanager
def processes_here(number: int) -> Iterator[tuple[Executor, int]]:
    """Give ``number`` processes of this machine, and their number."""
    executor = ProcessPoolExecutor(
        number, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_the_command
    )
    try:
        yield executor, number
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _end_with_the_command() -> None:
    """Leave Ctrl-C to the command, and end when it has been killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)  # its sandboxes end with it

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def dask_cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the workers of the Dask scheduler at ``address``, and their number of threads.

    Raises ``KitError``.
    """
    try:
        from dask.distributed import Client
    except ImportError:
        raise KitError(
            "`--scheduler` needs Dask: `python -m pip install --group cluster` puts it here."
        ) from None
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise KitError(
            f"No Dask scheduler answers at {address} ({type(error).__name__}). {HOW_TO_START}."
        ) from None
    try:
        workers = client.scheduler_info()["workers"]
        if not workers:
            raise KitError(f"The scheduler at {address} has no workers yet. {HOW_TO_START}.")
        yield client.get_executor(pure=False), sum(one["nthreads"] for one in workers.values())
    finally:
        client.close()
