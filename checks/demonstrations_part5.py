"""What the code of part 5 can do once a step passes, run on the learner's own code."""


def step24(tensor):
    """To be written."""
    return {}


def step25(tensor):
    """To be written."""
    return {}


def step26(tensor):
    """To be written."""
    return {}


def step27(tensor):
    """To be written."""
    return {}


def step28(tensor):
    """To be written."""
    return {}


def step29(tensor, functional):
    """To be written."""
    return {}


def step30(tensor, functional):
    """Your code says what a classifier's answers cost, for a whole batch in one node."""
    logits = tensor.Tensor([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
    p = functional.softmax(logits, 1)
    loss = functional.cross_entropy(logits, [0, 2])
    loss.backward()
    return {
        "p": p.data.tolist(),
        "loss": float(loss.data),
        "logits.grad": logits.grad.tolist(),
    }


def step31(tensor, functional):
    """Your code norms each row of an array by itself, and rounds off relu's corner."""
    x = tensor.Tensor([[1.0, 7.0, 5.0, 3.0, 4.0], [100.0, 700.0, 500.0, 300.0, 400.0]])
    weight = tensor.Tensor([1.0, 1.0, 1.0, 1.0, 1.0])
    bias = tensor.Tensor([0.0, 0.0, 0.0, 0.0, 0.0])
    normed = functional.layer_norm(x, weight, bias)
    rounded = functional.gelu(tensor.Tensor([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]))
    return {
        "normed": [[round(float(number), 4) for number in row] for row in normed.data],
        "gelu": [round(float(number), 4) for number in rounded.data],
    }


def step32(tensor, layers):
    """To be written."""
    return {}


def step33(tensor, optim):
    """To be written."""
    return {}


def step34(tensor, two_moons):
    """To be written."""
    return {}
