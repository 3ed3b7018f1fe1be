"""Backpropagation by hand: the chain rule, one node after the other."""


def backprop_expression(a, b, c, e, d, f, L):
    """Fill ``.grad`` of all seven nodes of this expression, from the root ``L`` backwards.

    ``e = a * b``, ``d = e + c``, ``L = d * f``; all are ``Value`` nodes with their ``.data``.
    ``x.grad`` is to be dL/dx: local derivative times the gradient of the node x goes into.
    Returns nothing. It works for any numbers, so use ``.data``; and each node is written
    once, so ``=`` is enough.

    Example: with a = 2, b = -3, c = 10, f = -2: ``L.grad`` is 1, ``d.grad`` is -2 (= f).
    """
    raise NotImplementedError("step 5: backprop_expression")


def nudge(inputs, step):
    """Move every node in ``inputs`` by ``step`` times its own gradient; change ``.data``.

    With a small positive ``step`` the root of the graph goes up when it is computed again.
    Gradients stay as they are. Returns nothing.

    Example: data 2.0, grad 6.0, step 0.01: data becomes 2.06.
    """
    raise NotImplementedError("step 6: nudge")


def neuron(x1, x2, w1, w2, b):
    """Return the nodes of a neuron with two inputs: ``(x1w1, x2w2, x1w1x2w2, n, o)``.

    ``x1w1 = x1 * w1``, ``x2w2 = x2 * w2``, ``x1w1x2w2`` is their sum, ``n`` is that plus the
    bias ``b``, and the output ``o`` is tanh(n). All are ``Value`` nodes.
    """
    raise NotImplementedError("step 7: neuron")


def backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o):
    """Fill ``.grad`` of all ten nodes of the neuron, from the root ``o`` backwards.

    The nodes are those of ``neuron``. The local derivative of ``o = tanh(n)`` is 1 - o^2.
    Returns nothing.

    Example: with x1 = 2, x2 = 0, w1 = -3, w2 = 1, b = 6.8813735870195432: ``n.grad`` is 0.5,
    ``w1.grad`` is 1.0 and ``w2.grad`` is 0.0.
    """
    raise NotImplementedError("step 7: backprop_neuron")
