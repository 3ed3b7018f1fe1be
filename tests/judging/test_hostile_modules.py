"""A learner's module that misbehaves costs its own checks one sentence each, and nothing else."""

import json
import sys
import textwrap

import pytest

from grading.course.check import checks_of
from grading.course.curriculum import step_numbered
from grading.course.references import expected_by
from grading.course.snapshot import snapshot_of
from grading.judging.judge import Judge

FINE = "step01::"
ONCE = pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="takes a minute; done with the oldest Python"
)
A_MINUTE = 60
ON_A_BUSY_MACHINE = 2  # times as long: others are tested at the same time
# All 48 steps take half of that by themselves: one of the kinds is tried on all of them.
WHOLE = "never returns at import"
SOME_STEPS = (1, 3, 8, 10, 13, 18)

AT_IMPORT = {
    "a syntax error": ("def broken(:\n    pass\n", "error", "SyntaxError"),
    "raises at import": ("raise RuntimeError('oops')\n", "error", "RuntimeError: oops"),
    "never returns": ("while True:\n    pass\n", "timeout", "had not finished"),
    "recurses for ever": ("def f():\n    f()\nf()\n", "error", "recursed too deeply"),
    "calls sys.exit": ("import sys\nsys.exit(0)\n", "error", "ended the program"),
    "calls os._exit": ("import os\nos._exit(0)\n", "crashed", "ended the process"),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)\n", "crashed", "SIGKILL"),
    "kills its parent": (
        "import os\nos.kill(os.getppid(), 9)\nos.kill(os.getpid(), 9)\n", "crashed", "process",
    ),
    "prints without end": (
        "for i in range(10_000_000):\n    print('line', i)\n", "error", "printed more than",
    ),
    "allocates without end": (
        "kept = []\nwhile True:\n    kept.append(bytes(10**8))\n", "error", "memory",
    ),
    "writes rubbish to file descriptors": (
        "import os\nfor fd in range(3, 50):\n    try:\n        os.write(fd, b'rubbish\\n')\n"
        "    except OSError:\n        pass\n",
        "crashed", "file descriptor",
    ),
    "closes every file descriptor": (
        "import os\nos.closerange(0, 100)\n", "crashed", "process",
    ),
    "imports torch": ("import torch\n", "error", "`torch` is not available here"),
    "is not text": ("\x00\x01", "error", "cannot be imported"),
    "is deeply nested": ("x = " + "(" * 5000 + ")" * 5000 + "\n", "error", "cannot be imported"),
}  # fmt: skip


@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", AT_IMPORT)
def test_a_module_that(name, solved):
    text, status, sentence = AT_IMPORT[name]
    solved.write("engine", text)
    checks = solved.checks(1, 8, 9)
    of_engine = [c for c in checks.values() if c["id"].startswith(("step08::", "step09::"))]
    assert {check["status"] for check in of_engine} == {status}
    assert all(sentence in check["message"] for check in of_engine[:1])
    assert all("\n" not in check["message"] for check in of_engine)
    others = [check for check in checks.values() if check["id"].startswith(FINE)]
    assert others and all(check["status"] == "passed" for check in others)


WORST = {
    "never returns at import": "while True:\n    pass\n",
    "ends every process it is in": "import os\nos.kill(os.getppid(), 9)\nos._exit(0)\n",
    "never returns from its constructor": (
        "import time\n\n\nclass Value:\n    def __init__(self, *arguments, **options):\n"
        "        while True:\n            time.sleep(0.01)\n"
    ),
    "is slow everywhere": (
        "import time\n\n\nclass Value:\n    def __init__(self, *arguments, **options):\n"
        "        time.sleep(1.5)\n"
    ),
}


@ONCE
@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", WORST)
def test_a_grade_ends_within_a_minute_with_a_module_that(name, solved):
    solved.write("engine", WORST[name])
    asked = [] if name == WHOLE else ["check", *SOME_STEPS]
    done = solved.run(*asked, "--json", "-", timeout=A_MINUTE * ON_A_BUSY_MACHINE)
    checks = {c["id"]: c for s in json.loads(done.stdout)["steps"] for c in s["checks"]}
    assert done.returncode == 1
    assert all(c["status"] == "passed" for id_, c in checks.items() if id_.startswith(FINE))
    assert not any(c["points"] for id_, c in checks.items() if id_.startswith("step03::"))
    assert all("\n" not in check["message"] for check in checks.values())


IN_A_FUNCTION = {
    "never returns": ("while True: pass", "timeout", "had not finished after 2 s, at line"),
    "never returns from a call of C": ("sum(iter(int, 1))", "timeout", "2 s, at line"),
    "sleeps": ("import time; time.sleep(1000)", "timeout", "2 s, at line"),
    "recurses for ever": ("return self * other", "error", "recursed too deeply"),
    "calls os._exit": ("import os; os._exit(0)", "crashed", "ended the process"),
    "aborts": ("import os; os.abort()", "crashed", "SIGABRT"),
    "raises SystemExit": ("raise SystemExit", "error", "ended the program"),
    "returns nothing": ("return None", "error", "gave back nothing"),
    "returns a text": ("return 'a product'", "error", "gave back a text"),
    "returns nan": ("return Value(float('nan'))", "failed", ""),
    "returns infinity": ("return Value(float('inf'))", "failed", ""),
    "returns a huge int": ("return Value(10 ** 5000)", "failed", ""),
    "returns a list as data": ("return Value([1, 2])", "failed", ""),
    "prints ten million lines": ("[print(i) for i in range(10**7)]", "error", "printed more"),
    "writes half a file": (
        "open('half', 'w').write('x' * 100); import os; os._exit(1)", "crashed", "ended",
    ),
    "raises what cannot be shown": (
        "raise type('E', (Exception,), {'__str__': lambda self: 1 / 0})()", "error", "shown",
    ),
}  # fmt: skip


@pytest.mark.timeout(150)
@pytest.mark.parametrize("name", IN_A_FUNCTION)
def test_a_product_that(name, solved):
    body, status, sentence = IN_A_FUNCTION[name]
    add_to_engine(solved, f"def product(self, other):\n    {body}\nValue.__mul__ = product\n")
    checks = solved.checks(3, 8)
    products = [c for c in checks.values() if "product" in c["id"] and c["points"] != "error"]
    assert status in {check["status"] for check in products}
    assert any(sentence in check["message"] for check in products if check["status"] == status)
    sums = [check for id_, check in checks.items() if id_.startswith("step08::a_sum")]
    assert sums[0]["status"] == "passed"
    if status != "timeout":  # after two time-outs at one line the step is given up
        assert all(check["status"] == "passed" for check in sums)


def test_a_generator_without_end_is_ended_with_its_line_every_time(solved):
    add_to_engine(solved, "Value.__mul__ = lambda self, other: any(0 for _ in iter(int, 1))\n")
    line = (solved.folder / "engine.py").read_text().rpartition("lambda")[0].count("\n") + 1
    judge = Judge(snapshot_of(solved.folder))
    check = next(c for c in checks_of(step_numbered(3)) if "product" in c.name)
    for _ in range(3):
        judge.start_afresh(snapshot_of(solved.folder))
        found = judge.verdict(check, expected_by(check))
        assert found.message.endswith(f"had not finished after 2 s, at line {line} of engine.py.")
    judge.close()


def test_an_object_equal_to_everything_earns_nothing(solved):
    add_to_engine(
        solved,
        """
        class Equal:
            def __eq__(self, other): return True
            def __hash__(self): return 1
            def __getattr__(self, name): return self
            def __call__(self, *arguments): return self
        Value.__mul__ = lambda self, other: Equal()
        """,
    )
    checks = solved.checks(8)
    products = [check for id_, check in checks.items() if "product" in id_]
    assert all(check["points"] == 0 for check in products)


def test_threads_that_do_not_end_cost_nothing(solved):
    add_to_engine(
        solved,
        """
        import threading, time
        threading.Thread(target=lambda: time.sleep(1000)).start()
        """,
    )
    assert solved.grade(3)["steps"][0]["status"] == "passed"


def test_replaced_builtins_do_not_reach_the_verdict(solved):
    add_to_engine(
        solved,
        """
        import builtins
        for name in ("len", "isinstance", "type", "sum", "abs", "hasattr", "str", "list"):
            setattr(builtins, name, lambda *arguments: 1 / 0)
        """,
    )
    graded = solved.grade(1, 3)
    assert graded["steps"][0]["status"] == "passed"
    assert all("\n" not in check["message"] for check in graded["steps"][1]["checks"])


def test_what_the_learner_prints_is_shown(solved):
    add_to_engine(solved, "print('hello from the engine')")
    solved.change("engine", "self.grad += other.data * out.grad", "self.grad += out.grad")
    checks = solved.checks(8)
    failed = [check for check in checks.values() if check["status"] == "failed"]
    assert failed and all("hello from the engine" in check["printed"] for check in failed)


def test_numpy_like_numbers_count_as_numbers(solved):
    add_to_engine(
        solved,
        """
        class float64(float):
            pass
        make = Value.__init__
        def with_other_float(self, data, *arguments, **options):
            make(self, data, *arguments, **options)
        Value.__init__ = with_other_float
        """,
    )
    assert solved.grade(3)["steps"][0]["status"] == "passed"


def test_a_missing_module_class_or_function_is_said_in_one_sentence(solved):
    (solved.folder / "graph.py").unlink()
    solved.write("derivatives", "")
    solved.write(
        "by_hand", "from engine import Value\n\n\ndef nudge(inputs, step, more):\n    pass\n"
    )
    checks = solved.checks(1, 4, 6)
    assert all(check["status"] == "error" for check in checks.values())
    messages = {check["id"].partition("::")[0]: check["message"] for check in checks.values()}
    assert "has no" in messages["step01"]
    assert "graph.py is missing" in messages["step04"]
    assert "missing 1 required positional argument" in messages["step06"]


def add_to_engine(submission, text):
    """Put code at the end of the submission's engine."""
    path = submission.folder / "engine.py"
    old = path.read_text(encoding="utf-8")
    submission.write("engine", f"{old}\n\n{textwrap.dedent(text)}\n")


def test_a_module_of_the_learners_own_is_not_imported(solved):
    solved.write("my_helpers", "def double(x):\n    return 2 * x\n")
    solved.write("derivatives", "from my_helpers import double\n")
    messages = {check["message"] for check in solved.checks(1).values()}
    assert len(messages) == 1
    assert "my_helpers.py is not one of the kit's modules" in messages.pop()
