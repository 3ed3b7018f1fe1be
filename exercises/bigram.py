"""Bigrams: which letter follows which, counted, and then learned by gradient."""

import numpy as np
from functional import cross_entropy, softmax
from layers import Embedding, Module
from tensor import no_grad


def counts(words, tokenizer):
    """Return how often each letter follows each other, an array of integers of shape (V, V).

    ``words``: a list of texts. ``tokenizer``: one of step 35 that knows their letters and the
    dot; V is its ``vocab_size``. A dot is put before and behind every word, so that beginnings
    and ends are counted, too. Row i, column j counts how often the letter with the id j comes
    right behind the one with the id i. Example: the word "ab", with the ids 0, 1, 2 for ".", "a",
    "b", gives 1 at (0, 1), (1, 2) and (2, 0).
    """
    raise NotImplementedError("step 36: counts")


def probabilities(counts, smoothing):
    """Return for each letter how likely each other is to follow: every row sums to 1.

    ``counts``: an array of shape (V, V). ``smoothing``: a number that is first added to each of
    them, so that no pair is impossible; the caller's array stays as it is. Then every number is
    divided by the sum of its row. Example: [[1, 3], [1, 0]] with 1 is [[1/3, 2/3], [2/3, 1/3]].
    """
    raise NotImplementedError("step 36: probabilities")


def nll(words, tokenizer, P):
    """Return the mean of -ln P[i, j] over all pairs of neighbours in all words, a plain number.

    The pairs are those that ``counts`` counts, the dots of each word among them. It is infinite
    where a pair has the probability 0. Example: where every P[i, j] is 1/3 it is ln 3.
    """
    raise NotImplementedError("step 36: nll")


def perplexity(words, tokenizer, P):
    """Return e^nll: among how many equally likely letters it would be as hard to choose.

    Example: where every P[i, j] is 1/3 it is 3.
    """
    raise NotImplementedError("step 36: perplexity")


class Bigram(Module):
    """A language model that sees the last letter only: a table of logits, learned by gradient."""

    def __init__(self, vocab_size):
        """Set ``token_embedding_table``, an ``Embedding`` with a row of V logits for each letter.

        V is ``vocab_size``.
        """
        raise NotImplementedError("step 37: Bigram.__init__")

    def forward(self, idx, targets=None):
        """Return ``(logits, loss)``; without targets the loss is ``None``.

        ``idx``, ``targets``: integers of shape (B, T). ``logits``: a tensor of shape (B, T, V),
        for each letter the row of the table. ``loss``: a tensor of shape (), the mean of the
        cross-entropy over all B * T letters; ``cross_entropy`` wants one row for each.
        """
        raise NotImplementedError("step 37: Bigram.forward")

    def generate(self, idx, max_new_tokens, choose):
        """Return ``idx`` with ``max_new_tokens`` more letters in every row, an array of integers.

        ``idx``: integers of shape (B, T). ``choose``: a function that takes an array of V
        probabilities and returns an id. For each new letter it is called once a row, from the
        first to the last, with the softmax of the logits behind the row's last letter; then the
        letter is appended to the row, and counts as the last. No graph is built, and the
        caller's ``idx`` stays as it is. Example: shape (2, 3) and 4 new tokens give (2, 7).
        """
        raise NotImplementedError("step 37: Bigram.generate")
