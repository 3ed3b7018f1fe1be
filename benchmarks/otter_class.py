"""Builds an otter-grader autograder of the kit's checks, and grades a submission with it.

Each check is one exception-based test case. It runs in otter's own process, on the submission's
modules, and compares with the recorded numbers: no torch, no sandbox, no second chance on finished
modules, no mistake named. That is less than the kit does, and what otter is for.
"""

import os
import subprocess
import sys

from grading.course.check import checks_of
from grading.course.paths import KIT

SECONDS = 300
REQUIREMENT = "otter-grader"
# What it runs a submission with, and what the checks and some submissions import.
BESIDE_IT = ("ipykernel", "pytest", "graphviz", "graphviz-pure")
# A test file of otter's, one a step.
HEAD = """from otter.test_files import test_case

OK_FORMAT = False
name = "step{number:02}"
points = None
"""
CASE = """

@test_case(points={points})
def {function}(env):
    from check_for_otter import demand_right

    demand_right({number}, {name!r}, env["FOLDER"])
"""
# Beside the tests, on the path: what a test case calls.
RUNNER = '''"""Runs one of the kit's checks on a folder of modules."""
from pathlib import Path

from grading.course.check import checks_of
from grading.course.curriculum import step_numbered
from grading.course.references import expected_by
from grading.judging.comparison import compare
from grading.session.in_process import observations_in


def demand_right(number, name, folder):
    check = next(one for one in checks_of(step_numbered(number)) if one.name == name)
    rows = compare(observations_in(Path(folder), check), expected_by(check), check.tolerance)
    assert all(row.right for row in rows)
'''


class Unavailable(Exception):
    """Otter cannot be used here; the sentence says why."""


class OtterAutograder:
    """An environment with otter, and an autograder zip of some steps' checks."""

    def __init__(self, folder, steps, python=None):
        """Set both up in ``folder``; ``python``: of an environment that has otter already.

        Raises ``Unavailable``.
        """
        self.folder = folder
        self.python = python or self._installed()
        tests = folder / "tests"
        tests.mkdir(parents=True)
        for step in steps:
            cases = [
                CASE.format(
                    points=check.points, function=check.name, number=step.number, name=check.name
                )
                for check in checks_of(step)
            ]
            text = HEAD.format(number=step.number) + "".join(cases)
            (tests / f"step{step.number:02}.py").write_text(text, encoding="utf-8")
        (folder / "check_for_otter.py").write_text(RUNNER, encoding="utf-8")
        self._run("generate", "-t", tests, "-o", folder / "autograder.zip", "--no-environment")

    def grade(self, submission):
        """Grade a folder of modules; raises ``Unavailable``. Return what otter says."""
        script = self.folder / "submission.py"
        script.write_text(f"FOLDER = {str(submission)!r}\n", encoding="utf-8")
        output = self.folder / "output"
        output.mkdir(exist_ok=True)
        return self._run("run", script, "-a", self.folder / "autograder.zip", "-o", output)

    def _installed(self):
        environment = self.folder / "environment"
        python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
        for command in (
            [sys.executable, "-m", "venv", environment],
            [python, "-m", "pip", "install", "--quiet", REQUIREMENT, *BESIDE_IT],
        ):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Unavailable(f"{REQUIREMENT} cannot be installed here: {_last(done)}")
        return python

    def _run(self, *arguments):
        path = os.pathsep.join([str(KIT), str(self.folder)])
        try:
            done = subprocess.run(
                [str(self.python), "-m", "otter", *map(str, arguments)],
                cwd=self.folder,
                env=os.environ | {"PYTHONPATH": path},
                capture_output=True,
                text=True,
                check=False,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise Unavailable(f"`otter {arguments[0]}` had not ended after {SECONDS} s") from None
        if done.returncode:
            raise Unavailable(f"`otter {arguments[0]}` failed: {_last(done)}")
        return done.stdout


def _last(done):
    return ((done.stderr or done.stdout).strip().splitlines() or ["(it said nothing)"])[-1]


def is_whole(text):
    """Tell whether otter's summary gives every point."""
    return "(100.000%)" in text
