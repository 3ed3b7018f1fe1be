"""Weights go from torch to the solution's GPT and back, by name, and say the same in both."""

import importlib.util
import subprocess
import sys

import pytest

from grading.course.paths import CHECKS, KIT, SOLUTIONS

LETTERS = [[0, 5, 13, 13, 1, 0, 12, 9], [0, 1, 22, 1, 0, 15, 20, 20]]  # ".emma.li", ".ava.ott"
IN_THE_SOLUTION = f"""
import sys
sys.path[:0] = [{str(SOLUTIONS)!r}, {str(CHECKS)!r}]
import gpt
import numpy
from names_checkpoint import loaded_into

model, characters = loaded_into(gpt)
model.load_state_dict({{name: 1.25 * a for name, a in model.state_dict().items()}})
ids = numpy.array({LETTERS})
_, loss = model(ids[:, :-1], ids[:, 1:])
numpy.savez(sys.argv[1], loss=loss.data, **model.state_dict())
"""


@pytest.fixture
def plain():
    """The script that has trained the weights in data/, as a module."""
    pytest.importorskip("torch")
    path = KIT / "benchmarks" / "train_checkpoint.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_solutions_weights_load_into_torchs_model(plain, tmp_path):
    import numpy
    import torch

    file = tmp_path / "weights.npz"
    subprocess.run([sys.executable, "-c", IN_THE_SOLUTION, str(file)], check=True)
    with numpy.load(file) as arrays:
        state = {name: torch.tensor(array) for name, array in arrays.items()}
    loss = state.pop("loss")
    model = plain.GPT().double()
    outcome = model.load_state_dict(state, strict=False)
    assert outcome.missing_keys == ["lm_head.weight"]  # the table of the letters, once
    assert not outcome.unexpected_keys
    ids = torch.tensor(LETTERS)
    assert model(ids[:, :-1], ids[:, 1:]).item() == pytest.approx(loss.item(), rel=1e-12)


def test_the_file_holds_each_parameter_of_torchs_model_once(plain):
    import numpy

    shapes = {name: tuple(p.shape) for name, p in plain.GPT().named_parameters()}
    with numpy.load(plain.DATA / "names_gpt.npz") as arrays:
        found = {name: array.shape for name, array in arrays.items() if array.shape}
        assert str(arrays["characters"]) == plain.CHARACTERS
    assert found == shapes
