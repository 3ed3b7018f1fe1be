"""Grading one submission of a class, in whichever process is asked to.

Each process keeps its workers: one serves a submission after the other where nothing of the last
one is left in it, and is thrown away where something is.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import grading
from grading.classroom.kept_workers import KeptWorkers
from grading.course.curriculum import NEEDS_TORCH, Step, step_numbered
from grading.course.errors import KitError
from grading.course.paths import CHECKS, KIT, REFERENCES, SOLUTIONS
from grading.course.references import expected_of, libraries_of
from grading.course.snapshot import Snapshot
from grading.sandbox.isolation import PROCESS, Isolation, best_isolation
from grading.session.session import Session
from grading.submissions.finding import Submission

Graded = dict[str, Any]  # a graded submission: plain data, as the gradebook keeps it

ISOLATIONS = ("sandbox", "landlock", "process")  # from the furthest apart to the least
# In what is said of a submission: equal ones are graded once, and nobody is to read another's name.
FOLDER = Path("submission")
NO_SANDBOX = (
    "There is no sandbox here: install bubblewrap (`apt install bubblewrap`, on Linux), or leave "
    "`--require-sandbox` out, and each result says how far its code was kept apart."
)

ENDED_IN_AN_ERROR = (
    "Its grading ended in an error of the kit's own, which its modules may be made to cause; "
    "`python grader.py --sandbox --implementation FOLDER` shows which"
)


@dataclass(frozen=True)
class Conditions:
    """What every submission of a class is graded with."""

    steps: tuple[int, ...]
    checks: str  # the digest of the checks' version
    seed: int | None = None
    isolation: str = "sandbox"  # at least

    @property
    def isolations(self) -> tuple[str, ...]:
        """How far the code may be kept apart, the furthest first."""
        return ISOLATIONS[: ISOLATIONS.index(self.isolation) + 1]


_under_way: set[Session] = set()
_stopped = threading.Event()


class GradingFailed(Exception):
    """Grading ended in an error: the kit's, or that of a process which is about to end."""


@cache
def checks_version() -> str:
    """Return a digest of all that a grade depends on beside the submission.

    The checks, their references, the mistakes that are named, and the solutions that modules stand
    on.
    """
    content = hashlib.sha256(grading.__version__.encode())
    folders = (CHECKS, REFERENCES, CHECKS / "mistakes", SOLUTIONS)
    for folder in folders:
        for path in sorted(folder.glob("*")):
            if path.is_file():
                data = path.read_bytes().replace(b"\r\n", b"\n")
                content.update(f"{folder.name}/{path.name}\0{len(data)}\0".encode() + data)
    return content.hexdigest()


@cache
def isolation_here() -> Isolation:
    """Return the best way to keep a learner's code apart that works here."""
    return best_isolation()


@cache
def _pool_of(process: int, steps: tuple[int, ...]) -> KeptWorkers:
    """Return the workers of this process, which are not those of one that has forked it.

    What is compared with is read before the first submission runs, and never again.
    """
    for number in steps:
        expected_of(step_numbered(number))
    files = [str(CHECKS / step_numbered(number).check_file) for number in steps]
    modules = {name for number in steps for name in step_numbered(number).modules}
    return KeptWorkers(
        isolation=isolation_here(), files=files, libraries=libraries_of(modules, SOLUTIONS)
    )


def demand_isolation(least: str, here: str) -> None:
    """Raise ``KitError`` where code is kept apart less far than that."""
    if ISOLATIONS.index(here) > ISOLATIONS.index(least):
        raise KitError(NO_SANDBOX)


def conditions_of(
    steps: Sequence[Step], seed: int | None, isolation: str, require_sandbox: bool
) -> Conditions:
    """Return what a class is graded with; raises ``KitError`` where a sandbox is missing.

    ``isolation``: how far code is kept apart where it is graded. What needs torch is left out: it
    would be the slowest of all, and few learners have it.
    """
    if require_sandbox:
        demand_isolation("sandbox", isolation)
    numbers = sorted({step.number for step in steps if step.modules != (NEEDS_TORCH,)})
    return Conditions(tuple(numbers), checks_version(), seed, isolation)


def grade_submission(conditions: Conditions, submission: Submission) -> Graded:
    """Return the graded submission as plain data, which holds nothing but what can be written down.

    Raises ``KitError`` where this process has other checks, or cannot keep code apart as it should,
    and ``GradingFailed``.
    """
    demand_isolation(conditions.isolation, isolation_here().name)
    if conditions.checks != checks_version():
        raise KitError(f"The kit in {KIT} has other checks: all machines need the same kit.")
    began = time.perf_counter()
    try:
        grade = _grade(conditions, submission.snapshot) if submission.snapshot else None
    except KitError:
        raise
    except Exception as error:  # whatever it is, the others are graded
        raise GradingFailed(f"{ENDED_IN_AN_ERROR} ({type(error).__name__}).") from None
    return {
        **not_graded(conditions, submission, submission.note),
        "isolation": isolation_here().name,
        "seconds": round(time.perf_counter() - began, 4),
        "grade": grade,
    }


def not_graded(conditions: Conditions, submission: Submission, sentence: str) -> Graded:
    """Return what is kept of a submission that has no grade; the sentence says why."""
    return {
        "learner": submission.learner,
        "digest": submission.snapshot.digest if submission.snapshot else "",
        "kit": grading.__version__,
        "checks": conditions.checks,
        "seed": conditions.seed,
        "isolation": PROCESS.name,
        "submitted": submission.submitted,
        "graded": now(),
        "seconds": 0.0,
        "refused": sentence,
        "grade": None,
    }


def now() -> str:
    """Return the time as it is kept: of what is graded at once, the order matters, too."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def stop_grading() -> None:
    """Have whatever this process is grading come to nothing, and grade no more."""
    _stopped.set()
    for session in list(_under_way):
        session.interrupt()


def _grade(conditions: Conditions, snapshot: Snapshot) -> dict[str, Any]:
    steps = [step_numbered(number) for number in conditions.steps]
    pool = _pool_of(os.getpid(), conditions.steps)
    nobodys = replace(snapshot, folder=FOLDER)
    with Session(FOLDER, judges=1, pool=pool, snapshot=nobodys) as session:
        _under_way.add(session)
        try:
            if not _stopped.is_set():
                grade = session.grade(steps).as_data()
        finally:
            _under_way.discard(session)
    if not isolation_here().separates_submissions:
        pool.close()  # the next submission finds nothing of this one
    if _stopped.is_set():
        raise KitError("The grading was interrupted.")
    return grade | {"modules": str(snapshot.folder)}
