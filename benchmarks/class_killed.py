"""Grades a thousand synthetic submissions three ways, kills each on the way, compares the grades.

In two processes, in one, and on a Dask cluster of two workers, one of which is killed, too. Each
way is killed five times at random moments and gone on with. Every grade has to be as expected, and
the same each way. Usage: python benchmarks/class_killed.py [NUMBER [SEED [STEP …]]]; without
steps, those of parts 1 to 3. Needs what the class and the cluster need.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from needed_packages import demand

demand("sqlalchemy", "distributed")

from class_of_submissions import class_of_submissions, lay_out, unexpected  # noqa: E402
from graded_class import class_command, number_kept  # noqa: E402

from grading.course.curriculum import NEEDS_TORCH, STEPS  # noqa: E402
from grading.course.paths import KIT  # noqa: E402
from grading.gradebook.gradebook import open_gradebook  # noqa: E402

KILLS = 5
OF_THE_CLOCK = ("message", "file", "line")  # of a check that did not end
PARTS = (1, 2, 3)
ASKED = [int(text) for text in sys.argv[3:]]
CHOSEN = [
    step
    for step in STEPS
    if step.modules != (NEEDS_TORCH,)
    and (step.number in ASKED or (not ASKED and step.part in PARTS))
]


def graded(folder, gradebook, number, chance, *options, at_a_kill=lambda kill: None):
    """Grade a folder, killed and gone on with; return what was kept and the seconds it took."""
    began = time.perf_counter()
    goals = sorted(chance.sample(range(1, number - 20), KILLS))
    for kill, goal in enumerate(goals):
        started = subprocess.Popen(
            class_command(folder, gradebook, CHOSEN, *options),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # where Python counts the semaphores of what was killed
        )
        while number_kept(gradebook) < goal and started.poll() is None:
            time.sleep(0.1)
        time.sleep(chance.uniform(0, 0.3))
        started.kill()
        started.wait()
        at_a_kill(kill)
        print(f"  killed at {number_kept(gradebook)} submissions", flush=True)
    done = subprocess.run(
        class_command(folder, gradebook, CHOSEN, *options),
        capture_output=True,
        text=True,
        check=False,
    )
    print("  " + "\n  ".join(done.stdout.splitlines()[:2]), done.stderr, flush=True)
    if done.returncode not in (0, 1):
        sys.exit("The class could not be graded; its command says why.")
    with open_gradebook(f"sqlite:///{gradebook}") as opened:
        kept = list(opened.attempts())
    names = Counter(one["learner"] for one in kept)
    twice = [name for name, times in names.items() if times > 1]
    print(f"  graded twice: {len(twice)}; in all {time.perf_counter() - began:.0f} s", flush=True)
    return {one["learner"]: verdicts(one) for one in kept}, {one["learner"]: one for one in kept}


def verdicts(one):
    """Return as text all of a graded submission that depends on its code alone.

    In which line code was stopped, when its time was up, depends on the clock.
    """
    if one["grade"] is None:
        return one["refused"]
    checks = [dict(check) for step in one["grade"]["steps"] for check in step["checks"]]
    for check in checks:
        for field in ("seconds", *OF_THE_CLOCK * (check["status"] == "timeout")):
            check.pop(field)
    return json.dumps(checks, sort_keys=True)


class Cluster:
    """A Dask scheduler and two workers on this machine."""

    def __init__(self, folder):
        self.file = folder / "scheduler.json"
        self.folder = folder
        self.processes = []
        self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", self.file)
        while not self.file.exists() or not self.file.read_text(encoding="utf-8").endswith("}"):
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        self.start_worker()
        self.start_worker()
        time.sleep(8)

    def start_worker(self):
        """Start one more worker."""
        self._start(
            "worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny",
            "--local-directory", self.folder,
        )  # fmt: skip

    def kill_a_worker(self, kill):
        """Kill one, and start another; the first time only."""
        if kill == 0:
            self.processes[1].kill()
            print("  a worker is killed, too; another is started", flush=True)
            self.start_worker()

    def _start(self, *arguments):
        self.processes.append(
            subprocess.Popen(
                [sys.executable, "-m", "dask", *map(str, arguments)],
                cwd=KIT,
                env=os.environ | {"PYTHONPATH": "."},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def close(self):
        """End all of it."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


def main():
    """Grade, kill, compare; status 1 where a grade is not as it should be."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = class_of_submissions(number, chance.randrange(2**32), CHOSEN)
        kinds = Counter(one.kind for one in made)
        print(f"{number} submissions:", ", ".join(f"{n} {kind}" for kind, n in kinds.items()))
        lay_out(made, folder / "class")
        names = [one.learner for one in made]
        back = dict(zip(names, reversed(names), strict=True))
        lay_out([replace(one, learner=back[one.learner]) for one in made], folder / "reversed")

        print("two processes:", flush=True)
        first, kept = graded(folder / "class", folder / "two.sqlite", number, chance, "--jobs", "2")
        troubles = [line for one in made for line in unexpected(one, kept.get(one.learner))]
        print("  " + "\n  ".join([f"not as expected: {len(troubles)}", *troubles[:20]]), flush=True)

        print("one process, names in the opposite order:", flush=True)
        second, _ = graded(
            folder / "reversed", folder / "one.sqlite", number, chance, "--jobs", "1"
        )
        second = {back[name]: verdicts for name, verdicts in second.items()}
        troubles += told("one process", first, second)

        print("a Dask cluster of two workers:", flush=True)
        cluster = Cluster(folder)
        try:
            third, _ = graded(
                folder / "class", folder / "dask.sqlite", number, chance,
                "--scheduler", cluster.address, at_a_kill=cluster.kill_a_worker,
            )  # fmt: skip
        finally:
            cluster.close()
        troubles += told("the cluster", first, third)
    sys.exit(1 if troubles else 0)


def told(what, first, other):
    """Print, and return, whose grades are others."""
    differ = sorted(
        name for name in first.keys() | other.keys() if first.get(name) != other.get(name)
    )
    print(f"  other than in two processes: {len(differ)} {', '.join(differ[:20])}", flush=True)
    return differ


if __name__ == "__main__":
    main()
