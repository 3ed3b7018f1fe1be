"""Checks drawn anew: other answers, the same right code, and no mistake is named by them."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

import pytest

from grading.course.check import checks_of
from grading.course.curriculum import step_numbered
from grading.course.errors import KitError
from grading.course.paths import CHECKS, KIT, OTHER_CHECKS
from grading.course.references import expected_of
from grading.judging.comparison import agree
from grading.seeded_checks.drawn_folder import MANIFEST, draw_checks

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is the referee")
STEPS = (1, 4, 9, 10)  # numbers, drawings, graphs, random expressions
DRAW = """
import json, sys
from pathlib import Path

from grading.course.curriculum import step_numbered
from grading.seeded_checks.drawn_folder import draw_checks

for seed, folder, numbers in json.loads(sys.argv[1]):
    draw_checks(seed, Path(folder), [step_numbered(number) for number in numbers], jobs=1)
"""


def draw(*sets):
    """Draw sets of checks, each a seed, a folder and steps, in a process of its own.

    It has its own order of texts in a set.
    """
    wanted = json.dumps([(seed, str(folder), steps) for seed, folder, *steps in sets])
    environment = os.environ | {"PYTHONPATH": str(KIT)}
    subprocess.run([sys.executable, "-c", DRAW, wanted], check=True, env=environment)


def using(folder):
    """Return an environment in which the command grades with the checks in a folder."""
    return {"env": os.environ | {OTHER_CHECKS: str(folder)}}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The folder of checks drawn from the seeds 7 and, step 1 alone, 8."""
    folder = tmp_path_factory.mktemp("drawn")
    draw((7, folder / "seventh", *STEPS), (8, folder / "eighth", 1))
    return folder


@pytest.fixture
def seventh(drawn):
    """The checks of some steps, drawn from the seed 7."""
    return drawn / "seventh"


@needs_torch
def test_right_code_passes_and_no_recorded_answer_does(seventh, solved):
    done = solved.run("check", *STEPS, **using(seventh))
    assert done.returncode == 0, done.stdout
    told = json.loads((seventh / "drawn.json").read_text(encoding="utf-8"))["checks"]
    kept = {one["id"] for one in told if not one["kinds"]}  # each is told, with the reason
    assert len(kept) * 10 <= len(told)
    for number in STEPS:
        step = step_numbered(number)
        known, new = (
            expected_of(step),
            json.loads(
                (seventh / "references" / f"step{number:02}.json").read_text(encoding="utf-8")
            )["checks"],
        )
        alike = [
            check.id
            for check in checks_of(step)
            if agree(known[check.name], new[check.name], check.tolerance)
        ]
        assert set(alike) <= kept


@needs_torch
def test_wrong_code_fails_on_what_is_shown_and_nothing_is_named(seventh, solved):
    solved.change(
        "engine", "self.grad += other.data * out.grad", "self.grad = other.data * out.grad"
    )
    recorded = solved.checks(10)["step10::a_product_adds_to_the_gradients_that_are_there"]
    assert recorded["mistake"] == "overwritten-gradient"
    done = solved.run("check", 10, "--json", "-", **using(seventh))
    (step,) = json.loads(done.stdout)["steps"]
    failed = [check for check in step["checks"] if check["status"] == "failed"]
    assert len(failed) > 3
    assert {check["mistake"] for check in failed} == {None}
    shown = solved.run("check", 10, **using(seventh)).stdout
    text = (seventh / step_numbered(10).check_file).read_text(encoding="utf-8")
    line = next(one.strip() for one in shown.splitlines() if "engine.Value(" in one)
    assert line in text
    assert line not in (CHECKS / step_numbered(10).check_file).read_text(encoding="utf-8")


@needs_torch
def test_right_code_passes_however_it_breaks_ties(tmp_path, solved):
    draw((11, tmp_path / "drawn", 46, 47))
    solved.change("bpe", "max(counts, key=counts.get)", "max(reversed(counts), key=counts.get)")
    done = solved.run("check", 46, 47, **using(tmp_path / "drawn"))
    assert done.returncode == 0, done.stdout


@needs_torch
def test_a_seed_draws_the_same_everywhere_and_another_one_something_else(drawn, tmp_path):
    seventh, again, eighth = drawn / "seventh", tmp_path / "again", drawn / "eighth"
    written = (eighth / MANIFEST).stat().st_mtime_ns
    changed = tmp_path / "changed"
    shutil.copytree(eighth, changed)
    file = step_numbered(1).check_file
    (changed / file).write_text("", encoding="utf-8")
    draw((7, again, 1), (8, eighth, 1), (8, changed, 1))
    for name in (file, "references/step01.json"):
        assert (again / name).read_bytes() == (seventh / name).read_bytes()
        assert (eighth / name).read_bytes() != (seventh / name).read_bytes()
    assert (eighth / MANIFEST).stat().st_mtime_ns == written  # it fits, and is used as it is
    assert (changed / file).read_bytes() == (eighth / file).read_bytes()


@pytest.mark.skipif(find_spec("torch") is not None, reason="what is said where there is none")
def test_without_torch_one_sentence_says_what_to_do(tmp_path):
    with pytest.raises(KitError, match=r"needs torch.* -m pip install torch`, or draw them on"):
        draw_checks(1, tmp_path / "drawn", [step_numbered(1)])
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def by_hand(tmp_path):
    """A folder of the kit's checks, one of which has other numbers: no torch was needed."""
    folder = tmp_path / "by hand"
    shutil.copytree(CHECKS, folder, ignore=shutil.ignore_patterns("torch_twins", "mistakes", "__*"))
    step = step_numbered(1)
    file = folder / step.check_file
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("(f, 3.0, 0.001)", "(f, 5.0, 0.125)"), encoding="utf-8")
    path = folder / "references" / "step01.json"
    recorded = json.loads(path.read_text(encoding="utf-8"))
    recorded["checks"]["test_forward_difference_of_a_parabola"]["slope"][1] = 26.375
    path.write_text(json.dumps(recorded), encoding="utf-8")
    return folder


def test_a_class_is_graded_with_them_though_some_steps_are_not_drawn(by_hand, solved, tmp_path):
    pytest.importorskip("sqlalchemy", reason="grading a class needs --group classroom")
    (by_hand / step_numbered(12).check_file).unlink()
    url = f"sqlite:///{(tmp_path / 'gradebook.sqlite').as_posix()}"
    command = [sys.executable, str(KIT / "grader.py"), "class", str(solved.folder)]
    command += ["--step", "1", "--jobs", "1", "--gradebook", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **using(by_hand))
    assert done.returncode == 0, done.stderr
    assert "13 of 13 points" in done.stdout


def test_another_folder_of_checks_takes_the_place_of_the_kits(by_hand, solved):
    done = solved.run("check", 1, **using(by_hand))
    assert done.returncode == 0, done.stdout
    solved.change("derivatives", "(f(x + h) - f(x)) / h", "f(x + h) - f(x) / h")
    done = solved.run("check", 1, **using(by_hand))
    assert done.returncode == 1
    assert "(f, 5.0, 0.125)" in done.stdout
    assert "26.375" in done.stdout


def test_a_step_that_was_not_drawn_is_no_verdict(by_hand, solved):
    (by_hand / step_numbered(2).check_file).unlink()
    done = solved.run("check", 2, **using(by_hand))
    assert done.returncode == 2
    assert "a folder without test_step02_gradient.py" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_references_that_are_not_of_this_kit_are_no_verdict(by_hand, solved):
    path = by_hand / "references" / "step01.json"
    recorded = json.loads(path.read_text(encoding="utf-8"))
    recorded["inputs"]["solutions/derivatives.py"] = recorded["inputs"][
        "checks/torch_twins/derivatives.py"
    ] = "another one"
    path.write_text(json.dumps(recorded), encoding="utf-8")
    done = solved.run("check", 1, **using(by_hand))
    assert done.returncode == 2
    assert "Have the checks drawn anew" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
