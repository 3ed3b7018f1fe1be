"""Modules are read once, from regular files inside the folder, and never for long."""

import os
import socket
import subprocess
import sys
import threading

import pytest

from grading.course.snapshot import MOST_BYTES_OF_A_MODULE, snapshot_of

POSIX = pytest.mark.skipif(os.name == "nt", reason="a system with FIFOs and links for everybody")


def test_what_is_there_is_read_and_the_rest_is_absent(tmp_path):
    (tmp_path / "engine.py").write_bytes(b"# one\r\n")
    (tmp_path / "nn.py").write_bytes(b"")
    (tmp_path / "other.py").write_bytes(b"no module of the course")
    snapshot = snapshot_of(tmp_path)
    assert snapshot.sources == {"engine": b"# one\r\n", "nn": b""}
    assert snapshot.refused == {}
    assert snapshot.folder == tmp_path


def test_what_runs_later_changes_nothing(tmp_path):
    (tmp_path / "engine.py").write_bytes(b"# one")
    snapshot = snapshot_of(tmp_path)
    digest = snapshot.digest
    (tmp_path / "engine.py").write_bytes(b"# two")
    assert snapshot.sources == {"engine": b"# one"}
    assert snapshot_of(tmp_path).digest != digest == snapshot.digest


def test_the_digest_tells_names_sources_and_refusals_apart(tmp_path):
    contents = [
        {"engine": b"ab", "nn": b"c"},
        {"engine": b"a", "nn": b"bc"},
        {"graph": b"ab", "nn": b"c"},
        {"engine": b"ab"},
        {"engine": b"ab", "nn": bytes(MOST_BYTES_OF_A_MODULE + 1)},
        {},
    ]
    digests = set()
    for number, sources in enumerate(contents):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name, source in sources.items():
            (folder / f"{name}.py").write_bytes(source)
        digests.add(snapshot_of(folder).digest)
    assert len(digests) == len(contents)


def test_a_module_has_its_largest_size(tmp_path):
    (tmp_path / "engine.py").write_bytes(bytes(MOST_BYTES_OF_A_MODULE))
    (tmp_path / "nn.py").write_bytes(bytes(MOST_BYTES_OF_A_MODULE + 1))
    snapshot = snapshot_of(tmp_path)
    assert len(snapshot.sources["engine"]) == MOST_BYTES_OF_A_MODULE
    assert "larger than 1 MiB" in snapshot.refused["nn"]


def test_a_folder_that_is_none_has_no_modules(tmp_path):
    assert snapshot_of(tmp_path / "nowhere").sources == {}
    (tmp_path / "engine.py").mkdir()
    assert "is a folder" in snapshot_of(tmp_path).refused["engine"]


@POSIX
def test_what_is_no_file_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "engine.py")
    listening = socket.socket(socket.AF_UNIX)
    here = os.getcwd()
    os.chdir(tmp_path)  # a socket's path is short
    try:
        listening.bind("nn.py")
    finally:
        os.chdir(here)
        listening.close()
    (tmp_path / "graph.py").symlink_to("/dev/zero")
    (tmp_path / "by_hand.py").symlink_to("engine.py")
    refused = snapshot_of(tmp_path).refused
    assert "is no regular file" in refused["engine"]
    assert "is no regular file" in refused["nn"]
    assert "leads out of the folder" in refused["graph"]
    assert "is no regular file" in refused["by_hand"]


@POSIX
def test_a_link_is_followed_inside_the_folder_only(tmp_path):
    folder = tmp_path / "exercises"
    (folder / "versions").mkdir(parents=True)
    (folder / "versions" / "second.py").write_bytes(b"# second")
    (tmp_path / "solution.py").write_bytes(b"# the solution")
    (tmp_path / "exercises2").mkdir()
    (tmp_path / "exercises2" / "nn.py").write_bytes(b"# another's")
    (folder / "engine.py").symlink_to("versions/second.py")
    (folder / "graph.py").symlink_to("../solution.py")
    (folder / "nn.py").symlink_to(tmp_path / "exercises2" / "nn.py")
    (folder / "training.py").symlink_to("training.py")
    (folder / "by_hand.py").symlink_to("nothing.py")
    (folder / "tensor.py").symlink_to(".")
    snapshot = snapshot_of(folder)
    assert snapshot.sources == {"engine": b"# second"}
    assert set(snapshot.refused) == {"graph", "nn", "training", "by_hand", "tensor"}
    assert "leads out of the folder" in snapshot.refused["graph"]
    assert "leads out of the folder" in snapshot.refused["nn"]
    for name in ("by_hand", "training"):
        assert f"{name}.py is missing: it is a link to nothing" in snapshot.refused[name]
    (tmp_path / "link").symlink_to(folder)
    assert snapshot_of(tmp_path / "link").sources == snapshot.sources


@POSIX
def test_a_link_that_is_exchanged_meanwhile_never_leads_out(tmp_path):
    folder = tmp_path / "exercises"
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "engine.py").write_bytes(b"# mine")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "engine.py").write_bytes(b"# theirs")
    (folder / "engine.py").symlink_to("place/engine.py")
    is_over = threading.Event()

    def exchange():
        while not is_over.is_set():
            for target in ("mine", "../theirs"):
                (folder / "new").symlink_to(target)
                (folder / "new").rename(folder / "place")

    exchanging = threading.Thread(target=exchange)
    exchanging.start()
    try:
        snapshots = [snapshot_of(folder) for _ in range(300)]
    finally:
        is_over.set()
        exchanging.join()
    assert {snapshot.sources.get("engine") for snapshot in snapshots} <= {b"# mine", None}


@POSIX
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    (tmp_path / "engine.py").write_bytes(b"# mine")
    (tmp_path / "engine.py").chmod(0)
    # Root may read everything; the search for the interpreter's own files ends before.
    program = (
        "import os, sys, pathlib\n"
        "from grading.course.snapshot import snapshot_of\n"
        "folder = os.open(sys.argv[1], os.O_RDONLY); os.fchdir(folder)\n"
        "os.geteuid() or os.seteuid(65534)\n"
        "print(snapshot_of(pathlib.Path('.')).refused)\n"
    )
    tmp_path.chmod(0o755)
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "`engine.py` cannot be read: Permission denied." in run.stdout
