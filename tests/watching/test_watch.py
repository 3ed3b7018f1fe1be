"""The watch: a real one, real saves, keys pressed in a pipe and in a terminal."""

import os
import shutil
import sys

import pytest

from benchmarks.watch_under_test import WatchUnderTest, is_verdict, save
from grading.course.check import checks_of
from grading.course.curriculum import step_numbered
from grading.course.paths import KIT
from grading.course.references import expected_by
from grading.course.snapshot import snapshot_of
from grading.judging.judge import Judge
from grading.workers.worker_process import WorkerProcess

pytest.importorskip("watchfiles")
RIGHT = "self.grad += other.data * out.grad"
WRONG = "self.grad = other.data * out.grad"


@pytest.fixture
def watch():
    """Start watches that end with the test, and leave no process behind."""
    started = []

    def start(folder, *arguments, **options):
        started.append(WatchUnderTest(folder, *arguments, **options))
        return started[-1]

    yield start
    left = [process for one in started if one.process.poll() is None for process in one.stop()]
    assert not left


def test_a_save_is_graded_and_a_step_that_passes_leads_to_the_next(watch, unsolved, solved_text):
    session = watch(unsolved.folder)
    assert session.time_of_verdict(1)[1] is False
    save(unsolved.folder / "derivatives.py", solved_text("derivatives"))
    session.wait_for("✓ step 1", "passes", "13/13 points")
    session.wait_for("Your code measures how steep a function is")
    session.wait_for("forward", "6.125")
    session.wait_for("Next", "step 3")


def test_a_mistake_is_named_at_once(watch, solved):
    session = watch(solved.folder, 10)
    session.wait_for("of 48 steps. ")
    solved.change("engine", RIGHT, WRONG)
    session.wait_for("a gradient is overwritten instead of accumulated")


def test_the_line_at_fault_is_told_in_a_line_of_its_own(watch, solved):
    session = watch(solved.folder, 10)
    session.wait_for("of 48 steps. ")
    solved.change("engine", RIGHT, WRONG)
    line = (solved.folder / "engine.py").read_text().partition(WRONG)[0].count("\n") + 1
    session.wait_for("of 48 steps")  # the verdicts
    told = len(session.seen)
    session.wait_for("failing checks of this step pass when one thing in")
    session.wait_for("is different.", f"engine.py:{line}")
    session.press("h")
    session.wait_for("Step 10, hint 1 of")
    assert not any(is_verdict(text, 10) for text in session.seen[told:])


@pytest.mark.parametrize(
    "text",
    ["def half(", "", "\x00", "raise ValueError('<b>')\n"],
    ids=["half", "empty", "nul", "raises"],
)
def test_a_file_that_cannot_be_imported_is_told_and_the_watch_goes_on(watch, solved, text):
    whole = (solved.folder / "engine.py").read_text()
    session = watch(solved.folder, 3)
    session.wait_for("of 48 steps. ")
    save(solved.folder / "engine.py", text)
    assert session.time_of_verdict(3)[1] is False
    save(solved.folder / "engine.py", whole)
    session.wait_for("✓ step 3", "passes")


def test_an_endless_loop_is_ended_with_its_line(watch, solved):
    session = watch(solved.folder, 10)
    session.wait_for("of 48 steps. ")
    whole = (solved.folder / "engine.py").read_text()
    solved.change("engine", "self.grad = 1.0\n", "while True:\n            pass\n")
    line = (solved.folder / "engine.py").read_text().partition("while True:")[0].count("\n") + 1
    session.wait_for("had not finished after 2 s, at line", "of engine.py")
    assert any(f"at line {number}" in session.seen[-1] for number in (line, line + 1))
    save(solved.folder / "engine.py", whole)
    session.wait_for("✓ step 10", "passes")


def test_a_new_save_cancels_the_run_under_way(watch, solved):
    session = watch(solved.folder, 10)
    session.wait_for("of 48 steps. ")
    whole = (solved.folder / "engine.py").read_text()
    endless = whole.replace("self.grad = 1.0\n", "while True:\n            pass\n")
    save(solved.folder / "engine.py", endless)
    save(solved.folder / "engine.py", whole.replace(RIGHT, WRONG))
    assert session.time_of_verdict(10)[1] is False
    session.wait_for("a gradient is overwritten")
    assert "had not finished" not in "".join(session.seen)


def test_a_run_that_is_cancelled_while_a_worker_starts_waits_for_no_other(solved):
    started = []

    def start_and_cancel(with_torch):
        started.append(WorkerProcess(with_torch))
        judge.interrupt()
        started[-1].kill()
        return started[-1]

    judge = Judge(snapshot_of(solved.folder), start_worker=start_and_cancel)
    check = checks_of(step_numbered(3))[0]
    judge.verdict(check, expected_by(check))
    judge.close()
    assert len(started) == 1


def test_a_deleted_file_and_a_folder_made_anew(watch, solved):
    session = watch(solved.folder, 3)
    session.wait_for("of 48 steps. ")
    away = solved.folder.with_name("away")
    shutil.copytree(solved.folder, away)
    (solved.folder / "engine.py").unlink()
    session.wait_for("engine.py is missing")
    shutil.rmtree(solved.folder)
    away.rename(solved.folder)
    session.wait_for("✓ step 3", "passes")
    solved.change("derivatives", "2 * h", "h")
    session.wait_for("Step 1", "passed before, and no longer does")


def test_a_folder_that_was_away_for_a_while(watch, solved):
    session = watch(solved.folder, 3)
    session.wait_for("of 48 steps. ")
    away = solved.folder.rename(solved.folder.with_name("away"))
    session.wait_for("engine.py is missing")
    away.rename(solved.folder)
    session.wait_for("✓ step 3", "passes")


def test_at_the_end_it_goes_back_to_a_step_that_has_broken(watch, solved):
    solved.change("training", "yout - ygt", "yout + ygt")
    session = watch(solved.folder)
    assert session.time_of_verdict(14)[1] is False
    solved.change("derivatives", "2 * h", "h")
    session.wait_for("Step 1", "passed before, and no longer does")
    solved.change("training", "yout + ygt", "yout - ygt")
    session.wait_for("✓ step 14", "passes")
    assert session.time_of_verdict(1)[1] is False


def test_keys(watch, kit_copy):
    session = watch(None, kit=kit_copy)
    session.time_of_verdict(1)
    for key, texts in (
        ("h", ("Step 1, hint 1 of",)),
        ("n", ("  2  One input at a time",)),
        ("p", ("  1  The slope of a function",)),
        ("l", ("Step 1: The slope of a function",)),
        ("a", ("Autograd, step by step", "points")),
        ("d", ("cannot be drawn",)),
        ("r", ("the stubs of step 1 are there already",)),
    ):
        session.press(key)
        session.wait_for(*texts)
    session.press("q")
    assert session.process.wait(timeout=20) == 0


def test_by_hand_it_grades_when_enter_is_pressed(watch, solved):
    session = watch(solved.folder, 10, "--manual")
    session.wait_for("of 48 steps. ")
    solved.change("engine", RIGHT, WRONG)
    session.press("\n")
    assert session.time_of_verdict(10)[1] is False
    session.process.stdin.close()
    assert session.process.wait(timeout=20) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_in_a_terminal_it_resets_only_when_told_to_and_leaves_the_terminal_as_it_was(kit_copy):
    pexpect = pytest.importorskip("pexpect")
    engine = kit_copy / "exercises" / "engine.py"
    engine.write_text(
        engine.read_text().replace(
            'raise NotImplementedError("step 3: Value.__repr__")', "return 'x'"
        )
    )
    written = engine.read_text()
    shell = pexpect.spawn(
        "/bin/sh", dimensions=(45, 80), encoding="utf-8", timeout=30,
        env=os.environ | {"TERM": "xterm-256color", "PS1": "$ "},
    )  # fmt: skip
    shell.sendline(
        f"stty -a | tr ';' '\\n' | grep -c ' echo '; {sys.executable} {kit_copy}/grader.py watch 3"
    )
    shell.expect("q quit")
    shell.expect("0 of .* points")
    shell.send("r")
    shell.expect(r"Go on\? \[y/N\]")
    shell.send("n")  # one key, without Enter
    shell.expect("Nothing was changed")
    shell.send("r")
    shell.expect(r"Go on\? \[y/N\]")
    shell.sendintr()
    while shell.expect(["Nothing was changed", pexpect.TIMEOUT], timeout=3):
        shell.sendintr()  # one that comes just before `input` waits can be lost
    assert engine.read_text() == written
    shell.send("r")
    shell.expect(r"Go on\?")
    shell.send("y")
    shell.expect(r"Done\.")
    shell.expect(r"Done. What was there is in")  # still there, drawn anew after the save
    shell.expect("q quit")
    assert engine.read_text() != written
    shell.send("q")
    shell.expect(r"\$ ")
    shell.sendline("stty -a")
    shell.expect(" echo ")
    shell.sendline("exit")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
def test_in_a_terminal_it_shows_that_it_is_grading_what_takes_its_time(solved):
    pexpect = pytest.importorskip("pexpect")
    solved.change("engine", "self.grad = 1.0\n", "while True:\n            pass\n")
    command = f"{sys.executable} {KIT}/grader.py watch 10 --implementation {solved.folder}"
    watch = pexpect.spawn(command, dimensions=(60, 80), encoding="utf-8", timeout=30)
    watch.expect("grading …")
    watch.expect("had not finished after 2 s")
    watch.send("q")
    watch.expect(pexpect.EOF)


def test_every_step_that_one_save_makes_pass_is_told(watch, unsolved, solved_text):
    session = watch(unsolved.folder)
    session.wait_for("of 48 steps")
    for name in ("derivatives", "by_hand", "graph"):
        save(unsolved.folder / f"{name}.py", solved_text(name))
    session.wait_for("✓ step 1 ")
    session.wait_for("✓ step 2 ")
    session.wait_for("of 48 steps")
    save(unsolved.folder / "engine.py", solved_text("engine"))
    for step in (3, 8, 9, 19):  # 4 to 7 may have passed before, on finished modules
        session.wait_for(f"✓ step {step} ", "passes")


def test_steps_that_only_pass_again_are_not_told_once_more(watch, solved):
    session = watch(solved.folder, 3)
    session.wait_for("of 48 steps. ")
    whole = (solved.folder / "engine.py").read_text()
    save(solved.folder / "engine.py", "nonsense")
    session.wait_for("no longer does")
    save(solved.folder / "engine.py", whole)
    session.wait_for("✓ step 3", "passes")
    session.wait_for("of 48 steps. ")
    assert not any(line.startswith("✓ step 9 ") for line in session.seen)


def test_the_finished_code_is_at_hand_when_a_step_passes(watch, unsolved, solved_text):
    session = watch(unsolved.folder)
    assert session.time_of_verdict(1)[1] is False
    session.press("s")
    session.wait_for("once the step passes")
    save(unsolved.folder / "derivatives.py", solved_text("derivatives"))
    session.wait_for("✓ step 1")
    session.wait_for("s: the finished code beside yours")
    session.press("s")
    session.wait_for("Step 1 · The slope of a function")
    session.wait_for("forward_difference")
    session.wait_for("The same as yours")


def test_the_finished_code_is_that_of_the_step_under_which_it_is_offered(watch, solved):
    whole = (solved.folder / "engine.py").read_text()
    solved.change("engine", RIGHT, WRONG)
    solved.change("engine", "return self * -1", "return self * -2")
    session = watch(solved.folder, 10)
    session.wait_for("of 48 steps")
    save(solved.folder / "engine.py", whole)
    session.wait_for("✓ step 10")
    session.wait_for("s: the finished code beside yours")
    session.wait_for("of 48 steps. ")
    passing = [line.split()[2] for line in session.seen if line.startswith("✓ step")]
    last = max(int(number) for number in passing if number not in ("10", "19"))  # which have none
    session.press("s")
    session.wait_for(f"Step {last} ·")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize("rows", [24, 60])
def test_all_steps_in_a_terminal_of_24_rows(rows, solved):
    pexpect = pytest.importorskip("pexpect")
    solved.change("engine", RIGHT, WRONG)
    command = f"{sys.executable} {KIT}/grader.py watch 10 --implementation {solved.folder}"
    watch = pexpect.spawn(
        command, dimensions=(rows, 80), encoding="utf-8", timeout=30,
        env=os.environ | {"TERM": "xterm-256color"},
    )  # fmt: skip
    watch.expect("of 48 steps")
    watch.expect("q quit")
    watch.send("a")
    watch.expect("Autograd, step by step.*q quit")
    drawn = watch.match[0].splitlines()
    assert len(drawn) < rows and any("A node used twice" in line for line in drawn)
    watch.send("q")
    watch.expect(pexpect.EOF)


def test_wrong_input_is_one_sentence_and_status_2(solved, tmp_path):
    for arguments, sentence in (
        (["watch", "99"], "there is no step 99"),
        (["watch", "--fast"], "No such option"),
    ):
        done = solved.run(*arguments)
        assert done.returncode == 2 and sentence in done.stderr
    gone = type(solved)(tmp_path / "nowhere")
    assert "There is no folder" in gone.run("watch").stderr
