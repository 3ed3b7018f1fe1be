"""Attention by torch: ``scaled_dot_product_attention``, and cumulative sums for averages."""

import torch
from layers import Linear, Module
from tensor import Tensor
from torch.nn import functional


def future(positions):
    """torch's ``triu``."""
    return torch.ones(positions, positions, dtype=torch.bool).triu(1).numpy()


def average_loop(x):
    """torch's ``cumsum``, divided by how many there are."""
    count = torch.arange(1, x.shape[1] + 1)[:, None]
    return Tensor._of(x.tensor.cumsum(1) / count, (x,), "average")


average_matmul = average_softmax = average_loop


class Head(Module):
    """One head, by torch's attention."""

    def __init__(self, n_embd, head_size, block_size):
        """Make the three linear functions."""
        self.key = Linear(n_embd, head_size, bias=False)
        self.query = Linear(n_embd, head_size, bias=False)
        self.value = Linear(n_embd, head_size, bias=False)
        self.block_size = block_size

    def weights(self, x):
        """torch's attention on the rows of a unit matrix for values."""
        unit = torch.eye(x.shape[1], dtype=torch.float64).expand(x.shape[0], -1, -1)
        query, key = self.query(x), self.key(x)
        out = functional.scaled_dot_product_attention(
            query.tensor, key.tensor, unit, is_causal=True
        )
        return Tensor._of(out, (query, key), "attention weights")

    def forward(self, x):
        """torch's attention."""
        nodes = self.query(x), self.key(x), self.value(x)
        out = functional.scaled_dot_product_attention(*(n.tensor for n in nodes), is_causal=True)
        return Tensor._of(out, nodes, "attention")


class Cache:
    """Keys and values so far, put behind each other by torch."""

    def __init__(self):
        """Begin empty."""
        self.keys = self.values = None

    def length(self):
        """Return how many positions there are."""
        return 0 if self.keys is None else self.keys.shape[2]

    def extend(self, keys, values):
        """torch's ``cat``."""
        if self.keys is not None:
            keys = self.keys._apply(lambda *pair: torch.cat(pair, 2), "cat", keys)
            values = self.values._apply(lambda *pair: torch.cat(pair, 2), "cat", values)
        self.keys, self.values = keys, values
        return keys, values


class CausalSelfAttention(Module):
    """Heads by ``unflatten`` and torch's attention."""

    def __init__(self, n_embd, n_head, block_size):
        """Make the two linear functions."""
        self.c_attn = Linear(n_embd, 3 * n_embd, bias=False)
        self.c_proj = Linear(n_embd, n_embd, bias=False)
        self.n_head = n_head
        self.block_size = block_size

    def forward(self, x, cache=None):
        """torch's attention; with a cache its mask is ours, as torch aligns its own at the top."""
        mixed = self.c_attn(x)
        query, key, value = (
            Tensor._of(part.unflatten(-1, (self.n_head, -1)).transpose(1, 2), (mixed,), "head")
            for part in mixed.tensor.chunk(3, -1)
        )
        if cache is not None:
            key, value = cache.extend(key, value)
        T, S = query.shape[2], key.shape[2]
        seen = torch.ones(T, S, dtype=torch.bool).tril(S - T)
        nodes = query, key, value
        out = functional.scaled_dot_product_attention(*(n.tensor for n in nodes), attn_mask=seen)
        return self.c_proj(Tensor._of(out.transpose(1, 2).flatten(2), nodes, "attention"))
