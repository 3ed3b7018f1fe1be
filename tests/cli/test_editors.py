"""What editors read: problem matchers against real output, links in a terminal, the settings."""

import json
import os
import re
import subprocess
import sys

import pytest

from benchmarks.watch_under_test import WatchUnderTest, save
from grading.course.paths import KIT

EDITOR_FILES = sorted([*(KIT / ".vscode").glob("*.json"), *(KIT / ".devcontainer").glob("*.json")])
RIGHT = "self.grad += other.data * out.grad"
WRONG = "self.grad = other.data * out.grad"


@pytest.fixture
def tasks():
    """The tasks of VS Code by label."""
    found = json.loads((KIT / ".vscode" / "tasks.json").read_text())["tasks"]
    return {task["label"]: task for task in found}


def matched(task, lines):
    """Return what a task's problem matcher finds: file, line, severity, message."""
    pattern = task["problemMatcher"]["pattern"]
    wanted = [pattern[key] for key in ("file", "line", "severity", "message")]
    found = [re.match(pattern["regexp"], line.rstrip("\n")) for line in lines]
    return [tuple(match[group] for group in wanted) for match in found if match]


@pytest.mark.parametrize("file", EDITOR_FILES, ids=lambda file: file.name)
def test_every_file_is_json(file):
    assert json.loads(file.read_text())


def test_a_failing_check_is_put_at_the_learners_line(tasks, kit_copy, run_kit, solved_text):
    engine = kit_copy / "exercises" / "engine.py"
    engine.write_text(solved_text("engine").replace(RIGHT, WRONG))
    task = tasks["check: grade everything once"]
    done = run_kit(kit_copy, *task["args"][1:], cwd=kit_copy)
    problems = matched(task, done.stdout.splitlines())
    assert len(problems) == len(done.stdout.splitlines()) > 1
    named = [problem for problem in problems if "a gradient is overwritten" in problem[3]]
    file, line, severity, _ = named[0]
    assert file == "exercises/engine.py" and severity == "error"
    assert engine.read_text().splitlines()[int(line) - 1].strip() in WRONG
    assert problems[-1][2] == "info" and "is not written yet" in problems[-1][3]


def test_a_watch_in_an_editor_says_where_a_grade_begins_and_ends(tasks, solved):
    task = tasks["watch: grade on every save"]
    begins, ends = (
        task["problemMatcher"]["background"][key] for key in ("beginsPattern", "endsPattern")
    )
    session = WatchUnderTest(solved.folder, *task["args"][2:])
    try:
        session.wait_for("graded: ", "of 48 steps. ")
        wrong = (solved.folder / "engine.py").read_text().replace(RIGHT, WRONG)
        save(solved.folder / "engine.py", wrong)
        fault = wrong[: wrong.index(WRONG)].count("\n") + 1
        session.wait_for(f"engine.py:{fault}: error")  # once the line at fault has been found
        session.wait_for("graded: ")
    finally:
        assert not session.stop()
    lines = [line.rstrip("\n") for line in session.seen]
    begun = sum(bool(re.match(begins, line)) for line in lines)
    # Said again where places have changed: not where the line was known before.
    assert begun in (2, 3)
    assert sum(bool(re.match(ends, line)) for line in lines) == begun
    assert any("a gradient is overwritten" in problem[3] for problem in matched(task, lines))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no pseudo-terminal")
@pytest.mark.parametrize(
    ("terminal", "link"),
    [
        (
            {"TERM": "xterm-256color", "TERM_PROGRAM": "vscode"},
            "]8;id=.*;vscode://file/.*/engine.py:\\d+",
        ),
        ({"TERM": "xterm-kitty"}, "]8;id=.*;file://.*/engine.py#\\d+"),
        (
            {"TERM": "xterm", "GRADER_LINK": "idea://open?file={path}&line={line}"},
            "idea://open\\?file=/.*line=\\d+",
        ),
    ],
    ids=["vscode", "kitty", "own"],
)
def test_a_place_is_a_link_that_opens_the_file_at_the_line(unsolved, terminal, link):
    pexpect = pytest.importorskip("pexpect")
    command = [str(KIT / "grader.py"), "check", "3", "--implementation", str(unsolved.folder)]
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("TERM_PROGRAM", "NO_COLOR")
    }
    shown = pexpect.run(
        " ".join([sys.executable, *command]), env=clean | terminal, encoding="utf-8", timeout=60
    )
    assert re.search(link, shown)


def test_there_is_no_link_where_nobody_could_follow_it(unsolved):
    done = unsolved.run("check", 3)
    assert "\x1b" not in done.stdout and "engine.py:" in done.stdout


def test_the_settings_name_what_is_there(tasks):
    settings = json.loads((KIT / ".vscode" / "settings.json").read_text())
    assert all((KIT / folder).is_dir() for folder in settings["python.testing.pytestArgs"])
    assert all((KIT / folder).is_dir() for folder in settings["python.analysis.extraPaths"])
    for task in tasks.values():
        done = subprocess.run(
            [sys.executable, str(KIT / task["args"][0]), task["args"][1], "--help"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        options = [argument for argument in task["args"] if argument.startswith("--")]
        assert done.returncode == 0 and all(option in done.stdout for option in options)
