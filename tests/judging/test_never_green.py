"""Nothing is green that does not work: in-place operators, state that outlives a call, sets."""

import contextlib
import json
import os
import subprocess
import sys

import psutil
import pytest

from grading.course.curriculum import step_numbered
from grading.course.paths import KIT
from grading.judging import module_failures
from grading.session.session import Session
from grading.workers.request_channel import RequestChannel

# No check looks at `-=`: Python makes it of `-`, and the finished engine has no method for it.
IN_PLACE = {
    "changes its operand": "        self.data -= other.data\n        return self\n",
    "forgets its return": "        self.data -= other.data\n",
}
RIGHT = "activation = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)"
WITH_MINUS = """\
activation = self.b
        for wi, xi in zip(self.w, x, strict=True):
            activation -= -(wi * xi)"""


@pytest.mark.parametrize("name", IN_PLACE)
def test_modules_that_pass_alone_and_do_not_work_together(name, solved):
    method = f"    def __isub__(self, other):\n{IN_PLACE[name]}\n"
    solved.change("engine", "    def __radd__", f"{method}    def __radd__")
    solved.change("nn", RIGHT, WITH_MINUS)
    done = solved.run("--json", "-")
    assert done.returncode == 1
    graded = {step["number"]: step for step in json.loads(done.stdout)["steps"]}
    assert {graded[number]["status"] for number in (3, 8, 9, 10, 11)} == {"passed"}
    wrong = [check for check in graded[13]["checks"] if check["status"] != "passed"]
    assert wrong and all("do not work together" in check["message"] for check in wrong)
    assert {check["id"]: check["status"] for check in solved.grade(13)["steps"][0]["checks"]} == {
        check["id"]: check["status"] for check in graded[13]["checks"]
    }


def test_a_module_that_is_right_keeps_its_points_where_another_cannot_be_imported(solved):
    whole = {step["number"]: step["points"] for step in solved.grade(13, 15)["steps"]}
    solved.write("engine", "def broken(:\n")
    graded = {step["number"]: step for step in solved.grade(13, 15)["steps"]}
    assert {number: step["points"] for number, step in graded.items()} == whole
    messages = {check["message"] for check in solved.checks(3).values()}
    assert len(messages) == 1 and "engine.py cannot be imported" in messages.pop()


STATE = {
    "gradient": (
        "derivatives", 2,
        [("def gradient(f, point, h):", "def gradient(f, point, h, partial_derivatives=[]):"),
         ("    partial_derivatives = []\n", "")],
    ),
    "trace": (
        "graph", 4,
        [("def trace(root):", "def trace(root, nodes=set(), edges=set()):"),
         ("    nodes, edges = set(), set()\n", "")],
    ),
    "backward": (
        "engine", 10,
        [("def backward(self):", "def backward(self, order=[], visited=set()):"),
         ("        order, visited = [], set()\n", "")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STATE)
def test_what_outlives_a_call_is_noticed_and_named(name, solved):
    module, step, changes = STATE[name]
    for old, new in changes:
        solved.change(module, old, new)
    failed = [check for check in solved.checks(step).values() if check["status"] != "passed"]
    assert failed
    assert any("outlive" in (check["mistake"] or "") for check in failed)


def test_a_sum_and_a_product_with_the_same_sign_are_noticed(solved):
    solved.change("engine", '(self, other), "*")', '(self, other), "+")')
    failed = [check for check in solved.checks(3).values() if check["status"] != "passed"]
    assert {check["mistake"] for check in failed} == {"same-sign-for-both-operations"}


def test_the_same_code_gets_the_same_points_whatever_the_order_in_a_set(solved):
    solved.change("engine", "self._prev = tuple(_children)", "self._prev = set(_children)")
    text = (solved.folder / "engine.py").read_text()
    begin, end = text.index("        order, visited = [], set()"), text.index("    def __radd__")
    walk = """\
        order, visited = [], set()

        def visit(node):
            if node not in visited:
                visited.add(node)
                order.append(node)
                for child in node._prev:
                    visit(child)

        visit(self)
        self.grad = 1.0
        for node in order:
            node._backward()

"""
    solved.write("engine", text[:begin] + walk + text[end:])
    first, *others = [
        {id_: check["points"] for id_, check in solved.checks(9, 10).items()} for _ in range(5)
    ]
    assert 0 in first.values() and all(other == first for other in others)


def test_the_place_is_in_the_module_that_the_step_is_about(solved):
    text = (solved.folder / "by_hand.py").read_text()
    assert "def backprop_neuron" in text
    head, mark, rest = text.partition("def backprop_neuron")
    signature, _, _ = rest.partition(":\n")
    lines = "    1 - o  # a node where its number is meant\n    raise AssertionError\n"
    solved.write("by_hand", f"{head}{mark}{signature}:\n{lines}")
    engine = (solved.folder / "engine.py").read_text()
    stub = 'raise NotImplementedError("step 18: Value.__rsub__")'
    begin = engine.index("    def __rsub__")
    end = engine.index("\n    def ", begin + 5)
    solved.write("engine", f"{engine[:begin]}    def __rsub__(self, other):\n        {stub}\n"
                 f"{engine[end:]}")  # fmt: skip
    wrong = [check for check in solved.checks(7).values() if check["status"] == "error"]
    assert wrong and {check["file"] for check in wrong} == {"by_hand.py"}
    assert all("1 - o" in (solved.folder / "by_hand.py").read_text().splitlines()[c["line"] - 1]
               for c in wrong)  # fmt: skip


SAYS = {
    "a package that is not there": (
        "import a_package_that_nobody_has\n", "no module `a_package_that_nobody_has` here"
    ),
    "micrograd": ("from micrograd.engine import Value\n", "in this very file: delete the line."),
    "a breakpoint": ("breakpoint()\n", "cannot be imported"),
    "a question": ("input()\n", "cannot be imported"),
}  # fmt: skip


@pytest.mark.parametrize("name", SAYS)
def test_what_is_said_of_an_import_tells_what_to_do(name, solved):
    text, sentence = SAYS[name]
    solved.write("engine", text + (solved.folder / "engine.py").read_text())
    assert all(sentence in check["message"] for check in solved.checks(3).values())


def test_an_eq_without_a_hash_is_told(solved):
    solved.change(
        "engine",
        "    def __radd__",
        "    def __eq__(self, other):\n        return self.data == other.data\n\n    def __radd__",
    )
    messages = [check["message"] for check in solved.checks(9).values()]
    assert any("`__hash__`" in message and "`__eq__`" in message for message in messages)


# Spoils what a second import in the same process gives.
LASTING = {
    "an attribute": "import math\nseen = hasattr(math, 'seen')\nmath.seen = True\n",
    "by another name": "import math as m\nseen = hasattr(m, 'seen')\nm.seen, m.more = True, 1\n",
    "setattr": "import math\nseen = hasattr(math, 'seen')\nsetattr(math, 'seen', True)\n",
    "a setting": "import sys\nseen = hasattr(sys, 'seen')\nsys.seen = True\n",
    "builtins": "import builtins\nseen = hasattr(builtins, 'seen')\nbuiltins.seen = True\n",
    "a namespace": "import math\nseen = 'seen' in vars(math)\nvars(math)['seen'] = True\n",
}


@pytest.mark.parametrize("name", LASTING)
def test_what_a_module_leaves_in_the_process_costs_no_later_check(name, solved):
    spoil = "if seen:\n    Value.__add__ = Value.__mul__ = Value.tanh = None\n"
    solved.append("engine", f"{LASTING[name]}{spoil}")
    assert {check["status"] for check in solved.checks(3).values()} == {"passed"}
    assert {check["status"] for check in solved.checks(10).values()} == {"passed"}


def test_what_is_drawn_is_the_same_in_every_grade(solved):
    solved.append(
        "engine", "\nimport random\nValue.__add__ = lambda a, b: Value(random.random())\n"
    )
    drawn = [[check["message"] for check in solved.checks(3).values()] for _ in range(2)]
    assert drawn[0] == drawn[1]


# 0.9 MB, and 100 MB and more than half a second while it is compiled.
TABLE = f"TABLE = [{', '.join(map(str, range(120_000)))}]\n"


def test_a_large_table_costs_no_points(solved):
    solved.append("engine", TABLE)
    assert {check["status"] for check in solved.checks(1, 3).values()} == {"passed"}


def test_what_is_done_before_a_process_begins_is_no_time_of_the_modules_checks(solved, monkeypatch):
    solved.append("engine", TABLE)
    monkeypatch.setattr(module_failures, "MOST_SECONDS", 0.3)
    with Session(solved.folder, judges=1) as session:
        result = session.grade([step_numbered(3)]).steps[0]
    assert {verdict.status for verdict in result.verdicts} == {"passed"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="checks run in forks where there are any")
def test_a_process_that_is_ended_from_outside_costs_no_points(solved):
    solved.change("engine", "import math\n", "import math\nimport time\ntime.sleep(0.2)\n")
    command = [sys.executable, str(KIT / "grader.py"), "check", "3", "--json", "-"]
    command += ["--implementation", str(solved.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as grading:
        forks = []
        while not forks and grading.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                workers = psutil.Process(grading.pid).children()
                found = [fork for worker in workers for fork in worker.children()]
                _, forks = psutil.wait_procs(found, timeout=0.05)  # those that compile end sooner
        forks[0].kill()
        (step,) = json.loads(grading.stdout.read())["steps"]
    assert step["status"] == "passed", [c["message"] for c in step["checks"] if c["message"]]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="checks run in forks where there are any")
def test_a_process_that_is_ended_while_it_reads_costs_no_points(solved, monkeypatch):
    send, sent = RequestChannel.send, []

    def send_half(channel, data, seconds):
        sent.append(data)
        if len(sent) != 4:
            return send(channel, data, seconds)
        half = len(data) // 2
        send(channel, data[:half], seconds)
        (worker,) = psutil.Process().children()
        (fork,) = worker.children()
        fork.kill()
        fork.wait(timeout=10)
        return send(channel, data[half:], seconds)

    monkeypatch.setattr(RequestChannel, "send", send_half)
    with Session(solved.folder, judges=1) as session:
        result = session.grade([step_numbered(3)]).steps[0]
    assert {verdict.status for verdict in result.verdicts} == {"passed"}, result.verdicts
