"""The history: what is kept, and that nothing that happens to a grader spoils it."""

import contextlib
import random
import sqlite3
import subprocess
import sys
import time

import pytest

from grading.history.history import VERSIONS

RIGHT = "self.grad += other.data * out.grad"
WRONG = "self.grad = other.data * out.grad"


def history_file(kit):
    return kit / ".kit" / "history.sqlite3"


def grades_in(kit):
    """Return how many grades are kept, after SQLite itself has looked the file over."""
    connection = sqlite3.connect(history_file(kit))
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    half = "SELECT count(*) FROM grade WHERE id NOT IN (SELECT grade FROM verdict)"
    assert connection.execute(half).fetchone() == (0,)
    (number,) = connection.execute("SELECT count(*) FROM grade").fetchone()
    connection.close()
    return number


def test_attempts_and_mistakes_met_and_overcome(kit_copy, run_kit, solved_text):
    assert "Nothing has been graded yet" in run_kit(kit_copy, "history").stdout
    run_kit(kit_copy, "check", "10")
    assert "No step has been tried yet" in run_kit(kit_copy, "history").stdout
    engine = kit_copy / "exercises" / "engine.py"
    for text in (
        solved_text("engine").replace(RIGHT, WRONG),
        solved_text("engine").replace(RIGHT, WRONG),  # the same again is no new attempt
        solved_text("engine").replace(RIGHT, WRONG) + "\n# a try\n",
        solved_text("engine"),
    ):
        engine.write_text(text)
        run_kit(kit_copy, "check", "10")
    told = run_kit(kit_copy, "history")
    assert told.returncode == 0 and max(map(len, told.stdout.splitlines())) <= 80
    (row,) = [line for line in told.stdout.splitlines() if "A node used twice" in line]
    assert row.split()[5] == "3" and "passed 20" in row
    assert "overcome after 2 attempts" in " ".join(told.stdout.split())
    assert "5 grades since" in told.stdout


def test_other_folders_are_not_kept(kit_copy, run_kit):
    run_kit(kit_copy, "check", "1", "--implementation", str(kit_copy / "solutions"))
    assert not history_file(kit_copy).exists()


def test_graders_at_once_all_keep_theirs(kit_copy):
    command = [sys.executable, str(kit_copy / "grader.py"), "check", "1"]
    running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(6)]
    assert {one.wait() for one in running} == {1}
    assert grades_in(kit_copy) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_any_moment_it_stays_whole(kit_copy, run_kit):
    run_kit(kit_copy, "check", "3")
    chance = random.Random(1)
    command = [sys.executable, str(kit_copy / "grader.py"), "check", "3"]
    for _ in range(20):
        grader = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.0, 0.6))
        grader.kill()
        grader.wait()
    before = grades_in(kit_copy)
    done = run_kit(kit_copy, "check", "3")
    assert done.returncode == 1 and done.stderr == ""
    assert grades_in(kit_copy) == before + 1
    assert run_kit(kit_copy, "history").returncode == 0


def test_a_file_of_an_older_version_is_brought_up_to_date(kit_copy, run_kit):
    history_file(kit_copy).parent.mkdir()
    connection = sqlite3.connect(history_file(kit_copy))
    for statement in VERSIONS[0]:
        connection.execute(statement)
    connection.execute(
        "INSERT INTO word VALUES (1, '0.9'), (2, 'step01::x'), (3, 'passed'), (4, 'h')"
    )
    connection.execute("INSERT INTO grade VALUES (1, 1e9, 1)")
    connection.execute("INSERT INTO verdict VALUES (1, 1, 2, 3, NULL, 4)")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    assert "1 grade since 2001-09-09" in run_kit(kit_copy, "history").stdout
    run_kit(kit_copy, "check", "1")
    assert grades_in(kit_copy) == 2
    assert "2 grades since 2001-09-09" in run_kit(kit_copy, "history").stdout


def make_newer(file):
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {len(VERSIONS) + 1}")
    connection.close()


def damage(file):
    file.write_bytes(b"this is no database, " * 100)


@pytest.mark.parametrize(
    ("spoil", "sentence"), [(make_newer, "of a newer kit"), (damage, "is damaged")]
)
def test_a_file_that_cannot_be_used_is_told_and_left_alone(kit_copy, run_kit, spoil, sentence):
    run_kit(kit_copy, "check", "1")
    spoil(history_file(kit_copy))
    before = history_file(kit_copy).read_bytes()
    graded = run_kit(kit_copy, "check", "1")
    assert graded.returncode == 1 and "The slope of a function" in graded.stdout
    assert sentence in graded.stderr and "Traceback" not in graded.stderr
    told = run_kit(kit_copy, "history")
    assert told.returncode == 2 and sentence in told.stderr
    assert history_file(kit_copy).read_bytes() == before


def fill(file):
    """Write until there is no room left."""
    with file.open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(b"x" * 4096)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a small file system")
def test_a_full_disk_is_told_and_the_grade_still_shown(kit_copy, run_kit):
    run_kit(kit_copy, "check", "1")
    kept = history_file(kit_copy).read_bytes()
    small = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(kit_copy / ".kit")]
    if subprocess.run(small, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        history_file(kit_copy).write_bytes(kept)
        fill(kit_copy / ".kit" / "filler")
        graded = run_kit(kit_copy, "check", "1")
        assert graded.returncode == 1 and "The slope of a function" in graded.stdout
        assert "The disk is full" in graded.stderr and "Traceback" not in graded.stderr
        (kit_copy / ".kit" / "filler").unlink()
        assert grades_in(kit_copy) == 1
        assert run_kit(kit_copy, "check", "1").stderr == ""
        assert grades_in(kit_copy) == 2
    finally:
        subprocess.run(["umount", str(kit_copy / ".kit")], check=True)


def test_what_an_editor_grades_with_pytest_is_kept_step_by_step(kit_copy):
    def run_pytest(*arguments):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        return subprocess.run(command, cwd=kit_copy, capture_output=True, text=True, check=False)

    run_pytest("checks/test_step01_slope.py", "-k", "forward_difference_of_a_parabola")
    assert not history_file(kit_copy).exists()  # a part of a step says nothing of the step
    assert run_pytest("checks/test_step01_slope.py").returncode == 1
    assert grades_in(kit_copy) == 1


STRANGE = (
    "UPDATE grade SET time = 'soon'",
    "UPDATE grade SET time = 1e300",
    "UPDATE grade SET time = -1e300",
    "UPDATE grade SET time = 9e999",
    "UPDATE grade SET id = 9223372036854775807",
    "DELETE FROM grade",
    "DELETE FROM word",
    "UPDATE word SET text = text || char(27)",
    "UPDATE verdict SET step = 'x'",
    "UPDATE verdict SET step = 99",
    "UPDATE verdict SET points = 'many'",
    "UPDATE verdict SET points = 9e999",
    "UPDATE verdict SET mistake = 'a,b'",
    "UPDATE verdict SET mistake = name",
    "UPDATE verdict SET module_hash = x'0011'",
    "DROP TABLE word",
    "DROP TABLE grade",
)


def test_rows_of_another_kind_or_time_break_nothing(kit_copy, run_kit):
    run_kit(kit_copy, "check", 1, 2)
    file = history_file(kit_copy)
    kept = file.read_bytes()
    for statement in STRANGE:
        file.write_bytes(kept)
        with contextlib.closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(statement)
        for command in (["history"], ["check", 1]):
            done = run_kit(kit_copy, *command)
            assert "Traceback" not in done.stderr, (statement, done.stderr)
            assert "\x1b" not in done.stdout
            assert len(done.stderr.splitlines()) <= 1
