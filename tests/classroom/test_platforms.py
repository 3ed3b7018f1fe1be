"""What is written for Gradescope and GitHub Classroom, run offline as it is run there."""

import base64
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("yaml", reason="grading a class needs --group classroom")
pytest.importorskip("sqlalchemy", reason="grading a class needs --group classroom")

import yaml
from jsonschema import Draft202012Validator

from grading.course.check import checks_of
from grading.course.curriculum import step_numbered
from grading.course.paths import KIT, SOLUTIONS

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="both places run bash on Linux")

SCHEMAS = Path(__file__).parent.parent / "gradebook"
COURSE = "[due]\npart1 = 2026-10-10T00:00:00Z\n[late]\npenalty = 0.5\n"
IN_TIME = {"users": [{"name": "Ada"}, {"email": "b@c"}], "created_at": "2026-10-09T16:00:00-07:00"}
POINTS = sum(check.points for check in checks_of(step_numbered(1)))
KILLS_EVERYBODY = "import os\nfor _ in range(3):\n    os.kill(os.getppid(), 9)\n"


def run_kit(*arguments, **options):
    """Run ``python grader.py`` with these arguments."""
    command = [sys.executable, str(KIT / "grader.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def follows(name, data):
    """Hold data to one of the schemas."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(data)
    return data


def without_network():
    """Return what a command is begun with to have no network, where that can be had."""
    shut = ["unshare", "--net"]
    can = shutil.which("unshare") and subprocess.run([*shut, "true"], capture_output=True)
    return shut if can and can.returncode == 0 else []


class Autograder:
    """A folder laid out as ``/autograder`` is."""

    def __init__(self, root, archive):
        self.root = root
        self.environment = os.environ | {"AUTOGRADER": str(root)}
        with zipfile.ZipFile(archive) as file:
            for member in file.infolist():
                unpacked = file.extract(member, root / "source")
                os.chmod(unpacked, member.external_attr >> 16)
        more = {"PYTHON": sys.executable, "PIP_NO_INDEX": "1"}
        done = self._run("source/setup.sh", **more)
        assert done.returncode == 0, done.stdout + done.stderr
        shutil.copy(root / "source" / "run_autograder", root)

    def _run(self, script, begin=(), **more):
        command = [*begin, str(self.root / script)]
        environment = self.environment | more
        return subprocess.run(
            command, env=environment, cwd="/", capture_output=True, text=True, check=False
        )

    def results(self, modules, metadata=IN_TIME, **more):
        """Hand in; return what is in ``results.json`` then."""
        for folder in ("submission", "results"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
            (self.root / folder).mkdir()
        for name, text in modules.items():
            path = self.root / "submission" / name
            path.parent.mkdir(exist_ok=True)
            path.symlink_to(text) if isinstance(text, Path) else path.write_text(text, "utf-8")
        (self.root / "submission_metadata.json").write_text(json.dumps(metadata), "utf-8")
        self._run("run_autograder", without_network(), **more)
        return follows("gradescope", json.loads((self.root / "results/results.json").read_bytes()))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The zip for step 1, with due times."""
    folder = tmp_path_factory.mktemp("zip")
    (folder / "course.toml").write_text(COURSE, encoding="utf-8")
    options = ("--step", "1", "--course", "course.toml")
    for name in ("autograder.zip", "again.zip"):
        done = run_kit("class-setup", "gradescope", name, *options, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder / "autograder.zip"


@pytest.fixture(scope="module")
def autograder(archive, tmp_path_factory):
    """An image made of it."""
    return Autograder(tmp_path_factory.mktemp("autograder"), archive)


def right():
    return (SOLUTIONS / "derivatives.py").read_text(encoding="utf-8")


def test_the_zip_is_the_same_every_time_and_holds_only_what_grading_needs(archive):
    assert archive.read_bytes() == archive.with_name("again.zip").read_bytes()
    with zipfile.ZipFile(archive) as file:
        names = file.namelist()
        assert {"setup.sh", "run_autograder", "kit/solutions/engine.py"} <= set(names)
        assert not [name for name in names if "__pycache__" in name or "/tests/" in name]
        assert not [name for name in names if name.startswith(("kit/exercises", "kit/."))]
        for name in ("setup.sh", "run_autograder"):
            assert file.getinfo(name).external_attr >> 16 & 0o777 == 0o755
            assert b"\r" not in file.read(name)


def test_gradescope_grades_wherever_the_module_lies_in_the_submission(autograder):
    found = autograder.results({"hw1/derivatives.py": right(), "readme.txt": ""})
    assert found["score"] == POINTS
    assert {test["status"] for test in found["tests"]} == {"passed"}


def test_gradescope_counts_what_is_late_by_its_own_time(autograder):
    late = IN_TIME | {"created_at": "2026-10-10T09:00:00+02:00"}
    assert autograder.results({"derivatives.py": right()}, late)["score"] == POINTS / 2
    unknown = autograder.results({"derivatives.py": right()}, ["no", {"such": "file"}])
    assert unknown["score"] == POINTS


@pytest.mark.parametrize("text", [KILLS_EVERYBODY, "x = ("])
def test_code_that_breaks_has_a_result(autograder, text):
    found = autograder.results({"derivatives.py": text})
    assert found["score"] == 0
    assert f"0 of {POINTS} points" in found["output"]
    assert all(test["output"] for test in found["tests"])


@pytest.mark.parametrize(
    ("modules", "sentence"),
    [
        ({}, "It holds no module"),
        (
            {"derivatives.py": Path("../source/kit/solutions/derivatives.py")},
            "a link that leads out of the folder",
        ),
    ],
)
def test_a_submission_that_is_refused_is_told_why(autograder, modules, sentence):
    found = autograder.results(modules)
    assert found["score"] == 0
    assert sentence in found["output"]


def test_there_is_a_result_where_the_grading_itself_is_ended(autograder):
    interpreter = autograder.root / "source" / "python"
    kept = interpreter.read_text()
    interpreter.write_text("false\n")
    try:
        found = autograder.results({"derivatives.py": right()})
    finally:
        interpreter.write_text(kept)
    assert found["score"] == 0
    assert "ended before it was done" in found["output"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is never a sandbox")
def test_a_result_says_where_there_was_no_sandbox(autograder, tmp_path):
    for name in ("bash", "env", "mkdir", "cp", "cat", "unshare"):
        (tmp_path / name).symlink_to(shutil.which(name))
    found = autograder.results({"derivatives.py": right()}, PATH=str(tmp_path))
    assert found["score"] == POINTS
    assert found["extra_data"]["isolation"] in ("landlock", "process")
    assert "with less than a sandbox" in found["output"]


def test_github_classroom_gets_the_points_of_what_was_pushed(tmp_path):
    """Its steps are run in their order, as a runner does; ``sudo`` is not the test's to use."""
    checkout = tmp_path / "template"
    options = ("--step", "1", "--step", "3", "--credit", "own")
    done = run_kit("class-setup", "github", checkout, *options)
    assert done.returncode == 0, done.stderr
    assert not (checkout / "solutions").exists()
    workflow = yaml.safe_load((checkout / ".github/workflows/classroom.yml").read_bytes())
    assert workflow["permissions"] == {"contents": "read", "actions": "read", "checks": "write"}
    (checkout / "exercises" / "derivatives.py").write_text(right(), encoding="utf-8")

    programs, output = tmp_path / "programs", tmp_path / "output"
    programs.mkdir()
    (programs / "sudo").write_text("#!/bin/sh\n")
    (programs / "sudo").chmod(0o755)
    (programs / "python").symlink_to(sys.executable)
    environment = os.environ | {
        "PATH": os.pathsep.join(
            (str(Path(sys.executable).parent), str(programs), os.environ["PATH"])
        ),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(output),
    }
    steps = workflow["jobs"]["run-autograding-tests"]["steps"]
    for step in [step for step in steps if "run" in step]:
        script = ["bash", "-e", "-c", step["run"]]
        ran = subprocess.run(script, cwd=checkout, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout + ran.stderr

    name, _, value = output.read_text().strip().partition("=")
    result = follows("github_classroom", json.loads(base64.b64decode(value)))
    assert name == "result"
    assert sum(test["score"] for test in result["tests"]) == POINTS
    assert result["status"] == "fail"  # step 3 is still to do
    reporter = next(step for step in steps if "reporter" in step.get("uses", ""))
    assert reporter["with"]["runners"] == next(s["id"] for s in steps if "id" in s)
    assert list(reporter["env"]) == [f"{reporter['with']['runners'].upper()}_RESULTS"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("gradescope", "autograder.tar"), "takes a zip"),
        (("gradescope", "a.zip", "--course", "none.toml"), "There is no course file none.toml"),
        (("github", "."), "is there already"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_sentence(tmp_path, arguments, sentence):
    (tmp_path / "mine.txt").write_text("")
    done = run_kit("class-setup", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
