"""The gradebook in a real PostgreSQL, which the tests start for themselves."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the gradebook needs SQLAlchemy: --group classroom")

from grading.course.errors import KitError
from grading.exports.csv_file import export_csv
from grading.gradebook.class_scores import class_scores
from grading.gradebook.course_file import Course
from grading.gradebook.gradebook import GradedWith, open_gradebook


def folder_of_programs():
    """Return where PostgreSQL's own programs are; Debian does not put them on the path."""
    found = shutil.which("initdb")
    usual = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found or usual[-1]).parent if found or usual else None


def as_its_user(command):
    """PostgreSQL does not run as root."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        if (is_root)
        else command
    )


@pytest.fixture(scope="module")
def server():
    """The URL of a database on a server of our own."""
    pytest.importorskip("psycopg", reason="there is no psycopg: --group classroom-tests")
    programs = folder_of_programs()
    if programs is None or os.name == "nt":
        pytest.skip("there is no PostgreSQL")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("PostgreSQL does not run as root")
    with tempfile.TemporaryDirectory(prefix="pg-") as name:  # a socket's path is to be short
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        run = {"check": True, "capture_output": True, "cwd": "/"}
        data = str(folder / "data")
        make = [programs / "initdb", "-D", data, "-A", "trust", "-U", "grader", "--no-sync"]
        subprocess.run(as_its_user([*make, "-E", "UTF8"]), **run)
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", str(folder / "log")]
        subprocess.run(as_its_user([*control, "-o", options, "start"]), **run)
        try:
            yield f"postgresql://grader@/postgres?host={folder}"
        finally:
            subprocess.run(as_its_user([*control, "-m", "immediate", "stop"]), **run)


def test_what_is_kept_comes_back_to_the_letter(server, graded, refused):
    submissions = [
        graded("ada", "right", None, seed=2**80),
        graded("bob", "wrong", submitted="2026-10-01T00:00:00+00:00"),
        graded("bob", "right", submitted="2026-10-02T00:00:00+00:00"),
        refused("dora\0", why="Zu groß\0."),
    ]
    with open_gradebook(server, for_writing=True) as gradebook:
        for one in [*submissions, *submissions]:
            gradebook.keep(one)
    told = [one | {"learner": one["learner"].replace("\0", "\ufffd")} for one in submissions]
    told[-1]["refused"] = "Zu groß\ufffd."
    with open_gradebook(server) as gradebook:
        assert json.dumps(list(gradebook.attempts())) == json.dumps(told)
        graded_with = GradedWith("c" * 64, None, "process", (3, 8, 10, 12, 13))
        known = gradebook.graded_already([told[1]["digest"], "f" * 64], graded_with)
        assert [one.learner for one in known] == ["bob"]
        assert gradebook.programs("c" * 64)


def test_several_write_the_same_at_once(server, graded):
    """The first of a new version of the checks, all in the same moment."""
    failed = []

    def keep(number):
        try:
            with open_gradebook(server, for_writing=True) as gradebook:
                for learner in ("same", f"other {number}"):
                    gradebook.keep(graded(learner, "wrong", checks="e" * 64))
        except KitError as error:
            failed.append(error)

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with open_gradebook(server) as gradebook:
        of_them = [one for one in gradebook.attempts() if one["checks"] == "e" * 64]
        assert sorted(one["learner"] for one in of_them) == [
            "other 0", "other 1", "other 2", "other 3", "same",
        ]  # fmt: skip


def test_it_is_exported_as_any_other(server, tmp_path, graded):
    with open_gradebook(server, for_writing=True) as gradebook:
        gradebook.keep(graded("zoe"))
        export_csv(class_scores(gradebook, Course(), ["zoe"]), str(tmp_path / "class.csv"))
    lines = (tmp_path / "class.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["learner", "zoe"]


def test_what_a_server_refuses_is_told_in_one_sentence(server):
    for address in (server.replace("/postgres?", "/none?"), server.replace("pg-", "no-")):
        with pytest.raises(KitError, match="cannot be used as a gradebook: ") as told:
            open_gradebook(address, for_writing=True)
        assert "\n" not in str(told.value)


def test_a_user_who_may_only_read_is_told(server, graded):
    import sqlalchemy

    with open_gradebook(server, for_writing=True) as gradebook:
        gradebook.keep(graded("ada"))
        with gradebook.engine.begin() as connection:
            connection.execute(sqlalchemy.text("CREATE ROLE reader LOGIN"))
            connection.execute(
                sqlalchemy.text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
            )
    reader = server.replace("grader@", "reader@")
    with open_gradebook(reader, for_writing=True) as gradebook:
        assert list(gradebook.learners())
        with pytest.raises(KitError, match="may only be read; make it writable"):
            gradebook.keep(graded("bob"))
