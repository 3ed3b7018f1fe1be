"""`play`: long runs on a learner's own modules, ended by themselves, by Ctrl-C or by an error."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from grading.cli.play_training import NamesInNumbers
from grading.course.paths import KIT


def test_names_are_learned_and_made_up(solved, tmp_path):
    page = tmp_path / "names.html"
    done = solved.run("play", "names", "--steps", 25, "--output", page)
    assert done.returncode == 0, done.stderr
    assert "4,144 parameters" in done.stdout
    losses = re.findall(r"^ +(\d+)  (\d\.\d+)  █+ +\w+ \w+ \w+ \w+ \w+$", done.stdout, re.MULTILINE)
    assert [step for step, _ in losses] == ["20", "25"]
    assert float(losses[-1][1]) < 3.3
    assert "nodes for one name" in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 80
    assert "<svg" in page.read_text() and "refresh" not in page.read_text()


def test_other_words_can_be_learned_from(solved, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("emma\nolivia\nava\n")
    done = solved.run("play", "names", "--steps", 2, "--data", words)
    assert "2 of 2 steps" in done.stdout, done.stderr


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_keeps_what_was_reached(solved):
    command = [sys.executable, str(KIT / "grader.py"), "play", "names"]
    command += ["--implementation", str(solved.folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1,
        start_new_session=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    while "step" not in process.stdout.readline():
        pass
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in errors
    assert re.search(r"\d+ of 300 steps; the loss of the last ones is", told)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("return [xi * scale for xi in x]", "return nowhere"), "nowhere"),
        (("return linear(x, weights", "return liner(x, weights"), "liner"),
    ],
)
def test_an_error_is_one_sentence(change, sentence, solved):
    solved.change("scalar_gpt", *change)
    done = solved.run("play", "names", "--steps", 2)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert sentence in done.stderr and "scalar_gpt.py:" in done.stderr


def test_bad_input_is_one_sentence(solved, unsolved, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("1234\n")
    for submission, arguments, sentence in (
        (solved, ["names", "--data", tmp_path / "missing"], "cannot be read"),
        (solved, ["names", "--data", empty], "no words to learn from"),
        (solved, ["names", "--steps", 0], "not in the range"),
        (unsolved, ["names"], "Value.__init__"),
        (unsolved, ["race"], "A race needs two"),
    ):
        done = submission.run("play", *arguments)
        assert done.returncode == 2 and sentence in done.stderr, done.stderr
        assert "Traceback" not in done.stderr


def test_a_race_of_numbers_and_tensors(solved, tmp_path):
    page = tmp_path / "race.html"
    done = solved.run("play", "race", "--output", page)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^your tensors +[\d,]+ × █+$", done.stdout, re.MULTILINE)
    assert "<progress" in page.read_text()


@pytest.mark.parametrize("loss", [None, "nan", "inf", "-inf", 1e308, -1e308, 3])
def test_any_loss_has_a_line(loss, capsys, tmp_path):
    page = tmp_path / "names.html"
    training = NamesInNumbers(str(page))
    training.tell({"parameters": "\x1b[31m", "x": 1})  # which only made-up messages have
    for _ in range(2):
        training.tell({"loss": loss, "names[0]": "a\x1b\nb", "names[1]": "emma"})
    training.conclude()
    told = capsys.readouterr().out
    assert "emma" in told and "2 of 0 steps" in told and "\x1b" not in told
    assert max(map(len, told.splitlines())) < 80
    assert "emma" in page.read_text()


def test_a_page_that_cannot_be_written_is_said_at_once(solved, tmp_path):
    done = solved.run("play", "names", "--steps", 1, "--output", tmp_path)
    assert done.returncode == 2 and "Is a directory" in done.stderr
    assert "█" not in done.stdout  # no step was waited for


@pytest.mark.parametrize("clock", ["lambda: 0.0", "iter(range(0, -99, -1)).__next__"])
def test_a_race_by_a_clock_that_stands_still(clock, solved):
    solved.append("two_moons", f"import time\n\ntime.perf_counter = {clock}\n")
    done = solved.run("play", "race")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert re.search("your tensors +did not finish: its clock stands still", done.stdout)
