"""Reading a drawing made with graphviz: its boxes, its operations and its arrows.

A box is a node whose text says ``data``; every other node stands for an operation. It reads what
the ``graphviz`` package writes: one statement a line, in any order, with any other attributes.
"""

import re

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_HTML = r"<(?:[^<>]|<[^<>]*>)*>"
_ID = rf'{_QUOTED}|{_HTML}|[^\s"<>\[\]{{}};,=:]+'
_ARROW = re.compile(rf'^[ \t]*({_ID})[^\s"\[]*[ \t]*->[ \t]*({_ID})', re.MULTILINE)
_NODE = re.compile(
    rf'^[ \t]*({_ID})[ \t]*(?:\[((?:{_QUOTED}|{_HTML}|[^"<\]])*)\])?;?[ \t]*$', re.MULTILINE
)
_LABEL = re.compile(rf"\blabel=({_ID})")


class Drawing:
    """``boxes`` and ``operations`` (each name → text), and ``arrows`` (pairs of names)."""

    def __init__(self, dot):
        """Read ``dot.source``."""
        self.arrows = {(_plain(tail), _plain(head)) for tail, head in _ARROW.findall(dot.source)}
        # A node that only arrows name is drawn too, with its name as its text.
        texts = {name: name for arrow in sorted(self.arrows) for name in arrow}
        for name, attributes in _NODE.findall(dot.source):
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
        return any(
            (tail, operation) in self.arrows and (operation, head) in self.arrows
            for tail in self._boxes_with(start)
            for head in self._boxes_with(end)
            for operation in self.operations
        )

    def _boxes_with(self, data):
        return [name for name, text in self.boxes.items() if _number_after("data", text) == data]


def _number_after(word, text):
    found = re.search(rf"{word}[^\w|-]*(-?\d[\d.e+-]*)", text)
    return found[1] if found else "(none)"


def _plain(identifier):
    if identifier.startswith('"'):
        return identifier[1:-1].replace('\\"', '"')
    return identifier
