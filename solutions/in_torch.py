"""The same in PyTorch: a neuron, and a function that torch does not know yet."""

import torch


def neuron(x1, x2, w1, w2, b):
    """Compute tanh(x1 * w1 + x2 * w2 + b) and its gradients with torch.

    The five arguments are floats. Make a tensor of each (``torch.tensor``, dtype
    ``torch.float64``, ``requires_grad=True``), compute the output, call its ``backward()``.
    Returns ``(output, gradients)`` as plain floats (``.item()``): the output, and the list of
    d output / d x1, x2, w1, w2, b in this order.
    """
    ### BEGIN SOLUTION step 12
    inputs = [
        torch.tensor(number, dtype=torch.float64, requires_grad=True)
        for number in (x1, x2, w1, w2, b)
    ]
    x1, x2, w1, w2, b = inputs
    output = torch.tanh(x1 * w1 + x2 * w2 + b)
    output.backward()
    return output.item(), [tensor.grad.item() for tensor in inputs]
    ### END SOLUTION


class Tanh(torch.autograd.Function):
    """tanh as a function that torch learns from you: ``Tanh.apply(x)``, x of any shape.

    See https://docs.pytorch.org/docs/stable/notes/extending.html
    """

    @staticmethod
    def forward(ctx, x):
        """Return tanh(x), elementwise: (e^2x - 1) / (e^2x + 1).

        ``ctx.save_for_backward(...)`` keeps tensors that ``backward`` needs.
        """
        ### BEGIN SOLUTION step 17
        e2x = torch.exp(2 * x)
        t = (e2x - 1) / (e2x + 1)
        ctx.save_for_backward(t)
        return t
        ### END SOLUTION

    @staticmethod
    def backward(ctx, grad_output):
        """Return the gradient by ``x``: (1 - tanh(x)^2) * ``grad_output``, of x's shape.

        ``ctx.saved_tensors`` is the tuple of what ``forward`` kept.
        """
        ### BEGIN SOLUTION step 17
        (t,) = ctx.saved_tensors
        return (1 - t**2) * grad_output
        ### END SOLUTION
