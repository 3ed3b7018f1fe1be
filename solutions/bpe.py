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
    ### BEGIN SOLUTION step 46
    counts = {}
    for pair in pairwise(ids):
        counts[pair] = counts.get(pair, 0) + 1
    return counts
    ### END SOLUTION


def merge(ids, pair, new):
    """Return a new list in which ``new`` stands wherever ``pair`` was in the list ``ids``.

    ``pair``: a tuple of two ids; ``new``: one id in place of both. From left to right, and
    without overlap: [7, 7, 7] with (7, 7) and 9 gives [9, 7]. The caller's list stays as it is.
    """
    ### BEGIN SOLUTION step 46
    result, i = [], 0
    while i < len(ids):
        found = tuple(ids[i : i + 2]) == pair
        result.append(new if found else ids[i])
        i += 2 if found else 1
    return result
    ### END SOLUTION


def train(text, vocab_size):
    """Return the merges learned from ``text``: a dict from pair to new id, in the order learned.

    The ids begin as the bytes of ``text`` in UTF-8, 0 to 255. The pair that is there most often
    is merged everywhere and gets the id 256; then the one that is most often in what came of that
    gets 257, and so on, until there are ``vocab_size`` ids in all, or no pair is left; also a
    pair that is there only once is merged. Where several are there equally often, any of them is
    right. Example: "ababab" and 257 give {(97, 98): 256}.
    """
    ### BEGIN SOLUTION step 46
    ids, merges = list(text.encode("utf-8")), {}
    for new in range(256, vocab_size):
        counts = count_pairs(ids)
        if not counts:
            break
        pair = max(counts, key=counts.get)
        ids = merge(ids, pair, new)
        merges[pair] = new
    return merges
    ### END SOLUTION


def encode(text, merges):
    """Return the ids of any text, with merges that were learned from another.

    ``merges``: a dict as ``train`` returns it. The ids begin as the bytes of ``text`` in UTF-8.
    Of all pairs in the ids that have a merge, the one that was learned first is merged
    everywhere; again and again, until none has one. The result is a list.
    Example: "abab" with {(97, 98): 256} gives [256, 256].
    """
    ### BEGIN SOLUTION step 46
    ids = list(text.encode("utf-8"))
    for pair, new in merges.items():
        ids = merge(ids, pair, new)
    return ids
    ### END SOLUTION


def decode(ids, merges):
    """Return the text that the ids stand for: the way back from ``encode``.

    An id below 256 stands for the byte of that number, a merged one for the bytes of its two
    parts, put together. The text is what the bytes of all ids together are in UTF-8. Those that
    are none, as half a character is, become the replacement sign U+FFFD: ``bytes.decode`` with
    ``errors="replace"``. Example: [256, 97] with {(97, 98): 256} gives "aba".
    """
    ### BEGIN SOLUTION step 46
    vocabulary = {i: bytes([i]) for i in range(256)}
    for (first, second), new in merges.items():
        vocabulary[new] = vocabulary[first] + vocabulary[second]
    return b"".join(vocabulary[i] for i in ids).decode("utf-8", errors="replace")
    ### END SOLUTION


class RegexTokenizer:
    """Byte pairs within words, and tokens with a meaning of their own."""

    def __init__(self, pattern=PATTERN):
        """Keep the pattern; set ``merges`` and ``special_tokens``, two empty dicts of its own."""
        ### BEGIN SOLUTION step 47
        self.pattern = pattern
        self.merges = {}
        self.special_tokens = {}
        ### END SOLUTION

    def chunks(self, text):
        """Return the list of the pieces that ``text`` is cut into, by ``re.findall``.

        With ``PATTERN``: words, numbers and signs, each with the space before it. Nothing is
        lost: the pieces put together are the text. Example: "is it 42?" gives ["is", " it",
        " 42", "?"].
        """
        ### BEGIN SOLUTION step 47
        return re.findall(self.pattern, text)
        ### END SOLUTION

    def train(self, text, vocab_size):
        """Set ``merges`` anew, learned as by step 46's ``train``, but within pieces only.

        The text is cut into pieces first. The pair merged next is the one that is there most
        often in all pieces together; also pieces that are the same count, each. No pair reaches
        from one piece into the next. Training ends where no piece has a pair any more.
        Example: "no no no no" and 300 give {(110, 111): 256, (32, 256): 257}.
        """
        ### BEGIN SOLUTION step 47
        pieces = [list(piece.encode("utf-8")) for piece in self.chunks(text)]
        self.merges = {}
        for new in range(256, vocab_size):
            counts = {}
            for piece in pieces:
                for pair, count in count_pairs(piece).items():
                    counts[pair] = counts.get(pair, 0) + count
            if not counts:
                break
            pair = max(counts, key=counts.get)
            pieces = [merge(piece, pair, new) for piece in pieces]
            self.merges[pair] = new
        ### END SOLUTION

    def register_special_tokens(self, tokens):
        """Keep tokens that stand for themselves: a dict from text to id.

        The ids are none of those that merges have. Example: ``{"<|end|>": 300}``.
        """
        ### BEGIN SOLUTION step 47
        self.special_tokens = dict(tokens)
        ### END SOLUTION

    def encode(self, text, special="refuse"):
        """Return the ids of ``text``, a list.

        Each piece is encoded by itself, as by step 46's ``encode``. ``special`` says what becomes
        of the text of a special token in ``text``: ``"token"`` gives its id, and what stands
        before and behind it is encoded by itself, as a text of its own; ``"text"`` takes it for
        text like any other; ``"refuse"`` raises ``ValueError`` with the token's text in its
        message. Where one special token begins with another, the longer one is meant.
        Example: without merges, and with {"<|end|>": 300}, "a<|end|>" as ``"token"`` is [97, 300].
        """
        ### BEGIN SOLUTION step 47
        parts = [text]
        if self.special_tokens and special != "text":
            longest_first = sorted(self.special_tokens, key=len, reverse=True)
            parts = re.split(
                "(" + "|".join(re.escape(token) for token in longest_first) + ")", text
            )
        ids = []
        for part in parts:
            if part in self.special_tokens and special == "refuse":
                raise ValueError(f"the special token {part!r} is in the text")
            if part in self.special_tokens and special == "token":
                ids.append(self.special_tokens[part])
                continue
            for piece in self.chunks(part):
                ids += encode(piece, self.merges)
        return ids
        ### END SOLUTION

    def decode(self, ids):
        """Return the text of the ids; the id of a special token stands for the token's text.

        All else is as in step 46; half a character becomes the replacement sign, too.
        Example: with {"<|end|>": 300}, [97, 300] is "a<|end|>".
        """
        ### BEGIN SOLUTION step 47
        vocabulary = {i: bytes([i]) for i in range(256)}
        for (first, second), new in self.merges.items():
            vocabulary[new] = vocabulary[first] + vocabulary[second]
        for token, i in self.special_tokens.items():
            vocabulary[i] = token.encode("utf-8")
        return b"".join(vocabulary[i] for i in ids).decode("utf-8", errors="replace")
        ### END SOLUTION

    def save(self, path):
        """Write the pattern, the merges and the special tokens to a file, in a form of your own.

        ``path``: a text, the name of the file.
        """
        ### BEGIN SOLUTION step 47
        merges = [[*pair, new] for pair, new in self.merges.items()]
        with open(path, "w", encoding="utf-8") as file:
            json.dump([self.pattern, merges, self.special_tokens], file)
        ### END SOLUTION

    def load(self, path):
        """Take all three from a file that ``save`` wrote, in place of what is there.

        From then on this tokenizer encodes and decodes as the one that was saved.
        """
        ### BEGIN SOLUTION step 47
        with open(path, encoding="utf-8") as file:
            self.pattern, merges, self.special_tokens = json.load(file)
        self.merges = {(first, second): new for first, second, new in merges}
        ### END SOLUTION
