"""Who has named their modules otherwise is told of in the summary and in the CSV, once each."""

import csv
import io
import subprocess
import sys

import pytest
from class_command import Class

from grading.course.curriculum import MODULES
from grading.course.paths import KIT, SOLUTIONS

CAPITALS = [f"Exercises/{name.capitalize()}.py" for name in MODULES]
SUBMISSIONS = {
    "ada": ["derivatives.py", "engine.py"],
    "bob": ["derivatives.py", "engine (1).py"],
    "cy": ["derivatives.py", "engine.ipynb", "Graph.py"],
    "zoe": CAPITALS,
}
SENTENCES = {
    "ada": "",
    "bob": "`engine (1).py` is not read: name it `engine.py`.",
    "cy": "`engine.ipynb` is a notebook, which is not read: put its code into `engine.py`. "
    "1 more module is not read either.",
    "zoe": "`Derivatives.py` is not read: name it `derivatives.py`. "
    f"{len(MODULES) - 1} more modules are not read either.",
}


@pytest.fixture(scope="module")
def misnamed(tmp_path_factory):
    """A class in which all but one have modules that are not read, graded twice."""
    folder = tmp_path_factory.mktemp("misnamed")
    text = (SOLUTIONS / "derivatives.py").read_text(encoding="utf-8")
    for learner, names in SUBMISSIONS.items():
        for name in names:
            path = folder / "submissions" / learner / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    a_class = Class(folder / "submissions", folder / "gradebook.sqlite", steps=(1,))
    a_class.done = [a_class.run("--jobs", 1) for _ in range(2)]
    return a_class


def test_the_summary_tells_whose_modules_are_not_read(misnamed):
    for done in misnamed.done:
        assert done.returncode == 0, done.stderr
        told = done.stdout.partition("3 submissions have modules that are not read")[2]
        listed = " ".join(told.partition("\n\n")[0].split())
        others = {name: sentence for name, sentence in SENTENCES.items() if sentence}
        assert listed.endswith(" ".join(f"{name}: {said}" for name, said in others.items()))


def test_the_note_of_the_csv_says_it(misnamed):
    command = [sys.executable, KIT / "grader.py", "class-export", "csv", "-"]
    command += ["--gradebook", misnamed.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    rows = {row["learner"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
    assert {name: row["note"] for name, row in rows.items()} == SENTENCES
    assert rows["zoe"]["points"] == "0"


def test_the_report_takes_them_for_no_refused_ones(misnamed, tmp_path):
    command = [sys.executable, KIT / "grader.py", "class-report", "--gradebook", misnamed.url]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    with open(tmp_path / "class-report.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [row for row in rows if row["about"] == "refused"]
    assert [row["names"] for row in rows if row["name"] == "not imported"] == ["zoe"]


def test_the_page_of_a_learner_says_it(misnamed, tmp_path):
    command = [sys.executable, KIT / "grader.py", "class-export", "html", tmp_path]
    command += ["--gradebook", misnamed.url, "--learner", "bob", "--learner", "zoe"]
    subprocess.run(command, capture_output=True, check=True)
    bob, zoe = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("bob", "zoe"))
    assert "<p><code>engine (1).py</code> is not read: name it <code>engine.py</code>.</p>" in bob
    assert SENTENCES["zoe"] in zoe
