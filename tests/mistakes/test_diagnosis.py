"""The mistake is named, or nothing is: on code written otherwise than the solution."""

import pytest
from submission_under_test import put_published

# A change of the lecture's own code, the step that fails first, and the mistake's name.
MADE_BY_LEARNERS = {
    "= in +": (
        [("self.grad += 1.0 * out.grad", "self.grad = 1.0 * out.grad"),
         ("other.grad += 1.0 * out.grad", "other.grad = 1.0 * out.grad")],
        10, "overwritten-gradient",
    ),
    "= in *": (
        [("self.grad += other.data * out.grad", "self.grad = other.data * out.grad"),
         ("other.grad += self.data * out.grad", "other.grad = self.data * out.grad")],
        10, "overwritten-gradient",
    ),
    "= in tanh": (
        [("self.grad += (1 - t**2) * out.grad", "self.grad = (1 - t**2) * out.grad")],
        10, "overwritten-gradient",
    ),
    "no upstream in *": (
        [("other.data * out.grad", "other.data"), ("self.data * out.grad", "self.data")],
        8, "upstream-gradient-missing",
    ),
    "no upstream in tanh": (
        [("(1 - t**2) * out.grad", "(1 - t**2)")], 8, "upstream-gradient-missing",
    ),
    "precedence in tanh": (
        [("(1 - t**2) * out.grad", "1 - t**2 * out.grad")], 8, "tanh-precedence",
    ),
    "own number in *": (
        [("other.data * out.grad", "self.data_ * out.grad"),
         ("self.data * out.grad", "other.data * out.grad"),
         ("self.data_ * out.grad", "self.data * out.grad")],
        8, "own-number-in-product",
    ),
    "not reversed": ([("reversed(topo)", "topo")], 9, "leaves-first"),
    "root not seeded": (
        [("        self.grad = 1.0\n        for", "        for")], 9, "root-gradient-is-not-one",
    ),
    "appended outside the if": (
        [("                topo.append(v)", "            topo.append(v)")],
        9, "appended-outside-the-if",
    ),
    "no visited set": (
        [("            if v not in visited:\n                visited.add(v)",
          "            if True:")],
        9, "visited-not-remembered",
    ),
    "child.backward()": (
        [("        build_topo(self)\n        self.grad = 1.0\n        for node in reversed(topo):\n"
          "            node._backward()",
          "        if self.grad == 0.0:\n            self.grad = 1.0\n        self._backward()\n"
          "        for child in self._prev:\n            child.backward()")],
        9, "backward-of-each-input",
    ),
    "exp' = x": ([("self.grad += out.data * out.grad", "self.grad += x * out.grad")],
                 11, "exp-derivative-is-x"),
    "numbers not accepted in +": (
        [('        other = other if isinstance(other, Value) else Value(other)\n'
          "        out = Value(self.data + other.data",
          "        out = Value(self.data + other.data")],
        11, "number-not-accepted",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE_BY_LEARNERS)
def test_the_mistake_is_named(name, unsolved):
    changes, step, mistake = MADE_BY_LEARNERS[name]
    put_published("lecture", unsolved)
    for old, new in changes:
        unsolved.change("engine", old, new)
    graded = {entry["number"]: entry for entry in unsolved.grade(8, 9, 10, 11)["steps"]}
    failed = [check for check in graded[step]["checks"] if check["status"] != "passed"]
    assert {check["mistake"] for check in failed} - {None} == {mistake}
    first = min(n for n, entry in graded.items() if entry["status"] == "failed")
    assert first == step


def test_an_exception_in_a_list_comprehension_is_named_in_every_python(solved):
    solved.change("nn", "range(len(nouts))", "range(len(sizes))")
    failed = [c for c in solved.checks(13).values() if c["status"] == "error"]
    assert failed and {check["mistake"] for check in failed} == {"one-size-too-many"}


def test_a_recursion_is_named_whatever_its_functions_are_called(unsolved):
    put_published("lecture", unsolved)
    unsolved.change("engine", "build_topo", "walk_down")
    failed = [c for c in unsolved.checks(19).values() if "recursed" in c["message"]]
    assert failed and {check["mistake"] for check in failed} == {"recursive-backward"}


def test_a_walk_without_end_is_named_where_memory_ends_it_before_time_does(unsolved):
    put_published("lecture", unsolved)
    for old, new in [
        (
            "            if v not in visited:\n                visited.add(v)",
            "            if True:",
        ),
        ("topo.append(v)", "topo.append(v)\n                kept.append(bytes(200_000))"),
        ("        topo = []", "        topo, kept = [], []"),
        ("set(_children)", "list(_children)"),
    ]:
        unsolved.change("engine", old, new)
    doubled = unsolved.checks(10)["step10::doubled_twenty_eight_times"]
    assert "memory" in doubled["message"]
    assert doubled["mistake"] == "visited-not-remembered"


@pytest.mark.parametrize("others", range(6))
def test_the_mistake_is_named_wherever_the_nodes_lie_in_memory(others, solved):
    for old, new in [
        ("name = str(id(node))", "name = node.label"),
        ("str(id(child)), str(id(node))", "child.label, node.label"),
    ]:
        solved.change("graph", old, new)
    code = (solved.folder / "engine.py").read_text(encoding="utf-8")
    solved.write("engine", f"{code}\n\nothers = [Value(0.0) for _ in range({others})]\n")
    failed = [c for c in solved.checks(4).values() if c["status"] == "failed"]
    assert {check["mistake"] for check in failed} - {None} == {"one-name-for-two-nodes"}


def test_what_is_no_known_mistake_is_not_named(unsolved):
    put_published("lecture", unsolved)
    unsolved.change("engine", "(1 - t**2) * out.grad", "(1.003 - t**2) * out.grad")
    failed = [c for c in unsolved.checks(8, 10).values() if c["status"] == "failed"]
    assert failed and {check["mistake"] for check in failed} == {None}


def test_two_mistakes_are_never_taken_for_a_third(unsolved):
    put_published("lecture", unsolved)
    unsolved.change("engine", "(1 - t**2) * out.grad", "(1 - t) * out.grad")
    unsolved.change("engine", "self.grad += other.data * out.grad", "self.grad += other.data")
    failed = [c for c in unsolved.checks(8).values() if c["status"] == "failed"]
    named = {check["mistake"] for check in failed} - {None}
    assert named <= {"tanh-square-missing", "upstream-gradient-missing"}


def test_a_mistake_of_an_earlier_step_is_not_taken_for_one_of_this(unsolved):
    put_published("lecture", unsolved)
    for old, new in [
        ("if v not in visited", "if v.data not in visited"),
        ("visited.add(v)", "visited.add(v.data)"),
        ("return self + (-other)", "return -(self + (-other))"),
    ]:
        unsolved.change("engine", old, new)
    failed = [c for c in unsolved.checks(11).values() if c["status"] == "failed"]
    named = {check["mistake"] for check in failed} - {None}
    assert named <= {"visited-by-number", "operands-exchanged"}


def test_a_diagnosis_shows_the_place_and_the_cure(unsolved):
    put_published("lecture", unsolved)
    unsolved.change(
        "engine", "self.grad += (1 - t**2) * out.grad", "self.grad = (1 - t**2) * out.grad"
    )
    text = unsolved.run("check", "10").stdout
    words = " ".join(text.split())
    assert "This is what happens when a gradient is overwritten instead of accumulated." in words
    assert "engine.py:" in text and "Value.tanh" in text
    assert "python grader.py hint 10" in text
    assert max(map(len, text.splitlines())) <= 80


def test_exceptions_show_the_learners_own_lines_only(unsolved):
    put_published("lecture", unsolved)
    unsolved.change("engine", "other.data * out.grad", "other.dta * out.grad")
    text = unsolved.run("check", "8").stdout
    assert "'Value' object has no attribute 'dta'" in " ".join(text.split())
    assert "engine.py:" in text
    assert "worker.py" not in text and "site-packages" not in text and "Traceback" not in text
