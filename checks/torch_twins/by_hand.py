"""Gradients "by hand", by torch: its backward on the same nodes."""

import torch


def backprop_expression(a, b, c, e, d, f, L):
    """torch's backward from ``L``."""
    L.backward()


def nudge(inputs, step):
    """One step of torch's SGD, upwards where the step is positive."""
    tensors = [node.tensor.detach() for node in inputs]
    for tensor, node in zip(tensors, inputs, strict=True):
        tensor.grad = torch.tensor(node.grad, dtype=torch.float64)
    torch.optim.SGD(tensors, lr=abs(step), maximize=step > 0).step()


def neuron(x1, x2, w1, w2, b):
    """The five nodes of the neuron."""
    products = x1 * w1, x2 * w2
    total = products[0] + products[1]
    activation = total + b
    return *products, total, activation, activation.tanh()


def backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o):
    """torch's backward from ``o``."""
    o.backward()
