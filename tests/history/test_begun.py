"""A step for which nobody has done anything is what comes next; nothing in it is called wrong."""

import textwrap

import pytest
from submission_under_test import put_published

from grading.course.solution_blocks import with_stubs
from grading.course.stubs import solution_source, stub_files

NUMBERS_TOO = "        other = other if isinstance(other, Value) else Value(other)\n"
# The backward of the lecture, which recurses: right up to step 18, and too deep for step 19.
RECURSIVE = """
    def backward(self):
        topo, visited = [], set()

        def build(node):
            if node not in visited:
                visited.add(node)
                for child in node._prev:
                    build(child)
                topo.append(node)

        build(self)
        self.grad = 1.0
        for node in reversed(topo):
            node._backward()
"""


def written_up_to(last):
    """Return the modules as after step ``last``; ``+`` and ``*`` take nodes alone."""
    texts = {
        name: with_stubs(solution_source(name), lambda step: step > last) for name in stub_files()
    }
    if last < 11:
        texts["engine"] = texts["engine"].replace(NUMBERS_TOO, "")
    texts["engine"] += textwrap.dedent(RECURSIVE)
    texts["engine"] += "\n\nValue.backward = backward\n"
    return texts


def test_a_step_with_stubs_is_next_until_one_is_written(unsolved):
    for name, text in written_up_to(10).items():
        unsolved.write(name, text)
    for command in (["--all"], [], ["check", 11]):
        told = unsolved.run(*command).stdout
        assert "Next   step 11" in told and "python grader.py lesson 11" in told
        assert "✗" not in told and "not yet right" not in told and "AttributeError" not in told
        assert "Its first check that does not pass yet: " in told and "engine.Value(" in told
    unsolved.change(
        "engine", 'raise NotImplementedError("step 11: Value.__neg__")', "return self * -1"
    )
    told = unsolved.run().stdout
    assert "✗ step 11" in told and "not yet right" in told


def test_what_cannot_be_imported_is_never_what_comes_next(unsolved):
    for name, text in written_up_to(10).items():
        unsolved.write(name, text)
    unsolved.append("engine", "nonsense\n")
    assert "cannot be imported" in unsolved.run("check", 11).stdout


INDENTED_TRAIN = """def zero_grad(model):
    for parameter in model.parameters():
        parameter.grad = 0.0

    def train(model, xs, ys, steps, learning_rate):
        return []


def old_train(model, xs, ys, steps, learning_rate):"""
# The step, its module, what becomes of its text, what is said.
LACKING = {
    "a class of another name": (
        3, "engine", ("class Value:", "class Values:"),
        "engine.py has no `Value`. Did you mean `Values`?",
    ),
    "a file with nothing in it": (3, "engine", None, "engine.py has no `Value`."),
    "a function of another name": (
        16, "training", ("def train(", "def trian("),
        "training.py has no `train`. Did you mean `trian`?",
    ),
    "a function in another": (
        16, "training", ("def train(model, xs, ys, steps, learning_rate):", INDENTED_TRAIN),
        "training.py has no `train`.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LACKING)
def test_what_is_not_where_it_belongs_is_told_and_not_what_comes_next(name, unsolved):
    step, module, change, sentence = LACKING[name]
    for other in stub_files():
        unsolved.write(other, with_stubs(solution_source(other), lambda later: later > step))
    if change:
        unsolved.change(module, *change)
    else:
        unsolved.write(module, "import math\n")
    told = unsolved.run("check", step).stdout
    assert "not yet right" in told and sentence in " ".join(told.split())


@pytest.fixture
def after_18(kit_copy):
    """A kit whose exercises pass up to step 18."""
    for name, text in written_up_to(18).items():
        (kit_copy / "exercises" / f"{name}.py").write_text(text)
    return kit_copy


def test_a_step_without_stubs_is_next_until_its_module_changes(after_18, run_kit):
    for _ in range(2):
        told = run_kit(after_18).stdout
        assert "Next   step 19" in told and "✗" not in told and "RecursionError" not in told
    with (after_18 / "exercises" / "engine.py").open("a") as engine:
        engine.write("\n# a first try\n")
    told = run_kit(after_18).stdout
    assert "✗ step 19" in told
    assert "✗ step 19" in run_kit(after_18).stdout  # as long as it does not pass


def test_a_step_of_which_nothing_is_there_is_next_without_stubs_too(solved):
    put_published("lecture", solved)
    told = solved.run().stdout
    assert "Next   step 18" in told and "TypeError" not in told


def test_a_step_that_tests_what_is_written_names_its_mistake_at_once(kit_copy, run_kit):
    for name, text in written_up_to(18).items():
        text = text.replace("self.grad += out.grad", "self.grad = out.grad")
        (kit_copy / "exercises" / f"{name}.py").write_text(text)
    told = run_kit(kit_copy).stdout
    assert "✗ step 10" in told and "This is what happens when" in told
