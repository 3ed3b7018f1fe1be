"""Attention: every position gathers from those before it, and decides from which."""

import numpy as np
from functional import cat, softmax
from layers import Linear, Module
from tensor import Tensor


def future(positions):
    """Return where each position must not look, an array of booleans (positions, positions).

    ``True`` stands in row t at every column j that comes after t.
    Example: ``future(3)`` is [[False, True, True], [False, False, True], [False, False, False]].
    """
    ### BEGIN SOLUTION step 39
    return np.triu(np.ones((positions, positions), dtype=bool), 1)
    ### END SOLUTION


def average_loop(x):
    """Return for each position the mean of itself and all positions before it, by a loop.

    ``x``: a tensor of shape (B, T, C). The result has the same shape: row t of a sample is the
    mean of its rows 0 to t, for every channel by itself. ``functional.cat`` puts rows together.
    Example: one sample with one channel, [1, 3, 8], gives [1, 2, 4].
    """
    ### BEGIN SOLUTION step 39
    return cat([x[:, : t + 1].mean(1, keepdim=True) for t in range(x.shape[1])], 1)
    ### END SOLUTION


def average_matmul(x):
    """Return the same as ``average_loop``, by one matrix product.

    A matrix of shape (T, T) times each sample: row t of it holds 1 / (t + 1) in the columns 0 to
    t, and 0 behind them. ``np.tril`` sets what is above the diagonal to 0.
    """
    ### BEGIN SOLUTION step 39
    weights = np.tril(np.ones((x.shape[1], x.shape[1])))
    return Tensor(weights / weights.sum(axis=1, keepdims=True)) @ x
    ### END SOLUTION


def average_softmax(x):
    """Return the same as ``average_loop``, with a softmax: the form in which weights are learned.

    Scores of shape (T, T), all 0; -inf above the diagonal, where the future is (``masked_fill``);
    softmax along each row; and the product with each sample.
    """
    ### BEGIN SOLUTION step 39
    T = x.shape[1]
    scores = Tensor(np.zeros((T, T))).masked_fill(future(T), float("-inf"))
    return softmax(scores, -1) @ x
    ### END SOLUTION


class Head(Module):
    """One head of causal self-attention."""

    def __init__(self, n_embd, head_size, block_size):
        """Set ``key``, ``query`` and ``value``, in this order, and ``block_size``.

        Each of the three is a ``Linear`` from ``n_embd`` to ``head_size`` numbers, without bias.
        ``block_size``: the largest number of positions.
        """
        ### BEGIN SOLUTION step 40
        self.key = Linear(n_embd, head_size, bias=False)
        self.query = Linear(n_embd, head_size, bias=False)
        self.value = Linear(n_embd, head_size, bias=False)
        self.block_size = block_size
        ### END SOLUTION

    def weights(self, x):
        """Return how much each position takes from each, a tensor of shape (B, T, T).

        ``x``: a tensor of shape (B, T, n_embd), T at most ``block_size``. The score of position
        t for position j is the sum of the products of t's query and j's key, divided by the
        square root of the head size. Scores of the future, j > t, are -inf. The weights are the
        softmax of each position's scores: row t sums to 1 over j.
        """
        ### BEGIN SOLUTION step 40
        query, key = self.query(x), self.key(x)
        scores = query @ key.transpose(-2, -1) * key.shape[-1] ** -0.5
        masked = scores.masked_fill(future(x.shape[1]), float("-inf"))
        return softmax(masked, -1)
        ### END SOLUTION

    def forward(self, x):
        """Return what each position sees, a tensor of shape (B, T, head_size).

        It is the sum of the values of all positions, each times its weight.
        """
        ### BEGIN SOLUTION step 40
        return self.weights(x) @ self.value(x)
        ### END SOLUTION


class Cache:
    """The keys and values of the positions so far: of one layer, in one generation of text."""

    def __init__(self):
        """Begin without any position."""
        ### BEGIN SOLUTION step 48
        self.keys = self.values = None
        ### END SOLUTION

    def length(self):
        """Return for how many positions it holds keys and values."""
        ### BEGIN SOLUTION step 48
        return 0 if self.keys is None else self.keys.shape[-2]
        ### END SOLUTION

    def extend(self, keys, values):
        """Append keys and values of new positions; return all so far, ``(keys, values)``.

        All are tensors of shape (B, n_head, positions, head_size). Those of the first call stand
        first, and there is nothing before them.
        Example: 3 positions, and 2 in the next call, give keys and values of 5.
        """
        ### BEGIN SOLUTION step 48
        if self.keys is not None:
            keys, values = cat([self.keys, keys], 2), cat([self.values, values], 2)
        self.keys, self.values = keys, values
        return keys, values
        ### END SOLUTION


class CausalSelfAttention(Module):
    """Several heads at once, by matrix products of four dimensions."""

    def __init__(self, n_embd, n_head, block_size):
        """Set ``c_attn``, ``c_proj``, ``n_head`` and ``block_size``.

        ``c_attn``: a ``Linear`` from ``n_embd`` to ``3 * n_embd`` numbers, without bias: the
        queries of all heads, then their keys, then their values. ``c_proj``: a ``Linear`` from
        ``n_embd`` to ``n_embd``, without bias. ``n_embd`` is a multiple of ``n_head``.
        """
        ### BEGIN SOLUTION step 41
        self.c_attn = Linear(n_embd, 3 * n_embd, bias=False)
        self.c_proj = Linear(n_embd, n_embd, bias=False)
        self.n_head = n_head
        self.block_size = block_size
        ### END SOLUTION

    def forward(self, x, cache=None):
        """Return a tensor of shape (B, T, C) for one of that shape; C is ``n_embd``.

        ``c_attn`` gives (B, T, 3 * C): queries, keys and values, C numbers each. Head h has the
        numbers from h * d on, d = C / n_head of them. Bring each to (B, n_head, T, d); every head
        does with its own what ``Head`` does, scores divided by sqrt(d). Then the heads' results
        stand side by side again, (B, T, C), head 0 first, and go through ``c_proj``.
        Example: C 6 and 2 heads: head 1 has the channels 3 to 5 of queries, keys and values.
        Step 48 asks for ``cache``, a ``Cache``: keys and values of the new positions in ``x`` are
        appended to it, and each of them sees all positions up to its own.
        """
        ### BEGIN SOLUTION step 41
        B, T, C = x.shape
        heads = self.c_attn(x).reshape(B, T, 3, self.n_head, C // self.n_head)
        query, key, value = (heads[:, :, i].transpose(1, 2) for i in range(3))
        if cache is not None:
            key, value = cache.extend(key, value)
        scores = query @ key.transpose(-2, -1) * key.shape[-1] ** -0.5
        masked = scores.masked_fill(future(key.shape[-2])[-T:], float("-inf"))
        seen = softmax(masked, -1) @ value
        return self.c_proj(seen.transpose(1, 2).reshape(B, T, C))
        ### END SOLUTION
