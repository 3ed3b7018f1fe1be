"""Arrays as one observation: what is said of a wrong one, and what is as good as a right one."""

import subprocess
import sys

import pytest

from grading.course.paths import KIT

pytest.importorskip("numpy")

WRONG = {
    "of float32": ("dtype=np.float64)", "dtype=np.float32)", "right to seven digits only"),
    "of whole numbers": ("(data, dtype=np.float64)", "(data)", "numbers of kind int"),
    "none, but a number": ("np.zeros_like(self.data)", "0.0", "`a.grad` is a number, not an array"),
    "of another shape": (
        "self.grad += out.data * out.grad", "self.grad = (out.data * out.grad)[..., None]",
        "shape (2, 3, 1), and should have (2, 3), the shape of its own tensor",
    ),
    "of objects": ("(data, dtype=np.float64)", "(data, dtype=object)", "an array of objects"),
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
