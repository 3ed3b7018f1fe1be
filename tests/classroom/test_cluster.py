"""A class graded by the workers of a real Dask scheduler gets the grades that it gets here."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest
from class_command import (
    SECONDS,
    Class,
    processes_below,
    verdicts,
    wait_until,
)

from grading.course.paths import KIT, OTHER_CHECKS

pytestmark = pytest.mark.skipif(
    not (find_spec("distributed") and find_spec("psutil")),
    reason="Dask is not installed (`python -m pip install --group cluster`)",
)
STARTED = re.compile(r"Registered to")


class Cluster:
    """A scheduler, and workers that are started as docs/instructors.md says."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        file = folder / "scheduler.json"
        self._start("scheduler", "--port", 0, "--no-dashboard", "--scheduler-file", file)
        wait_until(file.exists)
        self.address = wait_until(lambda: _address_in(file))

    def start_worker(self, **environment):
        """Start a worker, which serves when this returns."""
        number = len(self.processes)
        options = ["--nthreads", 1, "--no-dashboard", "--no-nanny"]
        options += ["--local-directory", self.folder]
        worker = self._start("worker", self.address, *options, **environment)
        log = self.folder / f"{number}.log"
        wait_until(lambda: STARTED.search(log.read_text(encoding="utf-8", errors="replace")))
        return worker

    def _start(self, what, *arguments, **environment):
        command = [sys.executable, "-m", "dask", what, *map(str, arguments)]
        with open(self.folder / f"{len(self.processes)}.log", "wb") as log:
            started = subprocess.Popen(
                command,
                cwd=KIT,
                env=os.environ | {"PYTHONPATH": "."} | environment,
                stdout=log,
                stderr=log,
            )
        self.processes.append(started)
        return started

    def close(self):
        """End all of it."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


def _address_in(file):
    try:
        return json.loads(file.read_text(encoding="utf-8"))["address"]
    except ValueError:  # half written
        return None


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler without workers."""
    started = Cluster(tmp_path_factory.mktemp("cluster"))
    yield started
    started.close()


@pytest.fixture
def on_the_cluster(graded, tmp_path):
    """The class again, with nothing graded yet."""
    return Class(graded.folder, tmp_path / "gradebook.sqlite", graded.steps)


def test_what_cannot_grade_is_told(cluster, on_the_cluster, tmp_path):
    nobody = on_the_cluster.start("--scheduler", "tcp://127.0.0.1:1")  # it waits for 10 seconds
    found = {
        "no address": on_the_cluster.run("--scheduler", "nonsense"),
        "no workers": on_the_cluster.run("--scheduler", cluster.address),
    }
    other = shutil.copytree(KIT / "checks", tmp_path / "checks")
    (other / "test_step01_slope.py").write_text("# other checks\n", encoding="utf-8")
    worker = cluster.start_worker(**{OTHER_CHECKS: str(other)})
    found["another kit"] = on_the_cluster.run("--scheduler", cluster.address)
    worker.kill()
    worker.wait()
    said, errors = nobody.communicate(timeout=SECONDS)
    assert (nobody.returncode, said) == (2, "")
    assert errors.startswith("No Dask scheduler answers at tcp://127.0.0.1:1 (")
    sentences = {
        "no address": "nonsense is not the address of a Dask scheduler",
        "no workers": "has no workers yet. In the kit",
        "another kit": "all machines need the same kit",
    }
    for what, done in found.items():
        assert (done.returncode, done.stdout) == (2, ""), what
        assert sentences[what] in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert not on_the_cluster.gradebook.exists()


def test_the_same_grades_though_a_worker_is_killed(cluster, on_the_cluster, graded):
    killed = cluster.start_worker()
    cluster.start_worker()
    started = on_the_cluster.start("--scheduler", cluster.address)
    wait_until(lambda: len(on_the_cluster.kept()) >= 3)
    below = processes_below(killed.pid)
    killed.kill()
    said, errors = started.communicate(timeout=SECONDS)
    assert (started.returncode, errors) == (1, ""), said  # some could not be graded
    assert below
    wait_until(lambda: not any(one.is_running() for one in below))
    here, there = graded.kept(), on_the_cluster.kept()
    assert {name: verdicts(one) for name, one in here.items()} == {
        name: verdicts(one) for name, one in there.items()
    }


def test_a_scheduler_that_goes_away_is_told(cluster, on_the_cluster):
    started = on_the_cluster.start("--scheduler", cluster.address)
    wait_until(lambda: len(on_the_cluster.kept()) >= 2)
    cluster.processes[0].kill()
    said, errors = started.communicate(timeout=SECONDS)
    assert (started.returncode, said) == (2, "")
    assert errors.startswith(f"The scheduler at {cluster.address} does not answer any more")
    assert len(errors.splitlines()) == 1
