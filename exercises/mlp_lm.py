"""A language model that sees a few letters at once (Bengio et al. 2003)."""

import numpy as np
from functional import cross_entropy
from layers import Embedding, Linear, Module


def windows(words, tokenizer, block_size):
    """Return ``(contexts, targets)``: what comes before each letter of the words, and the letter.

    ``words``: a list of texts. ``tokenizer``: one of step 35 that knows their letters and the
    dot. A word of n letters gives n + 1 examples: each of its letters, and a dot at the end, is a
    target; its context are the ``block_size`` letters before it, in their order. Where there are
    fewer, dots stand in front; a context never holds letters of another word.
    ``contexts``: an array of integers of shape (N, block_size). ``targets``: one of shape (N,).
    Example: "ab" and block_size 3 give the contexts "...", "..a", ".ab" and the targets "a", "b",
    ".", all as ids.
    """
    raise NotImplementedError("step 38: windows")


class MLPLanguageModel(Module):
    """Embeddings of a few letters side by side, a tanh layer, and a logit for every letter."""

    def __init__(self, vocab_size, block_size, n_embd, n_hidden):
        """Set ``wte``, ``hidden`` and ``head``.

        ``wte``: an ``Embedding`` with a row of ``n_embd`` numbers for each letter, the same for
        every place. ``hidden``: a ``Linear`` from ``block_size * n_embd`` numbers to ``n_hidden``.
        ``head``: a ``Linear`` from these to ``vocab_size`` logits, whose weight is multiplied by
        0.1 and whose bias is 0, so that at first all letters are about equally likely, and the
        loss is about ln(vocab_size).
        """
        raise NotImplementedError("step 38: MLPLanguageModel.__init__")

    def features(self, idx):
        """Return tanh of the hidden layer, a tensor of shape (N, n_hidden).

        ``idx``: integers of shape (N, block_size). The embeddings of a context stand side by
        side in one row, the first letter's numbers first: shape (N, block_size * n_embd).
        """
        raise NotImplementedError("step 38: MLPLanguageModel.features")

    def forward(self, idx, targets=None):
        """Return ``(logits, loss)``; without targets the loss is ``None``.

        ``idx``: integers of shape (N, block_size). ``targets``: N integers. ``logits``: a tensor
        of shape (N, vocab_size). ``loss``: the cross-entropy, a tensor of shape ().
        """
        raise NotImplementedError("step 38: MLPLanguageModel.forward")
