"""The sources of a learner's modules, as they came from the judge: none is read from a file here.

Where the system can fork, they are compiled and looked through in a process of its own, under
limits, since source can be written that keeps a compiler busy, or takes all its memory. What comes
back is code that has not run. What does not come back in time is compiled where it is imported.
"""

from __future__ import annotations

import base64
import marshal
import os
import select
import signal
import time

from grading.worker import limits
from grading.worker.set_order import loops_over_sets

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from types import CodeType
    from typing import Any

CAN_FORK = hasattr(os, "fork")
SECONDS_TO_COMPILE = 4
MOST_BYTES_OF_CODE = 16 << 20


class Source:
    """A module's text, its code, and what its text shows; unknown until somebody asks."""

    __slots__ = ("code", "lines", "loops_over_sets", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.lines: list[bytes] | None = None
        self.code: CodeType | None = None
        self.loops_over_sets: bool | None = None

    def learn(self, path: str) -> None:
        """Compile it, and look through it; raises what ``compile`` does."""
        if self.loops_over_sets is None:
            self.loops_over_sets = loops_over_sets(self.text)
        if self.code is None:
            self.code = compile(self.text, path, "exec", dont_inherit=True)


class Sources:
    """Sources by path: what a ``ModuleLoader`` asks in place of files."""

    def __init__(self) -> None:
        self.known: dict[str, Source] = {}

    def take(self, sent: Mapping[str, Any], forgotten: Iterable[str] = ()) -> list[str]:
        """Keep what came from the judge; return the paths of what is not compiled yet.

        That is text, bytes as Latin-1; of the kit's own modules a list of one text, their code.
        """
        for path in (*forgotten, *sent):
            self.known.pop(path, None)
        for path, content in sent.items():
            if isinstance(content, list):
                source = self.known[path] = Source(b"")
                compiled = marshal.loads(base64.b64decode(content[0]))
                source.code, source.loops_over_sets = compiled
            elif content is not None:
                self.known[path] = Source(content.encode("latin-1"))
        return [path for path in sent if path in self.known and self.known[path].code is None]

    def has(self, path: str) -> bool:
        """Tell whether there is a source of this path."""
        return path in self.known

    def code_of(self, path: str) -> CodeType:
        """Return the code of a source; raises what ``compile`` does."""
        source = self.known[path]
        source.learn(path)
        assert source.code is not None
        return source.code

    def text_of(self, path: str) -> bytes:
        """Return the bytes of a source; none where there is none."""
        return self.known[path].text if path in self.known else b""

    def line(self, path: str, number: int) -> bytes:
        """Return a line of a source; empty where there is none."""
        source = self.known.get(path)
        if source is None:
            return b""
        lines = source.lines = source.lines or source.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else b""

    def can_be_in(self, path: str, number: int, text: object) -> bool:
        """Tell whether a syntax error's text, and so its column, can be of that line.

        Up to Python 3.11 it is the expression of an f-string, in brackets that no line holds.
        """
        shown = text.strip() if type(text) is str else ""
        return not shown.startswith("(") or shown.encode("utf-8", "replace") in self.line(
            path, number
        )

    def names_in(self, path: str) -> tuple[str, ...]:
        """Return the names that a source uses at its top level, as far as it is compiled."""
        source = self.known.get(path)
        return source.code.co_names if source and source.code else ()

    def compile_aside(self, paths: Iterable[str]) -> None:
        """Compile sources in a process that may end before it is done."""
        paths = [path for path in paths if path in self.known]
        if not paths or not CAN_FORK:
            return
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                limits.limit_resources(SECONDS_TO_COMPILE, True)
                for path in paths:
                    self._compile_into(path, writing)
            finally:
                os._exit(0)
        os.close(writing)
        try:
            for path, line in zip(paths, _messages(reading), strict=False):
                if line:
                    source = self.known[path]
                    source.code, source.loops_over_sets = marshal.loads(line)
        finally:
            os.close(reading)
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    def _compile_into(self, path: str, descriptor: int) -> None:
        """Write what is found out about one source; nothing where it is no Python."""
        source = self.known[path]
        try:
            source.learn(path)
            data = marshal.dumps((source.code, source.loops_over_sets))
        except Exception:  # it is reported when the check's own process imports it
            data = b""
        data = b"%08x%s" % (len(data), data)
        while data:
            data = data[os.write(descriptor, data) :]


def _messages(descriptor: int) -> Iterator[bytes]:
    """Yield messages behind their lengths, until there are no more, or their time is up."""
    deadline = time.monotonic() + SECONDS_TO_COMPILE
    data = b""
    while (left := deadline - time.monotonic()) > 0 and len(data) < MOST_BYTES_OF_CODE:
        if len(data) >= 8 and len(data) >= 8 + int(data[:8], 16):
            end = 8 + int(data[:8], 16)
            yield data[8:end]
            data = data[end:]
        elif not select.select([descriptor], [], [], left)[0]:
            return
        else:
            chunk = os.read(descriptor, 1 << 20)
            if not chunk:
                return
            data += chunk
