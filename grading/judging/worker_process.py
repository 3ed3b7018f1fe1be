"""The judge's end of a worker: starting it, asking it, and ending it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from grading.course.paths import CHECKS, KIT

WORKER = KIT / "grading" / "worker" / "main.py"
MOST_BYTES = 4 << 20  # of one reply
SECONDS_TO_START = 20
SECONDS_TO_LOAD_TORCH = 120
TRACE_BYTES = 64 << 10
KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG")


def start_worker(arguments: list[str], folder: str, trace: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start a worker with a clean environment, in ``folder``; a sandbox can take its place."""
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ} | {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-I", str(WORKER), str(CHECKS), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=trace,
        cwd=folder,
        env=environment,
        start_new_session=os.name == "posix",
    )


class WorkerProcess:
    """One worker, from its start to its end."""

    def __init__(self, with_torch: bool = False, ahead: Path | None = None) -> None:
        """Start it; ``ahead``: a folder whose modules it compiles before it says that it is ready.

        What they import from elsewhere it loads then, too.
        """
        self.folder = tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True)
        self.trace = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `stop`
        self.with_torch = with_torch
        self.seconds_to_start = SECONDS_TO_LOAD_TORCH if with_torch else SECONDS_TO_START
        arguments = ["--torch"] if with_torch else []
        arguments += ["--ahead", str(ahead)] if ahead else []
        self.process = start_worker(arguments, self.folder.name, self.trace)
        self.lines: queue.Queue[bytes] = queue.Queue()
        self.ready = False
        self.group: tuple[str, dict[str, str]] | None = None
        self.requests = 0
        self.served = 0  # in this group
        self.spoiled = False  # a check of this group did not pass
        self.is_busy = False  # it has been asked, and has not answered
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Put every line of the worker's into the queue, and an empty one at its end."""
        assert self.process.stdout is not None
        stream = self.process.stdout
        while True:
            try:
                line = stream.readline(MOST_BYTES)
            except (OSError, ValueError):
                line = b""
            self.lines.put(line)
            if not line.endswith(b"\n"):
                stream.close()
                return

    def wait_until_ready(self) -> bool:
        """Wait for the worker's first line; false where it never came."""
        if not self.ready:
            self.ready = "ready" in self._next(self.seconds_to_start)
        return self.ready

    def begin(self, file: str, modules: Mapping[str, str]) -> bool:
        """Begin a group: checks in ``file`` on ``modules``, in a fresh process where it forks.

        False where the worker could not be brought to that.
        """
        if self.group:
            self._send({"end": True})
            self.group, self.ready = None, False
        if not self.wait_until_ready():
            return False
        self.group = (file, dict(modules))
        self.served, self.spoiled = 0, False
        self._send({"file": file, "modules": dict(modules)})
        return "begun" in self._next(self.seconds_to_start)

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return the reply to ``request``, or what became of the worker instead.

        ``{"outcome": "timeout"}`` after ``seconds``; ``{"outcome": "died", "code": …}`` where
        the process ended; ``{"outcome": "nonsense"}`` where it answered something else.
        """
        self.requests += 1
        self.served += 1
        self._send(request | {"id": self.requests, "seconds": seconds})
        reply = self._next(seconds)
        if "died" in reply:
            self.group, self.ready = None, False
            return {"outcome": "died", "code": reply["died"]}
        if "outcome" in reply and reply.get("id") in (None, self.requests):
            return reply
        return {"outcome": "nonsense"}

    def _send(self, message: dict[str, Any]) -> None:
        """Send one line; that the other end is gone shows when its answer is read."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()

    def _next(self, seconds: float) -> dict[str, Any]:
        """Return the next line as data, or an outcome without an id where there is none."""
        self.is_busy = True
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            return {"outcome": "timeout"}
        finally:
            self.is_busy = False
        if not line:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=1)
            return {"outcome": "died", "code": self.process.poll()}
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return {"outcome": "nonsense"}
        return message if type(message) is dict else {"outcome": "nonsense"}

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """End the worker and everything it started."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()

    def stop(self) -> str:
        """Kill and tidy up; return what the worker wrote of where it was."""
        self.kill()
        self.process.wait()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.trace.seek(0, os.SEEK_END)
        self.trace.seek(max(0, self.trace.tell() - TRACE_BYTES))
        text = self.trace.read().decode(errors="replace")
        self.trace.close()
        self.folder.cleanup()
        return text
