"""Exports: what is written keeps to its format, adds up, and is nowhere run as a formula."""

import base64
import csv
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="the gradebook needs SQLAlchemy: --group classroom")

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.exports.formats import FORMATS, export
from grading.exports.gradescope import export_gradescope
from grading.exports.output import file_name_of
from grading.gradebook.class_scores import class_scores
from grading.gradebook.course_file import Course, read_course
from grading.gradebook.gradebook import open_gradebook

HERE = Path(__file__).parent
COURSE = """
[course]
name = "A <b>class</b>"
credit = "own"
[weights]
step8 = 0.5
[due]
step3 = 2026-10-10T00:00:00Z
[late]
penalty = 0.1
"""
EVIL = '=HYPERLINK("https://example.org","x")'
MARKUP = '<script>]]> & "quoted" \''


@pytest.fixture
def course(tmp_path):
    """A course with weights, due times and `own` credit."""
    path = tmp_path / "course.toml"
    path.write_text(COURSE, encoding="utf-8")
    return read_course(path)


@pytest.fixture
def book(url, graded, refused):
    """A gradebook of a class: right, wrong, late, refused, hostile."""
    hostile = graded(EVIL, "wrong")
    for step in hostile["grade"]["steps"]:
        for check in step["checks"]:
            check.update(printed=MARKUP, message=MARKUP)
    submissions = [
        graded("ada", "right"),
        graded("ada", "wrong", "2026-10-11T12:00:00+00:00"),
        graded("bob", "wrong", None),
        graded("cy", "unsolved", seed=7),
        graded("dora", "right", "2026-10-11T12:00:00+00:00"),
        refused("eve", why="-1 file was in it."),
        hostile,
        graded("../../ｆü\u202e", "right"),
    ]
    with open_gradebook(url, for_writing=True) as gradebook:
        for one in submissions:
            gradebook.keep(one)
        yield gradebook


def validator(path):
    """Return a validator by a schema that may refer to the grade's."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    grade = json.loads((KIT / "docs" / "grade.schema.json").read_text(encoding="utf-8"))
    registry = Registry().with_resource("grade.schema.json", Resource.from_contents(grade))
    return Draft202012Validator(schema, registry=registry)


def shortfalls(path, data):
    """Return what a schema says against data."""
    return [f"{error.json_path}: {error.message}" for error in validator(path).iter_errors(data)]


def points_of(book, course):
    """Return everybody's points and what they could have."""
    return {
        one.learner: (float(one.score.points), float(one.score.possible))
        for one in class_scores(book, course)
    }


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {row["learner"]: row for row in csv.DictReader(file)}


def test_csv_has_a_row_a_learner_and_adds_up(book, course, tmp_path):
    export("csv", class_scores(book, course), str(tmp_path / "class.csv"), course)
    found = rows(tmp_path / "class.csv")
    expected = points_of(book, course)
    assert len(found) == len(expected) == 7
    for row in found.values():
        cells = [row[name] for name in row if name.startswith("step ")]
        assert sum(float(cell) for cell in cells) == pytest.approx(float(row["points"]))
    for name in ("ada", "bob", "cy", "dora", "eve"):
        row = found[name]
        assert (float(row["points"]), float(row["possible"])) == pytest.approx(expected[name])
    assert (found["ada"]["attempts"], found["ada"]["days late"]) == ("2", "0")
    assert found["dora"]["days late"] == "2"
    assert float(found["dora"]["step 3"]) == pytest.approx(0.8 * float(found["ada"]["step 3"]))
    assert found["eve"]["percent"] == "0.0"
    assert "step 12" not in found["ada"]


def test_csv_holds_no_formula(book, course, tmp_path):
    export("csv", class_scores(book, course), str(tmp_path / "class.csv"), course)
    with open(tmp_path / "class.csv", encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert f"'{EVIL}" in cells
    assert "'-1 file was in it." in cells


def test_json_keeps_to_its_schema_and_traces_every_point(book, course, tmp_path):
    export("json", class_scores(book, course), str(tmp_path / "class.json"), course)
    data = json.loads((tmp_path / "class.json").read_text(encoding="utf-8"))
    assert shortfalls(KIT / "docs" / "gradebook.schema.json", data) == []
    expected = points_of(book, course)
    assert [one["learner"] for one in data["learners"]] == sorted(expected)
    for one in data["learners"]:
        assert (one["points"], one["possible"]) == pytest.approx(expected[one["learner"]])
        assert sum(step["points"] for step in one["steps"]) == pytest.approx(one["points"])
        for step in one["steps"]:
            earned = step["weight"] * sum(check["points"] for check in step["checks"])
            assert earned == pytest.approx(step["earned"])
            assert step["earned"] * (1 - step["lost"]) == pytest.approx(step["points"])
            if step["attempt"]:
                version = one["counted"][step["attempt"]]["checks"]
                assert all(data["programs"][version][check["id"]] for check in step["checks"])
            for check in step["checks"]:
                if check["status"] == "failed":
                    assert check["expected"] != check["observed"]
    (ada,) = (one for one in data["learners"] if one["learner"] == "ada")
    assert len(ada["counted"]) == 2  # step 3 on time, the others by the latest


def test_the_schema_of_json_describes_every_field():
    schema = validator(KIT / "docs" / "gradebook.schema.json").schema
    fields = [schema["properties"]] + [d.get("properties", {}) for d in schema["$defs"].values()]
    for name, field in ((name, field) for group in fields for name, field in group.items()):
        assert "$ref" in field or field["description"].endswith("."), name


def test_junit_has_a_suite_a_learner_as_ants_schema_wants_it(book, course, tmp_path):
    export("junit", class_scores(book, course), str(tmp_path / "class.xml"), course)
    root = ElementTree.parse(tmp_path / "class.xml").getroot()
    assert (root.tag, root.attrib) == ("testsuites", {})
    names = points_of(book, course)
    assert [suite.get("name") for suite in root] == sorted(names)
    for number, suite in enumerate(root):
        assert (suite.tag, suite.get("id")) == ("testsuite", str(number))
        assert set(suite.attrib) == {
            "name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors",
            "skipped", "time",
        }  # fmt: skip
        cases = suite.findall("testcase")
        inner = [child.tag for child in suite]
        assert inner == [
            "properties", *["testcase"] * len(cases), "system-out", "system-err",
        ]  # fmt: skip
        assert int(suite.get("tests")) == len(cases)
        for kind, count in (("failure", "failures"), ("error", "errors")):
            found = suite.findall(f"testcase/{kind}")
            assert int(suite.get(count)) == len(found)
            assert all(set(one.attrib) == {"message", "type"} for one in found)
        assert all(set(case.attrib) == {"name", "classname", "time"} for case in cases)
        assert len(suite.get("timestamp")) == len("2026-10-10T00:00:00")
        properties = {p.get("name"): p.get("value") for p in suite.find("properties")}
        points, possible = names[suite.get("name")]
        assert (float(properties["points"]), float(properties["possible"])) == pytest.approx(
            (points, possible)
        )
    told = "".join(root.itertext())
    assert "<script>" in told
    ada = next(suite for suite in root if suite.get("name") == "ada")
    assert len(ada.findall("testcase/failure")) > 0


def test_gradescope_keeps_to_its_specification(book, course, tmp_path):
    export("gradescope", class_scores(book, course), str(tmp_path / "all"), course)
    found = {}
    for path in (tmp_path / "all").iterdir():
        data = json.loads(path.read_text(encoding="utf-8"))
        assert shortfalls(HERE / "gradescope.schema.json", data) == []
        if data["tests"]:
            assert sum(test["score"] for test in data["tests"]) == pytest.approx(data["score"])
        found[path.stem] = data
    assert len(found) == 7
    possible = sum(test["max_score"] for test in found["dora"]["tests"])
    assert (found["dora"]["score"], possible) == pytest.approx(points_of(book, course)["dora"])
    late = next(test for test in found["dora"]["tests"] if test["name"].startswith("step 3:"))
    assert late["status"] == "passed"
    assert late["output"] == "Handed in 2 days late: 20% off."
    failed = [test["output"] for test in found["bob"]["tests"] if test["status"] == "failed"]
    assert any("This is what happens when a gradient" in text for text in failed)
    assert any("yours" in text and "expected" in text and "engine.Value" in text for text in failed)
    assert any("replaced by finished ones" in text for text in failed)  # `own` credit
    assert found["eve"] | {"score": 0, "output": "-1 file was in it.", "tests": []} == found["eve"]


def test_gradescope_hides_what_it_is_told_to(book, course, tmp_path):
    scores = class_scores(book, course, ["bob"])
    export_gradescope(scores, str(tmp_path / "results.json"), "after_published")
    data = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {test["visibility"] for test in data["tests"]} == {"after_published"}


def test_a_step_that_had_closed_is_told_of(url, graded, tmp_path):
    (tmp_path / "course.toml").write_text(f"{COURSE}closes_after_days = 1\n", encoding="utf-8")
    course = read_course(tmp_path / "course.toml")
    with open_gradebook(url, for_writing=True) as gradebook:
        gradebook.keep(graded("ada", "right", "2026-10-20T00:00:00+00:00"))
        for name, target in (("gradescope", "ada.json"), ("json", "class.json")):
            export(name, class_scores(gradebook, course), str(tmp_path / target), course)
    data = json.loads((tmp_path / "ada.json").read_text(encoding="utf-8"))
    assert data["output"].splitlines()[1:] == ["Step 3: Handed in after this step had closed."]
    assert not [test for test in data["tests"] if test["name"].startswith("step 3:")]
    (ada,) = json.loads((tmp_path / "class.json").read_text(encoding="utf-8"))["learners"]
    assert (ada["steps"][0]["points"], ada["steps"][0]["attempt"]) == (0, None)
    assert (
        shortfalls(KIT / "docs" / "gradebook.schema.json", {**data_head(), "learners": [ada]}) == []
    )


def data_head():
    """Return what stands around the learners."""
    return {"schema": 1, "kit": "", "course": {"name": "", "credit": "fair"}, "programs": {}}


def test_github_reads_a_result_that_fits_its_variable(book, course, tmp_path):
    export("github", class_scores(book, course), str(tmp_path / "all"), course)
    found = {}
    for path in (tmp_path / "all").iterdir():
        (line,) = path.read_text(encoding="ascii").splitlines()
        assert len(line) <= 120_000
        data = json.loads(base64.b64decode(line))
        assert shortfalls(HERE / "github_classroom.schema.json", data) == []
        found[path.stem] = data
    expected = points_of(book, course)
    for name in ("ada", "bob", "cy", "dora", "eve"):
        score = sum(test["score"] for test in found[name]["tests"])
        assert (score, found[name]["max_score"]) == pytest.approx(expected[name])
    statuses = [found[name]["status"] for name in ("bob", "dora", "eve")]
    assert statuses == ["fail", "fail", "error"]
    shown = [test for test in found["bob"]["tests"] if test["test_code"]]
    assert shown
    assert not [test for test in shown if test["test_code"] in test["message"]]


def test_a_result_too_large_for_github_says_less(url, graded, tmp_path):
    one = graded("ada", "unsolved")
    for step in one["grade"]["steps"]:
        for check in step["checks"]:
            check.update(message="é" * 3000)
    with open_gradebook(url, for_writing=True) as gradebook:
        gradebook.keep(one)
        scores = class_scores(gradebook, Course())
        export("github", scores, str(tmp_path / "ada.txt"), Course())
    line = (tmp_path / "ada.txt").read_text(encoding="ascii").strip()
    tests = json.loads(base64.b64decode(line))["tests"]
    assert len(line) <= 120_000
    assert {len(test["message"]) for test in tests} == {80}


@pytest.mark.parametrize("name", FORMATS)
def test_exports_lose_nothing_that_was_there(book, course, tmp_path, name):
    """An export that ends early leaves the file that stood there."""
    target = tmp_path / {"gradescope": "x.json", "github": "x.txt"}.get(name, "x")
    target.write_text("before", encoding="utf-8")

    def broken():
        yield next(class_scores(book, course))
        raise KitError("The database went away.")

    with pytest.raises(KitError):
        export(name, broken(), str(target), course)
    assert target.read_text(encoding="utf-8") == "before"
    assert {path.name for path in tmp_path.iterdir()} >= {target.name}
    assert not list(tmp_path.glob(f".{target.name}*"))


@pytest.mark.parametrize("name", FORMATS)
def test_what_cannot_be_written_is_told(book, course, tmp_path, name):
    (tmp_path / "file").touch()
    where = tmp_path / "file" / "below" / "x"
    with pytest.raises(KitError, match="cannot be written: "):
        export(name, class_scores(book, course), str(where), course)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no disk that is always full")
def test_a_full_disk_is_told(book, course):
    for name in ("csv", "json", "junit"):
        with pytest.raises(KitError, match="/dev/full cannot be written: No space left on device"):
            export(name, class_scores(book, course), "/dev/full", course)


def test_one_file_holds_one_learner(book, course, tmp_path):
    for name, target in (("gradescope", "results.json"), ("github", "-")):
        with pytest.raises(KitError, match="holds the result of one learner; name a folder"):
            export(
                name,
                class_scores(book, course),
                str(tmp_path / target) if target != "-" else "-",
                course,
            )
    with pytest.raises(KitError, match="There is no zoe in the gradebook"):
        export("csv", class_scores(book, course, ["zoe"]), str(tmp_path / "x.csv"), course)


def test_files_of_learners_are_below_the_folder_and_differ(book, course, tmp_path):
    names = [
        "ada",
        "Ada",
        "ADA",
        "../x",
        "..",
        ".",
        "con",
        "CON.txt",
        "a/b",
        "a_b",
        "é",
        "",
        "a" * 300,
    ]
    files = [file_name_of(name) for name in names]
    assert len({file.casefold() for file in files}) == len(names)
    assert file_name_of("ada.lovelace@example.org") == "ada.lovelace@example.org"
    for file in files:
        assert not set(file) & set('/\\:*?"<>|\0 ')
        assert not file.startswith(".")
        assert len(file) < 100
        (tmp_path / f"{file}.json").touch()


def test_standard_output_is_a_target(url, book):
    code = (
        "import sys; from grading.gradebook.gradebook import open_gradebook\n"
        "from grading.gradebook.class_scores import class_scores\n"
        "from grading.gradebook.course_file import Course\n"
        "from grading.exports.formats import export\n"
        "with open_gradebook(sys.argv[1]) as book:\n"
        "    export('csv', class_scores(book, Course()), '-', Course())\n"
    )
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", code, url]
    done = subprocess.run(command, cwd=KIT, env=environment, capture_output=True, check=True)
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("learner,step 3,")
    assert len(lines) == 8
