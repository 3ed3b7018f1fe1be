"""The two moons on torch: ``torch.optim.SGD`` on a network of torch's linear functions."""

from itertools import pairwise

import numpy as np
import torch
from layers import Linear, Module
from tensor import Tensor


class MLP(Module):
    """Linear layers with a tanh behind each."""

    def __init__(self, sizes):
        """Make the layers."""
        self.layers = [Linear(n, m) for n, m in pairwise(sizes)]

    def forward(self, x):
        """Return the scores of a batch."""
        for layer in self.layers:
            x = layer(x).tanh()
        return x


def max_margin_loss(scores, labels, parameters, alpha):
    """torch's ``hinge_embedding_loss`` of the margins, plus the squared 2-norm."""
    agreement = scores.tensor.squeeze(1) * torch.tensor(np.asarray(labels, dtype=float))
    # With target -1 it is the mean of max(0, margin - input).
    loss = torch.nn.functional.hinge_embedding_loss(agreement, -torch.ones_like(agreement), 1.0)
    for parameter in parameters:
        loss = loss + alpha * torch.linalg.vector_norm(parameter.tensor) ** 2
    return Tensor._of(loss, (scores, *parameters), "max margin")


def train(model, xs, ys, orders, size, alpha):
    """torch's SGD, its learning rate set before each step."""
    xs, ys = np.asarray(xs), np.asarray(ys)
    batches = [order[at : at + size] for order in orders for at in range(0, len(order), size)]
    optimiser = torch.optim.SGD([p.tensor for p in model.parameters()], lr=1.0)
    losses = []
    for k, batch in enumerate(batches):
        optimiser.param_groups[0]["lr"] = 1.0 - 0.9 * k / len(batches)
        loss = max_margin_loss(model(Tensor(xs[batch])), ys[batch], model.parameters(), alpha)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.tensor.item())
    return losses


def accuracy(model, xs, ys):
    """Return the share of scores with the sign of their label."""
    with torch.no_grad():
        scores = model(Tensor(xs)).tensor[:, 0]
    return ((scores > 0) == (torch.tensor(np.asarray(ys)) > 0)).double().mean().item()
