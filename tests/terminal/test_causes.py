"""What several checks fail by is explained once, in no more lines than one looks at."""

import json
import re

import pytest

from grading.course.curriculum import step_numbered
from grading.mistakes.bank import mistakes_of
from grading.mistakes.mistaken_solution import RISING, write_with_mistake

MOST_LINES = 62
WIDTH = 80
# A form of a mistake, by its step: many checks fail by it, or their programs are long.
FORMS = {
    "by-hand-root-gradient-not-one#1": 5,
    "by-hand-lecture-numbers#1": 5,
    "passes-nothing-on#5": 8,
    "root-run-twice#1": 9,
    "nothing-is-run#1": 9,
    "overwritten-gradient#11": 10,
    "gradient-reset-before-adding#4": 10,
    "same-operand-counted-once#3": 10,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_cause_is_explained_once_in_few_lines(form, solved, tmp_path):
    step = FORMS[form]
    mistake = next(m for m in mistakes_of(step_numbered(step)) if m.id == form.split("#")[0])
    made = next(one for one in mistake.forms if one.id == form)
    write_with_mistake(solved.folder, mistake, made, RISING)
    told = solved.run("check", step, "--json", tmp_path / "grade.json").stdout
    lines = told.splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH
    assert told.count(f"This is what happens when {mistake.title[:20]}") == 1
    checks = json.loads((tmp_path / "grade.json").read_text())["steps"][0]["checks"]
    failed = [check["id"].partition("::")[2].replace("_", " ") for check in checks
              if check["status"] not in ("passed", "todo", "blocked")]  # fmt: skip
    words = " ".join(told.split())
    assert all(title in words for title in failed)


def test_the_same_error_in_many_checks_is_shown_once(solved):
    solved.change("engine", "out = Value(self.data * other.data", "out = Value(self.data * othr")
    lines = solved.run("check", 3).stdout.splitlines()
    assert sum("NameError" in line for line in lines) == 1
    assert any("more checks fail for the same reason" in line for line in lines)


def test_what_was_not_run_is_not_told_to_fail(solved):
    text = (solved.folder / "derivatives.py").read_text()
    head, _, rest = text.partition("\n    ")
    solved.write("derivatives", f"{head}\n    while True:\n        pass\n    {rest}")
    told = solved.run("check", 1)
    words = " ".join(told.stdout.split())
    assert "One more check fails for the same reason:" in words
    assert re.search(
        r"\d+ more checks were not run; twice before, your code was stopped at line \d+ of "
        r"derivatives.py: · forward",
        words,
    )
    assert "✗ the central difference of a cubic" not in words


def test_a_later_step_refers_to_the_mistake_that_an_earlier_one_explains(solved):
    solved.change("engine", "self.grad += other.data * out.grad", "self.grad += self.data")
    told = solved.run("check", 8, 9, 10).stdout
    named = [line for line in told.splitlines() if "This is what happens when" in line]
    assert len(named) == len(set(named))


def test_what_cannot_be_imported_comes_first(solved):
    solved.change("nn", "class Neuron", "clas Neuron")
    solved.change("engine", "self.grad += other.data * out.grad", "self.grad += self.data")
    for command in (["check", 15], []):
        told = solved.run(*command).stdout
        assert told.count("nn.py cannot be imported") <= 1


def test_a_forward_value_is_looked_at_before_a_gradient(solved):
    # In no known mistake is the product off by a hundredth and its gradient by a tenth.
    solved.change(
        "engine", "out = Value(self.data * other.data", "out = Value(1.01 * self.data * other.data"
    )
    solved.change(
        "engine", "self.grad += other.data * out.grad", "self.grad += 1.1 * other.data * out.grad"
    )
    told = solved.run("check", 8).stdout
    assert "get it right before its gradient" in " ".join(told.split())
