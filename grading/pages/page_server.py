"""Serving the page on this machine alone, and telling open pages of every new grade."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
SECONDS_BETWEEN_SIGNS_OF_LIFE = 5.0


class PageServer:
    """Serves a page at ``/``, and at ``/events`` an event for each time it is renewed."""

    def __init__(self, page: Callable[[], str]) -> None:
        """Listen on a free port; ``page`` is called for every request, in its thread."""
        self.page = page
        self.version = 0
        self.ended = False
        self.renewed = threading.Condition()
        self.server = ThreadingHTTPServer((HOST, 0), lambda *request: _Handler(self, *request))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{HOST}:{self.server.server_port}/"

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

    def close(self) -> None:
        """Stop listening."""
        with self.renewed:
            self.ended = True
            self.renewed.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    def __init__(self, pages: PageServer, *request: Any) -> None:
        self.pages = pages
        super().__init__(*request)

    def do_GET(self) -> None:
        """Send the page or the events; to nobody who was led here by another name."""
        names = {f"{name}:{self.server.server_port}" for name in (HOST, "localhost")}  # type: ignore[attr-defined]
        if self.headers.get("Host") not in names:
            self.send_error(403)
        elif self.path == "/":
            self._send_page()
        elif self.path == "/events":
            self._send_events()
        else:
            self.send_error(404)

    def _send_page(self) -> None:
        content = self.pages.page().encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _send_events(self) -> None:
        """Send a line for every new version, and a comment where there is none for a while."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        known = self.pages.version
        try:
            while not self.pages.ended:
                version = self.pages.wait_after(known)
                self.wfile.write(b"data: new\n\n" if version > known else b": here\n\n")
                self.wfile.flush()
                known = version
        except OSError:
            return  # the page was closed

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the terminal belongs to the watch."""
