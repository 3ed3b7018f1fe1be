"""Grading one submission of a class, in whichever process is asked to.

Each process keeps its workers: one serves a submission after the other where nothing of the last
one is left in it, and is thrown away where something is.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

import grading
from grading.course.curriculum import NEEDS_TORCH, Step, step_numbered
from grading.course.errors import KitError
from grading.course.paths import CHECKS, KIT, REFERENCES, SOLUTIONS
from grading.sandbox.isolation import PROCESS, Isolation, best_isolation
from grading.session.session import Session
from grading.session.worker_pool import WorkerPool
from grading.submissions.finding import Submission

ISOLATIONS = ("process", "landlock", "sandbox")  # from the least apart to the most
NO_SANDBOX = (
    "There is no sandbox here: install bubblewrap (`apt install bubblewrap`, on Linux), or leave "
    "`--require-sandbox` out, and each result says how far its code was kept apart."
)


@dataclass(frozen=True)
class Conditions:
    """What every submission of a class is graded with."""

    steps: tuple[int, ...]
    checks: str  # the digest of the checks' version
    seed: int | None = None
    isolation: str = "sandbox"  # at least


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
def _pool_of(process: int, steps: tuple[int, ...]) -> WorkerPool:
    """Return the workers of this process, which are not those of one that has forked it."""
    files = [str(CHECKS / step_numbered(number).check_file) for number in steps]
    return WorkerPool(isolation=isolation_here(), files=files)


def demand_isolation(least: str) -> None:
    """Raise ``KitError`` where code cannot be kept apart so far here."""
    if ISOLATIONS.index(isolation_here().name) < ISOLATIONS.index(least):
        raise KitError(NO_SANDBOX)


def conditions_of(steps: Sequence[Step], seed: int | None, require_sandbox: bool) -> Conditions:
    """Return what a class is graded with here; raises ``KitError`` without a sandbox.

    What needs torch is left out: it would be the slowest of all, and few learners have it.
    """
    least = "sandbox" if require_sandbox else isolation_here().name
    demand_isolation(least)
    numbers = sorted({step.number for step in steps if step.modules != (NEEDS_TORCH,)})
    return Conditions(tuple(numbers), checks_version(), seed, least)


def grade_submission(conditions: Conditions, submission: Submission) -> dict[str, Any]:
    """Return the graded submission as plain data, which holds nothing but what can be written down.

    Raises ``KitError`` where this process has other checks, or cannot keep code apart as it should.
    """
    demand_isolation(conditions.isolation)
    if conditions.checks != checks_version():
        raise KitError(f"The kit in {KIT} has other checks: all machines need the same kit.")
    began = time.perf_counter()
    snapshot, grade = submission.snapshot, None
    if snapshot is not None:
        steps = [step_numbered(number) for number in conditions.steps]
        pool = _pool_of(os.getpid(), conditions.steps)
        with Session(snapshot.folder, judges=1, pool=pool, snapshot=snapshot) as session:
            grade = session.grade(steps).as_data()
        if not isolation_here().separates_submissions:
            pool.close()  # the next submission finds nothing of this one
    return {
        "learner": submission.learner,
        "digest": snapshot.digest if snapshot else "",
        "kit": grading.__version__,
        "checks": conditions.checks,
        "seed": conditions.seed,
        "isolation": isolation_here().name if snapshot else PROCESS.name,
        "submitted": submission.submitted,
        "graded": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - began, 4),
        "refused": submission.refused,
        "grade": grade,
    }
