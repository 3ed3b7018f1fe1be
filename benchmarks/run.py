"""Prints what the kit costs, in one run on one machine: medians of five, and ratios.

Usage: python benchmarks/run.py [REPEATS]. Rows that need torch are left out where there is none.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
KIT = HERE.parent
GRADER = [sys.executable, str(KIT / "grader.py")]
SOLUTIONS = ["--implementation", str(KIT / "solutions")]
WITHOUT_TORCH = [str(number) for number in range(1, 22) if number not in (12, 17)]
HAS_TORCH = find_spec("torch") is not None

PEAK = """
import resource, sys
sys.argv = ["grader.py", "check", *{steps!r}, "--implementation", {folder!r}, "--json", "-"]
sys.path.insert(0, {kit!r})
sys.stdout = open(__import__("os").devnull, "w")
from grading.cli.main import main
try:
    main()
except SystemExit:
    pass
peak = lambda who: resource.getrusage(who).ru_maxrss / 1024
print(peak(resource.RUSAGE_SELF), peak(resource.RUSAGE_CHILDREN), file=sys.stderr)
print("torch" in sys.modules, file=sys.stderr)
"""


def seconds(command, repeats, **environment):
    """Return the median time of a command over ``repeats`` runs, in seconds."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        subprocess.run(
            command, cwd=KIT, env=os.environ | environment, check=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def speed(repeats):
    """Print how long a grade takes beside importing torch and beside a suite that uses it."""
    whole = seconds([*GRADER, "check", *WITHOUT_TORCH, *SOLUTIONS], repeats)
    one = seconds([*GRADER, "check", "10", *SOLUTIONS], repeats)
    rows = [("a whole grade, 19 steps, cold", whole), ("one step (10), cold", one)]
    if HAS_TORCH:
        torch = seconds([sys.executable, "-c", "import torch"], repeats)
        suite = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--noconftest"]
        suite += ["-o", "addopts=", str(HERE / "plain_torch_suite.py")]
        plain = seconds(suite, repeats, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
        rows += [("python -c 'import torch'", torch), ("the same checks, plain pytest", plain)]
    print(f"\ntime, median of {repeats}")
    for name, value in rows:
        ratio = f"{value / torch:5.2f} x import torch" if HAS_TORCH else ""
        print(f"  {name:32} {value * 1000:7.0f} ms  {ratio}")


def memory():
    """Print the peak memory of both processes."""
    program = PEAK.format(steps=WITHOUT_TORCH, folder=str(KIT / "solutions"), kit=str(KIT))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    if sys.platform == "win32" or done.returncode:
        print("\nmemory: not measured here (it needs the `resource` module)")
        return
    peaks, with_torch = done.stderr.strip().splitlines()[-2:]
    judge, worker = (float(peak) for peak in peaks.split())
    print("\npeak memory of a whole grade")
    print(f"  grading process {judge:6.0f} MB (torch in it: {with_torch})")
    print(f"  worker          {worker:6.0f} MB (the chain of 100,000 nodes)")


def growth(repeats):
    """Print how a grade grows with the number of checks."""
    print("\na grade by number of checks")
    first = None
    for share in (1, 5, 10, 15, 19):
        steps = WITHOUT_TORCH[:share]
        command = [*GRADER, "check", *steps, *SOLUTIONS]
        graded = json.loads(
            subprocess.run([*command, "--json", "-"], capture_output=True, check=False).stdout
        )
        checks = sum(len(step["checks"]) for step in graded["steps"])
        took = seconds(command, repeats)
        first = first or took
        print(f"  {checks:4} checks {took * 1000:7.0f} ms  {took / first:5.2f} x the first")


def main():
    """Run all of it."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    speed(repeats)
    memory()
    growth(repeats)
    subprocess.run([sys.executable, str(HERE / "engines.py"), str(repeats)], check=True)


if __name__ == "__main__":
    main()
