"""A class under test: the command on it, what its gradebook holds, and its processes."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.gradebook.gradebook import open_gradebook

STEPS = (1, 3, 8, 9, 10, 13)
SECONDS = 60


class Class:
    """A folder of submissions, the command on it, and its gradebook."""

    def __init__(self, folder, gradebook, steps=STEPS):
        self.folder = folder
        self.gradebook = gradebook
        self.steps = steps

    @property
    def url(self):
        return f"sqlite:///{self.gradebook}"

    def command(self, *options):
        """Return the command that grades it."""
        steps = [part for step in self.steps for part in ("--step", str(step))]
        command = [sys.executable, str(KIT / "grader.py"), "class", str(self.folder)]
        return [*command, "--gradebook", self.url, *steps, *map(str, options)]

    def run(self, *options, **more):
        """Run the command to its end."""
        command = self.command(*options)
        return subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=SECONDS, **more
        )

    def start(self, *options, **more):
        """Start the command, in a session of its own."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(self.command(*options), start_new_session=True, **pipes, **more)

    def kept(self):
        """Return the graded submissions by who handed them in; none is there twice."""
        if not Path(self.gradebook).exists():
            return {}
        try:
            with open_gradebook(self.url) as gradebook:
                attempts = list(gradebook.attempts())
        except KitError:  # its tables are being made
            return {}
        kept = {attempt["learner"]: attempt for attempt in attempts}
        assert len(kept) == len(attempts)
        return kept


def verdicts(graded):
    """Return all of a graded submission that depends on its code alone."""
    if graded["grade"] is None:
        return graded["refused"]
    return [
        {name: value for name, value in check.items() if name != "seconds"}
        for step in graded["grade"]["steps"]
        for check in step["checks"]
    ]


def wait_until(holds, seconds=SECONDS):
    """Wait until something holds; return what it gave."""
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return found


def processes_below(number):
    """Return a process's children, their children, and so on."""
    psutil = pytest.importorskip("psutil")
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(number).children(recursive=True)
    return []


def grading_processes(number):
    """Return those below a process that have a worker at work."""
    psutil = pytest.importorskip("psutil")
    found = []
    for process in processes_below(number):
        with suppress(psutil.Error):
            below = process.children(recursive=True)
            is_grading = "spawn_main" in " ".join(process.cmdline())
            if is_grading and any("main.py" in " ".join(one.cmdline()) for one in below):
                found.append(process)
    return found


def without_programs(folder):
    """Return an environment in which no program is found, bubblewrap neither."""
    folder.mkdir()
    return os.environ | {"PATH": str(folder)}
