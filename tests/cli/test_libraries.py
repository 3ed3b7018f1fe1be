"""A library counts as installed where the processes that run a learner's code find it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grading.course.paths import KIT

ASKS = "from grading.course.paths import is_importable; print(*map(is_importable, NAMES))"
BASE = Path(sys.base_prefix) / ("python.exe" if os.name == "nt" else "bin/python3")


def found(python, **environment):
    """Return which of a library made here and `json` an interpreter takes for installed."""
    code = ASKS.replace("NAMES", "['only_here', 'json']")
    environment = {"PYTHONPATH": str(KIT)} | environment
    done = subprocess.run(
        [python, "-c", code],
        env=os.environ | environment,
        cwd=KIT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_what_pythonpath_names_does_not_count(tmp_path):
    (tmp_path / "only_here.py").write_text("")
    paths = os.pathsep.join((str(KIT), str(tmp_path)))
    assert found(sys.executable, PYTHONPATH=paths) == ["False", "True"]


@pytest.mark.skipif(not BASE.exists(), reason="it is somewhere else here")
def test_what_pip_has_put_into_the_users_own_folder_does_not_count(tmp_path):
    ask = [BASE, "-c", "import site; print(site.getusersitepackages())"]
    environment = os.environ | {"PYTHONUSERBASE": str(tmp_path)}
    asked = subprocess.run(ask, env=environment, capture_output=True, text=True, check=True)
    folder = Path(asked.stdout.strip())
    folder.mkdir(parents=True)
    (folder / "only_here.py").write_text("")
    assert found(BASE, PYTHONUSERBASE=str(tmp_path)) == ["False", "True"]
