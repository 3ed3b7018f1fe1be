"""What is said of a whole model: its dependency map, its curve, its first wrong gradient."""

import re

import pytest

FUTURE = ("np.triu(np.ones((positions, positions), dtype=bool), 1)", "dtype=bool), 1)")


@pytest.fixture
def seeing_ahead(solved):
    """A submission in which a position sees the one behind it, too."""
    old, end = FUTURE
    solved.change("attention", old, old.replace(end, "dtype=bool), 2)"))
    return solved


def test_a_position_that_sees_the_future_is_named_with_what_it_sees(seeing_ahead):
    told = [check["message"] or "" for check in seeing_ahead.checks(40).values()]
    wanted = r"Position \d depends on position \d, which comes after it"
    assert any(re.search(wanted, text) for text in told), told


def test_the_map_is_drawn_with_the_wrong_cells_marked(seeing_ahead, solved, tmp_path):
    drawn = tmp_path / "map.svg"
    done = seeing_ahead.run("draw", 40, "--output", drawn, "--no-open")
    assert done.returncode == 0, done.stderr
    svg = drawn.read_text(encoding="utf-8")
    assert svg.count(">✗</text>") == 3 and "has to be empty" in svg
    page = tmp_path / "page.html"
    assert seeing_ahead.run("report", "--output", page, "--no-open").returncode == 0
    assert "Two maps. Position 0 depends on position 1" in page.read_text(encoding="utf-8")


def test_a_map_that_is_right_is_drawn_too(solved, tmp_path):
    drawn = tmp_path / "map.svg"
    done = solved.run("draw", 43, "--output", drawn, "--no-open")
    assert done.returncode == 0, done.stderr
    assert "✗" not in drawn.read_text(encoding="utf-8")


def test_the_first_wrong_gradient_names_its_operation(solved):
    """The softmax passes its own checks, which have no more than three dimensions."""
    right = "x.grad += out.data * (out.grad - inner)"
    solved.change("functional", right, right.replace("inner", "inner * (out.data.ndim < 4)"))
    assert all(check["status"] == "passed" for check in solved.checks(30).values())
    failed = [check for check in solved.checks(41).values() if check["status"] != "passed"]
    assert failed and all("right as far as `softmax`" in check["message"] for check in failed)
    told = solved.run("check", 41).stdout
    assert "right as far as `softmax`" in " ".join(told.split()) and "functional.py:" in told


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("optimizer.lr = lr\n", "optimizer.lr = lr * 1.001\n", "the optimizer's first step"),
        ("lr, max_norm)\n", "lr * (1 + (step > 3) / 99), max_norm)\n", "up to step 4"),
        ("np.reshape(targets, -1)", "np.reshape(idx, -1)", "your model sees the future"),
        ("_steps, len(batches))", "_steps, len(batches) + 1)", "it is the schedule"),
    ],
)
def test_a_curve_is_told_by_the_step_at_which_it_leaves(old, new, sentence, solved):
    solved.change("gpt", old, new)
    checks = solved.checks(44)
    curve = next(check for check in checks.values() if "curve_of_20" in check["id"])
    assert sentence in curve["message"], curve
