"""What the code of part 5 can do once a step passes, run on the learner's own code."""

from arrays import array, uneven


def step24(tensor):
    """Your code does with a whole array in one node what took a node for every number before."""
    a = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]])
    b = tensor.Tensor([[2.0, 0.8, -0.4], [0.6, -1.2, 3.0]])
    out = (a * b + a).tanh()
    out.backward(array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]]))
    return {"out": out, "a": a, "nodes": len(out._from_root()), "numbers": out.data.size}


def step25(tensor):
    """Your code adds one row of biases to a whole batch, and each bias hears from every row."""
    batch = tensor.Tensor(uneven(4, 3))
    weight, bias = tensor.Tensor([0.5, -1.0, 2.0]), tensor.Tensor([0.1, 0.2, 0.3])
    out = batch * weight + bias
    out.backward(uneven(4, 3, start=1))
    return {"out.shape": str(out.shape), "weight": weight, "bias": bias}


def step26(tensor):
    """Your code adds up along any dimension, and makes probabilities of rows of numbers."""
    logits = tensor.Tensor([[1.0, 2.0, 3.0], [1000.0, 1001.0, 999.0]])
    powers = (logits - logits.max(1, keepdim=True)).exp()
    probabilities = powers / powers.sum(1, keepdim=True)
    loss = -probabilities.log().mean()
    loss.backward()
    return {"probabilities": probabilities.data, "loss": loss.data, "gradients": logits.grad}


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
    """To be written."""
    return {}


def step31(tensor, functional):
    """To be written."""
    return {}


def step32(tensor, layers):
    """To be written."""
    return {}


def step33(tensor, optim):
    """To be written."""
    return {}


def step34(tensor, two_moons):
    """To be written."""
    return {}
