"""Training a network: losses, gradient descent, and a classifier of two moons."""


def squared_error(predictions, targets):
    """Return the sum of (prediction - target)^2 over all pairs, a node.

    ``predictions``: a list of nodes. ``targets``: a list of as many numbers.
    Example: predictions 0.5 and 1.0, targets 1.0 and -1.0: 0.25 + 4.0 = 4.25.
    """
    ### BEGIN SOLUTION step 14
    return sum((yout - ygt) ** 2 for yout, ygt in zip(predictions, targets, strict=True))
    ### END SOLUTION


def zero_grad(model):
    """Set ``.grad`` of every parameter of ``model`` (``model.parameters()``) to 0.0."""
    ### BEGIN SOLUTION step 15
    for parameter in model.parameters():
        parameter.grad = 0.0
    ### END SOLUTION


def train(model, xs, ys, steps, learning_rate):
    """Train ``model`` by gradient descent, and return the list of its losses, as numbers.

    ``xs``: a list of inputs, each a list of numbers. ``ys``: one number an input. Each of the
    ``steps`` predicts all of ``xs``, takes their ``squared_error``, sets old gradients to 0,
    goes backward, and moves every parameter by ``-learning_rate`` times its gradient. The loss
    is the one before the move.
    """
    ### BEGIN SOLUTION step 16
    losses = []
    for _ in range(steps):
        loss = squared_error([model(x) for x in xs], ys)
        zero_grad(model)
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= learning_rate * parameter.grad
        losses.append(loss.data)
    return losses
    ### END SOLUTION


def softmax(logits):
    """Return the list of probabilities e^logit / (sum of all e^logit), as nodes.

    ``logits``: a list of nodes. Logits may be large (1000.0): subtract the largest logit's
    number from all of them first. That changes no probability, and nothing overflows.
    Example: logits 0.0 and ln 3 give 0.25 and 0.75.
    """
    ### BEGIN SOLUTION step 20
    largest = max(logit.data for logit in logits)
    powers = [(logit - largest).exp() for logit in logits]
    total = sum(powers)
    return [power / total for power in powers]
    ### END SOLUTION


def negative_log_likelihood(logits, target):
    """Return -ln softmax(logits)[target], a node.

    ``logits``: a list of nodes. ``target``: the index of the right class. It must stay finite
    where the probability of the target is too small for a float, so do not take the logarithm
    of a probability: with m the largest logit's number,
    -ln softmax(logits)[target] = ln(sum of e^(logit - m)) + m - logits[target].
    """
    ### BEGIN SOLUTION step 20
    largest = max(logit.data for logit in logits)
    total = sum((logit - largest).exp() for logit in logits)
    return total.log() + largest - logits[target]
    ### END SOLUTION


def max_margin_loss(scores, labels, parameters, alpha):
    """Return micrograd's loss of a classifier, a node: max-margin plus L2 regularisation.

    The mean over all examples of relu(1 - label * score), plus ``alpha`` times the sum of the
    squares of all ``parameters``. ``scores``: a list of nodes; ``labels``: 1 or -1 each.
    See https://github.com/karpathy/micrograd/blob/master/demo.ipynb
    """
    ### BEGIN SOLUTION step 20
    margins = [(1 - label * score).relu() for score, label in zip(scores, labels, strict=True)]
    data_loss = sum(margins) / len(margins)
    return data_loss + alpha * sum(parameter * parameter for parameter in parameters)
    ### END SOLUTION


def mini_batches(xs, ys, size, order):
    """Return the list of mini-batches, pairs ``(inputs, labels)`` of at most ``size`` examples.

    ``order`` is a list of all example indices: the batches take the examples in that order, and
    the last batch holds what is left over.
    Example: 5 examples, size 2, order [4, 0, 1, 3, 2]: examples 4 and 0, then 1 and 3, then 2.
    """
    ### BEGIN SOLUTION step 21
    batches = []
    for start in range(0, len(order), size):
        chosen = order[start : start + size]
        batches.append(([xs[i] for i in chosen], [ys[i] for i in chosen]))
    return batches
    ### END SOLUTION


def falling_learning_rate(step, steps):
    """Return the learning rate of ``step``, counted from 0, out of ``steps``.

    It falls on a straight line from 1 towards 0.1: 1 - 0.9 * step / steps.
    """
    ### BEGIN SOLUTION step 21
    return 1.0 - 0.9 * step / steps
    ### END SOLUTION


def train_classifier(model, xs, ys, orders, size, alpha):
    """Train ``model`` on mini-batches, and return the list of its losses, as numbers.

    One pass over all examples for each list in ``orders`` (see ``mini_batches``; ``size`` is
    the batch size). Each batch is one step: its ``max_margin_loss`` with all the model's
    parameters and ``alpha``, gradients set to 0, backward, and a move of every parameter by
    minus the ``falling_learning_rate`` times its gradient. The step counts on through all
    passes. The loss is the one before the move.
    """
    ### BEGIN SOLUTION step 21
    batches = [batch for order in orders for batch in mini_batches(xs, ys, size, order)]
    losses = []
    for step, (inputs, labels) in enumerate(batches):
        scores = [model(x) for x in inputs]
        loss = max_margin_loss(scores, labels, model.parameters(), alpha)
        zero_grad(model)
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= falling_learning_rate(step, len(batches)) * parameter.grad
        losses.append(loss.data)
    return losses
    ### END SOLUTION


def accuracy(model, xs, ys):
    """Return the share of examples (0.0 to 1.0) whose score has the sign of its label.

    A score above 0 means label 1, any other means label -1.
    """
    ### BEGIN SOLUTION step 21
    right = [(model(x).data > 0) == (y > 0) for x, y in zip(xs, ys, strict=True)]
    return sum(right) / len(right)
    ### END SOLUTION


def decision_boundary(model, across, up):
    """Return the model's decision (1 or -1) on a grid of points, row by row.

    ``across``: the first coordinates; ``up``: the second ones. ``result[j][i]`` is the decision
    at ``[across[i], up[j]]``. The boundary runs where neighbours differ.
    """
    ### BEGIN SOLUTION step 21
    return [[1 if model([x, y]).data > 0 else -1 for x in across] for y in up]
    ### END SOLUTION
