"""The served page holds, whoever connects to it and however they behave."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from grading.pages import page_server
from grading.pages.page_server import MOST_OPEN_PAGES, PageServer

PAGE = "<p>" + "x" * 300_000
USUAL = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def served(capfd):
    """A server of a page; nothing of what happens to it may be said on the terminal."""
    server = PageServer(lambda: PAGE)
    yield server
    server.close()
    assert capfd.readouterr() == ("", "")


def port(server):
    return server.server.server_port


def connected(server):
    return socket.create_connection(("127.0.0.1", port(server)), timeout=30)


def answered(server, path="/"):
    """Ask, and return status, headers and content."""
    connection = http.client.HTTPConnection("127.0.0.1", port(server), timeout=30)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def raw(server, head):
    """Send bytes, and return the status line of the answer."""
    with connected(server) as connection:
        connection.sendall(head)
        return connection.makefile("rb").readline().decode()


def test_every_answer_has_the_usual_headers(served):
    for path, status in (("/", 200), ("/refresh.js", 200), ("/replay.js", 200), ("/nothing", 404)):
        found, headers, content = answered(served, path)
        assert found == status and content
        assert USUAL.items() <= dict(headers).items()
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy
        assert "script-src 'unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_one_host_and_the_right_one(served):
    right = f"Host: 127.0.0.1:{port(served)}\r\n".encode()
    get = b"GET / HTTP/1.1\r\n"
    assert " 200 " in raw(served, get + right + b"\r\n")
    assert " 200 " in raw(served, get + right.replace(b"127.0.0.1", b"localhost") + b"\r\n")
    for hosts in (b"", right + right, right + b"Host: evil.example\r\n", b"Host: evil\r\n"):
        assert " 403 " in raw(served, get + hosts + b"\r\n")


def test_200_requests_at_once_are_answered(served):
    sizes = []
    threads = [
        threading.Thread(target=lambda: sizes.append(len(answered(served)[2]))) for _ in range(200)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == [len(PAGE)] * 200


def test_a_page_is_made_once_for_each_time_it_is_renewed(capfd):
    made = []
    server = PageServer(lambda: made.append(1) or f"page {len(made)}")
    try:
        assert [answered(server)[2] for _ in range(3)] == [b"page 1"] * 3
        server.renew()
        assert answered(server)[2] == b"page 2"
    finally:
        server.close()


def test_a_page_that_cannot_be_made_is_an_answer_too(capfd):
    server = PageServer(lambda: 1 / 0)
    try:
        assert answered(server)[0] == 500
    finally:
        server.close()
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(os.name == "nt", reason="counts open files")
def test_slow_and_silent_readers_cost_few_files_and_end_nothing(served, monkeypatch):
    monkeypatch.setattr(page_server, "SECONDS_TO_ASK", 0.5)
    monkeypatch.setattr(page_server._Handler, "timeout", 0.5)
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    asking = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port(served)}\r\n\r\n".encode()
    slow = []
    for number in range(120):
        connection = connected(served)
        slow.append(connection)
        connection.sendall(
            (b"", b"GET / HT", asking, asking.replace(b" / ", b" /events "))[number % 4]
        )
    time.sleep(0.3)
    if before:  # ours, and the server's
        theirs = len(os.listdir("/proc/self/fd")) - before - len(slow)
        assert theirs <= page_server.MOST_REQUESTS + MOST_OPEN_PAGES + 5
    assert answered(served)[0] == 200
    for connection in slow:
        connection.close()
    assert answered(served)[0] == 200


def test_the_newest_pages_are_told(served):
    asking = f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{port(served)}\r\n\r\n".encode()
    pages = []
    for _ in range(MOST_OPEN_PAGES + 3):
        connection = connected(served)
        connection.sendall(asking)
        file = connection.makefile("rb")
        while file.readline().strip():
            pass
        pages.append((connection, file))
        time.sleep(0.02)
    served.renew()
    for connection, file in pages[3:]:
        assert file.readline() == b"data: new\n"
        connection.close()
    assert pages[0][1].readline() == b""


def test_who_leaves_early_leaves_no_word(served):
    right = f"Host: 127.0.0.1:{port(served)}\r\n".encode()
    for head in (b"", b"GET", b"GET / HTTP/1.1\r\n" + right + b"\r\n", b"\xff\x00\r\n\r\n"):
        connection = connected(served)
        linger = b"\x01\0\0\0\0\0\0\0"  # a reset in place of an orderly end
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.sendall(head)
        connection.close()
    time.sleep(0.2)
    assert answered(served)[0] == 200


def test_a_watch_serves_scripts_that_are_not_in_the_page(solved):
    from grading.course.paths import KIT

    command = [sys.executable, str(KIT / "grader.py"), "watch", "--page", "--manual"]
    command += ["--implementation", str(solved.folder)]
    watch = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for line in watch.stdout:
        if "http://" in line:
            break
    host = line.split("http://")[1].strip().rstrip("/")
    connection = http.client.HTTPConnection(host, timeout=30)
    connection.request("GET", "/")
    page = connection.getresponse().read().decode()
    assert '<script src="/replay.js"></script>' in page
    assert '<script src="/refresh.js"></script>' in page and page.count("<script") == 2
    assert watch.communicate("q\n")[1] == ""
