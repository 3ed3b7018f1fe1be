"""Kills graders and watches with SIGKILL at random moments, and prints what that has left behind.

Usage: python benchmarks/kills.py [KILLS]. Works on a copy of the kit. Needs psutil.
"""

import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from needed_packages import demand

demand("psutil")

import psutil  # noqa: E402 - where it is missing, that has been said by now
from watch_under_test import KIT, save  # noqa: E402 - it imports psutil

LONGEST_LIFE = 1.2  # seconds
SECONDS_TO_END = 8  # in which what a killed grader started has to end by itself


def copy_of_the_kit(folder):
    """Return a copy in which the exercises are solved but for an endless loop."""
    ignored = shutil.ignore_patterns(".git", ".tox", ".venv", "__pycache__", ".kit", ".*_cache")
    kit = Path(shutil.copytree(KIT, folder / "kit", ignore=ignored))
    for file in (kit / "solutions").glob("*.py"):
        shutil.copy(file, kit / "exercises")
    return kit


def kill_at_random(kit, kills):
    """Start a grader or a watch, save while it runs, and kill it; again and again."""
    chance = random.Random(0)
    engine = kit / "exercises" / "engine.py"
    right = engine.read_text()
    endless = right.replace("self.grad = 1.0\n", "while True:\n            pass\n")
    for number in range(kills):
        command = [["check", "10", "16"], ["watch", "10"]][number % 2]
        grader = subprocess.Popen(
            [sys.executable, str(kit / "grader.py"), *command],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        begun, life = time.monotonic(), chance.uniform(0, LONGEST_LIFE)
        while time.monotonic() - begun < life:
            save(engine, chance.choice((right, endless, right + "\n")))
            time.sleep(chance.uniform(0, 0.2))
        grader.kill()
        grader.wait()
    save(engine, right)


def main():
    """Kill, then look at everything."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as temporary:
        kit = copy_of_the_kit(Path(temporary))
        before = set(psutil.pids())
        kill_at_random(kit, kills)
        time.sleep(SECONDS_TO_END)
        left = [pid for pid in psutil.pids() if pid not in before and _is_of(pid, kit)]
        connection = sqlite3.connect(kit / ".kit" / "history.sqlite3")
        (health,) = connection.execute("PRAGMA integrity_check").fetchone()
        (grades,) = connection.execute("SELECT count(*) FROM grade").fetchone()
        half = "SELECT count(*) FROM grade WHERE id NOT IN (SELECT grade FROM verdict)"
        (half_written,) = connection.execute(half).fetchone()
        connection.close()
        run = [sys.executable, str(kit / "grader.py")]
        again = subprocess.run([*run, "check", "10"], capture_output=True, text=True, check=False)
        told = subprocess.run([*run, "history"], capture_output=True, text=True, check=False)
    print(f"{kills} kills at random moments")
    print(f"  the history, says SQLite: {health}; {grades} grades, {half_written} half-written")
    print(f"  the next grade: exit status {again.returncode}, {again.stderr or 'nothing to say'}")
    print(f"  the next history: exit status {told.returncode}")
    print(f"  processes left over after {SECONDS_TO_END} s: {len(left)}")


def _is_of(pid, kit):
    try:
        return str(kit) in " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return False


if __name__ == "__main__":
    main()
