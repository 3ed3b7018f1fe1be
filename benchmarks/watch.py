"""Prints how long a save takes to its verdict, and what a thousand saves in a row leave behind.

Usage: python benchmarks/watch.py [SAVES [IN_A_ROW]]. Needs psutil. No row of saves where it is 0.
"""

import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from needed_packages import demand

demand("psutil")

from watch_under_test import KIT, WatchUnderTest, save  # noqa: E402 - it imports psutil

WRONG = {
    1: ("derivatives", "return (f(x + h) - f(x)) / h", "return f(x + h) - f(x)"),
    3: ("engine", "Value(self.data + other.data", "Value(self.data - other.data"),
    10: ("engine", "self.grad += other.data * out.grad", "self.grad = other.data * out.grad"),
    16: ("training", "learning_rate * parameter.grad", "learning_rate"),
    27: ("tensor", "Tensor(self.data @ other.data", "Tensor(2.0 * self.data @ other.data"),
}
TARGETS = dict.fromkeys((1, 3, 10, 16), 60) | {27: 120}  # milliseconds from save to verdict
SECONDS_TO_REST = 4.0  # in which all the other steps are graded, on a slow machine too
SECONDS_BETWEEN = (0.2, 1.0)  # from a verdict to a save that comes before that


def texts_of(folder, step):
    """Return a module's path, its right text and its wrong one."""
    module, right, wrong = WRONG[step]
    path = folder / f"{module}.py"
    text = path.read_text()
    assert right in text, f"solutions/{module}.py has no line {right!r} to put a mistake in"
    return path, text, text.replace(right, wrong)


def save_to_verdict(folder, saves):
    """Print the medians from save to verdict, of code with a mistake that is named.

    The yardstick, by which machines can be compared, is a start of Python.
    """
    starts = [_start_of_python() for _ in range(saves)]
    print(f"\nfrom save to verdict, median of {saves} saves, debounce included")
    print(f"  {'a yardstick: python -c pass':34} {_in_milliseconds(starts)}")
    chance = random.Random(0)
    for step, target in TARGETS.items():
        path, right, wrong = texts_of(folder, step)
        watch = WatchUnderTest(folder, step)
        watch.wait_for(" points, ")  # all are graded once: only then is a verdict that of a save
        waits = {
            "nothing else running": lambda: SECONDS_TO_REST,
            "the rest being graded": lambda: chance.uniform(*SECONDS_BETWEEN),
        }
        for name, wait in waits.items():
            times = [_one_save(watch, step, path, wrong, wait()) for _ in range(saves)]
            met = "met" if 1000 * statistics.median(times) <= target else "missed"
            took = f"{_in_milliseconds(times):42} target: at most {target} ms, {met}"
            print(f"  step {step:2}, {name:25} {took}", flush=True)
        watch.stop()
        path.write_text(right)


def _one_save(watch, step, path, wrong, wait):
    """Save once, ``wait`` seconds after the last verdict; return the seconds to the next."""
    time.sleep(wait)
    watch.last_verdict(step)  # which reads what the watch has said since: the line at fault, too
    began = save(path, f"{wrong}# {time.perf_counter()}\n")
    when, passes = watch.time_of_verdict(step)
    assert not passes, f"step {step} passes with a mistake in it: its time says nothing"
    return when - began


def _start_of_python():
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - began


def _in_milliseconds(times):
    fastest, middle, slowest = (
        1000 * seconds for seconds in (min(times), statistics.median(times), max(times))
    )
    return f"{middle:5.0f} ms (fastest {fastest:.0f}, slowest {slowest:.0f})"


def in_a_row(folder, saves):
    """Print what is left after many saves one upon the other, every third of them broken."""
    path, right, wrong = texts_of(folder, 10)
    watch = WatchUnderTest(folder, 10)
    watch.time_of_verdict(10)
    time.sleep(SECONDS_TO_REST)
    texts = (wrong, right[: len(right) // 2], right + "\nwhile True:\n    pass\n")
    memory = []
    for number in range(saves):
        save(path, texts[number % 3])
        time.sleep(0.01 + 0.13 * (number % 2))
        if number in (saves // 10, saves - 1):
            memory.append(_memory(watch))
    save(path, right)
    time.sleep(0.1)
    save(path, right + "\n")
    time.sleep(SECONDS_TO_REST)
    passes = watch.last_verdict(10)
    running = len(watch.processes())
    left = watch.stop()
    print(f"\n{saves} saves in a row, half-written, endless and wrong ones among them")
    print(f"  the verdict at the end is right: {passes}")
    print(f"  processes at the end {running}, left over after it {len(left)}")
    print(f"  memory after a tenth {memory[0]:.1f} MB, at the end {memory[1]:.1f} MB")
    print(f"  ratio {memory[1] / memory[0]:.3f}")
    path.write_text(right)


def _memory(watch):
    return watch.processes()[0].memory_info().rss / 2**20


def main():
    """Run both."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    row = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "exercises")
        shutil.copytree(KIT / "solutions", folder, ignore=shutil.ignore_patterns("__pycache__"))
        try:
            save_to_verdict(folder, saves)
            if row:
                in_a_row(folder, row)
        except AssertionError as failure:
            sys.exit(f"The benchmark ends here: {failure}")


if __name__ == "__main__":
    main()
