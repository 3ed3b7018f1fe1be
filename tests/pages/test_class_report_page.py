"""The report on a class in a real browser: readable, reachable, and nothing cut off."""

import pytest

from grading.class_report.report_page import write_report
from grading.course.curriculum import STEPS
from grading.session.session import Session

READERS = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "dark-phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def class_page(solved_once, workers, tmp_path_factory):
    """The page of a class of which half is stuck."""
    folder = tmp_path_factory.mktemp("class")
    solved_once.change("engine", "self.grad += out.grad", "self.grad = out.grad")
    with Session(solved_once.folder, pool=workers) as session:
        grade = session.grade([step for step in STEPS if step.number <= 11]).as_data()
    about = {"digest": "", "checks": "", "refused": "", "grade": grade}
    passing = {**grade, "steps": [step for step in grade["steps"] if step["status"] == "passed"]}
    graded = [{"learner": f"{'a-long-name-' * k}{k}", **about} for k in range(8)]
    graded += [{**one, "learner": f"b{one['learner']}", "grade": passing} for one in graded]
    graded.append({**about, "learner": "late", "grade": None, "refused": "It is `empty`."})
    write_report(graded, folder / "report.html", folder / "report.csv", None)
    return folder / "report.html"


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_severe_and_nothing_is_cut_off(
    open_page, class_page, severe_findings, keep_screenshot, reader
):
    page = open_page(class_page.as_uri(), **READERS[reader])
    for summary in page.query_selector_all("summary"):
        summary.evaluate("element => element.parentElement.open = true")
    keep_screenshot(page, f"class-{reader}")
    assert severe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("#points .disc").count() == 10
