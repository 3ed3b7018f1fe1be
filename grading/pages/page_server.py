"""Serving the page on this machine alone, and telling open pages of every new grade.

Whoever else is on the machine may connect as often, as slowly and as long as they like: a request
has its time, open pages and requests have their number, and what is over waits or is ended.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from grading.pages.templating import TEMPLATES

HOST = "127.0.0.1"
SECONDS_BETWEEN_SIGNS_OF_LIFE = 5.0
SECONDS_TO_ASK = 5.0  # from the connection to the end of a request's head
SECONDS_TO_TAKE = 10.0  # what was sent
MOST_REQUESTS = 32  # at the same time; others wait
MOST_WAITING = 256
MOST_OPEN_PAGES = 16  # that are told of what is new; the one opened first is no longer
SCRIPTS = ("/refresh.js", "/replay.js")
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class PageServer:
    """Serves a page at ``/``, and at ``/events`` an event for each time it is renewed."""

    def __init__(self, page: Callable[[], str]) -> None:
        """Listen on a free port; ``page`` is called once for each time it is renewed."""
        self.make = page
        self.making = threading.Lock()
        self.made: tuple[int, bytes] | None = None  # the version, and the page
        self.version = 0
        self.ended = False
        self.renewed = threading.Condition()
        self.open_pages: deque[socket.socket] = deque()
        self.server = _Server(self)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server.server_port}/"

    def page(self) -> bytes:
        """Return the page as it is now."""
        with self.making:
            version = self.version
            if self.made is None or self.made[0] != version:
                self.made = version, self.make().encode("utf-8", "replace")
            return self.made[1]

    def renew(self) -> None:
        """Tell every open page that there is something new."""
        with self.renewed:
            self.version += 1
            self.renewed.notify_all()

    def wait_after(self, version: int) -> int:
        """Return the version once it is a later one, or after a while the same."""
        with self.renewed:
            self.renewed.wait_for(
                lambda: self.ended or self.version > version, SECONDS_BETWEEN_SIGNS_OF_LIFE
            )
            return self.version

    @contextlib.contextmanager
    def telling(self, connection: socket.socket) -> Iterator[None]:
        """Count an open page among those that are told; where there are too many, end another."""
        with self.renewed:
            self.open_pages.append(connection)
            if len(self.open_pages) > MOST_OPEN_PAGES:
                _end(self.open_pages.popleft())
        try:
            yield
        finally:
            with self.renewed, contextlib.suppress(ValueError):
                self.open_pages.remove(connection)

    def close(self) -> None:
        """Stop listening."""
        with self.renewed:
            self.ended = True
            self.renewed.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def _end(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _Server(ThreadingHTTPServer):
    """A thread a request, as many as may be; connections that ask for nothing are ended."""

    daemon_threads = True
    request_queue_size = MOST_WAITING

    def __init__(self, pages: PageServer) -> None:
        self.pages = pages
        self.places = threading.BoundedSemaphore(MOST_REQUESTS)
        self.placed: set[socket.socket] = set()
        self.asking: dict[socket.socket, float] = {}  # until when
        self.changing = threading.Lock()
        super().__init__((HOST, 0), lambda *request: _Handler(pages, *request))
        self.names = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    def process_request(self, request: Any, client_address: Any) -> None:
        """Wait for a place, and answer there."""
        while not self.places.acquire(timeout=0.1):
            self.service_actions()
            if self.pages.ended:
                self.shutdown_request(request)
                return
        with self.changing:
            self.placed.add(request)
            self.asking[request] = time.monotonic() + SECONDS_TO_ASK
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # there are too many threads on this machine
            self.give_place_back(request)
            self.shutdown_request(request)

    def service_actions(self) -> None:
        """End those who have had their time to ask."""
        with self.changing:
            late = [one for one, until in self.asking.items() if until < time.monotonic()]
            for connection in late:
                del self.asking[connection]
        for connection in late:
            _end(connection)

    def has_asked(self, connection: socket.socket) -> None:
        """Note that the head of a request has come to its end."""
        with self.changing:
            self.asking.pop(connection, None)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.give_place_back(request)

    def give_place_back(self, connection: socket.socket) -> None:
        """Let another be answered; an open page, which stays, is counted elsewhere."""
        self.has_asked(connection)
        with self.changing:
            if connection in self.placed:
                self.placed.remove(connection)
                self.places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: who leaves early needs no answer, and the terminal belongs to the watch."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    timeout = SECONDS_TO_TAKE
    server: _Server

    def __init__(self, pages: PageServer, *request: Any) -> None:
        self.pages = pages
        super().__init__(*request)

    def do_GET(self) -> None:
        """Send the page or the events; to nobody who was led here by another name."""
        self.server.has_asked(self.connection)
        hosts = self.headers.get_all("Host", [])
        if len(hosts) != 1 or hosts[0] not in self.server.names:
            self.send_error(403)
        elif self.path == "/":
            self._send_page()
        elif self.path in SCRIPTS:
            self._send("text/javascript", TEMPLATES.joinpath(self.path[1:]).read_bytes())
        elif self.path == "/events":
            self._send_events()
        else:
            self.send_error(404)

    def end_headers(self) -> None:
        """Add what every answer has, errors too."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def _send_page(self) -> None:
        try:
            content = self.pages.page()
        except Exception as error:  # in a thread it would end without a word
            self.send_error(500, explain=f"The page cannot be made: {type(error).__name__}.")
            return
        self._send("text/html", content)

    def _send(self, kind: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _send_events(self) -> None:
        """Send a line for every new version, and a comment where there is none for a while."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        known = self.pages.version
        self.server.give_place_back(self.connection)
        with self.pages.telling(self.connection):
            while not self.pages.ended:
                version = self.pages.wait_after(known)
                self.wfile.write(b"data: new\n\n" if version > known else b": here\n\n")
                self.wfile.flush()
                known = version

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the terminal belongs to the watch."""
