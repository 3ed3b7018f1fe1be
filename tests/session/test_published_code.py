"""What people already wrote is right: the lecture's own code, micrograd's, and true variants."""

import pytest
from submission_under_test import put_published

from grading.course.paths import KIT

# The lecture writes no central difference, no gradient(), and its torch cells are no module.
COVERED_BY_THE_LECTURE = (3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)
NOT_IN_MICROGRAD = ("has no `tanh`", "has no `exp`", "has no `log`", "'label'")


def test_the_lecture_passes_the_steps_it_covers(unsolved):
    put_published("lecture", unsolved)
    graded = unsolved.grade(*COVERED_BY_THE_LECTURE)
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong
    assert {c["foundation"] for s in graded["steps"] for c in s["checks"]} == {"own"}


def test_micrograd_passes_every_check_that_uses_only_what_it_has(unsolved):
    put_published("micrograd", unsolved)
    checks = unsolved.checks(3, 8, 9, 10, 11, 18)
    wrong = {
        id_: check["message"]
        for id_, check in checks.items()
        if check["status"] != "passed"
        and not any(sign in check["message"] for sign in NOT_IN_MICROGRAD)
    }
    # It has no `a ** b` with two nodes, no `2 ** a`, and constructor without a label.
    assert {id_ for id_ in wrong if "power" not in id_ and "exponent" not in id_} == set()


VARIANTS = {
    "children in a list": ("self._prev = tuple(_children)", "self._prev = list(_children)"),
    "children in a set": ("self._prev = tuple(_children)", "self._prev = set(_children)"),
    "an integer gradient at first": ("self.grad = 0.0", "self.grad = 0"),
    "a repr with the gradient": (
        'return f"Value(data={self.data})"',
        'return f"Value(data={self.data}, grad={self.grad})"',
    ),
    "label as the second positional argument": (
        'def __init__(self, data, _children=(), _op="", label=""):',
        'def __init__(self, data, label="", _children=(), _op=""):\n'
        "        if isinstance(label, tuple):\n"
        "            label, _children, _op = _op, label, _children",
    ),
    "extra constructor arguments": (
        '_op="", label=""):',
        '_op="", label="", name=None, requires_grad=True):',
    ),
    "gradients of the graph zeroed first": (
        "        self.grad = 1.0\n        for node in reversed",
        "        for node in order:\n            node.grad = 0.0\n"
        "        self.grad = 1.0\n        for node in reversed",
    ),
    "tanh by exponentials": (
        "math.tanh(self.data)",
        "(math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)",
    ),
    "subtraction of its own": (
        "        return self + (-other)",
        "        other = other if isinstance(other, Value) else Value(other)\n"
        "        out = Value(self.data - other.data, (self, other), '-')\n"
        "        def _backward():\n"
        "            self.grad += out.grad\n"
        "            other.grad -= out.grad\n"
        "        out._backward = _backward\n"
        "        return out",
    ),
    "numpy numbers as data": (
        "self.data = data",
        "import numpy; self.data = numpy.float64(data)",
    ),
    "0-d arrays as data": (
        "self.data = data",
        "import numpy; self.data = numpy.array(float(data))",
    ),
    "float subclasses as data": (
        "self.data = data",
        "self.data = type('float64', (float,), {})(data)",
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_right_variant_is_not_rejected(name, solved):
    if "numpy" in VARIANTS[name][1]:
        pytest.importorskip("numpy")
    solved.change("engine", *VARIANTS[name])
    graded = solved.grade(3, 4, 5, 7, 8, 9, 10, 11, 13, 16, 18)
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong


def test_the_copies_are_not_on_the_judges_path():
    assert not (KIT / "engine.py").exists()
