"""What is said of an exception: the name that was meant, the column, what to do about it."""

import json
import re

import pytest

# A nested function that uses no name of the one around it but by mistake.
ORDERED = """    def backward(self):
        order = []

        def build(node):
            ordr.append(node)

        build(self)

    def old_backward(self):"""
# The module, the change, the step, the sentence of every check that fails by it.
NEAR_NAMES = {
    "a local name": (
        "engine", ("(self.data + other.data", "(self.data + othr.data"), 3,
        "NameError: name 'othr' is not defined. Did you mean `other`?",
    ),
    "a global name": (
        "engine", ("out = Value(self.data * other.data", "out = Valeu(self.data * other.data"), 3,
        "NameError: name 'Valeu' is not defined. Did you mean `Value`?",
    ),
    "a name that needs self": (
        "engine", ("out = Value(self.data + other.data", "out = Value(data + other.data"), 3,
        "NameError: name 'data' is not defined. Did you mean `self.data`?",
    ),
    "an import that is missing": (
        "engine", ("import math\n", "\n"), 7,
        "NameError: name 'math' is not defined. Did you forget `import math`?",
    ),
    "an own class that is not imported": (
        "nn", ("from engine import Value\n", "import engine\n"), 13,
        "NameError: name 'Value' is not defined. Did you forget `from engine import Value`?",
    ),
    "an own class where no stub imports it": (
        "training", ("    return sum(", "    start = Value(0.0)\n    return start + sum("), 14,
        "NameError: name 'Value' is not defined. Did you forget `from engine import Value`?",
    ),
    "an import that has another name": (
        "tensor", ("import numpy as np\n", "import numpy\n"), 24,
        "NameError: name 'np' is not defined. Did you forget `import numpy as np`?",
    ),
    "an own function by the stub's import, where two modules have one": (
        "scalar_gpt", ("from training import softmax\n", ""), 22,
        "NameError: name 'softmax' is not defined. Did you forget `from training import softmax`?",
    ),
    "a name of the function around": (
        "engine", ("    def backward(self):", ORDERED), 9,
        "NameError: name 'ordr' is not defined. Did you mean `order`?",
    ),
    "an attribute": (
        "engine", ("Value(self.data * other.data", "Value(self.data * other.daat"), 3,
        "AttributeError: 'Value' object has no attribute 'daat'. Did you mean `data`?",
    ),
    "what a check looks for": (
        "engine", ("def backward(self)", "def backwards(self)"), 9,
        "Your `Value` has no `backward`. Did you mean `backwards`?",
    ),
    "another thing that is asked for": (
        "derivatives", ("def central_difference(", "def middle("), 1,
        "derivatives.py has no `central_difference`.",
    ),
    "a name at the top": (
        "engine", ("class Value:", "here = maht\n\n\nclass Value:"), 3,
        "NameError: name 'maht' is not defined. Did you mean `math`?",
    ),
    "nothing near": (
        "engine", ("Value(self.data * other.data", "Value(self.data * other.zzzzzzzz"), 3,
        "AttributeError: 'Value' object has no attribute 'zzzzzzzz'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NEAR_NAMES)
def test_the_name_that_was_meant_is_asked_for(name, solved):
    module, change, step, sentence = NEAR_NAMES[name]
    solved.change(module, *change)
    messages = {check["message"] for check in solved.checks(step).values() if check["message"]}
    assert any(message.endswith(sentence) for message in messages), messages


# The line that is wrong, and what is marked under it.
SYNTAX = {
    "a colon": ("    def __repr__(self):", "    def __repr__(self)", "^", "expected ':'"),
    "a bracket": ("    def __repr__(self):", "    def __repr__(self:", "^", "was never closed"),
    "an indentation": ("    def __repr__(self):", "  def __repr__(self):", "", "unindent"),
}


@pytest.mark.parametrize("name", SYNTAX)
def test_a_syntax_error_shows_its_line_and_marks_the_column(name, solved):
    right, wrong, mark, text = SYNTAX[name]
    solved.change("engine", right, wrong)
    line = (solved.folder / "engine.py").read_text().split(wrong)[0].count("\n") + 1
    shown = [one.rstrip() for one in solved.run("check", 3).stdout.splitlines()]
    place = next(number for number, one in enumerate(shown) if f"engine.py:{line}  " in one)
    assert shown[place + 1].strip() == wrong.strip()
    assert set(shown[place + 2].strip()) == {"^"} or not mark
    said = " ".join(" ".join(shown).split())
    assert f"engine.py cannot be imported (line {line}, column " in said and text in said


# What a function says at its first line, and what is told to do.
WHAT_TO_DO = {
    "a package": ("import mpmath", "-m pip install mpmath` puts it there"),
    "no module": ("import a_package_that_nobody_has", "no module `a_package_that_nobody_has` here"),
    "a breakpoint": ("breakpoint()", "python grader.py debug 3"),
    "a question": ("input()", "nobody is there to answer"),
}


@pytest.mark.parametrize("where", ["in a function", "at the top"])
@pytest.mark.parametrize("name", WHAT_TO_DO)
def test_what_cannot_be_had_here_is_told_wherever_it_stands(name, where, solved):
    line, sentence = WHAT_TO_DO[name]
    if where == "at the top":
        solved.change("engine", "import math\n", f"import math\n\n{line}\n")
    else:
        head = "out = Value(self.data * other.data"
        solved.change("engine", f"        {head}", f"        {line}\n        {head}")
    assert any(sentence in check["message"] for check in solved.checks(3).values())


def put_at_the_top(submission, module, line):
    """Put a line behind a module's docstring, which has one line."""
    head, quotes, rest = (submission.folder / f"{module}.py").read_text().partition('"""\n')
    submission.write(module, f"{head}{quotes}{line}\n{rest}")


# The module, the line at its top, the sentence; none of it is to be had from pip.
NO_SUCH_MODULES = {
    "letters in the wrong order": (
        "nn", "from enigne import Value", 13,
        "There is no module `enigne` here. Did you mean `from engine import Value`?",
    ),
    "a capital letter": (
        "nn", "from Engine import Value", 13,
        "There is no module `Engine` here. Did you mean `from engine import Value`?",
    ),
    "the folder": (
        "nn", "from exercises.engine import Value  # mine", 13,
        "There is no module `exercises.engine` here. Did you mean `from engine import Value`?",
    ),
    "a package": (
        "nn", "from .engine import Value", 13,
        "There is no module `.engine` here. Did you mean `from engine import Value`?",
    ),
    "a module in a module": (
        "nn", "import engine.value as engine", 13,
        "There is no module `engine.value` here. Did you mean `import engine as engine`?",
    ),
    "in brackets": (
        "nn", "from enigne import (Value)", 13,
        "There is no module `enigne` here. Did you mean `engine`?",
    ),
    "a module that is near": (
        "engine", "from derivative import gradient", 3,
        "There is no module `derivative` here. Did you mean `from derivatives import gradient`?",
    ),
    "one of Python's": (
        "engine", "import maths", 3,
        "There is no module `maths` here. Did you mean `import math`?",
    ),
    "a library": (
        "engine", "import scipyy as s", 3,
        "There is no module `scipyy` here. Did you mean `import scipy as s`?",
    ),
    "the module itself": (
        "engine", "from Engine import Value", 3,
        "There is no module `Engine` here, and engine.py needs no import of itself: "
        "delete the line.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_SUCH_MODULES)
def test_a_module_that_is_nowhere_is_not_to_be_had_from_strangers(name, solved):
    module, line, step, sentence = NO_SUCH_MODULES[name]
    put_at_the_top(solved, module, line)
    messages = {check["message"] for check in solved.checks(step).values()}
    assert messages == {f"{module}.py cannot be imported (line 2). {sentence}"}


TOGETHER = "import each other, so that none of them can be finished."
# What stands at the top of modules, the step, how the sentence ends.
OWN_MODULES = {
    "micrograd's engine elsewhere": (
        {"nn": "from micrograd.engine import Value"}, 13,
        "writing it yourself; yours is in engine.py: `from engine import Value`.",
    ),
    "micrograd's module of that name": (
        {"nn": "from micrograd.nn import MLP"}, 13,
        "writing it yourself, in this very file: delete the line.",
    ),
    "a module that imports itself": (
        {"engine": "from engine import Value"}, 3,
        "engine.py cannot be imported (line 2). "
        "engine.py imports itself: delete that import; what is written there needs none.",
    ),
    "a module that uses itself": (
        {"engine": "import engine; here = engine.Value"}, 3,
        "engine.py imports itself: delete that import; what is written there needs none.",
    ),
    "two modules": (
        {"engine": "from nn import MLP"}, 3,
        f"engine.py and nn.py {TOGETHER} engine.py (line 2) is to do without nn.py.",
    ),
    "three modules": (
        {"engine": "from training import train", "training": "from nn import MLP"}, 3,
        f"engine.py, training.py and nn.py {TOGETHER} "
        "engine.py (line 2) is to do without training.py.",
    ),
    "a name that a module lacks": (
        {"nn": "from engine import Valeu"}, 13,
        "ImportError: cannot import name 'Valeu' from 'engine'. Did you mean `Value`?",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OWN_MODULES)
def test_an_import_among_ones_own_modules_is_told_what_to_do(name, solved):
    lines, step, sentence = OWN_MODULES[name]
    for module, line in lines.items():
        put_at_the_top(solved, module, line)
    messages = {check["message"] for check in solved.checks(step).values()}
    assert all(message.endswith(sentence) for message in messages), messages


LACKS_NUMPY = "raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')"
# The module, what stands at its top, what is enough there; numpy is, where the stubs have it.
ENOUGH = {
    "a package": ("engine", "import mpmath", 3, ["math"]),
    "numpy": ("engine", LACKS_NUMPY, 3, ["math"]),
    "a package beside tensors": ("tensor", "import mpmath", 24, ["numpy"]),
    "numpy for tensors": ("tensor", LACKS_NUMPY, 24, []),
}


@pytest.mark.parametrize("name", ENOUGH)
def test_a_package_of_numbers_is_not_needed(name, solved):
    module, line, step, enough = ENOUGH[name]
    if module == "tensor":
        pytest.importorskip("numpy")
    put_at_the_top(solved, module, line)
    messages = {check["message"] for check in solved.checks(step).values()}
    assert messages and all("-m pip install" in message for message in messages)
    assert all(re.findall(r"`(\w+)` is enough", message) == enough for message in messages)


@pytest.mark.parametrize("above", [True, False])
def test_a_stub_left_beside_the_code_is_told_with_its_line(above, unsolved, tmp_path):
    stub = '        raise NotImplementedError("step 3: Value.__repr__")\n'
    code = '        text = f"Value(data={self.data})"\n'
    init = '        raise NotImplementedError("step 3: Value.__init__")\n'
    unsolved.change("engine", init, "        self.data, self.grad = data, 0.0\n")
    both = f"{code}{stub}" if above else f"{stub}{code}"
    unsolved.change("engine", stub, both)
    line = (unsolved.folder / "engine.py").read_text().split(stub)[0].count("\n") + 1
    told = unsolved.run("check", 3, "--json", tmp_path / "grade.json").stdout
    checks = json.loads((tmp_path / "grade.json").read_text())["steps"][0]["checks"]
    sentence = f"the line `raise NotImplementedError(…)` is still there (line {line})"
    assert any(sentence in check["message"] and check["line"] == line for check in checks)
    assert sentence in " ".join(told.split())


def test_a_stub_beside_which_nothing_was_written_is_no_such_thing(unsolved):
    stub = '        raise NotImplementedError("step 3: Value.__init__")\n'
    unsolved.change("engine", stub, f"        # what comes here?\n{stub}")
    messages = {check["message"] for check in unsolved.checks(3, 8).values()}
    assert not any("still there" in message for message in messages)


def test_an_error_shows_the_numbers_that_came_in(solved):
    power = "out = Value(self.data**other, (self,)"
    solved.change("engine", power, "out = Value(self.data ** (1 / (other - 0.5)), (self,)")
    told = solved.run("check", 11).stdout
    assert "ZeroDivisionError" in told
    assert "where self.data = 0.25, other = 0.5" in told


def test_a_function_of_a_check_has_its_own_name_alone(solved):
    solved.change("derivatives", "f(*", "f(1.0, *")
    for check in solved.checks(2).values():
        assert "<locals>" not in check["message"]
    assert "TypeError: f() takes" in " ".join(solved.run("check", 2).stdout.split())


def test_an_address_in_memory_is_not_told(solved):
    line = 'raise ValueError(f"what is {object()}?")'
    solved.change("engine", "def __repr__(self):", f"def __repr__(self):\n        {line}")
    messages = {check["message"] for check in solved.checks(3).values()}
    assert "ValueError: what is <object object>?" in messages


@pytest.mark.parametrize("text", ["", " ", "\\n\\n"])
def test_an_exception_without_a_text_leaves_no_empty_lines(text, solved):
    solved.change(
        "engine", "def __repr__(self):", f"def __repr__(self):\n        raise ValueError('{text}')"
    )
    assert "ValueError." in {check["message"] for check in solved.checks(3).values()}


def test_what_was_stopped_did_not_end_by_itself(solved):
    solved.change(
        "engine",
        "out = Value(self.data * other.data",
        "while True: pass\n        out = Value(self.data * other.data",
    )
    messages = [check["message"] for check in solved.checks(8).values()]
    assert any("your code was stopped at line" in message for message in messages)
    assert not any("it ended" in message for message in messages)


def test_a_wrong_value_of_a_program_is_not_called_by_the_program(solved):
    times = "out = Value(self.data * other.data"
    solved.change("engine", times, f"{times} * (1.5 if other.data > 2 else 1)")
    messages = {check["message"] for check in solved.checks(10).values()}
    assert "The forward value is wrong; get it right before its gradient." in messages
    assert not any("; b = " in message or ": value" in message for message in messages)


@pytest.mark.parametrize("column", [10**8, 10**15, 10**30])
def test_a_column_that_code_has_made_up_is_not_marked(column, solved):
    text = f"raise SyntaxError('made up', (__file__, 1, {column}, 'x', 1, {column + 1}))\n"
    solved.write("derivatives", text)
    done = solved.run("check", 1, timeout=60)
    assert done.returncode == 1 and "made up" in done.stdout
    assert "Traceback" not in done.stderr and len(done.stdout) < 10_000


MEAN_OF_ADAM = "m[i] = beta1 * m[i] + (1 - beta1) * parameter.grad"
# By name: the module, what stands in it, what in its place, the step, and what is said.
MOVED_WRONGLY = {
    "numbers": (
        "scalar_gpt", MEAN_OF_ADAM, MEAN_OF_ADAM.replace("beta1", "beta2"), 23,
        "`a.data` is 0.4900001, and should be 0.400001.",
    ),
    "arrays": ("optim", "+= 1", "+= 2", 33, "`a.data` is not right at [0, 0] and 5 more."),
}  # fmt: skip


@pytest.mark.parametrize("name", MOVED_WRONGLY)
def test_what_an_optimiser_has_moved_is_called_no_forward_value(name, solved):
    module, old, new, step, sentence = MOVED_WRONGLY[name]
    solved.change(module, old, new)
    messages = {check["message"] for check in solved.checks(step).values()}
    assert sentence in messages
    assert not any("forward value" in message for message in messages)


def test_a_wrong_array_of_the_right_shape_is_not_told_by_its_shape(solved):
    solved.change("tensor", "np.array(data", "np.asarray(data")
    messages = {check["message"] for check in solved.checks(24).values()}
    assert "`a.data` is not right at [0]." in messages


@pytest.mark.parametrize("wrong", ['f"{ {a.b} | c {a.d:.4f} }"', 'f"{a b}"', "(a b)"])
def test_a_column_is_told_only_where_it_is_one_of_the_lines(wrong, solved):
    solved.append("engine", f"\nsome_name = another_name = {wrong}\n")
    lines = (solved.folder / "engine.py").read_text().splitlines()
    (number,) = [n for n, line in enumerate(lines, start=1) if "some_name" in line]
    message = next(iter(solved.checks(3).values()))["message"]
    told = re.search(rf"\(line {number}(?:, column (\d+))?\)", message)
    assert told, message
    begins = lines[number - 1].index(wrong)
    assert told[1] is None or int(told[1]) > begins
    if "f" not in wrong:
        assert told[1]


@pytest.mark.parametrize(
    ("old", "new", "steps", "lacks"),
    [
        ("def __repr__(self):", "def __repr__():", (3,), "__repr__"),
        ("def __add__(self, other):", "def __add__(other):", (3,), "__add__"),
        ("def backward(self):", "def backward():", (9, 10), "backward"),
        ("def backward(self):", "def backward(self, seed):", (9,), ""),
    ],
)
def test_a_wrong_signature_is_where_its_def_is(old, new, steps, lacks, solved):
    solved.change("engine", old, new)
    line = (solved.folder / "engine.py").read_text().split(new)[0].count("\n") + 1
    wrong = [check for check in solved.checks(*steps).values() if check["status"] == "error"]
    found = [check for check in wrong if "TypeError" in check["message"]]
    assert found and all(check["line"] == line for check in found)
    assert all(f"`{lacks}` has no `self`" in check["message"] for check in found if lacks)
    assert lacks or not any("has no `self`" in check["message"] for check in found)


def test_a_wrong_call_of_a_right_function_is_told_where_it_is(solved):
    solved.change("engine", "return self * -1", "return self.__mul__(self, -1)")
    line = (solved.folder / "engine.py").read_text().split("(self, -1)")[0].count("\n") + 1
    wrong = [check for check in solved.checks(11).values() if check["status"] == "error"]
    assert wrong and all(check["line"] == line for check in wrong)


def test_a_loop_without_end_is_looked_for_in_the_module_that_the_check_is_about(solved):
    solved.change("training", "for _ in range(steps):", "k = 0\n    while k < steps:")
    wrong = [check for check in solved.checks(16).values() if check["status"] == "timeout"]
    assert wrong and {check["file"] for check in wrong} == {"training.py"}
    assert all("of training.py" in check["message"] for check in wrong)


def test_a_loop_without_end_below_a_module_is_not_the_modules_own(solved):
    solved.change("engine", "        self.grad = 1.0\n", "        while True:\n            pass\n")
    passing = [check for check in solved.checks(16).values() if check["status"] == "passed"]
    assert len(passing) > 3 and all(check["foundation"] == "solution" for check in passing)
