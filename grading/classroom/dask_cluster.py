"""Grading on the workers of a Dask cluster, by the same function as on this machine.

A worker that dies costs time alone: Dask gives what it was grading to another.
"""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grading.classroom.submission_grader import (
    ISOLATIONS,
    Conditions,
    Graded,
    checks_version,
    grade_submission,
    isolation_here,
)
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import command_that_installs
from grading.course.snapshot import Snapshot
from grading.submissions.finding import Submission

if TYPE_CHECKING:
    from distributed import Client

SECONDS_TO_CONNECT = 10
SECONDS_WITHOUT_WORKERS = 60  # in which a nanny, or somebody, can start another
HOW_TO_START = (
    "In the kit's folder, start one with `PYTHONPATH=. dask scheduler`, and on each machine "
    "`PYTHONPATH=. dask worker ADDRESS --nthreads 1`"
)


class DaskCluster:
    """The workers of a scheduler, as they come and go."""

    def __init__(self, client: Client, address: str, lost: tuple[type[BaseException], ...]) -> None:
        """Demand the same kit of all workers; raises ``KitError``."""
        self.client = client
        self.address = address
        self.lost = lost
        self.executor: Executor = client.get_executor(pure=False)
        self.number = sum(self._threads().values())
        if not self.number:
            raise KitError(f"The scheduler at {address} has no workers yet. {HOW_TO_START}.")
        self.isolation = max(_isolations(client), key=ISOLATIONS.index)
        self.last_worker_seen = time.monotonic()

    def submit(self, conditions: Conditions, submission: Submission) -> Future[Graded]:
        """Begin to grade a submission."""
        return self.executor.submit(_grade_sent, conditions, _sent(submission))

    def demand_answers(self) -> None:
        """Raise ``KitError`` where the scheduler is gone, or has had no worker for a while."""
        if self._threads():
            self.last_worker_seen = time.monotonic()
        elif time.monotonic() - self.last_worker_seen > SECONDS_WITHOUT_WORKERS:
            raise KitError(
                f"The scheduler at {self.address} has no workers any more. Start some; the same "
                "command goes on with the rest."
            )

    def renew(self) -> None:
        """Leave it to Dask to go on with other workers."""

    def _threads(self) -> Mapping[str, int]:
        """Return the number of threads of each worker, by its address; raises ``KitError``."""
        threads: Mapping[str, int] | None = None
        try:
            if self.client.status == "running":
                threads = self.client.nthreads()
        except Exception:  # of the network or of Dask: whatever it is, nobody has answered
            threads = None
        if threads is None:
            raise KitError(
                f"The scheduler at {self.address} does not answer any more. Start it again; the "
                "same command goes on with the rest."
            )
        return threads


@contextmanager
def dask_cluster(address: str) -> Iterator[DaskCluster]:
    """Give the workers of the Dask scheduler at ``address``; raises ``KitError``."""
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
        from distributed.scheduler import KilledWorker
        from distributed.versions import VersionMismatchWarning
    except ImportError:
        raise KitError(
            f"`--scheduler` needs Dask: `{command_that_installs('distributed')}` puts it here."
        ) from None
    for name in ("distributed", "distributed.client"):  # what matters is said here
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore", VersionMismatchWarning)
    try:
        get_address_host_port(address)  # else the client waits, and raises when it is let go
    except Exception:  # each kind of address has its own
        raise KitError(
            f"{printable(address)} is not the address of a Dask scheduler; it prints one when it "
            "starts, such as tcp://192.168.1.7:8786."
        ) from None
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError, RuntimeError) as error:
        raise KitError(
            f"No Dask scheduler answers at {printable(address)} ({type(error).__name__}). "
            f"{HOW_TO_START}."
        ) from None
    try:
        yield DaskCluster(client, printable(address), (KilledWorker,))
    finally:
        client.close()


def _isolations(client: Client) -> set[str]:
    """Return how far the workers keep code apart; raises ``KitError`` for another kit's worker."""
    found: dict[str, Any] = client.run(_kit_of_a_worker, on_error="return")
    for worker, kit in found.items():
        if isinstance(kit, BaseException):
            raise KitError(
                f"The worker at {worker} cannot grade ({type(kit).__name__}: {_first_line(kit)}). "
                f"{HOW_TO_START}."
            )
        if kit[0] != checks_version():
            raise KitError(
                f"The worker at {worker} has other checks, in {kit[1]}: all machines need the same "
                "kit, and for `--seed` the same GRADER_CHECKS."
            )
    return {isolation for _, _, isolation in found.values()}


def _first_line(error: BaseException) -> str:
    return printable((str(error).splitlines() or [""])[0])


def _kit_of_a_worker() -> tuple[str, str, str]:
    from grading.course.paths import CHECKS

    return checks_version(), os.fspath(CHECKS), isolation_here().name


def _sent(submission: Submission) -> tuple[Any, ...]:
    """Return a submission as data that another system can read, where paths are others."""
    snapshot = submission.snapshot
    if snapshot is None:
        modules = None
    else:
        modules = (os.fspath(snapshot.folder), dict(snapshot.sources), dict(snapshot.refused))
    return submission.learner, modules, submission.refused, submission.submitted


def _grade_sent(conditions: Conditions, sent: tuple[Any, ...]) -> Graded:
    learner, modules, refused, submitted = sent
    snapshot = None
    if modules is not None:
        folder, sources, not_read = modules
        snapshot = Snapshot(Path(folder), sources, not_read)
    return grade_submission(conditions, Submission(learner, snapshot, refused, submitted))
