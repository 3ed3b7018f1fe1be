"""Text as numbers by torch: batches are slices of a torch tensor, stacked."""

import numpy as np
import torch


class CharTokenizer:
    """Characters by ``torch.unique`` of their code points."""

    def __init__(self, text):
        """Find the characters."""
        points = torch.unique(torch.tensor([ord(c) for c in text], dtype=torch.int64))
        self.characters = [chr(point) for point in points.tolist()]
        self.vocab_size = len(self.characters)

    def encode(self, text):
        """Return the places of the characters."""
        return [self._place(character) for character in text]

    def _place(self, character):
        if character not in self.characters:
            raise ValueError(f"unknown character {character!r}")
        return self.characters.index(character)

    def decode(self, ids):
        """Return the characters at these places."""
        return "".join(self.characters[int(i)] for i in ids)


def split(ids, share):
    """torch's ``tensor_split``."""
    first, rest = torch.tensor(np.asarray(ids)).tensor_split([int(share * len(ids))])
    kind = np.asarray if isinstance(ids, np.ndarray) else torch.Tensor.tolist
    return kind(first), kind(rest)


def get_batch(ids, starts, block_size):
    """torch's ``stack`` of slices, as in nanoGPT."""
    ids = torch.tensor(np.asarray(ids))
    if any(not 0 <= start < len(ids) - block_size for start in starts):
        raise ValueError("a piece goes beyond the ids")
    x = torch.stack([ids[i : i + block_size] for i in starts])
    y = torch.stack([ids[i + 1 : i + 1 + block_size] for i in starts])
    return x.numpy(), y.numpy()
