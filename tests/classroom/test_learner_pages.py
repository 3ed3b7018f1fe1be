"""The page of a learner in a class: the points are those of every other export."""

import csv
import html
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from class_command import Class

from grading.course.paths import KIT, SOLUTIONS

METADATA = """\
submission_1:
  :submitters:
  - :name: Ada <b>Lovelace</b>
  :created_at: 2026-10-11 12:00:00 Z
submission_2:
  :submitters:
  - :name: Bob
  :created_at: 2026-10-01 12:00:00 Z
submission_3:
  :submitters:
  - :name: Cy
"""
COURSE = """\
[course]
credit = "own"
[weights]
step1 = 0.5
[due]
step1 = 2026-10-10T00:00:00Z
[late]
penalty = 0.1
"""
NEEDS_A_PACKAGE = "import cupy\n"
FILES = {"submission_1": ("derivatives", "engine"), "submission_2": ("derivatives", "graph")}
OPTIONS = {"plain": (), "by a course": ("--course", "course.toml")}


@pytest.fixture(scope="module")
def the_class(tmp_path_factory):
    """One who is late, one with an engine that cannot be imported, one who is refused."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "course.toml").write_text(COURSE, encoding="utf-8")
    download = folder / "download"
    for name, modules in FILES.items():
        (download / name).mkdir(parents=True)
        for module in modules:
            text = (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")
            (download / name / f"{module}.py").write_text(text, encoding="utf-8")
    (download / "submission_2" / "engine.py").write_text(NEEDS_A_PACKAGE)
    (download / "submission_3").mkdir()
    (download / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    a_class = Class(download, folder / "gradebook.sqlite", steps=(1, 3, 4))
    assert a_class.run().returncode == 1
    return a_class


@pytest.fixture(scope="module", params=OPTIONS)
def exported(request, the_class, run_export):
    """The pages by learner, and the rows of the CSV, with the same options."""
    options = OPTIONS[request.param]
    rows = csv.DictReader(io.StringIO(run_export("csv", "-", *options)))
    pages = the_class.folder.parent / request.param
    run_export("html", pages, *options)
    texts = [path.read_text(encoding="utf-8") for path in pages.iterdir()]
    return {row["learner"]: row for row in rows}, {headed(text): text for text in texts}


@pytest.fixture(scope="module")
def run_export(the_class):
    """Run the export of the class beside its course file."""

    def run(*arguments):
        command = [sys.executable, KIT / "grader.py", "class-export", *arguments]
        command += ["--gradebook", the_class.url]
        where = the_class.folder.parent
        done = subprocess.run(command, cwd=where, capture_output=True, text=True, check=True)
        return done.stdout

    return run


def headed(page):
    return html.unescape(re.search("<h1>(.*?)</h1>", page)[1])


def said(page):
    hidden = re.compile("<(style|script|details).*?</\\1>", re.DOTALL)
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", hidden.sub("", page))).split())


def test_a_page_has_the_learners_name_and_the_points_of_the_csv(exported):
    rows, pages = exported
    assert set(pages) == set(rows) == {"Ada <b>Lovelace</b>", "Bob", "Cy"}
    for name, page in pages.items():
        points = f"{rows[name]['points']} of {rows[name]['possible']} points"
        assert set(re.findall(r"[\d.]+ of [\d.]+ points", said(page))) == {points}
    assert "It holds no module" in pages["Cy"]


def test_a_page_has_the_counted_steps_alone_each_with_its_points(exported):
    rows, pages = exported
    for name in ("Ada <b>Lovelace</b>", "Bob"):
        table = pages[name].partition('id="counted"')[2].partition("</section>")[0]
        cells = re.findall(r">(\d+) · .*?</th><td>(.*?)</td>", table)
        of_csv = {f"step {number}": points for number, points in cells}
        assert of_csv == {key: value for key, value in rows[name].items() if key[:5] == "step "}
        assert re.findall('id="step-([0-9]+)"', pages[name]) == ["1", "3", "4"]


def test_a_page_says_when_it_was_graded_and_what_is_below(exported, the_class):
    _, pages = exported
    graded = the_class.kept()["Bob"]["graded"][:16].replace("T", " ")
    assert f"graded {graded} UTC" in said(pages["Bob"])
    assert "the code of the newest submission that counts, run once more" in said(pages["Bob"])
    assert "These points count." in said(pages["Bob"])


def test_a_page_says_what_lateness_took(run_export, the_class):
    target = the_class.folder.parent / "late.html"
    name = "Ada <b>Lovelace</b>"
    run_export("html", target, "--course", "course.toml", "--learner", name)
    page = said(target.read_text(encoding="utf-8"))
    assert "without the 1.3 that lateness took" in page
    assert "Handed in 2 days late: 20% off." in page


def test_a_page_holds_nothing_of_the_machine(exported):
    _, pages = exported
    for page in pages.values():
        assert "The way so far" not in page
        for path in (Path(sys.executable).parent, KIT, Path("/tmp")):
            assert str(path) not in page
    assert "python -m pip install cupy" in pages["Bob"]
