"""The gradebook on the disk: what is kept comes back whole, whoever writes, whatever is killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

pytest.importorskip("sqlalchemy", reason="the gradebook needs SQLAlchemy: --group classroom")

from grading.course.check import checks_of
from grading.course.curriculum import STEPS
from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.gradebook.gradebook import GradedWith, Known, open_gradebook

WITH = GradedWith("c" * 64, None, "process", (3, 8, 10, 12, 13))
WRITER = """
import json, sys
from grading.gradebook.gradebook import open_gradebook
url, source, name, many = sys.argv[1:]
with open(source, encoding="utf-8") as file:
    graded = json.load(file)
with open_gradebook(url, for_writing=True) as gradebook:
    for number in range(int(many)):
        gradebook.keep(graded | {"learner": f"{name}{number}"})
        print(number, flush=True)
"""


def keep(url, *submissions):
    with open_gradebook(url, for_writing=True) as gradebook:
        for graded in submissions:
            gradebook.keep(graded)


def kept(url):
    with open_gradebook(url) as gradebook:
        return list(gradebook.attempts())


@pytest.fixture
def writer(tmp_path, graded, url):
    """Start a process that keeps many submissions."""
    source = tmp_path / "graded.json"
    source.write_text(json.dumps(graded("ada", "wrong")), encoding="utf-8")
    started = []

    def start(name, many, url=url):
        command = [sys.executable, "-c", WRITER, url, str(source), name, str(many)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=KIT, text=True, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_what_is_kept_comes_back_to_the_letter(url, graded, refused):
    submissions = [
        graded("ada", "right", None, seed=2**80),
        graded("bob", "wrong", isolation="sandbox"),
        graded("cy", "unsolved", seconds=0.123456789),
        refused("dora", why="Zu groß: 3 GB."),
    ]
    keep(url, *submissions)
    assert json.dumps(kept(url)) == json.dumps(submissions)


def test_numbers_keep_their_types(url, graded):
    one = graded("ada", "wrong")
    odd = {"a": 1, "b": 1.0, "c": True, "d": -0.0, "e": "nan", "f": None, "g": 10**400}
    first, second = one["grade"]["steps"][0]["checks"][:2]
    first.update(expected={"a": 1.0, "b": 1, "c": 1}, observed={"a": 1, "b": 1.0, "c": True})
    second.update(expected=odd, observed=odd)
    keep(url, one)
    assert json.dumps(kept(url)) == json.dumps([one])


def test_what_a_class_shares_is_kept_once(url, tmp_path, graded):
    keep(url, *(graded(f"learner {number}") for number in range(20)))
    size = sum(path.stat().st_size for path in tmp_path.glob("gradebook.sqlite*"))
    assert size < 20 * len(json.dumps(graded("ada"))) / 4


def test_every_attempt_is_kept_and_the_same_one_only_once(url, graded):
    keep(
        url,
        graded("ada", "wrong", "2026-10-01T00:00:00+00:00"),
        graded("ada", "right", "2026-10-02T00:00:00+00:00"),
        graded("ada", "right", "2026-10-03T00:00:00+00:00"),
        graded("ada", "right", "2026-10-03T00:00:00+00:00", seed=7),
        graded("ada", "right", "2026-10-03T00:00:00+00:00", isolation="sandbox"),
        graded("ada", "right", "2026-10-03T00:00:00+00:00", seconds=9.0),
    )
    found = kept(url)
    assert len(found) == 5
    assert [one["seconds"] for one in found].count(9.0) == 1


def test_it_knows_what_is_graded_already(url, graded, refused):
    right, wrong = graded("ada"), graded("bob", "wrong")
    keep(url, right, wrong, graded("cy"), graded("dora", "unsolved", seed=7), refused("eve"))
    asked = [right["digest"], "f" * 64, graded("dora", "unsolved")["digest"], wrong["digest"]]
    many = [f"{number:064}" for number in range(3000)]
    with open_gradebook(url) as gradebook:
        found = set(gradebook.graded_already(iter(asked + many), WITH))
        assert found == {
            Known(one["learner"], one["digest"], one["submitted"], one["graded"])
            for one in (right, wrong, graded("cy"))
        }
        assert gradebook.graded_content(right["digest"], WITH)["grade"] == right["grade"]
        assert gradebook.graded_content("f" * 64, WITH) is None
        for other in (
            GradedWith("d" * 64, None, "process", WITH.steps),
            GradedWith("c" * 64, 1, "process", WITH.steps),
            GradedWith("c" * 64, None, "sandbox", WITH.steps),
            GradedWith("c" * 64, None, "process", (3, 8)),
        ):
            assert not list(gradebook.graded_already(asked, other))


def test_points_are_traced_to_a_program_and_its_numbers(url, graded, refused):
    keep(url, refused("bob"), graded("ada", "wrong"))
    with open_gradebook(url) as gradebook:
        (one,) = gradebook.attempts("ada")
        programs = gradebook.programs(one["checks"])
    failed = [c for s in one["grade"]["steps"] for c in s["checks"] if c["status"] == "failed"]
    assert failed
    for check in failed:
        assert check["expected"] != check["observed"]
        assert programs[check["id"]]
    assert programs == {check.id: check.program for step in STEPS for check in checks_of(step)}


def test_modules_are_kept_once_to_the_byte_where_they_are_given(url, graded):
    sources = {"engine": bytes(range(256)), "nn": "é\r\n".encode()}
    with open_gradebook(url, for_writing=True) as gradebook:
        for learner in ("ada", "bob"):
            gradebook.keep(graded(learner), sources)
        gradebook.keep(graded("cy", "wrong"))
        assert gradebook.sources(graded("ada")["digest"]) == sources
        assert gradebook.sources(graded("cy", "wrong")["digest"]) is None


def test_learners_text_comes_back_as_text(url, graded):
    names = ["'; DROP TABLE gradebook_attempts; --", "=1+1", "Ñandú 学", "a\nb", "\ud800", " "]
    keep(url, *(graded(name) for name in names))
    with open_gradebook(url) as gradebook:
        found = set(gradebook.learners())
        assert found == {name.replace("\n", "\ufffd").replace("\ud800", "\ufffd") for name in names}
        assert all(len(list(gradebook.attempts(name))) == 1 for name in found)


def test_a_name_that_is_too_long_is_told_and_the_rest_goes_on(url, graded):
    with open_gradebook(url, for_writing=True) as gradebook:
        with pytest.raises(KitError, match="is too long a name; 255 letters are kept"):
            gradebook.keep(graded("a" * 256))
        gradebook.keep(graded("a" * 255))
    assert len(kept(url)) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_kill_loses_at_most_what_was_being_written(url, writer):
    for round_ in range(2):
        process = writer(f"round{round_} ", 10_000)
        said = [process.stdout.readline() for _ in range(4 + round_)]
        time.sleep(0.003 * round_)  # somewhere else in the next one
        process.send_signal(signal.SIGKILL)
        said += process.communicate()[0].splitlines()
        with open_gradebook(url) as gradebook:
            here = [
                one for one in gradebook.attempts() if one["learner"].startswith(f"round{round_}")
            ]
        assert len([line for line in said if line]) <= len(here)
        assert all(one["grade"]["possible"] for one in here)


def test_several_write_at_once(url, writer):
    processes = [writer(name, 15) for name in ("a", "b")]
    ends = [process.communicate() for process in processes]
    assert [error for _, error in ends] == ["", ""]
    with open_gradebook(url) as gradebook:
        assert len(list(gradebook.learners())) == 30


def test_reading_goes_on_while_another_writes(url, graded, writer):
    keep(url, *(graded(f"x{number:02}") for number in range(50)))
    with open_gradebook(url) as gradebook:
        attempts = gradebook.attempts()
        next(attempts)
        process = writer("y", 3)
        assert process.communicate()[1] == ""
        assert len(list(attempts)) in (49, 52)


def test_a_writer_that_does_not_let_go_is_told(url, tmp_path, graded):
    keep(url, graded("ada"))
    other = sqlite3.connect(tmp_path / "gradebook.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_gradebook(f"{url}?timeout=0.1", for_writing=True) as gradebook:
        with pytest.raises(KitError, match="is in use by another process, which did not let go"):
            gradebook.keep(graded("bob"))
        other.execute("ROLLBACK")
        gradebook.keep(graded("bob"))
    other.close()


def test_it_is_made_only_to_be_written(url, tmp_path):
    with pytest.raises(KitError, match=r"There is no gradebook .*class SUBMISSIONS` makes one"):
        open_gradebook(url)
    assert not list(tmp_path.iterdir())
    (tmp_path / "gradebook.sqlite").touch()
    with pytest.raises(KitError, match="holds no gradebook"):
        open_gradebook(url)
    open_gradebook(url, for_writing=True).close()
    assert kept(url) == []


def test_one_left_half_made_by_a_kill_is_finished(url, tmp_path, graded):
    open_gradebook(url, for_writing=True).close()
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as file:
        file.execute("DELETE FROM gradebook_version")
        file.execute("DROP TABLE gradebook_attempts")
    file.close()
    keep(url, graded("ada"))
    assert len(kept(url)) == 1


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("gradebook.sqlite", "gradebook.sqlite is not the URL of a database; a file is sqlite:///"),
        ("", "is not the URL of a database"),
        ("sqlite:///{folder}", "is a folder; give the gradebook a file in it."),
        ("sqlite:///{folder}/none/x.sqlite", "to keep the gradebook in; make it first."),
        ("sqlite://", "keeps nothing on the disk"),
        ("sqlite:///:memory:", "keeps nothing on the disk"),
        ("nosql://host/db", "There is no kind of database called `nosql`"),
        ("mysql://user:secret@host/db", "needs the driver MySQLdb, which is not installed."),
        ("postgresql://user:secret@localhost:1/db", "postgresql"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_in_one_sentence(tmp_path, address, sentence):
    with pytest.raises(KitError) as told:
        open_gradebook(address.format(folder=tmp_path.as_posix()), for_writing=True)
    assert sentence in str(told.value)
    assert "secret" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_something_else_is_told_and_left(url, tmp_path):
    file = tmp_path / "gradebook.sqlite"
    for for_writing in (True, False):
        file.write_bytes(b"learner,points\nada,3\n" * 100)
        with pytest.raises(KitError, match="is no database; name another file"):
            open_gradebook(url, for_writing)
        assert file.read_bytes().startswith(b"learner,points\n")
    file.unlink()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE marks (learner TEXT)")
    other.close()
    with pytest.raises(KitError, match="is a database of something else; name another file"):
        open_gradebook(url, for_writing=True)


def test_a_newer_gradebook_is_told(url, tmp_path, graded):
    keep(url, graded("ada"))
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as file:
        file.execute("UPDATE gradebook_version SET schema = 99")
    file.close()
    for for_writing in (True, False):
        with pytest.raises(KitError, match="was written by a newer kit; update this one"):
            open_gradebook(url, for_writing)


def test_a_damaged_gradebook_is_told(url, tmp_path, graded):
    keep(url, *(graded(f"x{number}") for number in range(5)))
    file = tmp_path / "gradebook.sqlite"
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xaa" * (len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(KitError, match="gradebook") as told:
        kept(url)
    assert "\n" not in str(told.value)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="Windows keeps no such rights")
def test_one_that_may_only_be_read_is_read_and_told(url, tmp_path, graded):
    keep(url, graded("ada"))
    file = tmp_path / "gradebook.sqlite"
    file.chmod(0o444)
    if os.geteuid() != 0:  # root may write all the same
        with (
            pytest.raises(KitError, match="may only be read; make it writable"),
            open_gradebook(url, for_writing=True) as gradebook,
        ):
            gradebook.keep(graded("bob"))
    assert len(kept(url)) == 1


def test_the_kit_starts_without_sqlalchemy():
    modules = "grading.cli.main, grading.gradebook.gradebook, grading.exports.formats"
    code = f"import sys, {modules}; print('sqlalchemy' in sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=KIT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
