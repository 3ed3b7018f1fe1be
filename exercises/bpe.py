"""Byte pair encoding: a tokenizer that learns which bytes belong together (as in GPT-2)."""

import json
import re
from itertools import pairwise

# GPT-2's pattern, in the words of Python's own `re`: endings, words, numbers, signs, spaces.
PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+"


def count_pairs(ids):
    """Return how often each pair of neighbours is in the list ``ids``: a dict from pair to number.

    A pair is a tuple, as ``itertools.pairwise`` gives them one after another; its order
    counts. Pairs that overlap count, each: [7, 7, 7] gives {(7, 7): 2}. A list of one id, or of
    none, gives an empty dict.
    """
    raise NotImplementedError("step 46: count_pairs")


def merge(ids, pair, new):
    """Return a new list in which ``new`` stands wherever ``pair`` was in the list ``ids``.

    ``pair``: a tuple of two ids; ``new``: one id in place of both. From left to right, and
    without overlap: [7, 7, 7] with (7, 7) and 9 gives [9, 7]. The caller's list stays as it is.
    """
    raise NotImplementedError("step 46: merge")


def train(text, vocab_size):
    """Return the merges learned from ``text``: a dict from pair to new id, in the order learned.

    The ids begin as the bytes of ``text`` in UTF-8, 0 to 255. The pair that is there most often
    is merged everywhere and gets the id 256; then the one that is most often in what came of that
    gets 257, and so on, until there are ``vocab_size`` ids in all, or no pair is left; also a
    pair that is there only once is merged. Where several are there equally often, any of them is
    right. Example: "ababab" and 257 give {(97, 98): 256}.
    """
    raise NotImplementedError("step 46: train")


def encode(text, merges):
    """Return the ids of any text, with merges that were learned from another.

    ``merges``: a dict as ``train`` returns it. The ids begin as the bytes of ``text`` in UTF-8.
    Of all pairs in the ids that have a merge, the one that was learned first is merged
    everywhere; again and again, until none has one. The result is a list.
    Example: "abab" with {(97, 98): 256} gives [256, 256].
    """
    raise NotImplementedError("step 46: encode")


def decode(ids, merges):
    """Return the text that the ids stand for: the way back from ``encode``.

    An id below 256 stands for the byte of that number, a merged one for the bytes of its two
    parts, put together. The text is what the bytes of all ids together are in UTF-8. Those that
    are none, as half a character is, become the replacement sign U+FFFD: ``bytes.decode`` with
    ``errors="replace"``. Example: [256, 97] with {(97, 98): 256} gives "aba".
    """
    raise NotImplementedError("step 46: decode")


class RegexTokenizer:
    """Byte pairs within words, and tokens with a meaning of their own."""

    def __init__(self, pattern=PATTERN):
        """Keep the pattern; set ``merges`` and ``special_tokens``, two empty dicts of its own."""
        raise NotImplementedError("step 47: RegexTokenizer.__init__")

    def chunks(self, text):
        """Return the list of the pieces that ``text`` is cut into, by ``re.findall``.

        With ``PATTERN``: words, numbers and signs, each with the space before it. Nothing is
        lost: the pieces put together are the text. Example: "is it 42?" gives ["is", " it",
        " 42", "?"].
        """
        raise NotImplementedError("step 47: RegexTokenizer.chunks")

    def train(self, text, vocab_size):
        """Set ``merges`` anew, learned as by step 46's ``train``, but within pieces only.

        The text is cut into pieces first. The pair merged next is the one that is there most
        often in all pieces together; also pieces that are the same count, each. No pair reaches
        from one piece into the next. Training ends where no piece has a pair any more.
        Example: "no no no no" and 300 give {(110, 111): 256, (32, 256): 257}.
        """
        raise NotImplementedError("step 47: RegexTokenizer.train")

    def register_special_tokens(self, tokens):
        """Keep tokens that stand for themselves: a dict from text to id.

        The ids are none of those that merges have. Example: ``{"<|end|>": 300}``.
        """
        raise NotImplementedError("step 47: RegexTokenizer.register_special_tokens")

    def encode(self, text, special="refuse"):
        """Return the ids of ``text``, a list.

        Each piece is encoded by itself, as by step 46's ``encode``. ``special`` says what becomes
        of the text of a special token in ``text``: ``"token"`` gives its id, and what stands
        before and behind it is encoded by itself, as a text of its own; ``"text"`` takes it for
        text like any other; ``"refuse"`` raises ``ValueError`` with the token's text in its
        message. Where one special token begins with another, the longer one is meant.
        Example: without merges, and with {"<|end|>": 300}, "a<|end|>" as ``"token"`` is [97, 300].
        """
        raise NotImplementedError("step 47: RegexTokenizer.encode")

    def decode(self, ids):
        """Return the text of the ids; the id of a special token stands for the token's text.

        All else is as in step 46; half a character becomes the replacement sign, too.
        Example: with {"<|end|>": 300}, [97, 300] is "a<|end|>".
        """
        raise NotImplementedError("step 47: RegexTokenizer.decode")

    def save(self, path):
        """Write the pattern, the merges and the special tokens to a file, in a form of your own.

        ``path``: a text, the name of the file.
        """
        raise NotImplementedError("step 47: RegexTokenizer.save")

    def load(self, path):
        """Take all three from a file that ``save`` wrote, in place of what is there.

        From then on this tokenizer encodes and decodes as the one that was saved.
        """
        raise NotImplementedError("step 47: RegexTokenizer.load")
