"""The first command on a machine that has only Python."""

import os
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


def run_bare(kit, *arguments, **environment):
    """Run the command with the bare interpreter."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [BASE_PYTHON, str(kit / "grader.py"), *arguments],
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
