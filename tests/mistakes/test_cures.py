"""The line at fault is told where an edit of it makes the failing checks pass, and only then."""

import re
import time

import pytest

LONG = ("--search", 30)  # seconds, however much else the machine has to do
BEFORE_PRODUCT = "        return out\n\n    def __mul"
# The module, the change, the step, and what stands in the line that is told.
CURED = {
    "not added up": (
        "engine", ("other.grad += self.data * out.grad", "other.grad = self.data * out.grad"), 10,
        "other.grad = self.data * out.grad",
    ),
    "no upstream": (
        "engine", ("self.grad += other.data * out.grad", "self.grad += other.data"), 8,
        "self.grad += other.data",
    ),
    "precedence": (
        "engine", ("(1 - out.data**2) * out.grad", "1 - out.data**2 * out.grad"), 8,
        "1 - out.data**2 * out.grad",
    ),
    "a sign": ("engine", ("self.data + other.data", "self.data - other.data"), 3, "self.data -"),
    "no child": ("engine", ('(self,), "tanh")', '(), "tanh")'), 7, "math.tanh("),
    "not reversed": ("engine", ("in reversed(order):", "in order:"), 9, "for node in order:"),
    "not called": ("engine", ("            node._backward()", "            node._backward"), 9,
                   "node._backward"),
    "a neuron without its bias": ("nn", ("strict=True)), self.b)", "strict=True)))"), 13,
                                  "activation ="),
    "a step uphill": ("training", ("-= learning_rate * parameter.grad",
                                   "+= learning_rate * parameter.grad"), 16, "+= learning_rate"),
    "nothing wired": (
        "engine", (f"        out._backward = _backward\n{BEFORE_PRODUCT}", BEFORE_PRODUCT), 8,
        "return out",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CURED)
def test_the_line_at_fault_is_told(name, solved):
    module, change, step, line = CURED[name]
    solved.change(module, *change)
    told = " ".join(solved.run("check", step, *LONG).stdout.split())
    place = re.search(
        rf"pass(?:es)? when (?:one thing in|a line is added at) line (\d+) of {module}.py", told
    )
    assert place, told[-400:]
    assert line in (solved.folder / f"{module}.py").read_text().splitlines()[int(place[1]) - 1]


BOTH_OUTSIDE = """\
        order, visited = [], set()

        def visit(node):
            if node not in visited:
                visited.add(node)
            for child in node._prev:
                visit(child)
            order.append(node)

        visit(self)
        self.grad = 1.0
"""


def test_what_stands_outside_a_condition_is_told_from_a_missing_set(solved):
    engine = (solved.folder / "engine.py").read_text()
    first, last = engine.index("        order, visited"), "        self.grad = 1.0\n"
    behind = engine.index(last, first) + len(last)
    solved.write("engine", f"{engine[:first]}{BOTH_OUTSIDE}{engine[behind:]}")
    told = " ".join(solved.run("check", 9, *LONG).stdout.split())
    assert "nodes that were visited before are visited again" in told
    place = re.search(r"when one thing in line (\d+) of engine.py is different", told)
    line = (solved.folder / "engine.py").read_text().splitlines()[int(place[1]) - 1]
    assert line.strip() == "for child in node._prev:"


def test_a_habit_in_several_methods_is_told_as_one(solved):
    engine = (solved.folder / "engine.py").read_text()
    lines = engine.splitlines()
    until_step_8 = engine.partition("__radd__")[0].count("\n")
    wrong = [n for n, line in enumerate(lines[:until_step_8], 1) if "out._backward = _b" in line]
    assert len(wrong) == 3
    for number in wrong:
        lines[number - 1] = lines[number - 1].replace("out._backward", "self._backward")
    solved.write("engine", "\n".join(lines) + "\n")
    told = " ".join(solved.run("check", 8, *LONG).stdout.split())
    first, second, third = wrong
    assert (
        "failing checks of this step pass when the same thing is different in lines "
        f"{first}, {second} and {third} of engine.py"
    ) in told


def test_an_edit_that_breaks_an_earlier_step_is_no_cure_whatever_was_asked_for(solved):
    # `return out.data` in `*` would make a number of `self * 2`: step 7 passes, and step 3 breaks.
    change = "e = math.exp(self * 2)\n        out = Value((e - 1) / (e + 1), (self,)"
    solved.change("engine", "out = Value(math.tanh(self.data), (self,)", change)
    told = " ".join(solved.run("check", 7, *LONG).stdout.split())
    place = re.search(r"when one thing in line (\d+) of engine.py", told)
    line = (solved.folder / "engine.py").read_text().splitlines()[int(place[1]) - 1]
    assert "math.exp(self * 2)" in line


def test_of_two_faults_one_is_told(solved):
    solved.change("engine", "self.data + other.data", "self.data - other.data")
    solved.change("engine", "self.data * other.data", "self.data / other.data")
    told = " ".join(solved.run("check", 3, *LONG).stdout.split())
    assert re.search(
        r"\d of the \d+ failing checks of this step pass(es)? when one thing in line", told
    )


BREADTH_FIRST = """\
        self.grad = 1.0
        queue = [self]
        while queue:
            node = queue.pop(0)
            node._backward()
            queue += node._prev
        return
"""


def test_a_fault_that_no_small_edit_mends_is_told_by_its_function(solved):
    solved.change("engine", "        order, visited", f"{BREADTH_FIRST}        order, visited")
    assert "What is at fault is" not in solved.run("check", 9, "--search", 0).stdout
    told = " ".join(solved.run("check", 9, *LONG).stdout.split())
    assert "What is at fault is within `Value.backward`" in told


def test_of_two_functions_at_fault_neither_is_told_to_be_all(solved):
    solved.change("derivatives", "forward_difference(f, x, h)", "forward_difference(f, h, x)")
    solved.change("derivatives", "central_difference(f, x, h)", "central_difference(f, h, x)")
    told = " ".join(solved.run("check", 1, *LONG).stdout.split())
    assert "What is at fault is" not in told
    different = r"when `\w+_difference` \(derivatives.py:\d+\) is different"
    assert re.search(rf"\d of the \d+ failing checks of this step pass(es)? {different}", told)


@pytest.mark.parametrize(
    "body", ["        while True:\n            pass\n", "        import os\n        os._exit(0)\n"]
)
def test_nothing_is_tried_on_code_that_does_not_end(body, solved):
    solved.change("engine", "        self.grad = 1.0\n        for node", f"{body}        for node")
    told = solved.run("check", 9).stdout
    assert "when one thing" not in told and "faults is in" not in told


def test_an_editor_marks_the_line_at_fault_and_data_has_what_the_check_shows(solved):
    solved.change("engine", "self.data + other.data", "self.data - other.data")
    lines = (solved.folder / "engine.py").read_text().splitlines()
    (fault,) = [n for n, line in enumerate(lines, 1) if "self.data - other.data" in line]
    (start,) = [n for n, line in enumerate(lines, 1) if "def __add__" in line]
    marks = solved.run("check", 3, "--brief", *LONG).stdout.splitlines()
    assert marks and all(f"engine.py:{fault}: error: step 3" in mark for mark in marks)
    failed = [c for c in solved.grade(3)["steps"][0]["checks"] if c["status"] == "failed"]
    assert {(check["file"], check["line"]) for check in failed} == {("engine.py", start)}


def test_a_name_behind_an_earlier_failure_is_less_sure_unless_a_cure_proves_it(solved):
    solved.change("engine", "(1 - out.data**2) * out.grad", "1 - out.data**2")
    solved.change(
        "engine", "            other.grad += out.grad", "            other.grad = out.grad"
    )
    solved.append("engine", f"NEVER_SEEN_BEFORE = {time.time_ns()}\n")
    name = "what happens when a gradient is overwritten"
    told = [
        " ".join(solved.run("check", *steps, *LONG).stdout.split()) for steps in ((), (10,), (10,))
    ]
    assert [f"This may be {name}" in text for text in told] == [True, True, False]
    assert [f"This is {name}" in text for text in told] == [False, False, True]


def test_a_cure_of_another_kind_comes_before_the_name(solved):
    # The numbers are those of a `=`, and the line at fault is one too many.
    right = "            other.grad += out.grad"
    solved.change("engine", right, f"            other.grad *= 0\n{right}")
    solved.append("engine", f"NEVER_SEEN_BEFORE = {time.time_ns()}\n")
    first, again = (" ".join(solved.run("check", 10, *LONG).stdout.split()) for _ in range(2))
    assert "the mistake that is named above may be another one" in first
    assert re.search(r"in line \d+ of engine.py is different. This may be what happens when", again)
    assert "named above" not in again


ODD = {
    "too deep to be taken apart": f"self.data - other.data{' + 0' * 400}",
    "a statement in an expression": "(q := self.data) - other.data",
    "a line that ends otherwise": "self.data - other.data  # \u2028",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_code_is_graded_all_the_same(name, solved):
    solved.change("engine", "self.data + other.data, (", f"{ODD[name].partition('  #')[0]}, (")
    solved.append("engine", f"# {ODD[name]}\n")
    done = solved.run("check", 3, *LONG)
    assert done.returncode == 1 and not done.stderr
