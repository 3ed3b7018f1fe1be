"""Whoever asks, and for whichever steps: points, mistakes, messages and places are the same."""

import html
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

import pytest
from submission_under_test import Submission, put_published

from grading.course.curriculum import STEPS
from grading.course.paths import KIT
from grading.course.stubs import solution_source
from grading.mistakes.bank import load_mistakes, with_mistake
from grading.watching.background_grading import BackgroundGrader, RequestDone, StepGraded

FIELDS = ("status", "points", "mistake", "message", "file", "line")
PUBLISHED = ("lecture", "micrograd")
# A dozen of the bank, from all parts; each shows in several steps, or stands on others.
MISTAKES = (
    "divided-by-the-wrong-distance", "all-inputs-moved-at-once", "children-not-recorded",
    "wrong-numbers-in-a-box", "by-hand-gradient-stops", "upstream-gradient-missing",
    "leaves-first", "overwritten-gradient", "number-not-accepted", "one-size-too-many",
    "exponent-gradient-wrong", "log-guard-changes-values",
)  # fmt: skip


@pytest.fixture(params=[*PUBLISHED, *MISTAKES])
def graded(request, unsolved, solved):
    """A submission, and what the whole grade says of each of its checks, by id."""
    name = request.param
    if name in PUBLISHED:
        submission = unsolved
        put_published(name, submission)
    else:
        submission = solved
        mistake = next(mistake for mistake in load_mistakes() if mistake.id == name)
        source = solution_source(mistake.module)
        submission.write(mistake.module, with_mistake(source, mistake.forms[0]))
    return submission, fields_of(submission.grade())


def fields_of(grade):
    """Return the fields of every check in a grade's JSON, by the check's id."""
    checks = [check for step in grade["steps"] for check in step["checks"]]
    return {check["id"]: tuple(check[field] for field in FIELDS) for check in checks}


def of_step(whole, step):
    """Return what is said of one step's checks."""
    return {id_: fields for id_, fields in whole.items() if id_.startswith(f"step{step:02}::")}


def wrong_steps(whole):
    """Return the steps of which some check failed."""
    bad = ("failed", "error", "timeout", "crashed")
    return sorted({int(id_[4:6]) for id_, fields in whole.items() if fields[0] in bad})


def test_all_say_the_same(graded, tmp_path):
    submission, whole = graded
    steps = wrong_steps(whole)
    assert steps
    assert by_watch(submission) == whole
    alone = of_step(whole, steps[-1])
    assert fields_of(submission.grade(steps[-1])) == alone
    assert by_pytest(tmp_path, submission, "checks", "-k", f"step{steps[-1]:02}") == alone


@pytest.mark.parametrize("name", PUBLISHED)
def test_pytest_says_the_same_of_everything_at_once_and_in_parallel(name, unsolved, tmp_path):
    put_published(name, unsolved)
    whole = fields_of(unsolved.grade())
    assert by_pytest(tmp_path, unsolved, "checks") == whole
    assert by_pytest(tmp_path, unsolved, "checks", "-n", "2") == whole


def by_watch(submission):
    """Return what the grader behind a watch tells, which begins in the middle."""
    told, done = {}, []
    grader = BackgroundGrader(submission.folder, lambda event: hear(event), lambda results: None)

    def hear(event):
        if isinstance(event, StepGraded):
            told[event.result.step.number] = event.result
        elif isinstance(event, RequestDone):
            done.append(event)

    grader.request([*STEPS[9:], *STEPS[:9]])
    while not done:
        grader.thread.join(0.01)
    grader.close()
    return fields_of({"steps": [told[number].as_data() for number in sorted(told)]})


def by_pytest(folder, submission, *arguments):
    """Return what pytest's report in JUnit's format says."""
    report = folder / "junit.xml"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}"]
    command += [*arguments, "--implementation", str(submission.folder)]
    subprocess.run(command, cwd=KIT, capture_output=True, check=False)
    found = {}
    for case in xml.parse(report).iter("testcase"):
        said = {entry.get("name"): entry.get("value") for entry in case.iter("property")}
        said["points"] = int(said["points"])
        said["line"] = int(said["line"]) if said["line"] else None
        said |= {name: said[name] or None for name in ("mistake", "file")}
        step = re.search(r"test_step(\d+)", case.get("classname"))[1]
        id_ = f"step{step}::{case.get('name').removeprefix('test_')}"
        found[id_] = tuple(said[field] for field in FIELDS)
    return found


def place_of(check, cures):
    """Return where people are sent: to where an edit cures the check, or to where it shows."""
    step, _, name = check["id"].removeprefix("step").partition("::")
    cure = cures.get(str(int(step)), {}).get("cure")
    if cure and f"test_{name}" in cure["cured"]:
        return f"exercises/{cure['file']}:{cure['lines'][0]}"
    return f"exercises/{check['file']}:{check['line']}" if check["file"] else ""


def words(text):
    """Return a text with its white space, line breaks and quotes as they do not matter."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", ["overwritten-gradient", "upstream-gradient-missing"])
def test_the_page_the_notebook_and_editors_say_the_same(name, kit_copy, run_kit, tmp_path):
    mistake = next(mistake for mistake in load_mistakes() if mistake.id == name)
    for file in (kit_copy / "solutions").glob("*.py"):
        (kit_copy / "exercises" / file.name).write_text(file.read_text())
    engine = with_mistake(solution_source("engine"), mistake.forms[0])
    submission = Submission(kit_copy / "exercises")
    submission.write("engine", engine)
    whole = json.loads(run_kit(kit_copy, "--json", "-").stdout)
    step = wrong_steps(fields_of(whole))[0]
    failed = [c for s in whole["steps"] for c in s["checks"] if c["status"] == "failed"]
    titles = {mistake.id: mistake.title for mistake in load_mistakes()}

    brief = run_kit(kit_copy, "check", "--brief", cwd=kit_copy).stdout.splitlines()
    alone = run_kit(kit_copy, "check", str(step), "--brief", cwd=kit_copy).stdout.splitlines()
    assert alone == [line for line in brief if f": step {step} · " in line]
    notebook = json.loads(run_kit(kit_copy, "notebook", str(step), cwd=kit_copy).stdout)
    explained = run_kit(kit_copy, "check", str(step), cwd=kit_copy).stdout
    report = tmp_path / "report.html"
    run_kit(kit_copy, "report", "--no-open", "--output", report)
    page = html.unescape(re.sub(r"<[^>]+>", "", report.read_text()))
    assert len(brief) == len(failed)
    again = json.loads(run_kit(kit_copy, "--json", "-").stdout)
    assert fields_of(again) == fields_of(whole)  # data tells what the checks show, and no more
    cures = json.loads((kit_copy / ".kit" / "cures.json").read_text())
    assert cures[str(step)]["cure"]["cured"]
    for check, line in zip(failed, brief, strict=True):
        place = place_of(check, cures)
        said = titles.get(check["mistake"], check["message"])
        assert line.startswith(place or "exercises/engine.py:1: error: ") and said in line
        assert words(said).replace("`", "") in words(page) and place in page
        if check["id"].startswith(f"step{step:02}::"):
            title = check["id"].partition("::")[2].replace("_", " ")
            assert title in words(explained) and place in words(explained)
            assert not check["mistake"] or words(said) in words(explained)
    first = next(check for check in failed if check["id"].startswith(f"step{step:02}::"))
    said = words(titles.get(first["mistake"], first["message"]))
    for shown in (notebook["text/plain"], re.sub(r"<[^>]+>", "", notebook["text/html"])):
        assert said.replace("`", "") in words(html.unescape(shown)).replace("`", "")
