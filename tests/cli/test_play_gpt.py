"""`play` on tensors: trainings whose weights are kept, and what trained weights show."""

import os
import re
import signal
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from grading.course.paths import KIT

LINE = re.compile(r"^ +(\d+)  (\d\.\d+)  █+ +(.+)$", re.MULTILINE)


def test_roman_numerals_are_learned_and_gone_on_with(solved, tmp_path):
    page, weights = tmp_path / "roman.html", tmp_path / "roman.npz"
    options = ("play", "roman", "--steps", 20, "--weights", weights)
    done = solved.run(*options, "--output", page)
    assert done.returncode == 0, done.stderr
    assert "26,144 parameters" in done.stdout
    [(step, loss, shown)] = LINE.findall(done.stdout)
    assert step == "20" and 0 < float(loss) < 2.95 and re.search(r"\d+ of 100 \d{4}=", shown)
    assert "numbers that it has never seen are right" in done.stdout
    assert re.search(r"The weights of step 20 are kept.*\n  .*roman\.npz", done.stdout)
    assert "<svg" in page.read_text() and "refresh" not in page.read_text()
    again = solved.run(*options, "--resume")
    assert "Going on with the weights of step 20." in again.stdout, again.stderr
    assert "The weights of step 40" in again.stdout
    assert float(LINE.findall(again.stdout)[0][1]) < float(loss)
    assert max(map(len, done.stdout.splitlines())) < 80


def test_names_and_any_text(solved, tmp_path):
    names = solved.run("play", "names", "--tensors", "--steps", 20, "--weights", tmp_path / "n.npz")
    assert re.search(r"█ +(\w+ ){4}\w+$", names.stdout, re.MULTILINE), names.stderr
    text = tmp_path / "text.txt"
    text.write_text("what is seen is learned, letter by letter.\n" * 20)
    done = solved.run("play", text, "--steps", 2, "--weights", tmp_path / "t.npz")
    assert "2 of 2 steps" in done.stdout, done.stderr
    other = solved.run("play", text, "--weights", tmp_path / "n.npz", "--resume")
    assert other.returncode == 2 and "are of another network" in other.stderr


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_ctrl_c_keeps_the_weights(solved, tmp_path):
    weights = tmp_path / "roman.npz"
    command = [sys.executable, str(KIT / "grader.py"), "play", "roman", "--weights", str(weights)]
    process = subprocess.Popen(
        [*command, "--implementation", str(solved.folder)], bufsize=1, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    while "of 100" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    told, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "Traceback" not in errors
    assert re.search(r"The weights of step \d+ are kept", told) and weights.exists()
    assert [file.name for file in tmp_path.glob("*.npz")] == [weights.name]


def test_bad_input_is_one_sentence(solved, unsolved, tmp_path):
    short = tmp_path / "short.txt"
    short.write_text("too short")
    for submission, arguments, sentence in (
        (solved, ["roman", "--resume", "--weights", tmp_path / "none.npz"], "no weights to go on"),
        (solved, ["roman", "--weights", short / "below.npz"], "cannot be written"),
        (solved, ["names", "--resume"], "go with `--tensors`"),
        (solved, [short], "too short to learn from"),
        (solved, [tmp_path / "missing.txt"], "cannot be read"),
        (solved, ["attention", "42"], "no word of the letters a to z"),
        (unsolved, ["roman", "--weights", tmp_path / "u.npz"], "CharTokenizer.__init__"),
        (unsolved, ["speak"], "which is step"),
        (unsolved, ["attention"], "is not written yet"),
    ):
        done = submission.run("play", *arguments)
        assert done.returncode == 2 and sentence in done.stderr, (arguments, done.stderr)
        assert "Traceback" not in done.stderr


class Pictures(HTMLParser):
    """The words of all pictures of a page."""

    def __init__(self):
        super().__init__()
        self.words = []

    def handle_starttag(self, tag, attributes):
        """Keep an image's words."""
        if tag == "img":
            self.words.append(dict(attributes)["alt"])


def test_attention_is_shown(solved, tmp_path):
    page = tmp_path / "maps.html"
    done = solved.run("play", "attention", "emma", "--output", page)
    assert done.returncode == 0, done.stderr
    assert "".join(re.findall(r"^([.ema]) ", done.stdout, re.MULTILINE)).startswith(".emma")
    assert "what depends on what" in done.stdout and "layer 2 head 3" in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 80
    pictures = Pictures()
    pictures.feed(page.read_text())
    assert len(pictures.words) > 8


def test_weights_of_torch_speak(solved):
    done = solved.run("play", "speak", "--count", 5)
    assert done.returncode == 0, done.stderr
    names = done.stdout.split()
    assert len(names) == 5 and all(name.isalpha() for name in names)
