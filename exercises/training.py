"""Training a network: losses, gradient descent, and a classifier of two moons."""


def squared_error(predictions, targets):
    """Return the sum of (prediction - target)^2 over all pairs, a node.

    ``predictions``: a list of nodes. ``targets``: a list of as many numbers.
    Example: predictions 0.5 and 1.0, targets 1.0 and -1.0: 0.25 + 4.0 = 4.25.
    """
    raise NotImplementedError("step 14: squared_error")


def zero_grad(model):
    """Set ``.grad`` of every parameter of ``model`` (``model.parameters()``) to 0.0."""
    raise NotImplementedError("step 15: zero_grad")


def train(model, xs, ys, steps, learning_rate):
    """Train ``model`` by gradient descent, and return the list of its losses, as numbers.

    ``xs``: a list of inputs, each a list of numbers. ``ys``: one number an input. Each of the
    ``steps`` predicts all of ``xs``, takes their ``squared_error``, sets old gradients to 0,
    goes backward, and moves every parameter by ``-learning_rate`` times its gradient. The loss
    is the one before the move.
    """
    raise NotImplementedError("step 16: train")


def softmax(logits):
    """Return the list of probabilities e^logit / (sum of all e^logit), as nodes.

    ``logits``: a list of nodes. Logits may be large (1000.0): subtract the largest logit's
    number from all of them first. That changes no probability, and nothing overflows.
    Example: logits 0.0 and ln 3 give 0.25 and 0.75.
    """
    raise NotImplementedError("step 20: softmax")


def negative_log_likelihood(logits, target):
    """Return -ln softmax(logits)[target], a node.

    ``logits``: a list of nodes. ``target``: the index of the right class. It must stay finite
    where the probability of the target is too small for a float, so do not take the logarithm
    of a probability: with m the largest logit's number,
    -ln softmax(logits)[target] = ln(sum of e^(logit - m)) + m - logits[target].
    """
    raise NotImplementedError("step 20: negative_log_likelihood")


def max_margin_loss(scores, labels, parameters, alpha):
    """Return micrograd's loss of a classifier, a node: max-margin plus L2 regularisation.

    The mean over all examples of relu(1 - label * score), plus ``alpha`` times the sum of the
    squares of all ``parameters``. ``scores``: a list of nodes; ``labels``: 1 or -1 each.
    See https://github.com/karpathy/micrograd/blob/master/demo.ipynb
    """
    raise NotImplementedError("step 20: max_margin_loss")


def mini_batches(xs, ys, size, order):
    """Return the list of mini-batches, pairs ``(inputs, labels)`` of at most ``size`` examples.

    ``order`` is a list of all example indices: the batches take the examples in that order, and
    the last batch holds what is left over.
    Example: 5 examples, size 2, order [4, 0, 1, 3, 2]: examples 4 and 0, then 1 and 3, then 2.
    """
    raise NotImplementedError("step 21: mini_batches")


def falling_learning_rate(step, steps):
    """Return the learning rate of ``step``, counted from 0, out of ``steps``.

    It falls on a straight line from 1 towards 0.1: 1 - 0.9 * step / steps.
    """
    raise NotImplementedError("step 21: falling_learning_rate")


def train_classifier(model, xs, ys, orders, size, alpha):
    """Train ``model`` on mini-batches, and return the list of its losses, as numbers.

    One pass over all examples for each list in ``orders`` (see ``mini_batches``; ``size`` is
    the batch size). Each batch is one step: its ``max_margin_loss`` with all the model's
    parameters and ``alpha``, gradients set to 0, backward, and a move of every parameter by
    minus the ``falling_learning_rate`` times its gradient. The step counts on through all
    passes. The loss is the one before the move.
    """
    raise NotImplementedError("step 21: train_classifier")


def accuracy(model, xs, ys):
    """Return the share of examples (0.0 to 1.0) whose score has the sign of its label.

    A score above 0 means label 1, any other means label -1.
    """
    raise NotImplementedError("step 21: accuracy")


def decision_boundary(model, across, up):
    """Return the model's decision (1 or -1) on a grid of points, row by row.

    ``across``: the first coordinates; ``up``: the second ones. ``result[j][i]`` is the decision
    at ``[across[i], up[j]]``. The boundary runs where neighbours differ.
    """
    raise NotImplementedError("step 21: decision_boundary")
