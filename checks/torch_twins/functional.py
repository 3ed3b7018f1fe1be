"""torch.nn.functional on the twin's tensors."""

import numpy as np
import torch
from tensor import Tensor
from torch.nn import functional


def _indices(ids):
    return torch.tensor(np.asarray(ids), dtype=torch.int64)


def embedding(ids, weight):
    """torch's embedding."""
    return Tensor._of(functional.embedding(_indices(ids), weight.tensor), (weight,), "embedding")


def softmax(x, dim):
    """torch's softmax."""
    return Tensor._of(functional.softmax(x.tensor, dim), (x,), "softmax")


def log_softmax(x, dim):
    """torch's log_softmax."""
    return Tensor._of(functional.log_softmax(x.tensor, dim), (x,), "log_softmax")


def cross_entropy(logits, targets):
    """torch's cross_entropy."""
    loss = functional.cross_entropy(logits.tensor, _indices(targets))
    return Tensor._of(loss, (logits,), "cross_entropy")


def layer_norm(x, weight, bias, eps=1e-5):
    """torch's layer_norm along the last dimension."""
    out = functional.layer_norm(x.tensor, x.shape[-1:], weight.tensor, bias.tensor, eps)
    return Tensor._of(out, (x, weight, bias), "layer_norm")


def gelu(x):
    """torch's gelu in the form with tanh."""
    return Tensor._of(functional.gelu(x.tensor, approximate="tanh"), (x,), "gelu")


def cat(tensors, dim):
    """torch's cat."""
    return Tensor._of(torch.cat([node.tensor for node in tensors], dim), tuple(tensors), "cat")
