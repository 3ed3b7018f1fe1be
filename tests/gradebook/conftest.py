"""Graded submissions, made once by real sessions, and gradebooks of them."""

import copy
import json
import shutil

import pytest

from grading.course.curriculum import step_numbered
from grading.course.paths import EXERCISES, SOLUTIONS
from grading.session.session import Session

STEPS = (3, 8, 10, 12, 13)
CHECKS = "c" * 64


@pytest.fixture(scope="session")
def grades(workers, tmp_path_factory):
    """Grades as data, by the kind of submission: step 12 waits for torch in all of them."""
    wrong = tmp_path_factory.mktemp("wrong") / "wrong"
    shutil.copytree(SOLUTIONS, wrong)
    engine = wrong / "engine.py"
    text = engine.read_text(encoding="utf-8")
    assert "self.grad += other.data * out.grad" in text
    mistaken = text.replace(
        "self.grad += other.data * out.grad", "self.grad = other.data * out.grad"
    )
    engine.write_text(mistaken, encoding="utf-8")
    folders = {"right": SOLUTIONS, "wrong": wrong, "unsolved": EXERCISES}
    return {kind: _graded(folder, workers) for kind, folder in folders.items()}


def _graded(folder, workers):
    with Session(folder, pool=workers) as session:
        grade = session.grade([step_numbered(step) for step in STEPS]).as_data()
    for step in grade["steps"]:
        if step["number"] == 12:  # as where there is no torch
            step.update(status="waiting", points=0, possible=0)
            for check in step["checks"]:
                check.update(status="waiting", points=0, expected={}, observed={})
    for what in ("points", "possible"):
        grade[what] = sum(step[what] for step in grade["steps"])
    return json.loads(json.dumps(grade))


@pytest.fixture
def graded(grades):
    """Make a graded submission."""

    def make(learner, kind="right", submitted="2026-10-01T12:00:00+00:00", **more):
        made = {
            "learner": learner,
            "digest": kind.encode().hex().ljust(64, "0"),
            "kit": "1.0.0",
            "checks": CHECKS,
            "seed": None,
            "isolation": "process",
            "submitted": submitted,
            "graded": "2026-11-26T20:00:00+00:00",
            "seconds": 0.5,
            "refused": "",
            "grade": copy.deepcopy(grades[kind]),
        }
        return made | more

    return make


@pytest.fixture
def refused(graded):
    """Make a submission that was refused."""

    def make(learner, why="The archive leads outside of its folder.", **more):
        return graded(learner, digest="", refused=why, grade=None, **more)

    return make


@pytest.fixture
def url(tmp_path):
    """Where a gradebook may be."""
    return f"sqlite:///{(tmp_path / 'gradebook.sqlite').as_posix()}"
