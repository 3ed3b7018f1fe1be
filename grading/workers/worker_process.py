"""The judge's end of a worker: starting it, asking it, and ending it."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from grading.course.atomic_files import note_process, temporary_folder
from grading.course.learner_text import made_printable, printable
from grading.course.paths import CHECKS, DATA, KIT
from grading.sandbox.isolation import PROCESS, Isolation, WorkerStart
from grading.sandbox.process_tree import end_tree
from grading.workers.reply_reader import reader_of
from grading.workers.request_channel import RequestChannel
from grading.workers.worker_messages import (
    MOST_SOURCES,
    Group,
    OwnReply,
    Sources,
    brought_up_to_date,
    framed,
    lacking,
)

WORKER = KIT / "grading" / "worker" / "main.py"
FORKS = hasattr(os, "fork")
# What a worker can say of a check; how a process has ended, only its judge says.
OUTCOMES = ("observed", "raised", "drawn", "no graph", "graph", "called", "played", "edited")
SECONDS_TO_START = 20
SECONDS_TO_LOAD_TORCH = 120
SECONDS_TO_IMPORT = 10.0  # what a learner's modules import may be large, and the machine slow
MOST_SERVED = 120  # before another file's checks get a process with as little in memory as at first
PLAYING_SECONDS = 3600  # of a program that tells how it goes
TRACE_BYTES = 64 << 10
# Without this, a worker that does not do what it is told costs its judge's time.
SECONDS_TO_READ = 8.0  # what it is sent, once it has been started
SECONDS_TO_END = 1.0  # a group, once it has been told to
SECONDS_TO_CLEAR = 8.0  # a submission: all its processes
MOST_LINES_LEFT = 1_000  # by a process that has ended


class WorkerProcess:
    """One worker, from its start to its end."""

    def __init__(
        self,
        with_torch: bool = False,
        prepared: Sources | None = None,
        isolation: Isolation = PROCESS,
        files: Sequence[str] = (),
        libraries: Sequence[str] = (),
    ) -> None:
        """Start it; ``prepared``: modules that it compiles before it is asked anything, by path.

        What they import from elsewhere it loads then, too. ``files``: check files to load, and
        ``libraries`` to import.
        """
        self.folder = temporary_folder("worker-")
        self.trace = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `stop`
        self.with_torch = with_torch
        self.isolation = isolation
        self.seconds_to_start = SECONDS_TO_LOAD_TORCH if with_torch else SECONDS_TO_START
        reading, writing = os.pipe() if FORKS else (None, None)
        arguments = ["--torch"] if with_torch else []
        self.requests = RequestChannel()
        places = (WORKER, CHECKS, DATA, arguments, self.folder.name)
        start = WorkerStart(*places, self.trace, writing, self.requests.descriptor)
        try:
            self.process = isolation.start(start)
            self.requests.is_given(self.process.stdin)
        finally:
            if writing is not None:
                os.close(writing)
        self.note = note_process(self.process.pid, WORKER)
        assert self.process.stdout is not None
        self.status = reading
        self.replies = reader_of(self.process.stdout, reading)
        self.group: Group | None = None
        self.group_token = ""
        self.submission = ""  # the token of the one that is being served
        # The sources, by path, of the process that forks the groups, and of a group's own.
        self.has: dict[str, bytes | None] = {}
        self.group_has: dict[str, bytes | None] = {}
        self.unsent: list[dict[str, Any]] = []  # goes with the next request
        self.ending = ""  # the token of a group that has been told to end
        self.served = 0  # in this group
        self.spoiled = False  # a check of this group ended in an error
        self.failed = False  # a check of this group gave a wrong result
        self.is_as_new = True  # nothing of this group's checks has remained in the process
        # Of the last request: until it could be served, and then until its modules were imported.
        self.seconds_beginning = self.seconds_importing = 0.0
        self.is_busy = False  # it has been asked, and has not answered
        self.has_answered = False  # ever
        if prepared or files or libraries:
            to_load = {"files": list(files), "libraries": list(libraries)}
            self._send([to_load | brought_up_to_date(self.has, prepared or {})])

    def begin_submission(self) -> None:
        """Have what comes from now on served in a process that nothing is left of in the end."""
        self.submission = secrets.token_hex(8)
        self.has = {}
        self.unsent = [{"submission": self.submission}]

    def end_submission(self) -> bool:
        """End all that belongs to the submission; tell whether the worker can serve another."""
        if self.has_ended or not self.submission:
            return False
        token, self.submission = self.submission, ""
        if not self.unsent or "submission" not in self.unsent[0]:  # it has begun
            self._end_group()
            self._send([*self.unsent, {"submission ends": True}])
            self.unsent = []
            cleared = self._status("cleared", token, SECONDS_TO_CLEAR)
            self.group, self.ending = None, ""
            if cleared.get("clean") is not True:
                return False
            self.replies.discard()
        return True

    def begin(self, group: Group, sources: Sources, most_sources: int = MOST_SOURCES) -> None:
        """Begin a group, in a fresh process where the worker forks."""
        self._end_group()
        self.group = group
        self.group_token = secrets.token_hex(8)
        self.served, self.spoiled, self.failed, self.is_as_new = 0, False, False, True
        message = asdict(group) | {"token": self.group_token}
        self.unsent.append(message | brought_up_to_date(self.has, sources, most_sources))
        self.group_has = dict(self.has)

    def end_group(self) -> None:
        """End the group's processes, and wait until that is done."""
        if self.group:
            self._end_group()
            self._send(self.unsent)
            self.unsent = []
            if not self._status("ended", self.ending, SECONDS_TO_END):
                self.kill()
            self.ending = ""

    def _end_group(self) -> None:
        if self.group:
            self.unsent.append({"end": True})
            self.ending = self.group_token
            self.group = None

    def can_serve(self, file: str, modules: Iterable[str], contained: bool) -> bool:
        """Tell whether the group's process may run a check of ``file`` on ``modules``.

        One in which nothing has remained may run any of which nothing can remain.
        """
        if self.group is None or self.spoiled:
            return False
        meant_for_it = self.group.file == file and set(modules) <= set(self.group.modules)
        return meant_for_it or (contained and self.is_as_new and self.served < MOST_SERVED)

    def ask(
        self,
        request: dict[str, Any],
        sources: Sources,
        seconds: float,
        tell: Callable[[Any], None] | None = None,
    ) -> dict[str, Any]:
        """Return the reply to ``request``, or what became of the worker instead.

        ``sources``: of the modules that it names, by path. ``seconds``: for the check; the
        learner's modules have a limit of their own before it. ``tell`` hears what a program says
        while it goes on: it has ``seconds`` from each time.
        ``{"outcome": "not begun"}`` where the group's process could not be started;
        ``{"outcome": "timeout"}`` after ``seconds``; ``{"outcome": "died", "code": …}`` where
        the process ended; ``{"outcome": "nonsense"}`` where it answered something else.
        """
        self.served += 1
        # Nobody can answer before they were asked: they would have to know this.
        token = secrets.token_hex(8)
        limit = PLAYING_SECONDS if tell else seconds
        limits = {"seconds": limit, "seconds_to_import": SECONDS_TO_IMPORT}
        asked = request | {"id": token, "sources": lacking(self.group_has, sources)} | limits
        is_new = bool(self.unsent)
        sent = time.perf_counter()
        self._send([*self.unsent, asked])
        self.unsent = []
        self.is_busy = True
        try:
            if is_new and not self._has_begun():
                return {"outcome": "not begun"}
            began = time.perf_counter()
            self.seconds_beginning = began - sent
            reply = self._next(SECONDS_TO_IMPORT)
            self.seconds_importing = time.perf_counter() - began
            if reply.get("imported") == token:
                reply = self._next(seconds)
            while tell and "progress" in reply and reply.get("id") == token:
                tell(reply["progress"])
                reply = self._next(seconds)
        finally:
            self.is_busy = False
        self.has_answered = True
        if isinstance(reply, OwnReply):
            return reply
        if type(reply.get("outcome")) is str and reply.get("id") == token:
            return reply if reply["outcome"] in OUTCOMES else {"outcome": "nonsense"}
        return {"outcome": "nonsense"}

    def _has_begun(self) -> bool:
        """Wait for a group's process to be started, the one before having ended."""
        if self.ending and FORKS and not self._status("ended", self.ending, SECONDS_TO_END):
            return False
        self.ending = ""
        deadline = time.monotonic() + self.seconds_to_start
        for _ in range(MOST_LINES_LEFT):  # what the process before has left unread
            line = self._next(deadline - time.monotonic())
            if line.get("begun") == self.group_token:
                return True
            if isinstance(line, OwnReply) and line["outcome"] != "nonsense":
                return False
        return False

    def _status(self, word: str, token: str, seconds: float) -> dict[str, Any]:
        """Wait until a process is told to have ended; nothing where it is not told."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            found = self.replies.status_line(left)
            if found.get(word) == token:
                return found
            if "cleared" in found:  # without having been told to: the code has ended its parent
                return {}
            if self.has_ended:
                return {}
        return {}

    def _send(self, messages: list[dict[str, Any]]) -> None:
        """Send messages at once; where nobody reads them, end the worker."""
        data = b"".join(framed(message) for message in messages)
        seconds = SECONDS_TO_READ if self.has_answered else self.seconds_to_start
        if not self.requests.send(data, seconds):
            self.kill()

    def _next(self, seconds: float) -> dict[str, Any]:
        """Return the next line as data, or what became of the process where there is none."""
        line = self.replies.line(seconds)
        if line is None:
            return OwnReply(outcome="timeout")
        if not line:
            return OwnReply(outcome="died", code=self._code_at_end())
        try:
            message = json.loads(line)
            if b"\\" in line or b"\x7f" in line or not line.isascii():  # JSON escapes all others
                message = made_printable(message)
        except (ValueError, RecursionError):
            return OwnReply(outcome="nonsense")
        return message if type(message) is dict else OwnReply(outcome="nonsense")

    def _code_at_end(self) -> Any:
        """Return how the group's process has ended, or else the worker."""
        if FORKS:
            ended = self._status("ended", self.group_token, SECONDS_TO_END)
            if ended:
                self.group = None
                return ended.get("code")
            self.kill()  # it has closed its pipe and goes on
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=1)
        self.group = None
        return self.process.poll()

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """End the worker and everything it started."""
        end_tree(self.process)

    def stop(self) -> str:
        """Kill and tidy up; return what the worker wrote of where it was."""
        self.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.requests.close()
        with contextlib.suppress(OSError):
            self.process.stdout.close()
        if self.status is not None:
            os.close(self.status)
        self.trace.seek(0, os.SEEK_END)
        self.trace.seek(max(0, self.trace.tell() - TRACE_BYTES))
        text = self.trace.read().decode(errors="replace")
        self.trace.close()
        if self.note:
            self.note.unlink(missing_ok=True)
        self.folder.cleanup()
        return printable(text, "\n")
