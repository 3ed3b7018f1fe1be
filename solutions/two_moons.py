"""Step 21's two moons once more: the same network on tensors, a whole batch at a time."""

from itertools import pairwise

import numpy as np
from layers import Linear, Module
from tensor import Tensor, no_grad


class MLP(Module):
    """A network of linear layers with a tanh behind each: step 13's, on tensors."""

    def __init__(self, sizes):
        """Set ``layers``: a list of ``Linear``, one from each size to the next.

        Example: ``MLP([2, 8, 1])`` has two layers, from 2 to 8 numbers and from 8 to 1.
        """
        ### BEGIN SOLUTION step 34
        self.layers = [Linear(n, m) for n, m in pairwise(sizes)]
        ### END SOLUTION

    def forward(self, x):
        """Return the scores of a batch, shape (N, 1), for inputs of shape (N, 2).

        Each layer in turn, and the tanh of what it gives; behind the last one, too.
        """
        ### BEGIN SOLUTION step 34
        for layer in self.layers:
            x = layer(x).tanh()
        return x
        ### END SOLUTION


def max_margin_loss(scores, labels, parameters, alpha):
    """Return step 20's loss of a batch, a tensor of shape ().

    ``scores``: a tensor of shape (N, 1). ``labels``: N numbers, 1 or -1, a list or an array of
    shape (N,). The mean of relu(1 - label * score), plus ``alpha`` times the sum of the squares
    of all numbers in all ``parameters``. Mind the shapes: (N,) against (N, 1) is (N, N).
    """
    ### BEGIN SOLUTION step 34
    labels = np.asarray(labels, dtype=float).reshape(-1, 1)
    loss = (1.0 - scores * labels).relu().mean()
    for parameter in parameters:
        loss = loss + alpha * (parameter * parameter).sum()
    return loss
    ### END SOLUTION


def train(model, xs, ys, orders, size, alpha):
    """Train ``model`` by gradient descent on mini-batches; return the losses, plain numbers.

    ``xs``: an array of shape (N, 2), ``ys``: one of shape (N,). ``orders``: for each pass over
    the examples, their indices in the order to take them; each pass is cut into batches of
    ``size``, the last with what is left over. Step k of all K steps has the learning rate
    1 - 0.9 * k / K, as in step 21. Each computes the loss of its batch, sets old gradients to
    zero, goes backward, and moves every parameter. The loss is the one before the move. What a
    step has computed, but for the number of its loss, is not kept.
    """
    ### BEGIN SOLUTION step 34
    xs, ys = np.asarray(xs), np.asarray(ys)
    batches = [
        order[start : start + size] for order in orders for start in range(0, len(order), size)
    ]
    losses = []
    for k, batch in enumerate(batches):
        loss = max_margin_loss(model(Tensor(xs[batch])), ys[batch], model.parameters(), alpha)
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= (1.0 - 0.9 * k / len(batches)) * parameter.grad
        losses.append(float(loss.data))
    return losses
    ### END SOLUTION


def accuracy(model, xs, ys):
    """Return the share of examples whose score has the sign of their label, without a graph.

    A score of exactly 0 counts as label -1, as in step 21.
    """
    ### BEGIN SOLUTION step 34
    with no_grad():
        scores = model(Tensor(xs)).data[:, 0]
    return float(np.mean((scores > 0) == (np.asarray(ys) > 0)))
    ### END SOLUTION
