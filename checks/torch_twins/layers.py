"""Modules by torch: each is shown to torch as a ``torch.nn.Module`` with the same parts."""

import numpy as np
import torch
from functional import embedding, layer_norm
from tensor import Tensor


def uniform(shape, bound):
    """torch's ``uniform_``."""
    return Tensor(torch.empty(shape, dtype=torch.float64).uniform_(-bound, bound).numpy())


def as_torch(module):
    """Return a ``torch.nn.Module`` with the same parameters and parts, under the same names."""
    made = torch.nn.Module()
    for name, value in vars(module).items():
        if isinstance(value, Tensor):
            made.register_parameter(name, parameter_of(value))
        elif isinstance(value, Module):
            made.add_module(name, as_torch(value))
        elif isinstance(value, list | tuple) and any(isinstance(part, Module) for part in value):
            made.add_module(name, torch.nn.ModuleList([as_torch(part) for part in value]))
    return made


def parameter_of(node):
    """Return the node's tensor as a parameter, the same one at every call."""
    if not isinstance(node.tensor, torch.nn.Parameter):
        gradient = node.tensor.grad
        node.tensor = torch.nn.Parameter(node.tensor.detach())
        node.tensor.grad = gradient
    node.tensor.node = node
    return node.tensor


class Module:
    """What a check's own modules are derived from."""

    def __call__(self, *inputs):
        """Call ``forward``."""
        return self.forward(*inputs)

    def named_parameters(self):
        """torch's own, as the twin's tensors."""
        return [(name, p.node) for name, p in as_torch(self).named_parameters()]

    def parameters(self):
        """torch's own, as the twin's tensors."""
        return [parameter.node for parameter in as_torch(self).parameters()]

    def state_dict(self):
        """torch's own, as arrays."""
        return {name: p.detach().numpy().copy() for name, p in as_torch(self).state_dict().items()}

    def load_state_dict(self, state):
        """torch's own; what torch refuses is a ``ValueError`` here."""
        tensors = {name: torch.tensor(np.asarray(array)) for name, array in state.items()}
        try:
            as_torch(self).load_state_dict(tensors)
        except RuntimeError as error:
            raise ValueError(str(error)) from None

    def zero_grad(self):
        """torch's own."""
        as_torch(self).zero_grad(set_to_none=False)


class Linear(Module):
    """torch's linear function."""

    def __init__(self, in_features, out_features, bias=True):
        """Take the parameters of torch's module."""
        made = torch.nn.Linear(in_features, out_features, bias, dtype=torch.float64)
        self.weight = Tensor._of(made.weight, (), "")
        self.bias = Tensor._of(made.bias, (), "") if bias else None

    def forward(self, x):
        """torch.nn.functional.linear"""
        bias = None if self.bias is None else self.bias.tensor
        out = torch.nn.functional.linear(x.tensor, self.weight.tensor, bias)
        return Tensor._of(out, (x, self.weight, *([self.bias] * bool(self.bias))), "linear")


class Embedding(Module):
    """torch's embedding."""

    def __init__(self, num_embeddings, embedding_dim):
        """Take the parameter of torch's module."""
        made = torch.nn.Embedding(num_embeddings, embedding_dim, dtype=torch.float64)
        self.weight = Tensor._of(made.weight, (), "")

    def forward(self, ids):
        """torch.nn.functional.embedding"""
        return embedding(ids, self.weight)


class LayerNorm(Module):
    """torch's layer norm."""

    def __init__(self, size, eps=1e-5):
        """Take the parameters of torch's module."""
        made = torch.nn.LayerNorm(size, eps, dtype=torch.float64)
        self.weight, self.bias = (Tensor._of(p, (), "") for p in (made.weight, made.bias))
        self.eps = eps

    def forward(self, x):
        """torch.nn.functional.layer_norm"""
        return layer_norm(x, self.weight, self.bias, self.eps)
