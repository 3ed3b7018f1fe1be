"""Arrays as one observation: what is said of a wrong one, and what is as good as a right one."""

import subprocess
import sys

import pytest

from grading.course.paths import KIT
from grading.judging.comparison import agree, compare, with_lists, wrong_elements
from grading.worker.observation import observe
from grading.workers.reply_reader import is_well_formed
from grading.workers.side_effects import are_contained

pytest.importorskip("numpy")

WRONG = {
    "of float32": ("dtype=Tensor.dtype)", "dtype=np.float32)", "right to seven digits only"),
    "of whole numbers": ("(data, dtype=Tensor.dtype)", "(data)", "numbers of kind int"),
    "none, but a number": ("np.zeros_like(self.data)", "0.0", "`a.grad` is a number, not an array"),
    "of another shape": (
        "self.grad += out.data * out.grad", "self.grad = (out.data * out.grad)[..., None]",
        "shape (2, 3, 1), and should have (2, 3), the shape of its own tensor",
    ),
    "of objects": ("(data, dtype=Tensor.dtype)", "(data, dtype=object)", "an array of objects"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_an_array_that_is(name, solved):
    old, new, sentence = WRONG[name]
    text = (solved.folder / "tensor.py").read_text()
    assert old in text
    solved.write("tensor", text.replace(old, new, 1))
    messages = [check["message"] for check in solved.checks(24).values()]
    assert any(sentence in message for message in messages), messages
    told = solved.run("check", 24, "--search", 0).stdout
    assert max(map(len, told.splitlines())) <= 80


ODD = {
    "out.data + 0j": "holds numbers of kind complex128, and should hold float64",
    "np.full((2, 3), 'text')": "holds numbers of kind <U4, and should hold float64",
    "np.matrix(out.data)": "holds numbers of kind matrix, and should hold float64",
    "np.ones((1,) * 9)": "shape (1, 1, 1, 1, 1, 1, 1, 1, 1), and should have (2, 3)",
    "np.broadcast_to(0.0, 10**10)": "shape (10000000000,), and should have (2, 3)",
    "np.full((2, 3), 2**64 - 1, np.uint64)": "kind int, and should hold float64",
}


@pytest.mark.parametrize("array", ODD)
def test_an_array_that_holds_no_floats_or_too_many(array, solved):
    line = "self.grad += (1.0 - out.data**2) * out.grad"
    solved.change("tensor", line, f"{line}\n            out.data = {array}")
    told = solved.run("check", 24, "--search", 0).stdout
    assert ODD[array] in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 80


def test_wrong_elements_are_marked_and_right_arrays_named(solved):
    solved.change("tensor", "np.tanh(self.data)", "np.tanh(np.minimum(self.data, 1.0))")
    told = solved.run("check", 24, "--search", 0).stdout
    _, _, numbers = told.partition("out.data  shape (2, 3)")
    yours = numbers[numbers.index("yours") : numbers.index("torch")]
    assert yours.count("✗") == 1 and "0.761594✗" in yours
    assert "right: out.grad, a.data" in " ".join(told.split())


def test_an_array_is_as_good_as_a_list(solved):
    text = (solved.folder / "training.py").read_text()
    text = text.replace("return losses", "return np.array(losses)")
    solved.write("training", f"import numpy as np\n{text}")
    assert all(check["status"] == "passed" for check in solved.checks(16, 21).values())


def test_the_command_imports_no_numpy(solved):
    program = (
        "import sys; sys.argv = ['grader.py', 'check', '24', '--implementation', "
        f"{str(solved.folder)!r}]\n"
        "from grading.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=KIT, check=False
    )
    assert done.stdout.splitlines()[-1] == "False", done.stdout + done.stderr


def array_of(shape, values, kind="float64"):
    return {"shape": shape, "kind": kind, "values": values}


@pytest.mark.parametrize("numbers", [[10**400], ["\x1b"], [[1.0]], [1.0, 1.0], iter([1.0])])
def test_an_object_that_pretends_to_be_an_array_has_no_numbers(numbers):
    names = {"__module__": "numpy", "dtype": "float64", "shape": (1,)}
    names |= {"reshape": lambda self, size: self, "tolist": lambda self: numbers}
    seen = observe({"x": type("ndarray", (), names)()})
    assert seen["x"][1]["sums"] == [] and is_well_formed(seen)
    assert not agree(seen, {"x": ["array", array_of([1], [1.0])]}, (1e-9, 1e-9))


def test_what_no_worker_says_is_not_well_formed():
    for value in (
        ["int", 10**400],
        ["array", array_of([1], [10**400], "int")],
        ["array", array_of([], [1.0])],
    ):
        assert not is_well_formed({"x": value})


def test_numbers_whose_sum_is_too_large_are_wrong():
    sums = {"shape": [30], "kind": "float64", "sums": [1.0, 2.0, 3.0]}
    assert wrong_elements(array_of([30], [1e308] * 30), sums, (1e-9, 1e-9)) == [0, 1, 2]


@pytest.mark.parametrize(
    "array",
    [
        array_of([10**6, 0], []),
        {"shape": [10**6], "kind": "float64", "sums": [1.0, 2.0, 3.0]},
        array_of([1], [1.0], "array"),
    ],
)
def test_an_array_that_is_not_a_list_stays_one(array):
    expected = {"losses[0]": ["float", 1.0]}
    rows = compare(with_lists({"losses": ["array", array]}, expected), expected, (1e-9, 1e-9))
    assert [(row.name, row.right) for row in rows] == [("losses[0]", False), ("losses", False)]
    assert all(row.yours for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "np.linalg.norm = len",
        "from numpy import random",
        "np.errstate(all='raise').__enter__()",
        "kept = np.errstate(all='raise')",
        "numbers = np\nnumbers.exp = len",
        "import numpy as xp\nxp.random.seed(1)",
    ],
)
def test_what_outlives_a_check_in_numpy_is_noticed(text):
    assert not are_contained(f"import numpy as np\n{text}\n".encode())
    assert are_contained(b"import numpy as np\nwith np.errstate(all='ignore'):\n    pass\n")
