"""A running watch, seen from outside: for the benchmark and for the tests."""

import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

KIT = Path(__file__).resolve().parent.parent
SECONDS_TO_WAIT = 30
# In the background of a shell it is ignored, and so it would be by a watch that is started there.
signal.signal(signal.SIGINT, signal.default_int_handler)


class WatchUnderTest:
    """A watch of a folder, the lines it writes with the time of each, and its keys."""

    def __init__(self, folder, *arguments, kit=KIT):
        command = [sys.executable, str(kit / "grader.py"), "watch", *map(str, arguments)]
        if folder:
            command += ["--implementation", str(folder)]
        self.process = subprocess.Popen(
            command, text=True, encoding="utf-8", bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.lines = queue.Queue()
        self.seen = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put((time.perf_counter(), line))

    def wait_for(self, *texts):
        """Return when a line came that holds all of ``texts``, and the line."""
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while True:
            try:
                when, line = self.lines.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{texts} did not come after:\n{''.join(self.seen)}") from None
            self.seen.append(line)
            if all(text in line for text in texts):
                return when, line

    def time_of_verdict(self, step):
        """Return when the next verdict on a step came, and whether it passes."""
        while True:
            when, line = self.wait_for("")
            if is_verdict(line, step):
                return when, "passe" in line

    def last_verdict(self, step):
        """Return whether the step passes, by the last verdict so far."""
        while not self.lines.empty():
            self.seen.append(self.lines.get()[1])
        verdicts = [line for line in self.seen if is_verdict(line, step)]
        return "passe" in verdicts[-1]

    def press(self, key):
        """Press a key."""
        self.process.stdin.write(key)
        self.process.stdin.flush()

    def processes(self):
        """Return the watch's process and all below it."""
        watch = psutil.Process(self.process.pid)
        return [watch, *watch.children(recursive=True)]

    def stop(self):
        """End it as a learner does; return what is left of its processes."""
        below = self.processes()[1:]
        if sys.platform == "win32":  # there, Ctrl-C reaches a whole console, this process too
            self.process.terminate()
        else:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=SECONDS_TO_WAIT)
        return psutil.wait_procs(below, timeout=5)[1]


def is_verdict(line, step):
    """Tell whether a line is the verdict on a step."""
    return line.startswith((f"{step:3}  ", f"✓ step {step} "))


def save(path, text):
    """Save as many editors do: write beside it, then rename. Return when that was."""
    beside = path.with_suffix(".tmp")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)
    return time.perf_counter()
