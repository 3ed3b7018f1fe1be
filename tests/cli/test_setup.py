"""The first command on a machine that has only Python."""

import ast
import os
import shutil
import signal
import subprocess
import sys

import pytest

BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)


def has_everything(python):
    """Tell whether an interpreter could run the kit as it is."""
    code = "import click, graphviz, jinja2, pytest, pytest_timeout, rich, watchfiles"
    return subprocess.run([python, "-c", code], capture_output=True).returncode == 0


pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12) or has_everything(BASE_PYTHON),
    reason="done with the oldest Python, where the interpreter behind this one is a bare one",
)


def run_bare(kit, *arguments, python=BASE_PYTHON, **environment):
    """Run the command with the bare interpreter, or another that has nothing."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(python), str(kit / "grader.py"), *arguments],
        capture_output=True, text=True, check=False, env=clean | environment,
    )  # fmt: skip


@pytest.mark.timeout(300)
def test_the_first_command_sets_everything_up(kit_copy):
    first = run_bare(kit_copy, "check", "1")
    assert first.returncode == 1, first.stderr
    assert "First use" in first.stderr and "The slope of a function" in first.stdout
    files = [file for file in (kit_copy / ".venv").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 150e6
    assert not any(file.parent.name == "torch" for file in files)
    second = run_bare(kit_copy, "--version")
    assert second.returncode == 0 and "First use" not in second.stderr


@pytest.mark.timeout(300)
def test_of_two_first_commands_at_once_one_sets_up_and_the_other_waits(kit_copy):
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [BASE_PYTHON, str(kit_copy / "grader.py"), "check", "1"]
    pipe = subprocess.PIPE
    both = [
        subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=clean) for _ in range(2)
    ]
    said = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [1, 1], said
    assert all("The slope of a function" in shown for shown, _ in said)
    errors = sorted(error for _, error in said)
    assert errors[0].startswith("Another command is setting up the kit")
    assert "getting" not in errors[0] and "Traceback" not in "".join(errors)
    assert errors[1].count("ready after") == 1


@pytest.mark.timeout(120)
def test_without_a_network_it_says_so_and_can_be_started_again(kit_copy):
    done = run_bare(kit_copy, "check", "1", PIP_NO_INDEX="1", PIP_FIND_LINKS="")
    assert done.returncode == 2
    assert "could not be installed" in done.stderr and "network" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (kit_copy / ".venv" / "kit-is-ready").exists()


def test_without_venv_it_says_what_to_install(kit_copy, tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['grader.py']\n"
    code += f"import runpy; runpy.run_path({str(kit_copy / 'grader.py')!r}, run_name='__main__')"
    done = subprocess.run([BASE_PYTHON, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no complete `venv` module" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def own_environment(kit_copy, request):
    """A `.venv` of the learner's own, with something in it; with pip, unless it is spoilt."""
    without_pip = ["--without-pip"] * ("spoil" in request.fixturenames)
    subprocess.run([BASE_PYTHON, "-m", "venv", *without_pip, str(kit_copy / ".venv")], check=True)
    mine = next((kit_copy / ".venv").glob("[Ll]ib*/**/site-packages")) / "mine.py"
    mine.write_text("mine = True\n")
    return mine


def own_python(kit):
    """Return the interpreter in a kit's `.venv`."""
    return kit / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("is_activated", [True, False])
def test_an_environment_of_the_learners_own_is_added_to(kit_copy, own_environment, is_activated):
    python = own_python(kit_copy) if is_activated else BASE_PYTHON
    first = run_bare(kit_copy, "check", "1", python=python, PIP_USER="1")
    assert first.returncode == 1, first.stderr
    assert "nothing in it removed" in first.stderr and own_environment.exists()
    second = run_bare(kit_copy, "--version", python=python)
    assert second.returncode == 0 and second.stderr == ""
    pip = [own_python(kit_copy), "-m", "pip"]
    subprocess.run([*pip, "uninstall", "-q", "-y", "rich"], check=True, stderr=subprocess.DEVNULL)
    third = run_bare(kit_copy, "check", "1", python=python)
    assert third.returncode == 1 and own_environment.exists(), third.stderr


@pytest.mark.parametrize("spoil", ["python", "folder", "link"])
def test_an_environment_that_is_not_the_kits_and_of_no_use_is_left_alone(
    kit_copy, own_environment, spoil, tmp_path
):
    environment = kit_copy / ".venv"
    if spoil == "python":
        own_python(kit_copy).unlink()
        own_python(kit_copy).write_text("no program")
    else:
        environment.rename(tmp_path / "elsewhere")
        (tmp_path / "elsewhere" / "pyvenv.cfg").unlink()
        own_python_elsewhere = (
            tmp_path / "elsewhere" / own_python(kit_copy).relative_to(environment)
        )
        own_python_elsewhere.unlink()
        if spoil == "link":
            environment.symlink_to(tmp_path / "elsewhere")
        else:
            environment.mkdir()
            (environment / "notes.txt").write_text("mine")
    before = sorted(environment.rglob("*"))
    for _ in range(2):
        done = run_bare(kit_copy, "check", "1")
        assert done.returncode == 2 and "left alone" in done.stderr, done.stderr
        assert "Move it to another name" in done.stderr and "Traceback" not in done.stderr
        assert sorted(environment.rglob("*")) == before


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is no signal there")
@pytest.mark.parametrize("line", ["making the environment", "getting"])
def test_ctrl_c_in_the_set_up_is_no_traceback_and_it_goes_on(kit_copy, line):
    process = subprocess.Popen(
        [BASE_PYTHON, str(kit_copy / "grader.py"), "--version"],
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    while line not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130 and "Traceback" not in said
    assert said.splitlines()[-1].startswith("Interrupted")
    assert run_bare(kit_copy, "--version").returncode == 0


def test_a_package_without_its_metadata_is_no_traceback(kit_copy, tmp_path):
    """The interpreter that is asked first has everything, and cannot say how new it is."""
    (tmp_path / "rich-1.dist-info").mkdir()
    for name in ("click", "graphviz", "jinja2", "pytest", "pytest_timeout", "rich", "watchfiles"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv = ['grader.py']\n"
    code += f"import runpy; runpy.run_path({str(kit_copy / 'grader.py')!r}, run_name='__main__')"
    (kit_copy / ".venv").write_text("so that nothing is set up")
    done = subprocess.run([BASE_PYTHON, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr


def test_an_old_python_reads_as_far_as_the_sentence(kit_copy):
    """There is hardly an old one here: what it would trip over is looked for."""
    text = (kit_copy / "grader.py").read_bytes()
    assert text.isascii() and text.startswith(b"# -*- coding: utf-8 -*-")
    tree = ast.parse(text)
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Nonlocal, ast.AsyncFunctionDef)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    starred = [node for node in ast.walk(tree) if isinstance(node, (ast.List, ast.Tuple))]
    assert not [e for node in starred for e in node.elts if isinstance(e, ast.Starred)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [f for f in functions if f.returns or any(a.annotation for a in f.args.args)]
    for python in filter(None, map(shutil.which, ("python2", "python2.7", "python3.8"))):
        command = [python, str(kit_copy / "grader.py")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "needs Python 3.11 or newer" in done.stderr or "pyenv" in done.stderr
