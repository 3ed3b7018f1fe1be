"""Byte pair encoding by tiktoken, which GPT-2 and its successors are served with."""

import json
from collections import Counter
from itertools import pairwise

import regex
import tiktoken

PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+"
WHOLE = r"(?s:.+)"


def count_pairs(ids):
    """Count by Python's ``Counter``."""
    return dict(Counter(pairwise(ids)))


def merge(ids, pair, new):
    """Replace in the text of all ids, each a character of its own, from left to right."""
    text = "".join(map(chr, ids)).replace("".join(map(chr, pair)), chr(new))
    return [ord(character) for character in text]


def train(text, vocab_size):
    """Merge the commonest pair, again and again."""
    tokenizer = RegexTokenizer(WHOLE)
    tokenizer.train(text, vocab_size)
    return tokenizer.merges


def _bytes_of(merges):
    texts = {i: bytes([i]) for i in range(256)}
    for (first, second), new in merges.items():
        texts[new] = texts[first] + texts[second]
    return texts


def _encoding(pattern, merges, special):
    ranks = {text: i for i, text in _bytes_of(merges).items()}
    return tiktoken.Encoding(
        "twin", pat_str=pattern, mergeable_ranks=ranks, special_tokens=dict(special)
    )


def encode(text, merges):
    """tiktoken's ``encode``, of the whole text as one piece."""
    return _encoding(WHOLE, merges, {}).encode(text)


def decode(ids, merges):
    """tiktoken's ``decode``."""
    return _encoding(WHOLE, merges, {}).decode(list(ids))


class RegexTokenizer:
    """tiktoken's encoding with a pattern and special tokens."""

    def __init__(self, pattern=PATTERN):
        """Begin without merges."""
        self.pattern, self.merges, self.special_tokens = pattern, {}, {}

    def chunks(self, text):
        """Cut with the package ``regex``."""
        return regex.findall(self.pattern, text)

    def train(self, text, vocab_size):
        """Merge the commonest pair within pieces, again and again."""
        pieces = [list(piece.encode()) for piece in self.chunks(text)]
        self.merges = {}
        while 256 + len(self.merges) < vocab_size:
            counts = Counter(pair for piece in pieces for pair in pairwise(piece))
            if not counts:
                return
            [(pair, _)] = counts.most_common(1)
            self.merges[pair] = 256 + len(self.merges)
            pieces = [merge(piece, pair, self.merges[pair]) for piece in pieces]

    def register_special_tokens(self, tokens):
        """Keep them."""
        self.special_tokens = dict(tokens)

    def encode(self, text, special="refuse"):
        """tiktoken's ``encode``, or ``encode_ordinary``."""
        encoding = _encoding(self.pattern, self.merges, self.special_tokens)
        if special == "text":
            return encoding.encode_ordinary(text)
        return encoding.encode(text, allowed_special="all" if special == "token" else set())

    def decode(self, ids):
        """tiktoken's ``decode``."""
        return _encoding(self.pattern, self.merges, self.special_tokens).decode(list(ids))

    def save(self, path):
        """Write a JSON file."""
        merges = [[*pair, new] for pair, new in self.merges.items()]
        with open(path, "w", encoding="utf-8") as file:
            json.dump([self.pattern, merges, self.special_tokens], file)

    def load(self, path):
        """Read it."""
        with open(path, encoding="utf-8") as file:
            self.pattern, merges, self.special_tokens = json.load(file)
        self.merges = {(first, second): new for first, second, new in merges}
