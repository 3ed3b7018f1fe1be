"""Small classes of synthetic submissions, graded once for all tests."""

import sys
from dataclasses import replace

import pytest
from class_command import STEPS, Class

from grading.course.curriculum import step_numbered
from grading.course.paths import KIT

sys.path.insert(0, str(KIT / "benchmarks"))

from class_of_submissions import class_of_submissions, lay_out

NUMBER = 28


@pytest.fixture(scope="session")
def synthetic():
    """Submissions of every kind, each with the grade it is to get."""
    made = class_of_submissions(NUMBER, seed=6, steps=[step_numbered(number) for number in STEPS])
    assert len({one.kind for one in made}) == 7
    return made


@pytest.fixture(scope="session")
def graded(synthetic, tmp_path_factory):
    """The class, graded in two processes, and what the command said."""
    folder = tmp_path_factory.mktemp("class")
    lay_out(synthetic, folder / "submissions")
    a_class = Class(folder / "submissions", folder / "gradebook.sqlite")
    a_class.done = a_class.run("--jobs", 2)
    return a_class


@pytest.fixture(scope="session")
def the_other_way_round(synthetic, tmp_path_factory):
    """The same submissions by names in the opposite order, and whose each was."""
    folder = tmp_path_factory.mktemp("reversed") / "submissions"
    names = [one.learner for one in synthetic]
    whose = dict(zip(names, reversed(names), strict=True))
    lay_out([replace(one, learner=whose[one.learner]) for one in synthetic], folder)
    return folder, whose


@pytest.fixture
def one_of_three_sleeps(tmp_path):
    """A class in which the second does not come to an end; step 1 is looked at."""
    folder = tmp_path / "submissions"
    finished = (KIT / "solutions" / "derivatives.py").read_text(encoding="utf-8")
    texts = {
        "ada": f"{finished}\n# by ada\n",
        "bob": "import time\n\n\ndef forward_difference(f, x, h):\n    time.sleep(60)\n",
        "cy": f"{finished}\n# by cy\n",
    }
    for name, text in texts.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "derivatives.py").write_text(text, encoding="utf-8")
    return Class(folder, tmp_path / "gradebook.sqlite", steps=(1,))
