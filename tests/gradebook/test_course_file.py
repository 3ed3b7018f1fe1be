"""The course file: what is right is read to the letter, what is wrong is told in one sentence."""

import re
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.gradebook import course_file
from grading.gradebook.course_file import Course, read_course

DUE = "[due]\npart1 = 2026-10-12T23:59:59Z\n"


@pytest.fixture
def course(tmp_path):
    """Read a course file with this text."""

    def read(text):
        path = tmp_path / "course.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_course(path)

    return read


def test_the_example_is_the_one_that_the_docstring_shows():
    example = (KIT / "docs" / "course.example.toml").read_text(encoding="utf-8")
    shown = re.search(r"(    \[course\].*?)\n\n[A-Z]", course_file.__doc__, re.S)[1]
    shown_lines = [re.sub(r"\s*#.*", "", line).strip() for line in shown.splitlines()]
    lines = [re.sub(r"\s*#.*", "", line).strip() for line in example.splitlines()]
    assert set(shown_lines) <= set(lines)
    assert len(example.splitlines()) <= 24


def test_the_example_says_what_it_says():
    read = read_course(KIT / "docs" / "course.example.toml")
    assert read.name == "Machine learning, autumn"
    assert [read.weight_of(step) for step in (1, 10, 22)] == [1, 2, 0]
    assert read.due[7] == datetime(2026, 10, 12, 21, 59, 59, tzinfo=UTC)
    assert read.due[21] == datetime(2026, 12, 1, 11, tzinfo=UTC)
    assert 20 not in read.due
    assert read.late.penalty == Fraction(1, 10)


def test_an_empty_file_is_the_course_without_one(course):
    assert course("") == Course()


def test_a_step_goes_before_its_part_whichever_stands_first(course):
    read = course("[weights]\nstep2 = 0.5\npart1 = 3\n")
    assert [read.weight_of(step) for step in (1, 2, 8)] == [3, Fraction(1, 2), 1]


def test_a_mark_of_utf8_and_windows_line_ends_are_read(course):
    assert course('\ufeff[course]\r\nname = "Näherungen"\r\n').name == "Näherungen"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[weight]\nstep1 = 2", "there is no table called `weight`; did you mean `weights`?"),
        ("[marks]", "no table called `marks`; there are course, weights, due, late."),
        ("due = 3", "`due` is a table: write `[due]`, and its keys below it."),
        ("[course]\ncredits = 'own'", "`credits`; did you mean `credit`?"),
        ("[course]\ncredit = 'mild'", '`credit` in `[course]` is "mild"; write "fair" or "own".'),
        ("[course]\ncredit = ['own']", 'write "fair" or "own".'),
        ("[course]\nname = 3", "`name` in `[course]` is a text: put it in quotation marks."),
        ("[weights]\nstep99 = 1", "there is no `step99` for `[weights]`; there are part1 to part6"),
        ("[weights]\nstep0 = 1", "there is no `step0`"),
        ("[weights]\nstep01 = 1", "there is no `step01`"),
        ("[weights]\npart7 = 1", "there is no `part7`"),
        ("[weights]\n'step 1' = 1", "there is no `step 1`"),
        ("[weights]\nstep1 = -1", "`step1` in `[weights]` is -1; write a number from 0"),
        ("[weights]\nstep1 = true", "is true; write a number"),
        ("[weights]\nstep1 = nan", "is nan; write a number"),
        ("[weights]\nstep1 = inf", "is inf; write a number"),
        ("[weights]\nstep1 = 1e999", "is inf; write a number"),
        ("[weights]\nstep1 = '2'", 'is "2"; write a number'),
        ("[weights]\nstep1 = 1001", "is 1001; write a number from 0 (not counted) to 1000."),
        ("[due]\npart1 = 2026-10-12", "is 2026-10-12 and lacks a time of day; write a time such"),
        ("[due]\npart1 = 2026-10-12T10:00:00", "lacks its offset from UTC; write a time such as"),
        ("[due]\npart1 = '2026-10-12T10:00:00Z'", "write a time such as 2026-10-12T23:59:59+02:00"),
        ("[due]\npart1 = 10:00:00", "is 10:00:00; write a time such as"),
        ("[late]\nfree_days = 2", "`[late]` says nothing without times in `[due]`; add one."),
        (DUE + "[late]\nfree_days = 1.5", "is 1.5; write a whole number from 0 to 366."),
        (DUE + "[late]\nfree_days = true", "is true; write a whole number from 0 to 366."),
        (DUE + "[late]\nfree_days = -1", "is -1; write a whole number from 0 to 366."),
        (DUE + "[late]\npenalty = 10", "is 10; write a share from 0 to 1, such as 0.1"),
        (DUE + "[late]\ncloses_after_days = 'x'", 'is "x"; write a whole number from 0 to 3660.'),
        (DUE + "[late]\nday = 1", "no key in `[late]` called `day`"),
        ("[course", "is not TOML: "),
        ("a = 1\na = 2", "is not TOML: "),
        ("a = " + "[" * 5000, "is not TOML: it nests too deeply"),
        (b"[course]\nname = '\xe4'", "is not in UTF-8; save it in that encoding."),
        ("#" * 2_000_000, "is larger than a megabyte: it is no course file."),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(course, text, sentence):
    with pytest.raises(KitError) as told:
        course(text)
    assert sentence in str(told.value)
    assert "course.toml" in str(told.value)
    assert "\n" not in str(told.value)


def test_what_is_no_file_is_told(tmp_path):
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(KitError, match="There is no course file"):
            read_course(path)
