"""A class is graded as expected, in any order, once each, whatever ends it on the way."""

import contextlib
import os
import random
import re
import shutil
import signal
import sqlite3
import time

import psutil
import pytest
from class_command import (
    SECONDS,
    Class,
    grading_processes,
    processes_below,
    verdicts,
    wait_until,
    without_programs,
)
from class_of_submissions import unexpected

from grading.course.paths import KIT
from grading.gradebook.class_scores import class_scores
from grading.gradebook.course_file import Course
from grading.gradebook.gradebook import open_gradebook

posix = pytest.mark.skipif(os.name != "posix", reason="it sends signals")
COLOURS = re.compile(r"\x1b\[[\d;]*[34]\d")


def test_every_grade_is_as_expected(graded, synthetic):
    assert graded.done.returncode == 1, graded.done.stderr  # some could not be graded
    kept = graded.kept()
    assert len(kept) == len(synthetic)
    assert [line for one in synthetic for line in unexpected(one, kept.get(one.learner))] == []


def test_what_could_not_be_graded_is_told(graded, synthetic):
    said = graded.done.stdout
    refused = [one.learner for one in synthetic if one.kind == "refused"]
    assert refused
    assert f"{len(refused)} submission" in said
    assert all(f"{learner}: It " in said for learner in refused)


@posix
def test_what_a_list_says_of_one_in_several_lines_is_indented(tmp_path):
    for name in ("ada", "a learner with a name so long that it takes a line by itself " + "x" * 60):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "engine.py").symlink_to("/etc/passwd")
    finished = tmp_path / "class" / "bob" / "derivatives.py"
    finished.parent.mkdir()
    shutil.copy(KIT / "solutions" / "derivatives.py", finished)
    a_class = Class(tmp_path / "class", tmp_path / "gradebook.sqlite", steps=(1,))
    said = [a_class.run("--jobs", 1).stdout for _ in range(2)]
    assert "\n  1 was graded before and has not changed\n" in said[1]
    told = said[0].partition("could not be graded:\n")[2].partition("\n\n")[0].split("\n")
    assert [line[:3] for line in told if line[:3] != "   "] == ["  a", "  a"]
    assert len(told) > 4
    assert all(re.match("(  ){1,2}[^ ]", line) and line == line.rstrip() for line in told)
    assert all(len(line) <= 80 for line in told)


def test_a_pipe_gets_plain_lines(graded):
    assert "\x1b" not in graded.done.stdout + graded.done.stderr
    assert graded.done.stderr == ""
    lines = graded.done.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines if "The gradebook is" not in line)


@posix
def test_killed_on_the_way_in_another_order(graded, the_other_way_round, tmp_path):
    folder, whose = the_other_way_round
    again = Class(folder, tmp_path / "gradebook.sqlite")
    chance = random.Random(1)
    before = {}
    for _ in range(3):
        _run_and_kill(again, len(before) + chance.randint(2, 6), chance.uniform(0, 0.1))
        after = again.kept()
        assert all(after[learner] == kept for learner, kept in before.items() if kept["grade"])
        before = after
    assert len(before) < len(whose)
    assert again.run("--jobs", 1).returncode == 1
    found, first = again.kept(), graded.kept()
    assert all(found[learner] == kept for learner, kept in before.items() if kept["grade"])
    assert {whose[name]: verdicts(one) for name, one in first.items()} == {
        name: verdicts(one) for name, one in found.items()
    }
    assert sqlite3.connect(again.gradebook).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_has_not_changed_is_not_graded_again(graded, tmp_path):
    same, environment = _copied(graded, tmp_path)
    done = same.run("--jobs", 2, env=environment)
    number = sum(1 for kept in same.kept().values() if kept["grade"])
    assert f"{number} were graded before and have not changed" in done.stdout
    assert len((tmp_path / "started").read_text().split()) == 1  # the command itself
    assert _gradings(same) == _gradings(graded)


def test_what_has_changed_is_graded_again(graded, synthetic, tmp_path):
    same, _ = _copied(graded, tmp_path)
    one = next(one for one in synthetic if one.kind == "right" and one.form == "folder")
    engine = same.folder / one.learner / "engine.py"
    engine.write_text(engine.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    before = {(kept["learner"], kept["digest"]) for kept in graded.kept().values()}
    done = same.run("--jobs", 2)
    assert ": 1 graded" in done.stdout, done.stderr
    rows = sqlite3.connect(same.gradebook).execute("SELECT learner, digest FROM gradebook_attempts")
    (added,) = set(rows) - before
    assert added[0] == one.learner


@posix
def test_a_grading_process_that_is_killed_costs_time(one_of_three_sleeps):
    started = one_of_three_sleeps.start("--jobs", 1)
    _kill_what_grades_the_second(started, one_of_three_sleeps)
    said, errors = started.communicate(timeout=SECONDS)
    assert started.returncode == 0, errors
    assert errors == ""
    assert "A grading process was ended from outside, 1 time" in said
    kept = one_of_three_sleeps.kept()
    points = {learner: one["grade"]["points"] for learner, one in kept.items()}
    assert points == {"ada": 13, "bob": 0, "cy": 13}


@posix
def test_what_ends_its_process_each_time_stops_nobody_else(one_of_three_sleeps):
    started = one_of_three_sleeps.start("--jobs", 1)
    for _ in range(3):
        _kill_what_grades_the_second(started, one_of_three_sleeps)
    said, errors = started.communicate(timeout=SECONDS)
    assert (started.returncode, errors) == (1, "")
    assert "bob: The process that grades it ends each time" in said
    kept = one_of_three_sleeps.kept()
    assert kept["bob"]["grade"] is None
    assert kept["ada"]["grade"]["points"] == kept["cy"]["grade"]["points"] == 13


@posix
def test_ctrl_c_leaves_a_sentence_and_no_process(one_of_three_sleeps, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    environment = os.environ | {"TMPDIR": str(temporary)}
    started = one_of_three_sleeps.start("--jobs", 2, env=environment)
    wait_until(lambda: grading_processes(started.pid))
    wait_until(lambda: "ada" in one_of_three_sleeps.kept())
    below = processes_below(started.pid)
    os.killpg(started.pid, signal.SIGINT)  # as a terminal does
    said, errors = started.communicate(timeout=SECONDS)
    assert started.returncode == 130
    assert said == ""
    assert errors.strip() == "Interrupted. What has been graded is kept; the same command goes on."
    wait_until(lambda: not any(one.is_running() for one in below))
    assert list(temporary.iterdir()) == []
    assert "bob" not in one_of_three_sleeps.kept()


WRONG = {
    "no such folder": (["nowhere"], "There is no nowhere to grade."),
    "an empty folder": (["empty"], "There is no submission in empty"),
    "no database": (["class", "--gradebook", "sqlite:///text.sqlite"], "is no database"),
    "no place for it": (["class", "--gradebook", "sqlite:///nowhere/g.sqlite"], "make it first"),
    "no URL": (["class", "--gradebook", "gradebook"], "is not the URL of a database"),
    "a seed that is none": (["class", "--seed", "abc"], "'abc' is not a valid integer"),
    "an unknown step": (["class", "--step", "99"], "there is no step 99"),
    "a step that needs torch": (["class", "--step", "12"], "is not graded in a class"),
    "an empty name": ([""], "it is empty"),
    "an empty address": (["class", "--scheduler", ""], "it is empty"),
    "no course file": (["class", "--course", "nowhere.toml"], "nowhere.toml"),
    "a bad course file": (["class", "--course", "course.toml"], "course.toml"),
    "no jobs": (["class", "--jobs", "0"], "0 is not in the range"),
}


@pytest.fixture(scope="module")
def odd_inputs(tmp_path_factory):
    """A folder with a class and with what is wrong."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "empty").mkdir()
    (folder / "class" / "ada").mkdir(parents=True)
    (folder / "class" / "ada" / "engine.py").write_text("")
    (folder / "text.sqlite").write_text("these are no tables " * 100)
    (folder / "course.toml").write_text("credit = 3\n")
    return folder


@pytest.mark.parametrize("what", WRONG)
def test_wrong_input_gets_a_sentence(what, odd_inputs, run_kit):
    arguments, sentence = WRONG[what]
    before = sorted(odd_inputs.iterdir())
    done = run_kit(KIT, "class", *arguments, cwd=odd_inputs)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(odd_inputs.iterdir()) == before


@posix
def test_without_a_sandbox(one_of_three_sleeps, tmp_path):
    environment = without_programs(tmp_path / "no-programs")
    shutil.rmtree(one_of_three_sleeps.folder / "bob")
    refused = one_of_three_sleeps.run("--require-sandbox", env=environment)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("There is no sandbox here: install bubblewrap")
    assert not one_of_three_sleeps.gradebook.exists()
    done = one_of_three_sleeps.run("--jobs", 1, env=environment)
    assert done.returncode == 0, done.stderr
    (isolation,) = {kept["isolation"] for kept in one_of_three_sleeps.kept().values()}
    said = {"landlock": "Not in a full sandbox", "process": "Without a sandbox"}
    assert said[isolation] in done.stdout


@posix
@pytest.mark.parametrize("colours", [True, False])
def test_a_narrow_terminal(graded, tmp_path, colours):
    pexpect = pytest.importorskip("pexpect")
    same, _ = _copied(graded, tmp_path)
    plain = {} if colours else {"NO_COLOR": "1"}
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80"} | plain
    command, *arguments = same.command("--jobs", 2)
    said = pexpect.run(
        " ".join([command, *arguments]), env=environment, timeout=SECONDS, encoding="utf-8"
    )
    lines = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", said).replace("\r", "\n").split("\n")
    assert max(len(line) for line in lines if "The gradebook is" not in line) <= 80
    assert "could not be graded" in said
    assert colours or not COLOURS.search(said)


def _copied(graded, tmp_path):
    """Return a copy of a graded class, and an environment that notes each Python that starts."""
    folder = tmp_path / "copy"
    shutil.copytree(graded.folder, folder)
    shutil.copy(graded.gradebook, tmp_path / "gradebook.sqlite")
    noting = tmp_path / "noting"
    noting.mkdir()
    (noting / "sitecustomize.py").write_text(
        f"open({str(tmp_path / 'started')!r}, 'a').write('started\\n')\n"
    )
    environment = os.environ | {"PYTHONPATH": str(noting)}
    return Class(folder, tmp_path / "gradebook.sqlite", graded.steps), environment


def _gradings(a_class):
    """Return what came of whose submission, and when and how long that was graded."""
    kept = [one for one in a_class.kept().values() if one["grade"]]
    return {one["learner"]: (verdicts(one), one["graded"], one["seconds"]) for one in kept}


def _run_and_kill(a_class, number, seconds):
    """Kill the command a moment after so many submissions have been graded."""
    started = a_class.start("--jobs", 1)
    wait_until(lambda: len(a_class.kept()) >= number)
    time.sleep(seconds)
    below = processes_below(started.pid)
    started.kill()
    started.communicate()
    wait_until(lambda: not any(one.is_running() for one in below))


def _kill_what_grades_the_second(started, a_class):
    """Kill the process in which the second submission of three does not come to an end."""
    wait_until(lambda: "ada" in a_class.kept())
    wait_until(lambda: grading_processes(started.pid))
    time.sleep(0.3)
    process = wait_until(lambda: _killed(grading_processes(started.pid)))
    wait_until(lambda: not process.is_running())


def _killed(processes):
    """Kill the only process there is, and return it; nothing while one is taking its place."""
    with contextlib.suppress(psutil.NoSuchProcess):
        (process,) = processes or [None]
        if process:
            process.kill()
            return process
    return None


def test_what_is_handed_in_last_counts_where_no_time_is_known(tmp_path):
    texts = [(KIT / name / "derivatives.py").read_text() for name in ("solutions", "exercises")]
    handed_in = Class(tmp_path / "class", tmp_path / "gradebook.sqlite", steps=(1,))

    def points_after(learner, text):
        folder = handed_in.folder / learner
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "derivatives.py").write_text(text, encoding="utf-8")
        handed_in.run("--jobs", 1)
        return _points_in(handed_in)

    right, stub = texts
    assert points_after("ada", right) == {"ada": 13}
    assert points_after("ada", stub) == {"ada": 0}
    assert points_after("ada", right) == {"ada": 13}  # an older version once more
    assert points_after("bob", stub) == {"ada": 13, "bob": 0}
    assert points_after("bob", right) == {"ada": 13, "bob": 13}  # what another had first
    handed_in.run("--jobs", 1)
    assert _points_in(handed_in) == {"ada": 13, "bob": 13}


def _points_in(handed_in):
    with open_gradebook(handed_in.url) as gradebook:
        return {one.learner: one.score.points for one in class_scores(gradebook, Course())}
