"""The report on a class, from submissions that a session grades to the files that it writes."""

import csv
import os
import re
import weakref

import pytest

from grading.class_report.class_statistics import class_statistics
from grading.class_report.report_page import write_report
from grading.course.curriculum import STEPS, step_numbered
from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.course.snapshot import snapshot_of
from grading.course.solution_blocks import foundation
from grading.course.stubs import solution_source, stub_files
from grading.session.session import Session

ASKED_FOR = [step_numbered(number) for number in (1, 3, 10)]
TITLE = "a gradient is overwritten instead of accumulated"
OVERWRITTEN = ("self.grad += out.grad", "self.grad = out.grad")
NOBODYS_MISTAKE = ("out = Value(self.data + other.data,", "out = Value(self.data + 0.5,")
HOSTILE = "<script>alert(1)</script>"
FORMULA = '=HYPERLINK("http://x")'
BIDI = "eve\u202etxt.exe"
REFUSED = "The archive holds `<b>../x</b>`, which leads outside: pack your folder anew."


def code(last_step, *change):
    """Return the solution up to a step, with one change in its engine."""
    texts = {name: foundation(solution_source(name), last_step) for name in stub_files()}
    if change:
        assert change[0] in texts["engine"]
        texts["engine"] = texts["engine"].replace(*change)
    return texts


WHOLE = STEPS[-1].number
# Learner by learner, oldest first; what is handed in again unchanged is no further attempt.
HANDED_IN = [
    ("ada", code(WHOLE)),
    ("ben", code(WHOLE, *OVERWRITTEN)),
    ("cid", code(WHOLE, *OVERWRITTEN)),
    ("cid", code(WHOLE, *OVERWRITTEN)),
    ("cid", code(WHOLE)),
    ("dora", code(3)),
    (HOSTILE, code(WHOLE, *NOBODYS_MISTAKE)),
    (FORMULA, code(0)),
    (BIDI, code(WHOLE, *OVERWRITTEN)),
]


def as_graded(learner, grade, digest, refused=""):
    """Return a graded submission as the gradebook keeps it."""
    return {
        "learner": learner, "digest": digest, "kit": "1.0.0", "checks": "1", "seed": None,
        "isolation": "process", "submitted": None, "graded": "2026-11-26T20:00:00+00:00",
        "seconds": 0.3, "refused": refused, "grade": grade,
    }  # fmt: skip


@pytest.fixture(scope="module")
def graded(workers, tmp_path_factory):
    """The class's submissions, graded by a session, and their code by learner."""
    found, snapshots = [], {}
    for number, (learner, texts) in enumerate(HANDED_IN):
        folder = tmp_path_factory.mktemp(f"submission{number}")
        for name, text in texts.items():
            (folder / f"{name}.py").write_text(text, encoding="utf-8")
        with Session(folder, pool=workers) as session:
            grade = session.grade(ASKED_FOR).as_data()
        snapshots[learner] = snapshot_of(folder)
        found.append(as_graded(learner, grade, snapshots[learner].digest))
    found.append(as_graded("fay", None, "", REFUSED))
    found.append(as_graded("ada", None, "", "`engine.py` is larger than 1 MiB."))
    return found, snapshots


@pytest.fixture(scope="module")
def written(graded, tmp_path_factory):
    """The page's text and the table's rows."""
    folder = tmp_path_factory.mktemp("written")
    submissions, snapshots = graded
    write_report(iter(submissions), folder / "new" / "report.html", folder / "c.csv", snapshots)
    with open(folder / "c.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return (folder / "new" / "report.html").read_text(encoding="utf-8"), rows


def counts(rows, about, step=None):
    """Return the numbers of the rows of a kind, by name."""
    wanted = [row for row in rows if row["about"] == about and row["step"] in ("", str(step))]
    return {row["name"]: int(row["learners"]) for row in wanted}


def test_the_table_counts_who_is_where(written):
    _, rows = written
    first = counts(rows, "step", 3)
    assert first["passed"] == 5 and first["stuck"] == 1 and first["todo"] == 1
    tenth = {row["name"]: row for row in rows if (row["about"], row["step"]) == ("step", "10")}
    assert {name: int(row["learners"]) for name, row in tenth.items()} == {
        "passed": 2, "stuck": 3, "begun": 0, "not imported": 0, "todo": 2, "waiting": 0,
        "stuck, in no earlier step": 2, "stuck, no mistake known": 1,
    }  # fmt: skip
    assert tenth["passed"]["names"] == "ada; cid" and tenth["passed"]["share"] == "0.2857"
    assert tenth["stuck, no mistake known"]["names"] == HOSTILE


GRAPHS = {
    "ada": None,
    "ben": "def trace(root):\n    return (\n",
    "cid": "def trace(root):\n    return set(), set()\n",
    "dora": "def trace(root):\n    raise ValueError('graph.py cannot be imported')\n",
}


def test_only_who_wrote_what_runs_is_stuck(workers, tmp_path):
    submissions = []
    for learner, graph in GRAPHS.items():
        folder = tmp_path / learner
        folder.mkdir()
        (folder / "engine.py").write_text(code(WHOLE)["engine"], encoding="utf-8")
        if graph is not None:
            (folder / "graph.py").write_text(graph, encoding="utf-8")
        with Session(folder, pool=workers) as session:
            grade = session.grade([step_numbered(3), step_numbered(4)]).as_data()
        submissions.append(as_graded(learner, grade, learner))
    write_report(submissions, tmp_path / "r.html", tmp_path / "r.csv", None)
    with open(tmp_path / "r.csv", encoding="utf-8-sig", newline="") as file:
        fourth = [row for row in csv.DictReader(file) if row["step"] == "4"]
    states = {row["name"]: row["names"] for row in fourth if row["about"] == "step"}
    assert (states["todo"], states["not imported"]) == ("ada", "ben")
    assert states["stuck"] == states["stuck, in no earlier step"] == "cid; dora"
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Nothing of it runs: a module cannot be imported (1)</dt><dd><bdi>ben</bdi>" in page


def test_attempts_count_what_was_changed_until_it_passed(written):
    _, rows = written
    assert counts(rows, "attempts", 10) == {"1": 1, "2": 1}
    assert counts(rows, "attempts", 1) == {"1": 7 - 1}


def test_mistakes_are_counted_now_and_ever(written):
    page, rows = written
    (now,) = (row for row in rows if row["about"] == "mistake now" and row["title"] == TITLE)
    (made,) = (row for row in rows if row["about"] == "mistake made" and row["title"] == TITLE)
    assert (now["step"], now["learners"], now["of"]) == ("10", "2", "5")
    assert (made["learners"], made["share"]) == ("3", "0.6000")
    said = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "2 have it now; 3 of the 5 who have begun step 10 made it (60 %)" in said


def test_a_check_is_counted_over_those_who_have_begun_its_step(written):
    page, rows = written
    checks = {row["name"]: row for row in rows if row["about"] == "check"}
    found = checks["step10::a_sum_adds_to_the_gradients_that_are_there"]
    assert (found["title"], found["learners"], found["of"]) == (
        "a sum adds to the gradients that are there", "3", "5",
    )  # fmt: skip
    everybody = page.partition("Everybody passes</h3>")[2].partition("</section>")[0]
    assert "step 1</a>: all " in everybody and "step 10</a>: all" not in everybody
    nobody = page.partition("Nobody passes</h3>")[2].partition("Everybody passes</h3>")[0]
    assert "There is none." in nobody


def test_a_check_that_nobody_passes_is_named(graded, tmp_path):
    submissions = [one for one in graded[0] if one["learner"] in ("ben", BIDI, "dora")]
    write_report(submissions, tmp_path / "r.html", tmp_path / "r.csv", None)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    nobody = page.partition("Nobody passes</h3>")[2].partition("Everybody passes</h3>")[0]
    assert "a sum adds to the gradients that are there" in nobody and "(2 began)" in nobody
    assert "they were not compared" in page


def test_the_page_begins_with_where_most_are_stuck_first(written):
    page, _ = written
    table = page.partition('id="hardest"')[2].partition("</section>")[0]
    assert re.findall(r'href="#step-(\d+)"', table)[:2] == ["10", "3"]
    assert TITLE in table


def test_refused_submissions_are_told_with_their_sentence(written):
    page, rows = written
    assert {row["name"]: row["title"] for row in rows if row["about"] == "refused"} == {
        "fay": REFUSED, "ada": "`engine.py` is larger than 1 MiB.",
    }  # fmt: skip
    refused = page.partition('id="refused"')[2]
    assert "&lt;b&gt;../x&lt;/b&gt;" in refused and "An earlier submission counts." in refused
    assert "8 learners, 7 with a grade" in page


def test_what_learners_are_called_is_obeyed_by_nothing(written):
    page, rows = written
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert "\u202e" not in page and "eve\ufffdtxt.exe" in page
    assert "default-src 'none'" in page and not re.search(r"(?:src|href)=.(?!#|data:)", page)
    points = {row["name"] for row in rows if row["about"] == "points"}
    assert f"'{FORMULA}" in points and FORMULA not in points
    assert not [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+-@")]


def test_points_are_counted_a_learner(written, graded):
    _, rows = written
    points = {r["name"]: (int(r["learners"]), int(r["of"])) for r in rows if r["about"] == "points"}
    possible = graded[0][0]["grade"]["possible"]
    assert points["ada"] == (possible, possible) and points[f"'{FORMULA}"] == (0, possible)


def test_grades_are_not_kept_while_others_are_read(graded):
    class Graded(dict):
        """A dict that can be watched."""

    alive, most = weakref.WeakSet(), []

    class Watched(Graded):
        __hash__ = object.__hash__

    def one_by_one():
        for number in range(300):
            one = Watched(graded[0][number % len(HANDED_IN)], learner=f"learner{number}")
            alive.add(one)
            most.append(len(alive))
            yield one
            del one

    assert class_statistics(one_by_one()).learners == 300
    assert max(most) <= 2


def test_without_a_submission_there_is_one_sentence(tmp_path):
    with pytest.raises(KitError, match="no graded submission"):
        write_report([], tmp_path / "r.html", tmp_path / "r.csv", None)
    assert not os.listdir(tmp_path)


@pytest.mark.parametrize("table", ["same.x", "./new/../same.x"])
def test_the_page_and_the_table_are_two_files(tmp_path, run_kit, table):
    pytest.importorskip("sqlalchemy")
    from grading.gradebook.gradebook import open_gradebook

    open_gradebook("sqlite:///" + (tmp_path / "g.sqlite").as_posix(), for_writing=True).close()
    options = ("--gradebook", "sqlite:///g.sqlite", "--page", "same.x", "--table", table)
    done = run_kit(KIT, "class-report", *options, cwd=tmp_path)
    said = "same.x is to be both the page and the table: name two files.\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert not (tmp_path / "same.x").exists()


def test_what_cannot_be_written_is_one_sentence(graded, tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(KitError, match=r"r\.html cannot be written: "):
        write_report(graded[0], tmp_path / "file" / "r.html", tmp_path / "r.csv", None)
    assert (tmp_path / "file").read_text() == "kept"


def test_a_mistake_and_a_step_that_this_kit_does_not_know_are_told_by_their_names(graded, tmp_path):
    step = {
        "number": 99,
        "title": "Later",
        "part": 9,
        "status": "failed",
        "points": 0,
        "possible": 1,
        "checks": [{"id": "step99::x_y", "status": "failed", "mistake": "new"}],
    }
    write_report(
        [as_graded("ada", {"steps": [step]}, "d")], tmp_path / "r.html", tmp_path / "r.csv", {}
    )  # fmt: skip
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "99 · Later" in page and "new" in page and "x y" in page
