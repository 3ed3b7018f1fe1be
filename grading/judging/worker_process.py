"""The judge's end of a worker: starting it, asking it, and ending it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from grading.course.atomic_files import note_process, temporary_folder
from grading.course.learner_text import made_printable, printable
from grading.course.paths import CHECKS, KIT
from grading.judging.reply_reader import reader_of

WORKER = KIT / "grading" / "worker" / "main.py"
SECONDS_TO_START = 20
SECONDS_TO_LOAD_TORCH = 120
SECONDS_TO_IMPORT = 10.0  # what a learner's modules import may be large, and the machine slow
MOST_SERVED = 120  # before another file's checks get a process with as little in memory as at first
MOST_CPU_SECONDS = 120  # of one process
PLAYING_SECONDS = 3600  # of a program that tells how it goes
TRACE_BYTES = 64 << 10
# What a line must have in it for a text of its to hold anything that is not printable ASCII.
UNPRINTABLE_IN_JSON = re.compile(rb"[^ -~\n]|\\[^\"\\/]")
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


def framed(message: dict[str, Any]) -> bytes:
    """Return a message as the worker reads it: its length in eight hexadecimal digits before it.

    So a process of the worker's reads its own messages, and leaves the next one's in the pipe.
    """
    data = json.dumps(message).encode()
    return b"%08x%s" % (len(data), data)


@dataclass(frozen=True)
class Group:
    """What one process serves: the checks of a file, on any of some modules, by their paths.

    ``used``: the names of the modules that its first check takes.
    """

    file: str
    modules: tuple[str, ...]
    used: tuple[str, ...]
    cpu_seconds: int = MOST_CPU_SECONDS


class WorkerProcess:
    """One worker, from its start to its end."""

    def __init__(self, with_torch: bool = False, compiled: Path | None = None) -> None:
        """Start it; ``compiled``: a folder whose modules it compiles before it is asked anything.

        What they import from elsewhere it loads then, too.
        """
        self.folder = temporary_folder("worker-")
        self.trace = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `stop`
        self.with_torch = with_torch
        self.seconds_to_start = SECONDS_TO_LOAD_TORCH if with_torch else SECONDS_TO_START
        arguments = ["--torch"] if with_torch else []
        arguments += ["--compile", str(compiled)] if compiled else []
        self.process = start_worker(arguments, self.folder.name, self.trace)
        self.note = note_process(self.process.pid, WORKER)
        assert self.process.stdout is not None
        self.replies = reader_of(self.process.stdout)
        self.group: Group | None = None
        self.unsent: list[dict[str, Any]] = []  # goes with the next request
        self.served = 0  # in this group
        self.spoiled = False  # a check of this group ended in an error
        self.failed = False  # a check of this group gave a wrong result
        self.is_as_new = True  # nothing of this group's checks has remained in the process
        self.seconds_importing = 0.0  # the learner's modules, for the last request
        self.is_busy = False  # it has been asked, and has not answered

    def begin(self, group: Group) -> None:
        """Begin a group, in a fresh process where the worker forks."""
        if self.group:
            self.unsent.append({"end": True})
        self.group = group
        self.served, self.spoiled, self.failed, self.is_as_new = 0, False, False, True
        self.unsent.append(asdict(group) | {"token": secrets.token_hex(8)})

    def can_serve(self, file: str, modules: Iterable[str]) -> bool:
        """Tell whether the group's process may run a check of ``file`` on ``modules``.

        One in which nothing has remained may run any.
        """
        if self.group is None or self.spoiled:
            return False
        meant_for_it = self.group.file == file and set(modules) <= set(self.group.modules)
        return meant_for_it or (self.is_as_new and self.served < MOST_SERVED)

    def ask(
        self, request: dict[str, Any], seconds: float, tell: Callable[[Any], None] | None = None
    ) -> dict[str, Any]:
        """Return the reply to ``request``, or what became of the worker instead.

        ``seconds``: for the check; the learner's modules have a limit of their own before it.
        ``tell`` hears what a program says while it goes on: it has ``seconds`` from each time.
        ``{"outcome": "not begun"}`` where the group's process could not be started;
        ``{"outcome": "timeout"}`` after ``seconds``; ``{"outcome": "died", "code": …}`` where
        the process ended; ``{"outcome": "nonsense"}`` where it answered something else.
        """
        self.served += 1
        # Nobody can answer before they were asked: they would have to know this.
        token = secrets.token_hex(8)
        group = self.unsent[-1]["token"] if self.unsent else None
        limit = PLAYING_SECONDS if tell else seconds
        limits = {"seconds": limit, "seconds_to_import": SECONDS_TO_IMPORT}
        self._send([*self.unsent, request | {"id": token} | limits])
        self.unsent = []
        self.is_busy = True
        try:
            if group and not self._has_begun(group):
                return {"outcome": "not begun"}
            began = time.perf_counter()
            reply = self._next(SECONDS_TO_IMPORT)
            self.seconds_importing = time.perf_counter() - began
            if reply.get("imported") == token:
                reply = self._next(seconds)
            while tell and "progress" in reply and reply.get("id") == token:
                tell(reply["progress"])
                reply = self._next(seconds)
        finally:
            self.is_busy = False
        if "died" in reply:
            self.group = None
            return {"outcome": "died", "code": reply["died"]}
        if "outcome" in reply and reply.get("id") in (None, token):
            return reply
        return {"outcome": "nonsense"}

    def _has_begun(self, token: str) -> bool:
        """Wait for the first line of a group's process, past what the one before left behind."""
        deadline = time.monotonic() + self.seconds_to_start
        while (left := deadline - time.monotonic()) > 0:
            reply = self._next(left)
            if reply.get("begun") == token:
                return True
            if self.has_ended:
                return False
        return False

    def _send(self, messages: list[dict[str, Any]]) -> None:
        """Send messages at once; that the other end is gone shows when its answer is read."""
        assert self.process.stdin is not None
        data = b"".join(framed(message) for message in messages)
        with contextlib.suppress(OSError):
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def _next(self, seconds: float) -> dict[str, Any]:
        """Return the next line as data, or an outcome without an id where there is none."""
        line = self.replies.line(seconds)
        if line is None:
            return {"outcome": "timeout"}
        if not line:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=1)
            return {"outcome": "died", "code": self.process.poll()}
        try:
            message = json.loads(line)
            if UNPRINTABLE_IN_JSON.search(line):
                message = made_printable(message)
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
        assert self.process.stdin is not None and self.process.stdout is not None
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                stream.close()
        self.trace.seek(0, os.SEEK_END)
        self.trace.seek(max(0, self.trace.tell() - TRACE_BYTES))
        text = self.trace.read().decode(errors="replace")
        self.trace.close()
        if self.note:
            self.note.unlink(missing_ok=True)
        self.folder.cleanup()
        return printable(text, "\n")
