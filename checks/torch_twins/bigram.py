"""Bigrams by torch."""

from itertools import pairwise

import numpy as np
import torch
from functional import cross_entropy
from layers import Embedding, Module
from tensor import no_grad


def _pairs(words, tokenizer):
    texts = [tokenizer.encode(f".{word}.") for word in words]
    return torch.tensor([pair for ids in texts for pair in pairwise(ids)])


def counts(words, tokenizer):
    """torch's ``bincount`` of the pairs."""
    size = tokenizer.vocab_size
    first, second = _pairs(words, tokenizer).T
    return torch.bincount(first * size + second, minlength=size**2).reshape(size, size).numpy()


def probabilities(counts, smoothing):
    """torch's ``normalize`` with the 1-norm."""
    smoothed = torch.tensor(np.asarray(counts), dtype=torch.float64) + smoothing
    return torch.nn.functional.normalize(smoothed, p=1, dim=1, eps=0.0).numpy()


def nll(words, tokenizer, P):
    """torch's ``nll_loss`` of the logarithms."""
    first, second = _pairs(words, tokenizer).T
    return torch.nn.functional.nll_loss(torch.tensor(np.asarray(P)).log()[first], second).item()


def perplexity(words, tokenizer, P):
    """torch's ``exp``."""
    return torch.tensor(nll(words, tokenizer, P), dtype=torch.float64).exp().item()


class Bigram(Module):
    """A table of logits."""

    def __init__(self, vocab_size):
        """Make the table."""
        self.token_embedding_table = Embedding(vocab_size, vocab_size)

    def forward(self, idx, targets=None):
        """Return the logits and torch's cross-entropy."""
        logits = self.token_embedding_table(idx)
        if targets is None:
            return logits, None
        return logits, cross_entropy(logits.reshape(-1, logits.shape[-1]), np.reshape(targets, -1))

    def generate(self, idx, max_new_tokens, choose):
        """torch's softmax of the last row, one letter after the other."""
        idx = torch.tensor(np.asarray(idx))
        for _ in range(max_new_tokens):
            with no_grad():
                logits, _ = self(idx.numpy())
            p = torch.softmax(logits.tensor[:, -1], -1)
            new = torch.tensor([[int(choose(row.numpy()))] for row in p])
            idx = torch.cat([idx, new], 1)
        return idx.numpy()
