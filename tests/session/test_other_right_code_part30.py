"""Softmax, losses, norms and gelu may be one node, or composed of the learner's own nodes."""

import pytest

from grading.course.solution_blocks import with_stubs
from grading.course.stubs import solution_source

pytest.importorskip("numpy")

# What stands in place of a function's `raise NotImplementedError`: the code below is not reached.
COMPOSED = {
    "softmax": """
    powers = (x - x.data.max(axis=dim, keepdims=True)).exp()
    return powers / powers.sum(dim, keepdim=True)
""",
    "log_softmax": """
    shifted = x - x.data.max(axis=dim, keepdims=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
""",
    "cross_entropy": """
    logs = log_softmax(logits, 1)
    return -logs[np.arange(len(targets)), np.asarray(targets)].mean()
""",
    "layer_norm": """
    centred = x - x.mean(-1, keepdim=True)
    variance = (centred * centred).mean(-1, keepdim=True)
    return centred / (variance + eps) ** 0.5 * weight + bias
""",
    "gelu": """
    return x * 0.5 * (((x + x**3 * 0.044715) * (2 / np.pi) ** 0.5).tanh() + 1.0)
""",
}

# In place of one of these others: each another way to write it.
OTHERS = {
    "the largest as a node": {
        "softmax": """
    powers = (x - x.max(dim, keepdim=True)).exp()
    return powers * powers.sum(dim, keepdim=True) ** -1
""",
        "log_softmax": """
    largest = x.max(dim, keepdim=True)
    return x - (largest + (x - largest).exp().sum(dim, keepdim=True).log())
""",
    },
    "softmax by its logarithm": {"softmax": "    return log_softmax(x, dim).exp()\n"},
    "a one-hot matrix": {
        "cross_entropy": """
    one_hot = np.eye(logits.shape[1])[np.asarray(targets)]
    shifted = logits - logits.data.max(axis=1, keepdims=True)
    picked = (logits.data.max(axis=1) * 0.0 + (shifted.masked_fill(one_hot == 0, 0.0)).sum(1))
    return (shifted.exp().sum(1).log() - picked).mean()
""",
    },
    "a loop over the rows": {
        "cross_entropy": """
    total = 0.0
    for row, target in enumerate(targets):
        total = total - log_softmax(logits[row], 0)[int(target)]
    return total / len(targets)
""",
    },
    "the variance by numpy": {
        "layer_norm": """
    root = np.sqrt(x.data.var(-1, keepdims=True) + eps)
    normed = (x.data - x.data.mean(-1, keepdims=True)) / root
    out = Tensor(normed * weight.data + bias.data, [x, weight, bias])

    def _backward():
        size = x.data.shape[-1]
        g, n = out.grad.reshape(-1, size), normed.reshape(-1, size)
        bias.grad += g.sum(0)
        weight.grad += np.einsum("ij,ij->j", g, n)
        d = g * weight.data
        total = d.sum(1, keepdims=True) + n * (d * n).sum(1, keepdims=True)
        x.grad += ((size * d - total) / size).reshape(x.data.shape) / root

    out._backward = _backward
    return out
""",
    },
    "a weight before the root": {
        "layer_norm": """
    centred = x - x.sum(-1, keepdim=True) / x.shape[-1]
    scale = ((centred**2).sum(-1, keepdim=True) / x.shape[-1] + eps) ** -0.5
    return bias + weight * centred * scale
""",
    },
    "gelu by sigmoid": {
        "gelu": """
    inside = (x + 0.044715 * x * x * x) * np.sqrt(2 / np.pi)
    return x / (1.0 + (-2.0 * inside).exp())
""",
    },
    "probabilities kept": {
        "cross_entropy": """
    n = logits.data.shape[0]
    shifted = logits.data - np.max(logits.data, axis=-1, keepdims=True)
    p = np.exp(shifted) / np.exp(shifted).sum(-1, keepdims=True)
    total = np.log(np.exp(shifted).sum(-1))
    loss = sum(total[i] - shifted[i, t] for i, t in enumerate(targets)) / n
    out = Tensor(loss, {logits})

    def _backward():
        one_hot = np.zeros(p.shape)
        for i, t in enumerate(targets):
            one_hot[i, t] = 1
        logits.grad = logits.grad + out.grad * (p - one_hot) / n

    out._backward = _backward
    return out
""",
    },
}


def put(submission, functions):
    """Write these bodies into ``functional`` as it is handed out, all else finished."""
    text = with_stubs(solution_source("functional"), lambda step: step in (30, 31))
    for name, body in (COMPOSED | functions).items():
        steps = [step for step in (30, 31) if f'"step {step}: {name}"' in text]
        (stub,) = (f'    raise NotImplementedError("step {step}: {name}")\n' for step in steps)
        assert text.count(stub) == 1
        text = text.replace(stub, body)
    submission.write("functional", text)


@pytest.mark.parametrize("name", ["composed", *OTHERS])
def test_right_code_of_another_kind_passes(name, solved):
    put(solved, OTHERS.get(name, {}))
    checks = solved.checks(30, 31)
    wrong = {id_: check["message"] for id_, check in checks.items() if not check["points"]}
    assert not wrong
    assert {check["foundation"] for check in checks.values()} == {"own"}


def test_a_composed_loss_without_its_logarithm_is_named(solved):
    body = "    return -softmax(logits, 1)[np.arange(len(targets)), np.asarray(targets)].mean()\n"
    put(solved, {"cross_entropy": body})
    shown = " ".join(solved.run("check", 30).stdout.split())
    assert "the probability is left without its logarithm" in shown
