"""Prints what the kit costs, in one run on one machine: medians, and ratios to `import torch`.

Usage: python benchmarks/run.py [REPEATS] [--torch-python PATH]. Where this Python has no torch,
the one of PATH is timed; without either there are milliseconds alone.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import in_turns
from in_turns import Failed
from needed_packages import demand

demand()

import click  # noqa: E402 - where it is missing, that has been said by now

HERE = Path(__file__).resolve().parent
KIT = HERE.parent
WITHOUT_TORCH = [str(number) for number in range(1, 22) if number not in (12, 17)]
IMPORT_TORCH = ["-c", "import torch"]

EVERYTHING = [str(number) for number in range(1, 49) if number not in (12, 17)]

ALL, WHOLE, ONE, ON_ARRAYS, TORCH, PLAIN = (
    "all 46 steps without torch",
    "parts 1 to 3 whole, 19 steps",
    "one step (10)",
    "one step on arrays (27)",
    "python -c 'import torch'",
    "the same checks, plain pytest",
)
TARGETS = {ALL: 1.0, WHOLE: 0.40, ONE: 0.20, ON_ARRAYS: 0.35}  # of the time of `import torch`

PEAK = """
import os, resource, sys, threading, time
import psutil
sys.argv = ["grader.py", "check", *{steps!r}, "--implementation", {folder!r}, "--json", "-"]
sys.path.insert(0, {kit!r})
sys.stdout = open(os.devnull, "w")
from grading.cli.main import main
largest = [0]
def watch_workers():  # the process that runs the chain is ended by nobody who could ask the system
    while True:
        for process in psutil.Process().children(recursive=True):
            try:
                largest[0] = max(largest[0], process.memory_info().rss)
            except psutil.Error:
                pass
        time.sleep(0.005)
threading.Thread(target=watch_workers, daemon=True).start()
try:
    main()
except SystemExit as end:
    if end.code not in (0, 1):
        raise
unit = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, Linux kilobytes
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
print(own, largest[0] / 2**20, file=sys.stderr)
print("torch" in sys.modules, file=sys.stderr)
"""


def run(command, grades=False, **environment):
    """Run a command; return the seconds it took, and the process. ``grades``: it shows a grade.

    Raises ``Failed`` for a status other than 0, or for a grade 0 and 1, and for no grade.
    """
    began = time.perf_counter()
    try:
        done = subprocess.run(
            command, cwd=KIT, env=os.environ | environment, check=False,
            capture_output=True, encoding="utf-8", errors="replace",
        )  # fmt: skip
    except OSError as error:
        raise Failed(f"could not be run: {error.strerror}") from None
    took = time.perf_counter() - began
    if (done.returncode in (0, 1) and done.stdout) if grades else done.returncode == 0:
        return took, done
    last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["(it said nothing)"]
    raise Failed(f"failed with exit status {done.returncode}: {last[0]}")


def grade(*steps):
    """Return the command that grades these steps of the solutions."""
    solutions = ["--implementation", str(KIT / "solutions")]
    return [sys.executable, str(KIT / "grader.py"), "check", *steps, *solutions]


def medians(commands, repeats):
    """Return the median seconds of each command, by name; in place of them, why it failed."""
    contests = {
        name: lambda command=command, options=options: run(command, **options)[0]
        for name, (command, options) in commands.items()
    }
    return in_turns.medians(contests, repeats)


def speed(repeats, torch_python):
    """Print how long a grade takes beside importing torch and beside a suite that uses it.

    False where a command failed.
    """
    asked = {ALL: EVERYTHING, WHOLE: WITHOUT_TORCH, ONE: ["10"], ON_ARRAYS: ["27"]}
    commands = {name: (grade(*steps), {"grades": True}) for name, steps in asked.items()}
    if torch_python:
        commands[TORCH] = ([torch_python, *IMPORT_TORCH], {})
    if find_spec("torch"):  # the suite needs the kit's packages beside torch
        suite = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--noconftest"]
        suite += ["-o", "addopts=", str(HERE / "plain_torch_suite.py")]
        commands[PLAIN] = (suite, {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"})
    taken = medians(commands, repeats)
    print(f"\ntime, every start cold, median of {repeats} in turns")
    for name, took in taken.items():
        print(f"  {name:32} {_cost(took, taken.get(TORCH), TARGETS.get(name))}")
    if not torch_python:
        print("  torch is not importable by this Python, so there are no ratios to it here;")
        print("  --torch-python PATH times `import torch` with another")
    return not any(isinstance(took, Failed) for took in taken.values())


def _cost(took, torch=None, target=None):
    """Return a time as text: its ratio to torch's, where that is known, and the target for it."""
    if isinstance(took, Failed):
        return str(took)
    text = f"{took * 1000:7.0f} ms"
    if isinstance(torch, float):
        text += f"  {took / torch:5.2f} x import torch"
        if target:
            met = "met" if took <= target * torch else "missed"
            text += f"   (target: at most {target:.2f}, {met})"
    return text


def memory():
    """Print the peak memory of both processes; False where the grade failed."""
    print("\npeak memory of a whole grade")
    if find_spec("resource") is None:
        print("  not measured here: this system has no `resource` module")
        return True
    if find_spec("psutil") is None:
        print("  not measured: it needs psutil")
        return True
    program = PEAK.format(steps=WITHOUT_TORCH, folder=str(KIT / "solutions"), kit=str(KIT))
    try:
        _, done = run([sys.executable, "-c", program])
    except Failed as failure:
        print(f"  the grade {failure}")
        return False
    peaks, with_torch = done.stderr.strip().splitlines()[-2:]
    judge, worker = (float(peak) for peak in peaks.split())
    print(f"  grading process {judge:6.0f} MB (torch in it: {with_torch})")
    print(f"  worker          {worker:6.0f} MB (the chain of 100,000 nodes)")
    return True


def growth(repeats):
    """Print how a grade grows with the number of checks; False where a grade failed."""
    print("\na grade by number of checks")
    commands = {}
    try:
        for share in (1, 5, 10, 15, 19):
            command = grade(*WITHOUT_TORCH[:share])
            graded = json.loads(run([*command, "--json", "-"], grades=True)[1].stdout)
            checks = sum(len(step["checks"]) for step in graded["steps"])
            commands[checks] = (command, {"grades": True})
    except Failed as failure:
        print(f"  the grade of the first {share} {failure}")
        return False
    taken = medians(commands, repeats)
    first = next(iter(taken.values()))
    for checks, took in taken.items():
        known = isinstance(took, float) and isinstance(first, float)
        beside = f"  {took / first:5.2f} x the first" if known else ""
        print(f"  {checks:4} checks {_cost(took)}{beside}")
    return not any(isinstance(took, Failed) for took in taken.values())


def python_with_torch(context, parameter, given):
    """Return the interpreter whose `import torch` is timed; none where there is none."""
    if given is None:
        return sys.executable if find_spec("torch") else None
    program = shutil.which(given)
    if program is None:
        raise click.BadParameter(f"{given} is not a program.")
    program = os.path.abspath(program)  # a symbolic link stays one: it makes the environment
    try:
        run([program, *IMPORT_TORCH])
    except Failed as failure:
        raise click.BadParameter(f"`import torch` by {given} {failure}") from None
    return program


@click.command()
@click.argument("repeats", type=click.IntRange(min=1), default=5)
@click.option("--torch-python", metavar="PATH", callback=python_with_torch,
              help="The interpreter whose `import torch` is timed, if not this one.")  # fmt: skip
def main(repeats, torch_python):
    """Print what the kit costs, each time the median of REPEATS (5)."""
    whole = [speed(repeats, torch_python), memory(), growth(repeats)]
    engines = subprocess.run([sys.executable, str(HERE / "engines.py"), str(repeats)], check=False)
    sys.exit(0 if all(whole) and engines.returncode == 0 else 1)


if __name__ == "__main__":
    main()
