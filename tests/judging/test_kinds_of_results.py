"""What a result is that it should not be (a node, a number, a list) is said in a sentence."""

import os

import pytest

from grading.course.curriculum import step_numbered
from grading.session.session import Session
from grading.terminal.explanation import plain_explanation

# The module, the change, the step, the sentence, and the row that is shown.
WRONG_KINDS = {
    "a node as gradient": (
        "by_hand", ("d.grad = f.data", "d.grad = f"), 5,
        "`d.grad` is a Value, not a number.", "c.grad a Value -2.0 ✗",
    ),
    "a number as loss": (
        "training", ("(yout - ygt) ** 2 for", "(yout.data - ygt) ** 2 for"), 14,
        "`loss` is a number, not a Value.", "loss 2.7 a Value ✗",
    ),
    "nodes as losses": (
        "training", ("losses.append(loss.data)\n    return", "losses.append(loss)\n    return"), 16,
        "`losses[0]` is a Value, not a number.", "losses[0] a Value",
    ),
    "nothing as loss": (
        "training", ("return sum((yout - ygt)", "sum((yout - ygt)"), 14,
        "`squared_error` returned nothing: is its `return` missing?", "loss None a Value ✗",
    ),
    "a truth value as loss": (
        "training", ("return sum((yout - ygt)", "return 0 < sum((yout.data - ygt)"), 14,
        "`loss` is True, not a Value.", "loss True a Value ✗",
    ),
    "a list of one": (
        "nn", ("return outputs[0] if len(outputs) == 1 else outputs", "return outputs"), 13,
        "`out` is a list, not a Value.", "out a list a Value ✗",
    ),
    "too short a list": (
        "derivatives", ("range(len(point))", "range(1)"), 2,
        "`gradient` has 1 entry, and should have 3.", "gradient[1] (missing)",
    ),
    "an empty list": (
        "derivatives", ("range(len(point))", "range(0)"), 2,
        "`gradient` is empty, and should have 3.", "gradient[0] (missing)",
    ),
    "too long a list": (
        "derivatives", ("return partial_derivatives", "return [*partial_derivatives, 0.0]"), 2,
        "`gradient` has 4 entries, and should have 3.", "gradient[3] 0.0 (nothing) ✗",
    ),
    "an empty list too many": (
        "training", ("    return batches\n", "    return [*batches, ([], [])]\n"), 21,
        "`inputs` has 3 entries, and should have 2.", "inputs[2] [] (nothing) ✗",
    ),
    "a child that is missing": (
        "engine", ('(self, other), "+"', '(self,), "+"'), 3,
        "The new node's children (`_prev`) are not just the nodes that it was computed from.",
        "number of children 1 2 ✗",
    ),
    "a forward value": (
        "engine", ("math.tanh(self.data)", "math.sinh(self.data)"), 7,
        "A forward value is wrong: 0.52109531, where 0.46211716 is right.",
        "o.data 0.52109531 0.46211716 ✗",
    ),
    "an order": (
        "engine", ("in reversed(order)", "in order"), 9,
        "A node ran before one that uses it: not all of its gradient had arrived.",
        "runs of a 1 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_KINDS)
def test_a_result_of_the_wrong_kind(name, solved):
    module, change, step, sentence, row = WRONG_KINDS[name]
    solved.change(module, *change)
    with Session(solved.folder) as session:
        (result,) = session.grade([step_numbered(step)]).steps
    assert sentence in {verdict.message for verdict in result.failures}
    told = "".join(plain_explanation(verdict, solved.folder) for verdict in result.failures)
    lines = [" ".join(line.split()) for line in told.splitlines()]
    assert any(row in line for line in lines)
    assert not any(".data.grad" in line or ".grad.data" in line for line in lines)


@pytest.mark.skipif(os.name == "nt", reason="making a link there takes a right that few have")
def test_a_module_that_is_not_read_says_why(solved, tmp_path):
    engine = solved.folder / "engine.py"
    engine.rename(tmp_path / "elsewhere.py")
    engine.symlink_to(tmp_path / "elsewhere.py")
    found = solved.checks(3).values()
    assert {check["status"] for check in found} == {"error"}
    assert all("is a link that leads out of the folder" in check["message"] for check in found)
