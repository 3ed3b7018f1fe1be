"""Reading a drawing made with graphviz: its boxes, its operations and its arrows.

A box is a node whose text says ``data``; every other node stands for an operation. It reads what
the ``graphviz`` package writes: one statement a line, in any order, with any other attributes.
The check returns the text alone; what is in it the judge's side reads.
"""

import re

_MOST_PARTS = 200  # of a node's attributes: texts, and what stands between them
# The patterns take what they match for good (`++`, `*+`): no text makes them try again and again.
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_HTML = r"<(?:[^<>]|<[^<>]*+>)*+>"
_ID = rf'{_QUOTED}|{_HTML}|-?+[^\s"<>\[\]{{}};,=:-]++'
_ARROW = re.compile(rf'^[ \t]*+({_ID})(?::[^\s"\[>-]*+)?[ \t]*+->[ \t]*+({_ID})', re.MULTILINE)
_ATTRIBUTES = rf'(?:{_QUOTED}|{_HTML}|[^"<\]\n]++){{0,{_MOST_PARTS}}}+'
_NODE = re.compile(rf"^[ \t]*+({_ID})[ \t]*+(?:\[({_ATTRIBUTES})\])?+;?[ \t]*+$", re.MULTILINE)
_LABEL = re.compile(rf"\blabel=({_ID})")
_PIECE = 2_000  # characters: more than that of one text are not sent
_MOST_PIECES = 10


def source_of(dot):
    """Return ``dot.source`` in pieces, as the check returns it."""
    source = str.__str__(dot.source)
    return [source[start : start + _PIECE] for start in range(0, len(source), _PIECE)][
        :_MOST_PIECES
    ]


def read_in(tell):
    """Return a reader: ``tell`` is given the drawing and all that the check saw."""

    def reader(seen):
        pieces = seen["source"] if type(seen["source"]) is list else []
        return tell(Drawing("".join(pieces[:_MOST_PIECES])), seen)

    return reader


class Drawing:
    """``boxes`` and ``operations`` (each name → text), and ``arrows`` (pairs of names)."""

    def __init__(self, source):
        """Read a DOT text."""
        self.arrows = {(_plain(tail), _plain(head)) for tail, head in _ARROW.findall(source)}
        # A node that only arrows name is drawn too, with its name as its text.
        texts = {name: name for arrow in sorted(self.arrows) for name in arrow}
        for name, attributes in _NODE.findall(source):
            if name not in ("graph", "node", "edge"):
                label = _LABEL.search(attributes)
                texts[_plain(name)] = _plain(label[1] if label else name)
        self.boxes = {name: text for name, text in texts.items() if "data" in text}
        self.operations = {name: text for name, text in texts.items() if name not in self.boxes}

    def numbers(self, word):
        """Return the number after ``word`` in each box, as it is written there, sorted."""
        return sorted(_number_after(word, text) for text in self.boxes.values())

    def leads(self, start, end):
        """Tell whether arrows lead from the box with data ``start`` through an operation's node
        to the box with data ``end``.
        """
        starts, ends = self._boxes_with(start), self._boxes_with(end)
        reached = {head for tail, head in self.arrows if tail in starts and head in self.operations}
        return any(tail in reached and head in ends for tail, head in self.arrows)

    def boxes_with(self, word, but_without):
        """Return how many boxes have one word in their text, and not another."""
        return sum(word in text and but_without not in text for text in self.boxes.values())

    def _boxes_with(self, data):
        return {name for name, text in self.boxes.items() if _number_after("data", text) == data}


def _number_after(word, text):
    found = re.search(rf"{word}[^\w|-]*(-?\d[\d.e+-]*)", text)
    return found[1] if found else "(none)"


def _plain(identifier):
    if identifier.startswith('"'):
        return identifier[1:-1].replace('\\"', '"')
    return identifier
