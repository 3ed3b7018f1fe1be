"""The lesson pages: structure, hints one at a time, and code blocks that run."""

import re
import subprocess
import sys

import pytest

from grading.course.curriculum import STEPS
from grading.course.lessons import hints, lesson
from grading.course.paths import LESSONS, SOLUTIONS
from grading.course.solution_blocks import with_stubs
from grading.course.stubs import solution_source

SECTIONS = ("## The idea", "## What to write", "## Common confusions", "## Test yourself")
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROMISE = re.compile(r"^(?P<expression>[^#\n]+?)\s+# → (?P<value>.+)$")
WIDEST = 58  # of a terminal of 60 columns, less the margin of a block
WIDEST_TABLE = 78  # in fewer columns its cells have more lines
PAGES = sorted(LESSONS.glob("*.md"))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_a_lesson_has_all_its_sections(step):
    page = lesson(step)
    assert page.startswith(f"# Step {step.number}: {step.title}\n")
    assert all(section in page for section in SECTIONS)
    assert step.lecture_link is None or step.lecture_link in page
    assert page.count("<details>") == page.count("</details>") == 2
    idea = page.partition("## The idea")[2].partition("\n## ")[0]
    assert len(idea.split()) <= 300
    assert 2 <= len(hints(step)) <= 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_code_block_runs(page, tmp_path):
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    if "import torch" in "".join(blocks):
        pytest.importorskip("torch")
    for block in blocks:
        program = f"import sys\nsys.path.insert(0, {str(SOLUTIONS)!r})\n{_with_promises(block)}"
        done = subprocess.run(
            [sys.executable, "-I", "-c", program],
            capture_output=True, text=True, check=False, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stderr}"


def _with_promises(block):
    """Turn ``expression  # → value`` into a comparison of both."""
    lines = []
    for line in block.splitlines():
        promise = PROMISE.match(line)
        if promise and not line.startswith((" ", "\t")):
            shown = re.match(r"print\((.*)\)$", promise["expression"].strip())
            expression = shown[1] if shown else promise["expression"]
            lines.append(f"_found = {expression}")
            lines.append(f"assert _close(_found, {promise['value']!r}), _found")
        else:
            lines.append(line)
    return f"{CLOSE}\n" + "\n".join(lines)


CLOSE = r"""
import ast
import re

def _numbers(text):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]

def _close(found, text):
    if text in (str(found), repr(found)):
        return True
    try:
        if ast.literal_eval(text) == found:
            return True
    except (SyntaxError, ValueError):
        pass
    mine, promised = _numbers(str(found)), _numbers(text)
    return bool(promised) and len(mine) == len(promised) and all(
        abs(a - b) <= 1e-3 * max(abs(b), 1e-3) for a, b in zip(mine, promised))
"""


def test_hints_come_one_at_a_time(kit_copy, run_kit):
    first = run_kit(kit_copy, "hint", "8").stdout
    second = run_kit(kit_copy, "hint", "8").stdout
    assert "hint 1 of" in first and "hint 2 of" not in first
    assert "hint 2 of" in second
    for _ in range(4):
        last = run_kit(kit_copy, "hint", "8").stdout
    assert "all the hints" in last


def test_a_lesson_in_the_terminal_keeps_answers_folded(kit_copy, run_kit):
    done = run_kit(kit_copy, "lesson", "1")
    assert done.returncode == 0
    assert "<details>" not in done.stdout and "The answers are in" in " ".join(done.stdout.split())
    assert "python grader.py hint 1" in done.stdout


def test_there_is_a_page_for_before_the_start():
    text = (LESSONS / "00_before_you_start.md").read_text()
    for word in (
        "Jupyter",
        "PyTorch",
        "autograd",
        "backpropagation",
        "numpy",
        "scalar",
        "chain rule",
    ):
        assert word.lower() in text.lower()


# What lesson 8 says is told where `.data` is missing: the change, and one of its sentences.
PROMISED = {
    "a node added": (
        ("self.grad += other.data * out.grad", "self.grad += other * out.grad"),
        "`Value.__radd__`, which is not there before step 11",
    ),
    "a number times a node": (
        ("self.grad += other.data * out.grad", "self.grad += out.grad * other"),
        "`Value.__rmul__`, which is not there before step 11",
    ),
    "a node assigned": (
        ("self.grad += other.data * out.grad", "self.grad = other * out.grad"),
        "is a Value, not a number",
    ),
    "the square of a node": (
        ("out.data**2", "out**2"), "`Value.__pow__`, which is not there before step 11"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROMISED)
def test_the_messages_that_lesson_8_promises_come(name, unsolved):
    change, sentence = PROMISED[name]
    unsolved.write("engine", with_stubs(solution_source("engine"), lambda step: step > 8))
    unsolved.change("engine", *change)
    assert any(sentence in check["message"] for check in unsolved.checks(8).values())
    page = " ".join((LESSONS / "08_local_backward.md").read_text().split())
    assert all(word in page for word in re.findall(r"`Value\.\w+`|not a number|step 11", sentence))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_and_drawings_fit_a_terminal(page):
    text = page.read_text(encoding="utf-8")
    inside = [block for _, block in re.findall(r"^(```\w*)\n(.*?)^```", text, re.M | re.S)]
    lines = [line for block in inside for line in block.splitlines()]
    assert [line for line in lines if len(line) > WIDEST] == []
    tables = [line.replace("`", "") for line in text.splitlines() if line.startswith("|")]
    assert [line for line in tables if len(line) > WIDEST_TABLE] == []
