"""Prints how fast a class is graded, beside plain pytest with torch and otter-grader, in one run.

Usage: python benchmarks/class.py [--number N] [--rounds N] [--torch-python PATH]
[--otter-python PATH] [--memory N]. All are run in turns; each start is cold. Without
``--otter-python``, an environment with otter is made, and removed afterwards.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from needed_packages import demand

demand("sqlalchemy", "psutil")

import click  # noqa: E402 - where it is missing, that has been said by now
import psutil  # noqa: E402
from class_of_submissions import KINDS, class_of_submissions, lay_out  # noqa: E402
from graded_class import class_command, number_kept  # noqa: E402
from in_turns import Failed, medians  # noqa: E402
from otter_class import OtterAutograder, Unavailable, is_whole  # noqa: E402

from grading.course.curriculum import NEEDS_TORCH, STEPS  # noqa: E402
from grading.course.paths import KIT  # noqa: E402
from grading.sandbox.isolation import best_isolation  # noqa: E402

SUITE = Path(__file__).with_name("plain_torch_suite.py")
TARGETS = {"parts 1 to 3": 20, "all parts": 8}  # submissions a second, on two cores
TIMES_PLAIN = 30
MOST_GROWTH = 1.10
PARTS = {"parts 1 to 3": (1, 2, 3), "all parts": (1, 2, 3, 4, 5, 6)}
CLASSES = {"all right": ("right",), "of all kinds": KINDS}
WINDOWS = (0.1, 0.5, 1.0)  # of a class, at whose ends memory is looked at


def steps_of(parts):
    """Return the steps of some parts that need no torch."""
    return [step for step in STEPS if step.part in parts and step.modules != (NEEDS_TORCH,)]


def grade_class(folder, parts, jobs):
    """Grade a class from nothing; return the seconds it took. Raises ``Failed``."""
    gradebook = folder.with_suffix(".sqlite")
    for left in gradebook.parent.glob(f"{gradebook.name}*"):
        left.unlink()
    began = time.perf_counter()
    done = subprocess.run(
        class_command(folder, gradebook, steps_of(parts), "--jobs", jobs),
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise Failed(done.stderr.strip())
    return took


def test_plainly(python, folder, parts, at_once):
    """Run the plain suite on a submission, as often at once; return seconds a submission."""
    suite = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--noconftest"]
    suite += ["-o", "addopts=", str(SUITE)]
    environment = os.environ | {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "SUITE_FOLDER": str(folder),
        "SUITE_PARTS": "".join(map(str, parts)),
        "OMP_NUM_THREADS": "1",
    }
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    began = time.perf_counter()
    started = [subprocess.Popen(suite, cwd=KIT, env=environment, **pipes) for _ in range(at_once)]
    said = [one.communicate()[0] for one in started]
    took = time.perf_counter() - began
    for one, text in zip(started, said, strict=True):
        if one.returncode:
            raise Failed((text.strip().splitlines() or ["(it said nothing)"])[-1])
    return took / at_once


def grade_by_otter(autograder, folder):
    """Have otter grade a submission; return the seconds it took. Raises ``Failed``."""
    began = time.perf_counter()
    try:
        said = autograder.grade(folder)
    except Unavailable as why:
        raise Failed(str(why)) from None
    took = time.perf_counter() - began
    if not is_whole(said):
        raise Failed("otter did not give every point to what is right")
    return took


def contests_of(folder, number, jobs, torch_python, otter):
    """Return what is timed, by name: each gives the seconds it took a submission."""
    contests = {}
    for what, parts in PARTS.items():
        for kinds, chosen in CLASSES.items():
            place = folder / f"{kinds} {what}".replace(" ", "_")
            lay_out(class_of_submissions(number, 1, steps_of(parts), chosen), place)
            contests[f"the kit, {what}, {kinds}"] = lambda place=place, parts=parts: (
                grade_class(place, parts, jobs) / number
            )
        if torch_python:
            contests[f"plain pytest, {what}, one at a time"] = lambda parts=parts: test_plainly(
                torch_python, KIT / "solutions", parts, 1
            )
            contests[f"plain pytest, {what}, {jobs} at once"] = lambda parts=parts: test_plainly(
                torch_python, KIT / "solutions", parts, jobs
            )
    if otter:
        contests["otter run, parts 1 to 3, one at a time"] = lambda: grade_by_otter(
            otter, KIT / "solutions"
        )
    return contests


def print_rates(taken):
    """Print submissions a second, and how many times as many the kit grades."""
    for name, took in taken.items():
        if isinstance(took, Failed):
            print(f"  {name:44} {took}")
            continue
        target = next((t for what, t in TARGETS.items() if f"the kit, {what}" in name), None)
        met = (
            f"   (target: {target}, {'met' if 1 / took >= target else 'missed'})" if target else ""
        )
        print(f"  {name:44} {1 / took:8.2f} a second{met}")
    print("\nhow many times as many submissions the kit grades, all right, in the same run")
    for name, took in taken.items():
        kit = next((f"the kit, {what}, all right" for what in PARTS if what in name), "")
        if name.startswith("the kit") or isinstance(took, Failed) or isinstance(taken[kit], Failed):
            continue
        times = took / taken[kit]
        is_target = name == "plain pytest, parts 1 to 3, one at a time"
        met = f"   (target: {TIMES_PLAIN}, {'met' if times >= TIMES_PLAIN else 'missed'})"
        print(f"  {name:44} {times:8.1f} x{met * is_target}")


def print_memory(folder, number, jobs):
    """Grade a class of all kinds; print the memory of the command and all below it."""
    parts = PARTS["parts 1 to 3"]
    place, gradebook = folder / "large", folder / "large.sqlite"
    lay_out(class_of_submissions(number, 2, steps_of(parts)), place)
    started = subprocess.Popen(
        class_command(place, gradebook, steps_of(parts), "--jobs", jobs), stdout=subprocess.DEVNULL
    )
    peaks = dict.fromkeys(WINDOWS, (0.0, 0.0))
    seen = []
    while started.poll() is None:
        seen.append((number_kept(gradebook), *resident(started.pid)))
        time.sleep(0.5)
    for share in WINDOWS:
        among = [row for row in seen if share - 0.1 <= row[0] / number <= share]
        peaks[share] = tuple(max((row[i] for row in among), default=0.0) for i in (1, 2))
    print(f"\nmemory while {number} submissions of all kinds are graded, parts 1 to 3")
    for share, (command, below) in peaks.items():
        print(
            f"  up to {round(number * share):5}: the command {command:5.0f} MB, "
            f"its {jobs} grading processes {below:5.0f} MB"
        )
    first, last = sum(peaks[WINDOWS[0]]), sum(peaks[WINDOWS[-1]])
    growth = last / first if first else float("nan")
    met = "met" if growth <= MOST_GROWTH else "missed"
    print(f"  the last tenth beside the first: {growth:.2f} x (target: {MOST_GROWTH:.2f}, {met})")


def resident(number):
    """Return the resident memory of a process, and of its grading processes, in MB.

    Workers are left out: each is as large as the code that it runs makes it.
    """
    try:
        command = psutil.Process(number)
        below = [p for p in command.children() if "spawn_main" in " ".join(p.cmdline())]
        own, others = command.memory_info().rss, sum(p.memory_info().rss for p in below)
    except psutil.Error:
        return 0.0, 0.0
    return own / 2**20, others / 2**20


@click.command()
@click.option("--number", default=60, show_default=True, help="Submissions of each class.")
@click.option("--rounds", default=3, show_default=True, help="Each is the median of so many.")
@click.option("--jobs", default=min(2, os.cpu_count() or 1), show_default=True)
@click.option("--torch-python", metavar="PATH", help="With torch and the kit's packages.")
@click.option("--otter-python", metavar="PATH", help="With otter-grader; else one is made.")
@click.option("--without-otter", is_flag=True)
@click.option("--memory", "large", default=0, metavar="N", help="Memory over N submissions, too.")
def main(number, rounds, jobs, torch_python, otter_python, without_otter, large):
    """Print rates, ratios and memory."""
    if torch_python is None and find_spec("torch"):
        torch_python = sys.executable
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        otter = None
        if not without_otter:
            try:
                otter = OtterAutograder(folder / "otter", steps_of((1, 2, 3)), otter_python)
            except Unavailable as why:
                print(f"no comparison with otter-grader: {why}")
        if torch_python is None:
            print("no comparison with plain pytest: --torch-python PATH names one with torch")
        contests = contests_of(folder, number, jobs, torch_python, otter)
        print(
            f"\nsubmissions a second on {jobs} of {os.cpu_count()} cores ({best_isolation().name}),"
            f" each class {number} submissions whose files all differ, median of {rounds} in turns"
        )
        print(
            "plain pytest: the same checks in one process, torch asked live; otter: the same checks"
            "\nas its test cases, recorded numbers, its own process; neither names a mistake, makes"
            "\na second try on finished modules, or keeps the code from the answers"
        )
        taken = medians(contests, rounds, lambda: print(".", end="", file=sys.stderr, flush=True))
        print(file=sys.stderr)
        print_rates(taken)
        if large:
            print_memory(folder, large, jobs)
        shutil.rmtree(folder / "otter", ignore_errors=True)


if __name__ == "__main__":
    main()
