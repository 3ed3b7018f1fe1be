"""Grading in processes of this machine, which end with the command, however that ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection, wait

from grading.classroom.submission_grader import (
    Conditions,
    Graded,
    grade_submission,
    isolation_here,
    stop_grading,
)
from grading.submissions.finding import Submission

SECONDS_TO_STOP = 10  # in which what is being graded has to come to its end


class LocalProcesses:
    """Processes of this machine; they are started with the first submission."""

    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, number: int) -> None:
        self.number = number
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> LocalProcesses:
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()

    @property
    def isolation(self) -> str:
        """How far a learner's code is kept apart."""
        return isolation_here().name

    def submit(self, conditions: Conditions, submission: Submission) -> Future[Graded]:
        """Begin to grade a submission; raises one of ``lost`` where a process has ended."""
        pool = self._pool = self._pool or self._started()
        return pool.submit(grade_submission, conditions, submission)

    def demand_answers(self) -> None:
        """See to it that somebody is there to answer: they are, or their futures say so."""

    def renew(self) -> None:
        """Start afresh: where one of them has ended, none grades any more."""
        self._stop()

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        self._command, self._here = context.Pipe(duplex=False)
        return ProcessPoolExecutor(
            self.number,
            mp_context=context,
            initializer=_end_with_the_command,
            initargs=(self._command,),
        )

    def _stop(self) -> None:
        if self._pool:
            self._here.close()  # which they notice
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._command.close()
            self._pool = None


def _end_with_the_command(command: Connection) -> None:
    """Leave Ctrl-C to the command, and end when it has been killed, or says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        if parent.sentinel not in wait([command, parent.sentinel]):
            stop_grading()
            wait([parent.sentinel], SECONDS_TO_STOP)
        os._exit(1)  # its sandboxes end with it

    threading.Thread(target=watch, daemon=True).start()
