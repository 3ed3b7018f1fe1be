"""What surrounds a grade may be at fault: a full disk, a folder that is gone, another owner."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from grading.course.paths import KIT

posix = pytest.mark.skipif(os.name == "nt", reason="has no such files, signals or users")
FULL = Path("/dev/full")
ALL_COMMANDS = (["check", "1"], ["check", "1", "--json", "-"], ["lesson", "1"], ["--help"], [])


def grader(*arguments, kit=KIT, **options):
    """Run the command as it is, on the kit's own exercises."""
    command = [sys.executable, str(kit / "grader.py"), *map(str, arguments)]
    return subprocess.run(command, text=True, check=False, stderr=subprocess.PIPE, **options)


def is_one_sentence(done, words):
    """Hold a command to status 2, and to a sentence with these words."""
    assert done.returncode == 2, done.stderr
    assert words in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    return True


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full")
@pytest.mark.parametrize("arguments", ALL_COMMANDS, ids=" ".join)
def test_an_output_that_is_full_is_told(arguments):
    with open(FULL, "w") as full:
        done = grader(*arguments, stdout=full)
    assert is_one_sentence(done, "Standard output cannot be written to: No space left on device")


@posix
@pytest.mark.parametrize("arguments", ALL_COMMANDS, ids=" ".join)
def test_an_output_that_is_closed_is_told(arguments):
    assert is_one_sentence(
        grader(*arguments, preexec_fn=lambda: os.close(1)), "Standard output is closed"
    )


@posix
def test_what_cannot_be_shown_is_kept_in_the_history(kit_copy):
    with open(FULL, "w") as full:
        grader("check", "1", kit=kit_copy, stdout=full)
    assert (kit_copy / ".kit" / "history.sqlite3").exists()


@posix
def test_closed_input_and_closed_errors_change_no_grade(solved):
    done = solved.run("check", 1, preexec_fn=lambda: (os.close(0), os.close(2)))
    assert done.returncode == 0 and "The step passes." in done.stdout


@posix
def test_a_reader_who_has_enough_is_told_nothing():
    code = f"{sys.executable} {KIT / 'grader.py'} lesson 10 | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@posix
def test_the_json_goes_into_a_pipe_and_leaves_it_one(solved, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    assert solved.run("check", 1, "--json", pipe).returncode == 0
    assert json.loads(reader.communicate()[0])["points"] > 0
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is full")
def test_the_json_replaces_no_device(solved):
    done = solved.run("check", 1, "--json", FULL)
    assert is_one_sentence(done, "/dev/full cannot be written: No space left on device")
    assert stat.S_ISCHR(FULL.stat().st_mode)


@posix
def test_a_folder_that_is_gone_is_told(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    code = f"cd {gone} && rmdir {gone} && {sys.executable} {KIT / 'grader.py'} check 1"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert is_one_sentence(done, "The folder you are in cannot be used")


@posix
def test_a_folder_whose_name_is_no_text_is_graded_and_shown(solved, tmp_path):
    solved.change("engine", "math.exp(", "math.exp(1 + ")
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m"))
    shutil.copytree(solved.folder, folder)
    solved.folder = folder
    done = solved.run("check", 11)
    assert done.returncode == 1 and "\x1b" not in done.stdout and "engine.py" in done.stdout
    assert "\\udc" not in solved.run("check", 11, "--json", "-").stdout
    assert "\x1b" not in solved.run("check", 11, "--brief").stdout
    report = tmp_path / "report.html"
    assert solved.run("report", "--output", report).returncode == 0
    assert "\x1b" not in report.read_text(encoding="utf-8")


def test_without_docstrings_all_explanations_are_the_same(unsolved, solved):
    for submission in (unsolved, solved):
        submission.change("derivatives", "central", "centre")
        said = [
            subprocess.run(
                [sys.executable, *option, str(KIT / "grader.py"), *arguments],
                capture_output=True, text=True, check=False,
            ).stdout
            for arguments in (
                ["check", "1", "10", "--implementation", str(submission.folder)], ["--help"],
            )
            for option in ([], ["-O"], ["-OO"])
        ]  # fmt: skip
        assert said[0] and said[0] == said[1] == said[2]
        assert said[3] and said[3] == said[4] == said[5]


@posix
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_a_signal_leaves_nothing_behind(name, solved, tmp_path):
    solved.append("engine", "import time\nwhile True:\n    time.sleep(1)\n")
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = os.environ | {"TMPDIR": str(folder)}
    command = [sys.executable, str(KIT / "grader.py"), "--implementation", str(solved.folder)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    while not list(folder.glob("*/worker-*")):
        time.sleep(0.05)
    time.sleep(0.3)
    number = getattr(signal, name)
    process.send_signal(number)
    assert "Traceback" not in process.communicate()[1]
    if name == "SIGKILL":
        assert list(folder.iterdir())
        left = [int(note.stem) for note in folder.glob("*/*.process")]
        solved.run("check", 1, env=environment)
        assert left and not any(is_running(number) for number in left)
    else:
        assert process.returncode == 128 + number
    assert not list(folder.iterdir())


def is_running(number):
    """Tell whether there is a process, one that has ended and is not waited for aside."""
    command = ["ps", "-o", "stat=", "-p", str(number)]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return found.strip()[:1] not in ("", "Z")


@posix
def test_what_another_grade_still_needs_is_left_alone(solved, tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    environment = os.environ | {"TMPDIR": str(folder)}
    command = [sys.executable, str(KIT / "grader.py"), "watch", "--manual"]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stdout.readline()
        solved.run("check", 1, env=environment)
        assert len(list(folder.glob("grading-*/worker-*"))) >= 2
        watch.communicate("q\n")
    assert not list(folder.iterdir())


@pytest.fixture
def others_kit(kit_copy, solved_text):
    """A kit that somebody may read and not write, and what runs a command as that somebody."""
    for name in ("engine", "graph"):
        (kit_copy / "exercises" / f"{name}.py").write_text(solved_text(name), encoding="utf-8")
    folder = Path(tempfile.mkdtemp(prefix="others-"))
    kit = folder / "kit"
    shutil.move(kit_copy, kit)
    shutil.rmtree(kit / "drawings", ignore_errors=True)
    folder.chmod(0o755)
    for path in (kit, *kit.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222 | 0o444 | (0o111 if path.is_dir() else 0))
    nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        subprocess.run([sys.executable, "-c", ""], check=True, **nobody)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nobody else may run this Python")
    yield lambda *arguments, **more: grader(
        *arguments, kit=kit, cwd=folder, stdout=subprocess.PIPE, **nobody, **more
    )
    for path in (kit, *(path for path in kit.rglob("*") if path.is_dir())):
        path.chmod(0o755)
    shutil.rmtree(folder)


@posix
def test_a_kit_that_may_not_be_written_to_is_told(others_kit):
    assert is_one_sentence(others_kit("draw", "4"), "drawings/step04.svg cannot be written")
    report = others_kit("report")
    assert report.returncode == 2 and "report.html cannot be written: Perm" in report.stderr
    assert "history.sqlite3 cannot be used: Permission denied." in report.stderr
    reset = others_kit("reset", "3", "--yes")
    assert is_one_sentence(reset, "exercises/engine.py was left as it is")
    assert "Permission denied" in reset.stderr
    graded = others_kit("check", "3")
    assert graded.returncode == 0 and "history" in graded.stderr
    assert "Traceback" not in graded.stderr


@posix
def test_a_umask_that_forbids_everything_changes_no_grade(others_kit):
    assert others_kit("check", "3", umask=0o777).returncode == 0


@pytest.mark.parametrize("name", ["[CS 101] autograd", "[red]#1 $HOME %d {a,b} ~"])
def test_a_kit_in_a_folder_whose_name_looks_like_a_pattern(name, kit_copy, tmp_path, solved_text):
    kit = tmp_path / name / "kit"
    kit.parent.mkdir()
    shutil.move(kit_copy, kit)
    engine = kit / "exercises" / "engine.py"
    engine.write_text(solved_text("engine").replace("self.grad += out", "self.grad = out"))
    graph = kit / "exercises" / "graph.py"
    graph.write_text(solved_text("graph"), encoding="utf-8")
    for arguments, status in (
        (["check", "1"], 1), (["draw", "4"], 0), (["report"], 0), (["reset", "3", "--yes"], 0),
        (["debug", "1", "-q"], 1), (["history"], 0),
    ):  # fmt: skip
        done = grader(*arguments, kit=kit, cwd=tmp_path, stdout=subprocess.PIPE)
        assert done.returncode == status, (arguments, done.stderr, done.stdout)
        assert "Traceback" not in done.stderr
    command = [sys.executable, "-m", "pytest", "checks", "-q", "-k", "step01"]
    done = subprocess.run(command, cwd=kit, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no test" not in done.stdout.lower()


@posix
def test_what_leads_nowhere_is_one_sentence(solved, tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for arguments, words in (
        (["check", "1", "--implementation", loop], "There is no folder"),
        (["check", "1", "--implementation", "a" * 300], "There is no folder"),
        (["check", "1", "--json", loop / "x"], "cannot be written"),
        (["check", "1", "--json", "a" * 300], "cannot be written: File name too long"),
        (["draw", "4", "--implementation", solved.folder, "--output", "/dev/full"], "written: No"),
    ):
        assert is_one_sentence(grader(*arguments, stdout=subprocess.PIPE), words)
    engine = solved.folder / "engine.py"
    engine.unlink()
    engine.symlink_to(engine)
    done = solved.run("check", 9)
    assert done.returncode == 1 and "engine.py is missing" in done.stdout
    assert solved.run("reset", 9, "--yes").returncode == 2


@posix
def test_a_question_that_nobody_can_be_asked(solved):
    done = solved.run("reset", 9, preexec_fn=lambda: os.close(0))
    assert done.returncode == 2 and "In a script, add --yes." in done.stderr


@posix
def test_a_drawing_goes_into_a_pipe(solved):
    done = solved.run("draw", 4, "--output", "/dev/stdout")
    assert done.returncode == 0 and "</svg>" in done.stdout


def test_a_lesson_that_is_no_text_is_one_sentence(kit_copy):
    (lesson,) = (kit_copy / "lessons").glob("01_*.md")
    lesson.write_bytes(b"\xff")
    done = grader("lesson", "1", kit=kit_copy, stdout=subprocess.PIPE)
    assert is_one_sentence(done, "is damaged")


THREADS_AT_ONCE = """
import gc, os, sys, threading
sys.setswitchinterval(1e-5)
from grading.course.atomic_files import temporary_folder
together, made = threading.Barrier(8), []
def make():
    together.wait()
    made.append(temporary_folder("one-"))
threads = [threading.Thread(target=make) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
gc.collect()
print(sum(os.path.isdir(folder.name) for folder in made))
"""


def test_threads_that_ask_for_a_folder_at_once_all_have_one():
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", THREADS_AT_ONCE],
            cwd=KIT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout == "8\n", done.stderr
