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
        raise NotImplementedError("step 34: MLP.__init__")

    def forward(self, x):
        """Return the scores of a batch, shape (N, 1), for inputs of shape (N, 2).

        Each layer in turn, and the tanh of what it gives; behind the last one, too.
        """
        raise NotImplementedError("step 34: MLP.forward")


def max_margin_loss(scores, labels, parameters, alpha):
    """Return step 20's loss of a batch, a tensor of shape ().

    ``scores``: a tensor of shape (N, 1). ``labels``: N numbers, 1 or -1, a list or an array of
    shape (N,). The mean of relu(1 - label * score), plus ``alpha`` times the sum of the squares
    of all numbers in all ``parameters``. Mind the shapes: (N,) against (N, 1) is (N, N).
    """
    raise NotImplementedError("step 34: max_margin_loss")


def train(model, xs, ys, orders, size, alpha):
    """Train ``model`` by gradient descent on mini-batches; return the losses, plain numbers.

    ``xs``: an array of shape (N, 2), ``ys``: one of shape (N,). ``orders``: for each pass over
    the examples, their indices in the order to take them; each pass is cut into batches of
    ``size``, the last with what is left over. Step k of all K steps has the learning rate
    1 - 0.9 * k / K, as in step 21. Each computes the loss of its batch, sets old gradients to
    zero, goes backward, and moves every parameter. The loss is the one before the move. What a
    step has computed, but for the number of its loss, is not kept.
    """
    raise NotImplementedError("step 34: train")


def accuracy(model, xs, ys):
    """Return the share of examples whose score has the sign of their label, without a graph.

    A score of exactly 0 counts as label -1, as in step 21.
    """
    raise NotImplementedError("step 34: accuracy")
