"""Modules: networks made of tensors, with their parameters found by name, as in torch."""

import random

import numpy as np
from functional import embedding, layer_norm
from tensor import Tensor


def uniform(shape, bound):
    """Return a tensor of random numbers between ``-bound`` and ``bound``."""
    count = int(np.prod(shape))
    numbers = np.array([random.uniform(-bound, bound) for _ in range(count)])
    return Tensor(numbers.reshape(shape))


class Module:
    """A part of a network; its attributes are its parameters and its smaller parts.

    A parameter is an attribute that is a ``Tensor``. A part is an attribute that is a ``Module``,
    or one in an attribute that is a list of them. Whatever else it holds, a number, a text, an
    array, is neither.
    """

    def __call__(self, *inputs):
        """Call ``forward``, which each module defines for itself."""
        return self.forward(*inputs)

    def named_parameters(self):
        """Return a list of pairs (name, tensor) of all parameters, in the order they were set.

        The name says where it is: ``weight`` for an attribute of ``self``, ``first.weight`` for
        one of the part ``self.first``, ``blocks.0.weight`` for one of the first part in the list
        ``self.blocks``. Parts may have parts. A tensor that is there under two names is listed
        once, under the first; two tensors that hold equal numbers are two. ``vars(self)`` is the
        dict of all attributes, in their order.
        Example: those of ``Linear(3, 2)`` are called ``weight`` and ``bias``.
        """
        raise NotImplementedError("step 32: Module.named_parameters")

    def parameters(self):
        """Return the list of all parameters, each once."""
        raise NotImplementedError("step 32: Module.parameters")

    def state_dict(self):
        """Return a dict from the name of each parameter to a copy of its array.

        Example: ``Linear(3, 2).state_dict()["weight"]`` is an array of shape (2, 3).
        """
        raise NotImplementedError("step 32: Module.state_dict")

    def load_state_dict(self, state):
        """Copy the arrays of ``state`` into the parameters: the tensors stay the same objects.

        ``state``: a dict as ``state_dict`` returns it, in any order; its arrays stay the caller's.
        Raises ``ValueError``, and changes nothing, where a name is missing, or there is one too
        many, or a shape is another (also one that numpy could stretch); the message holds the
        name.
        """
        raise NotImplementedError("step 32: Module.load_state_dict")

    def zero_grad(self):
        """Set the gradient of every parameter to zeros of its shape, also one that is ``None``."""
        raise NotImplementedError("step 32: Module.zero_grad")


class Linear(Module):
    """x @ weight^T + bias, along the last dimension of x."""

    def __init__(self, in_features, out_features, bias=True):
        """Set ``weight``, of shape (out_features, in_features), and ``bias``, (out_features,).

        Both hold random numbers up to 1 / sqrt(in_features) in size: see ``uniform``. Without
        ``bias``, the attribute ``bias`` is ``None``.
        """
        raise NotImplementedError("step 32: Linear.__init__")

    def forward(self, x):
        """Return a tensor of shape (…, out_features) for one of shape (…, in_features)."""
        raise NotImplementedError("step 32: Linear.forward")


class Embedding(Module):
    """A row of numbers for each of several letters."""

    def __init__(self, num_embeddings, embedding_dim):
        """Set ``weight``, of shape (num_embeddings, embedding_dim): see ``uniform``, bound 1."""
        raise NotImplementedError("step 32: Embedding.__init__")

    def forward(self, ids):
        """Return the rows that ``ids`` names, as ``functional.embedding`` does.

        Example: ids of shape (2, 5) give a tensor of shape (2, 5, embedding_dim).
        """
        raise NotImplementedError("step 32: Embedding.forward")


class LayerNorm(Module):
    """Normalisation along the last dimension, with a weight and a bias of its own."""

    def __init__(self, size, eps=1e-5):
        """Set ``weight``, ones of shape (size,), ``bias``, zeros of shape (size,), and ``eps``."""
        raise NotImplementedError("step 32: LayerNorm.__init__")

    def forward(self, x):
        """Return ``functional.layer_norm`` of ``x``, with its own weight, bias and ``eps``."""
        raise NotImplementedError("step 32: LayerNorm.forward")
