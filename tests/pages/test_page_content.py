"""What the page holds, read as text: what matters first, and whole."""

import re

import pytest

from grading.course.solution_blocks import with_stubs
from grading.course.stubs import solution_source


@pytest.fixture
def page_of(tmp_path):
    """Return the page of a submission."""

    def page(submission):
        file = tmp_path / "report.html"
        done = submission.run("report", "--output", file, "--no-open")
        assert done.returncode == 0, done.stderr
        return file.read_text(encoding="utf-8")

    return page


def part(page, name):
    """Return one section of the page."""
    return page.partition(f'<section id="{name}"')[2].partition("</section>")[0]


def test_under_next_stands_the_failing_check_with_its_picture(solved, page_of):
    solved.change(
        "engine", "self.grad += other.data * out.grad", "self.grad = other.data * out.grad"
    )
    page = page_of(solved)
    after = part(page, "next")
    assert '<details class="failure" open>' in after and "<table>" in after
    assert "This is what happens when" in after and "<img src=" in after
    assert "Look at <code>" in after
    assert page.index('id="next"') < page.index('id="steps"')


def test_an_error_shows_the_lines_it_came_from(solved, page_of):
    solved.change("engine", "def __repr__(self):", "def __repr__(self)")
    after = part(page_of(solved), "next")
    assert "def __repr__(self)\n" in after and "^</pre>" in after


def test_a_step_that_nobody_has_begun_is_not_wrong(unsolved, page_of):
    text = with_stubs(solution_source("engine"), lambda step: step > 10)
    text = re.sub(r"^ +other = other if isinstance.*\n", "", text, flags=re.MULTILINE)
    for name in ("derivatives", "graph", "by_hand"):
        unsolved.write(name, with_stubs(solution_source(name), lambda step: False))
    unsolved.write("engine", text)
    page = page_of(unsolved)
    assert ">Step 11 · More operations</a>: to do." in part(page, "next")
    assert 'class="failure"' not in part(page, "next") + part(page, "step-11")


def test_questions_show_code_as_code(solved, page_of):
    questions = re.findall(r"<summary>(.*?)</summary>", page_of(solved), re.DOTALL)
    assert any("<code>" in question for question in questions)
    assert not any("`" in question for question in questions)


def test_what_needs_torch_says_how_to_get_it(solved, page_of):
    page = page_of(solved)
    if "needs torch" not in page:
        pytest.skip("torch is there")
    assert "install torch" in part(page, "step-12") and "install torch" in part(page, "next")
    assert "Every step passes" not in page
