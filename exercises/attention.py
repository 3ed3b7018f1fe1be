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
    raise NotImplementedError("step 39: future")


def average_loop(x):
    """Return for each position the mean of itself and all positions before it, by a loop.

    ``x``: a tensor of shape (B, T, C). The result has the same shape: row t of a sample is the
    mean of its rows 0 to t, for every channel by itself. ``functional.cat`` puts rows together.
    Example: one sample with one channel, [1, 3, 8], gives [1, 2, 4].
    """
    raise NotImplementedError("step 39: average_loop")


def average_matmul(x):
    """Return the same as ``average_loop``, by one matrix product.

    A matrix of shape (T, T) times each sample: row t of it holds 1 / (t + 1) in the columns 0 to
    t, and 0 behind them. ``np.tril`` sets what is above the diagonal to 0.
    """
    raise NotImplementedError("step 39: average_matmul")


def average_softmax(x):
    """Return the same as ``average_loop``, with a softmax: the form in which weights are learned.

    Scores of shape (T, T), all 0; -inf above the diagonal, where the future is (``masked_fill``);
    softmax along each row; and the product with each sample.
    """
    raise NotImplementedError("step 39: average_softmax")


class Head(Module):
    """One head of causal self-attention."""

    def __init__(self, n_embd, head_size, block_size):
        """Set ``key``, ``query`` and ``value``, in this order, and ``block_size``.

        Each of the three is a ``Linear`` from ``n_embd`` to ``head_size`` numbers, without bias.
        ``block_size``: the largest number of positions.
        """
        raise NotImplementedError("step 40: Head.__init__")

    def weights(self, x):
        """Return how much each position takes from each, a tensor of shape (B, T, T).

        ``x``: a tensor of shape (B, T, n_embd), T at most ``block_size``. The score of position
        t for position j is the sum of the products of t's query and j's key, divided by the
        square root of the head size. Scores of the future, j > t, are -inf. The weights are the
        softmax of each position's scores: row t sums to 1 over j.
        """
        raise NotImplementedError("step 40: Head.weights")

    def forward(self, x):
        """Return what each position sees, a tensor of shape (B, T, head_size).

        It is the sum of the values of all positions, each times its weight.
        """
        raise NotImplementedError("step 40: Head.forward")


class Cache:
    """The keys and values of the positions so far: of one layer, in one generation of text."""

    def __init__(self):
        """Begin without any position."""
        raise NotImplementedError("step 48: Cache.__init__")

    def length(self):
        """Return for how many positions it holds keys and values."""
        raise NotImplementedError("step 48: Cache.length")

    def extend(self, keys, values):
        """Append keys and values of new positions; return all so far, ``(keys, values)``.

        All are tensors of shape (B, n_head, positions, head_size). Those of the first call stand
        first, and there is nothing before them.
        Example: 3 positions, and 2 in the next call, give keys and values of 5.
        """
        raise NotImplementedError("step 48: Cache.extend")


class CausalSelfAttention(Module):
    """Several heads at once, by matrix products of four dimensions."""

    def __init__(self, n_embd, n_head, block_size):
        """Set ``c_attn``, ``c_proj``, ``n_head`` and ``block_size``.

        ``c_attn``: a ``Linear`` from ``n_embd`` to ``3 * n_embd`` numbers, without bias: the
        queries of all heads, then their keys, then their values. ``c_proj``: a ``Linear`` from
        ``n_embd`` to ``n_embd``, without bias. ``n_embd`` is a multiple of ``n_head``.
        """
        raise NotImplementedError("step 41: CausalSelfAttention.__init__")

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
        raise NotImplementedError("step 41: CausalSelfAttention.forward")
