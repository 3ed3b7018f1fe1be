"""Text as numbers: a tokenizer of single characters, and batches to learn from."""

import numpy as np


class CharTokenizer:
    """A number for every character of a text, from 0 on."""

    def __init__(self, text):
        """Set ``characters``, those of ``text`` each once, in their order; and ``vocab_size``.

        ``characters`` is a list, sorted as Python sorts characters, so that the same text always
        gives the same numbers. ``vocab_size`` is how many there are.
        Example: ``CharTokenizer("banana").characters`` is ["a", "b", "n"].
        """
        raise NotImplementedError("step 35: CharTokenizer.__init__")

    def encode(self, text):
        """Return the list of the ids of the characters of ``text``: their places in the list.

        Raises ``ValueError`` for a character that has none; the message holds the character.
        Example: with the characters a, b, n, "ban" is [1, 0, 2].
        """
        raise NotImplementedError("step 35: CharTokenizer.encode")

    def decode(self, ids):
        """Return the text that the ids stand for: the way back from ``encode``.

        ``ids``: a list or an array of integers. Example: with a, b, n, [2, 0] is "na".
        """
        raise NotImplementedError("step 35: CharTokenizer.decode")


def split(ids, share):
    """Return two parts of ``ids``: the first ``share`` of them to learn from, the rest to test on.

    ``ids``: a list or an array. ``share``: a number from 0 to 1; the length of the first part is
    share * len(ids) without its fraction. Nothing is left out, nothing is in both.
    Example: 7 ids and 0.6 give the first 4 and the last 3.
    """
    raise NotImplementedError("step 35: split")


def get_batch(ids, starts, block_size):
    """Return ``(x, y)``: pieces of a text, and for every character in them the one that follows.

    ``ids``: a list or an array of integers. ``starts``: where in ``ids`` each piece begins.
    ``block_size``: how long each is, T. Both results are arrays of integers of shape (B, T): row
    i of ``x`` holds the T ids from ``starts[i]`` on, and row i of ``y`` those one place further.
    Raises ``ValueError`` where a piece, or what follows its last character, goes beyond the ids,
    or begins before them. Example: ids [5, 6, 7, 8], starts [1] and block_size 2 give x [[6, 7]]
    and y [[7, 8]].
    """
    raise NotImplementedError("step 35: get_batch")
