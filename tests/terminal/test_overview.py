"""The overview: 48 made-up steps in six parts, in every state, on terminals of several widths."""

from dataclasses import replace
from io import StringIO
from itertools import cycle, islice
from pathlib import Path

import pytest
from rich.console import Console

from grading.course.check import Check
from grading.course.curriculum import STEPS
from grading.course.paths import EXERCISES
from grading.judging.verdict import Place, Verdict
from grading.session.result import Grade, StepResult
from grading.terminal.explanation import as_plain_text
from grading.terminal.overview import Overview
from grading.terminal.progress import next_thing, progress_view

SIZES = (8, 9, 4, 2, 11, 14)
PARTS = {
    1: "Derivatives and graphs",
    2: "Autograd and training",
    3: "Sturdier than the lecture",
    4: "A GPT in plain numbers",
    5: "Tensors",
    6: "A language model",
}
PART_OF_STEP = [part for part, size in enumerate(SIZES, start=1) for _ in range(size)]
# Titles as long as they come, and short ones; each is there once.
WORDS = ("The same numbers, another sha", "Sums", "One call for the whole", "A")
TITLES = [f"{WORDS[number % 4]} {number}" for number in range(1, 49)]
# The statuses of a step's three checks.
STATES = {
    "passed": ("passed", "passed", "passed"),
    "right": ("passed", "passed", "passed"),
    "waiting": ("waiting", "waiting", "waiting"),
    "todo": ("todo", "todo", "blocked"),
    "blocked": ("blocked", "blocked", "blocked"),
    "begun": ("passed", "todo", "todo"),
    "failed": ("passed", "failed", "todo"),
}
DONE = ("passed", "right", "waiting")
UNWRITTEN = ("todo", "begun", "blocked")
WIDTHS = (100, 80, 60, 50)


@pytest.fixture(autouse=True)
def six_parts(monkeypatch):
    """Put the made-up parts in place of the course's."""
    monkeypatch.setattr("grading.session.result.PARTS", PARTS)


def some_check(engine):
    """Show a program."""


def graded(*states, folder=EXERCISES):
    """Return a grade of 48 steps in these states."""
    assert len(states) == len(TITLES) == len(PART_OF_STEP) == 48
    return Grade(folder, [made_up(number, state) for number, state in enumerate(states, start=1)])


def made_up(number, state):
    title, part = TITLES[number - 1], PART_OF_STEP[number - 1]
    step = replace(STEPS[0], number=number, part=part, title=title)
    place = Place("language_model.py", 100 + number, "CausalSelfAttention.forward")
    waits_for = 33 if state in ("right", "blocked") else None
    return StepResult(
        step,
        [
            Verdict(
                Check(step, f"test_check_{position}", some_check, Path("test_some.py")),
                status,
                message=f"The number of step {number} is another.",
                look_at=place,
                waits_for=waits_for,
                lacks="torch" if status == "waiting" else "",
            )
            for position, status in enumerate(STATES[state])
        ],
    )


def in_part(part, first, others=("todo",), behind=("passed",), ahead=("todo",)):
    """Return 48 states: the first step of a part, the others in it, those of the other parts."""
    start = PART_OF_STEP.index(part)
    here = SIZES[part - 1] - 1
    left = 48 - start - here - 1
    found = [islice(cycle(behind), start), [first], islice(cycle(others), here)]
    return [state for states in (*found, islice(cycle(ahead), left)) for state in states]


def shown(content, width=80):
    """Return the lines of a terminal this wide."""
    console = Console(file=StringIO(), width=width, color_system=None)
    console.print(content)
    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    return lines


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("first", UNWRITTEN)
@pytest.mark.parametrize("folder", [EXERCISES, Path("elsewhere").resolve()], ids=["own", "other"])
def test_it_fits_24_rows_with_the_next_stub(part, first, folder):
    number = PART_OF_STEP.index(part) + 1
    for others in (["todo"], ["passed"], ["blocked"], list(STATES)):
        states = in_part(part, first, others, behind=DONE, ahead=list(STATES))
        lines = shown(Overview(graded(*states, folder=folder)))
        assert len(lines) <= (23 if folder == EXERCISES else 24), "\n".join(lines)
        end = "\n".join(lines[-3:])
        assert f"Next   step {number} · {TITLES[number - 1]}" in end
        assert f"language_model.py:{100 + number}  CausalSelfAttention.forward" in end
        assert f"python grader.py lesson {number}" in end
        assert len(found(lines, TITLES)) == SIZES[part - 1]
        assert (
            len(found(lines, [f"Part {number} · {title}" for number, title in PARTS.items()])) == 6
        )


def found(lines, texts):
    """Return the lines above the next thing that show one of the texts, whole."""
    ends = [f"{text} " for text in texts]
    above = [f"{line} " for line in lines if not line.startswith("Next")]
    return [line for line in above if any(end in line for end in ends)]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("part", PARTS)
def test_every_title_is_whole_at_every_width(part, width):
    grade = graded(*in_part(part, "begun", list(STATES), behind=DONE, ahead=list(STATES)))
    rows = found(shown(Overview(grade), width), TITLES)
    assert len(rows) == SIZES[part - 1]
    every_row = found(shown(progress_view(grade), width), TITLES)
    for number, (row, result) in enumerate(zip(every_row, grade.steps, strict=True), start=1):
        assert row.startswith(f"{number:>3}  {TITLES[number - 1]} ")
        assert row.rstrip().endswith(f" {result.points}/{result.possible}")


def test_bars_go_first_then_words_become_short():
    grade = graded(*in_part(5, "todo", ["blocked"], ahead=["failed"]))
    texts = {width: "\n".join(shown(Overview(grade), width)) for width in WIDTHS}
    assert all(("░" in texts[width]) == (width >= 80) for width in WIDTHS)
    assert "waits for step 33" in texts[80] and "14 not yet right" in texts[80]
    assert "waits for" not in texts[60] and "14 not right" in texts[60]
    assert "waits" not in texts[50] and "14 ✗" in texts[50]


def test_points_are_aligned_on_the_right():
    lines = [line for line in shown(Overview(graded(*in_part(3, "begun")))) if "/" in line[-4:]]
    assert len(lines) == len(PARTS) - 1 + SIZES[2]
    assert {len(line) for line in lines} == {80}


def test_a_part_in_a_line_says_what_there_is_of_it():
    behind, ahead = ["passed"] * 16 + ["waiting"], ["passed", "begun"] + ["todo"] * 25
    lines = shown(Overview(graded(*in_part(3, "todo", behind=behind, ahead=ahead))))
    for part, words in (
        (1, "8 of 8 steps"),
        (2, "1 needs torch"),
        (4, "1 of 2 steps"),
        (5, "0 of 11 steps"),
    ):
        (line,) = (line for line in lines if f"Part {part} · " in line)
        assert words in line


def test_what_is_wrong_in_another_part_is_not_hidden():
    states = in_part(2, "todo", ahead=["failed", "begun", "failed", "passed"] + ["todo"] * 40)
    (line,) = (line for line in shown(Overview(graded(*states))) if "Part 3" in line)
    assert "2 not yet right" in line


def test_an_explanation_follows_whole():
    grade = graded(*in_part(6, "failed"))
    lines = shown(Overview(grade))
    explanation = as_plain_text(next_thing(grade)).splitlines()
    assert "The number of step 35 is another." in "".join(explanation)
    assert lines[-len(explanation) :] == explanation
    assert len(lines) - len(explanation) == 1 + len(PARTS) + SIZES[-1]


def test_when_all_is_done_every_part_is_a_line():
    lines = shown(Overview(graded(*["passed"] * 48)))
    for line, (part, title), size in zip(lines[2:8], PARTS.items(), SIZES, strict=True):
        assert line.startswith(f"Part {part} · {title} ")
        assert f"{size} of {size} steps" in line
    assert len(lines) == 11 and lines[-1] == "Every step passes."


def test_all_is_for_the_bare_command(unsolved):
    done = unsolved.run("--all", "check", 1)
    assert done.returncode == 2
    assert "--all does not go with check" in done.stderr
