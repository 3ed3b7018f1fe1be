"""Odd circumstances, from outside: outputs that are files, strict Pythons, broken tools, Ctrl-C."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from grading.course.paths import KIT

posix = pytest.mark.skipif(os.name == "nt", reason="paths and signals that are not of Windows")


@posix
@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "{file}"])
def test_the_json_and_the_output_into_one_file_are_the_json(path, solved, tmp_path):
    file = tmp_path / "output"
    with open(file, "w") as output:
        command = [sys.executable, str(KIT / "grader.py"), "check", "1"]
        command += ["--implementation", str(solved.folder), "--json", path.format(file=file)]
        done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0 and done.stderr == b""
    assert json.loads(file.read_text())["points"] == 13


@posix
@pytest.mark.parametrize("command", [("report",), ("draw", "4")], ids=" ".join)
def test_a_page_or_a_drawing_into_the_output_has_nothing_behind_it(command, solved):
    done = solved.run(*command, "--output", "/dev/stdout", "--no-open")
    assert done.returncode == 0 and done.stdout.strip().endswith(("</html>", "</svg>"))


@pytest.mark.parametrize("command", [("check", "1"), ("report",), ("draw", "4")], ids=" ".join)
def test_a_python_that_takes_warnings_for_errors_has_none(command, solved, tmp_path):
    output = () if command[0] == "check" else ("--output", tmp_path / "output", "--no-open")
    done = solved.run(*command, *output, env=os.environ | {"PYTHONWARNINGS": "error"})
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("text", [None, "[", "[project]\n"])
def test_a_kit_without_its_list_of_packages_is_one_sentence(text, kit_copy, run_kit):
    file = kit_copy / "pyproject.toml"
    file.unlink()
    if text is not None:
        file.write_text(text)
    done = run_kit(kit_copy, "check", "1")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == "The kit's pyproject.toml is missing or damaged: get the kit anew.\n"


DRAWERS = {
    "ends badly": "exit 3",
    "draws nonsense": r"printf '\377<svg'",
    "says why": "echo no font >&2; exit 1",
}


@posix
@pytest.mark.parametrize("kind", DRAWERS)
def test_a_graphviz_that_is_of_no_use_is_no_traceback(kind, solved, tmp_path):
    solved.change("engine", "self.grad += out.grad", "self.grad = out.grad")
    (tmp_path / "dot").write_text(f"#!/bin/sh\n{DRAWERS[kind]}\n")
    (tmp_path / "dot").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    drawn = solved.run("draw", 10, "--no-open", "--output", tmp_path / "x.svg", env=environment)
    page = solved.run("report", "--no-open", "--output", tmp_path / "x.html", env=environment)
    assert page.returncode == 0 and "Traceback" not in drawn.stderr + page.stderr
    assert drawn.returncode == 2
    assert ": " in drawn.stderr and not drawn.stderr.endswith(": \n")


@posix
def test_a_prompt_knows_modules_in_a_folder_whose_name_has_a_colon(solved, tmp_path):
    solved.folder = solved.folder.rename(tmp_path / "a:b")
    done = solved.run("shell", input="import engine\nprint(engine.Value(1.5))\n")
    assert done.returncode == 0 and done.stdout == "Value(data=1.5)\n"


@pytest.mark.parametrize(
    "answer", ["x" * 100_000, "\0\n", "yess\n"], ids=["long", "null", "almost"]
)
def test_an_answer_that_is_not_yes_is_no(answer, solved):
    before = (solved.folder / "engine.py").read_bytes()
    done = solved.run("reset", 8, input=answer)
    assert done.returncode == 0 and "Nothing was changed." in done.stdout
    assert (solved.folder / "engine.py").read_bytes() == before


@posix
def test_ctrl_c_at_a_question_is_an_interruption(solved):
    command = [sys.executable, str(KIT / "grader.py"), "reset", "8"]
    asking = subprocess.Popen(
        [*command, "--implementation", str(solved.folder)], text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip
    while asking.stdout.read(1) != "?":
        pass
    time.sleep(0.2)
    asking.send_signal(signal.SIGINT)
    assert asking.communicate()[1] == "\nInterrupted; nothing was changed.\n"
    assert asking.returncode == 130


def test_whatever_pytest_takes_for_wrong_has_the_kits_exit_status(solved):
    environment = os.environ | {"PYTEST_ADDOPTS": "--no-such-option"}
    done = solved.run("debug", 1, env=environment, stdin=subprocess.DEVNULL)
    assert done.returncode == 2


@posix
def test_ctrl_c_at_any_moment_of_the_start_is_one_sentence(solved):
    command = [sys.executable, str(KIT / "grader.py"), "--implementation", str(solved.folder)]
    for number in range(12):
        grade = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        time.sleep(0.08 + 0.04 * number)
        grade.send_signal(signal.SIGINT)
        _, errors = grade.communicate()
        at_once = "in main" not in errors  # before anything of the kit's has run
        assert "Traceback" not in errors or at_once, errors
        assert grade.returncode in (0, 130, -signal.SIGINT), errors
