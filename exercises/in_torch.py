"""The same in PyTorch: a neuron, and a function that torch does not know yet."""

import torch


def neuron(x1, x2, w1, w2, b):
    """Compute tanh(x1 * w1 + x2 * w2 + b) and its gradients with torch.

    The five arguments are floats. Make a tensor of each (``torch.tensor``, dtype
    ``torch.float64``, ``requires_grad=True``), compute the output, call its ``backward()``.
    Returns ``(output, gradients)`` as plain floats (``.item()``): the output, and the list of
    d output / d x1, x2, w1, w2, b in this order.
    """
    raise NotImplementedError("step 12: neuron")


class Tanh(torch.autograd.Function):
    """tanh as a function that torch learns from you: ``Tanh.apply(x)``, x of any shape.

    See https://docs.pytorch.org/docs/stable/notes/extending.html
    """

    @staticmethod
    def forward(ctx, x):
        """Return tanh(x), elementwise: (e^2x - 1) / (e^2x + 1).

        ``ctx.save_for_backward(...)`` keeps tensors that ``backward`` needs.
        """
        raise NotImplementedError("step 17: Tanh.forward")

    @staticmethod
    def backward(ctx, grad_output):
        """Return the gradient by ``x``: (1 - tanh(x)^2) * ``grad_output``, of x's shape.

        ``ctx.saved_tensors`` is the tuple of what ``forward`` kept.
        """
        raise NotImplementedError("step 17: Tanh.backward")
