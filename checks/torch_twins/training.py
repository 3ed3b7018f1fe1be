"""Losses and training by torch: ``torch.nn.functional`` and ``torch.optim``."""

import torch
from engine import Value
from torch.nn import functional


def _tensor(nodes):
    return torch.stack([node.tensor for node in nodes])


def _numbers(numbers):
    return torch.tensor([float(number) for number in numbers], dtype=torch.float64)


def squared_error(predictions, targets):
    """torch's ``mse_loss``, summed."""
    loss = functional.mse_loss(_tensor(predictions), _numbers(targets), reduction="sum")
    return Value._of(loss, tuple(predictions), "mse")


def zero_grad(model):
    """``Module.zero_grad``."""
    model.sequential.zero_grad(set_to_none=False)


def train(model, xs, ys, steps, learning_rate):
    """torch's SGD on the summed squared error of the whole set."""
    optimiser = torch.optim.SGD(model.sequential.parameters(), lr=learning_rate)
    inputs = torch.tensor(xs, dtype=torch.float64)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        outputs = model.sequential(inputs).squeeze(1)
        loss = functional.mse_loss(outputs, _numbers(ys), reduction="sum")
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def softmax(logits):
    """torch's softmax."""
    probabilities = torch.softmax(_tensor(logits), dim=0)
    return [Value._of(probability, tuple(logits), "softmax") for probability in probabilities]


def negative_log_likelihood(logits, target):
    """torch's ``cross_entropy`` of one example."""
    loss = functional.cross_entropy(_tensor(logits).unsqueeze(0), torch.tensor([target]))
    return Value._of(loss, tuple(logits), "cross_entropy")


def max_margin_loss(scores, labels, parameters, alpha):
    """torch's ``hinge_embedding_loss`` of the margins, plus the squared 2-norm."""
    agreement = _tensor(scores) * _numbers(labels)
    # With target -1 it is the mean of max(0, margin - input).
    hinge = functional.hinge_embedding_loss(agreement, -torch.ones_like(agreement), margin=1.0)
    penalty = alpha * torch.linalg.vector_norm(_tensor(parameters)) ** 2
    return Value._of(hinge + penalty, (*scores, *parameters), "max margin")


def mini_batches(xs, ys, size, order):
    """torch's ``split`` of the order."""
    return [
        ([xs[i] for i in chosen.tolist()], [ys[i] for i in chosen.tolist()])
        for chosen in torch.split(torch.tensor(order), size)
    ]


def falling_learning_rate(step, steps):
    """torch's ``lerp`` from 1 to 0.1."""
    return torch.lerp(_numbers([1.0]), _numbers([0.1]), step / steps).item()


def train_classifier(model, xs, ys, orders, size, alpha):
    """torch's SGD with weight decay, and ``LambdaLR``, on mini-batches."""
    batches = [batch for order in orders for batch in mini_batches(xs, ys, size, order)]
    # The derivative of alpha * p^2 is 2 * alpha * p, which is what weight decay adds.
    optimiser = torch.optim.SGD(model.sequential.parameters(), lr=1.0, weight_decay=2 * alpha)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: falling_learning_rate(step, len(batches))
    )
    losses = []
    for inputs, labels in batches:
        optimiser.zero_grad()
        scores = model.sequential(torch.tensor(inputs, dtype=torch.float64)).squeeze(1)
        hinge = functional.hinge_embedding_loss(
            scores * _numbers(labels), -torch.ones(len(labels)), margin=1.0
        )
        parameters = torch.nn.utils.parameters_to_vector(model.sequential.parameters())
        squares = parameters.detach().square().sum()
        hinge.backward()
        optimiser.step()
        scheduler.step()
        losses.append((hinge + alpha * squares).item())
    return losses


def accuracy(model, xs, ys):
    """The share of equal signs."""
    with torch.no_grad():
        scores = model.sequential(torch.tensor(xs, dtype=torch.float64)).squeeze(1)
    return torch.eq(scores > 0, _numbers(ys) > 0).double().mean().item()


def decision_boundary(model, across, up):
    """The decisions on ``torch.cartesian_prod`` of both axes."""
    points = torch.cartesian_prod(_numbers(up), _numbers(across)).flip(1)
    with torch.no_grad():
        scores = model.sequential(points).reshape(len(up), len(across))
    return torch.where(scores > 0, 1, -1).tolist()
