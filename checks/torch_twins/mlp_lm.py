"""A language model of a few letters by torch."""

import numpy as np
import torch
from functional import cross_entropy
from layers import Embedding, Linear, Module


def windows(words, tokenizer, block_size):
    """torch's ``unfold`` of each word with dots around it."""
    rows = [
        torch.tensor(tokenizer.encode("." * block_size + word + ".")).unfold(0, block_size + 1, 1)
        for word in words
    ]
    rows = torch.cat(rows)
    return rows[:, :-1].numpy(), rows[:, -1].numpy()


class MLPLanguageModel(Module):
    """Embeddings side by side, a tanh layer, and logits."""

    def __init__(self, vocab_size, block_size, n_embd, n_hidden):
        """Make the parts; the head is quiet at first."""
        self.wte = Embedding(vocab_size, n_embd)
        self.hidden = Linear(block_size * n_embd, n_hidden)
        self.head = Linear(n_hidden, vocab_size)
        with torch.no_grad():
            self.head.weight.tensor.mul_(0.1)
            self.head.bias.tensor.zero_()

    def features(self, idx):
        """torch's ``flatten`` and ``tanh``."""
        embedded = self.wte(idx)
        flat = embedded._apply(lambda tensor: tensor.flatten(1), "flatten")
        return self.hidden(flat).tanh()

    def forward(self, idx, targets=None):
        """Return the logits and torch's cross-entropy."""
        logits = self.head(self.features(np.asarray(idx)))
        return logits, None if targets is None else cross_entropy(logits, targets)
