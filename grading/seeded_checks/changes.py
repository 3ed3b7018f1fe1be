"""Drawing what stands in a check anew: edits of literals, and of the texts that tell of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from grading.seeded_checks.draws import Draws
from grading.seeded_checks.literals import (
    in_other_letters,
    redrawn_float,
    redrawn_whole,
    retold,
)
from grading.seeded_checks.related_numbers import KEPT, RELATED, WORDS, Relation, numbers_in_name
from grading.seeded_checks.sites import Sites, are_whole_heads, elements_of, lengths_in, sites_in
from grading.seeded_checks.source import Edit, Source, edited

SHORTEST_SEGMENT = 5  # of code that is told in a docstring, too
LETTERS_IN_BYTES = range(97, 123)
INSIDE = re.compile(r"'([a-z]+)'")
FIRST_MERGED = 256  # the first id that is no byte
MARKED = re.compile(r"^r|\[|<(?!\|)|^.(token|text).$")  # a pattern, or a word with a meaning


@dataclass
class Drawn:
    """The edits of one part of a file, and what its numbers have become, as they are written."""

    edits: list[Edit] = field(default_factory=list)
    numbers: dict[str, str] = field(default_factory=dict)
    segments: dict[str, str] = field(default_factory=dict)  # code, and what it has become


@dataclass(frozen=True)
class Kinds:
    """What is to be drawn anew, and which share of it."""

    names: frozenset[str]
    share: float = 1.0

    def __contains__(self, name: str) -> bool:
        return name in self.names


class PartDrawing:
    """One attempt to draw one part of a check file anew: a check, or the file's constants."""

    def __init__(
        self, source: Source, nodes: Sequence[ast.stmt], kinds: Kinds, draws: Draws, name: str
    ) -> None:
        """``name``: the check's id, for what is known of its numbers."""
        self.source = source
        self.nodes = nodes
        self.kinds = kinds
        self.draws = draws
        self.told: Mapping[str, str] = {}
        self.sites: Sites = sites_in(source, nodes)
        self.kept = KEPT.get(name, frozenset()) | numbers_in_name(name)
        self.related: Mapping[str, Relation] = RELATED.get(name, {})
        self.drawn = Drawn()
        self._edited: set[ast.AST] = set()
        self._sizes: dict[int, int] = {}  # what they have become

    def draw(self, letters: Mapping[str, str], elsewhere: Drawn) -> Drawn:
        """Return the edits; ``elsewhere``: what has become of what this part may tell of, too.

        ``letters``: what each letter becomes in words.
        """
        self.told = elsewhere.numbers
        self._draw_floats()
        self._draw_rows()
        if "words" in self.kinds:
            self._draw_words(letters)
        for nodes in (self.sites.wholes, self.sites.seeds):
            self._draw_wholes(nodes)
        self._draw_ids()
        self._draw_sizes()
        self.drawn.segments |= self._segments()
        self._retell({**elsewhere.segments, **self.drawn.segments})
        return self.drawn

    def _is_chosen(self) -> bool:
        return self.draws.share() < self.kinds.share

    def _neighbours(self, nodes: set[ast.AST]) -> dict[str, str]:
        """Return arguments that stand side by side and have changed, and what they are now."""
        found: dict[str, str] = {}
        for call in (node for node in nodes if isinstance(node, ast.Call)):
            for one, other in combinations(call.args, 2):
                first, last = self.source.span(one)[0], self.source.span(other)[1]
                inside = [e for e in self.drawn.edits if first <= e.first and e.last <= last]
                old = self.source.data[first:last]
                found[old.decode()] = edited(old, first, inside)
        return found

    @property
    def is_sound(self) -> bool:
        """Whether what has been drawn can be shown, and asked of any right code."""
        return self.is_told_truly and self.has_whole_heads and self.has_room

    @property
    def is_told_truly(self) -> bool:
        """Whether no text still tells of a whole number, a size, that has become another one."""
        changed = {
            str(node.value)
            for node in (*self.sites.sizes, *self.sites.wholes, *self.sites.compared)
            if node in self._edited
        }
        words = {WORDS[int(number)] for number in changed if int(number) < len(WORDS)}
        pattern = re.compile(rf"(?<![\w.])(?:{'|'.join(changed | words)})(?![\w.]\d|\w)")
        return not changed or not any(
            pattern.search(self.source.rewritten(node, self.drawn.edits))
            for node in self.sites.keys
        )

    @property
    def has_whole_heads(self) -> bool:
        """Whether every head of an attention still gets as many channels as the others."""
        for node in self._edited:
            for call in (one for one in self.source.around(node) if isinstance(one, ast.Call)):
                new = ast.parse(self.source.rewritten(call, self.drawn.edits).strip(), mode="eval")
                assert isinstance(new.body, ast.Call)
                if not are_whole_heads(new.body):
                    return False
        return True

    @property
    def has_room(self) -> bool:
        """Whether no attention is made for fewer positions than before, or than it is given."""
        (old, _), (new, given) = (
            lengths_in("\n".join(self._as_statement(node, edits) for node in self.nodes))
            for edits in ([], self.drawn.edits)
        )
        fewer = any(now < then for then, now in zip(old, new, strict=False))
        return not new or not (fewer or max(given, default=0) > min(new))

    def _as_statement(self, node: ast.stmt, edits: Sequence[Edit]) -> str:
        """Return a statement, edited, so that it can stand by itself however far it is indented."""
        text = " " * node.col_offset + self.source.rewritten(node, edits)
        return f"if True:\n{text}" if node.col_offset else text

    def _edit(self, node: ast.AST, text: str) -> None:
        if node not in self._edited and text != self.source.written(node):
            self._edited.add(node)
            self.drawn.edits.append(Edit(*self.source.span(node), text))

    def _draw_floats(self) -> None:
        nodes = self.sites.floats * ("floats" in self.kinds)
        nodes = nodes + self.sites.ones * ("ones" in self.kinds)
        new = self.drawn.numbers
        texts = list(dict.fromkeys(self.source.written(node) for node in nodes))
        texts += [text for text in self.related if text not in texts]
        for text in texts:
            if text in self.kept or text in self.related:
                continue
            if text in self.told:  # so that what tells of both is true
                new[text] = self.told[text]
            elif self._is_chosen():
                new[text] = redrawn_float(text, self.draws, {**self.told, **new})
        for text, relation in self.related.items():
            new[text] = relation.number(new)
        for node in [*nodes, *self.sites.ones]:
            text = self.source.written(node)
            self._edit(node, new.get(text, text))

    def _draw_rows(self) -> None:
        rows = self.sites.rows if "floats" in self.kinds else []
        for row in rows + self.sites.orders * ("orders" in self.kinds):
            written = [self.source.written(element) for element in row.elts]
            if self._is_chosen() and not self.kept.intersection(written):
                for element, text in zip(row.elts, self.draws.shuffled(written), strict=True):
                    self._edit(element, text)

    def _draw_words(self, letters: Mapping[str, str]) -> None:
        for node in self.sites.texts:
            written = self.source.written(node)
            if not MARKED.search(written):
                self._edit(node, in_other_letters(written, letters))
        for key in self.sites.keys:
            if isinstance(key, ast.JoinedStr):  # texts in code within a text
                for old in INSIDE.findall(self.source.written(key)):
                    new = in_other_letters(old, letters)
                    self.drawn.segments |= {f"'{old}'": f"'{new}'", f'"{old}"': f'"{new}"'}
        if "bytes" in self.kinds:
            self._draw_bytes(letters)

    def _draw_bytes(self, letters: Mapping[str, str]) -> None:
        """Draw the bytes of texts: those of letters as the letters, those below as any others."""
        below = range(2, LETTERS_IN_BYTES.start)
        others = dict(zip(below, self.draws.shuffled(below), strict=True))
        for node in self.sites.bytes:
            assert isinstance(node.value, int)
            if node.value in LETTERS_IN_BYTES:
                self._edit(node, str(ord(letters[chr(node.value)])))
            else:
                self._edit(node, str(others.get(node.value, node.value)))

    def _draw_wholes(self, nodes: Sequence[ast.Constant]) -> None:
        kind = "seeds" if nodes is self.sites.seeds else "wholes"
        known: dict[int, int] = {}
        for node in nodes if kind in self.kinds else ():
            number = node.value
            assert isinstance(number, int)
            is_kept = kind == "wholes" and str(number) in self.kept
            if is_kept or not self._is_chosen():
                continue
            if number not in known:
                other = self.draws.below(1000) + 2
                known[number] = other if kind == "seeds" else redrawn_whole(number, self.draws)
            self._edit(node, str(known[number]))

    def _draw_ids(self) -> None:
        known: dict[str, dict[str, str]] = {}
        for node in self.sites.ids if "ids" in self.kinds and "bytes" not in self.kinds else ():
            if not self._is_chosen() or not self._is_told(node):
                continue
            leaves = list(elements_of(node))
            texts = list(dict.fromkeys(self.source.written(leaf) for leaf in leaves))
            written = self.source.written(node)  # what is written twice becomes the same twice
            others = known.setdefault(
                written, dict(zip(texts, self.draws.shuffled(texts), strict=True))
            )
            for leaf in leaves:
                inside = getattr(leaf, "operand", leaf)
                if inside not in self._edited:
                    self._edit(leaf, others[self.source.written(leaf)])

    def _is_told(self, node: ast.List) -> bool:
        """Whether a docstring, if there is one, tells of a list as it is written."""
        docstrings = [
            self.source.written(key)
            for key in self.sites.keys
            if isinstance(self.source.parents[key], ast.Expr)
        ]
        return not docstrings or self.source.written(node) in "".join(docstrings)

    def _draw_sizes(self) -> None:
        known = self._sizes
        for node in self.sites.sizes if "sizes" in self.kinds else ():
            number = node.value
            assert isinstance(number, int)
            if number == FIRST_MERGED and "bytes" in self.kinds:
                continue
            if number not in known:
                chosen = self._is_chosen() and str(number) not in self.kept
                known[number] = redrawn_whole(number, self.draws) if chosen else number
            self._edit(node, str(known[number]))
        for node in self.sites.compared:
            assert isinstance(node.value, int)
            if node.value in known:
                self._edit(node, str(known[node.value]))

    def _retell(self, segments: Mapping[str, str]) -> None:
        """Put what has been drawn into texts that tell of it: docstrings, names of what is seen."""
        segments = {k: segments[k] for k in sorted(segments, key=len, reverse=True) if k.strip()}
        numbers = {**self.told, **self.drawn.numbers}
        for node in (*self.sites.keys, *self.sites.texts):
            if node not in self._edited:
                written = self.source.written(node)
                is_docstring = isinstance(self.source.parents[node], ast.Expr)
                sizes = {} if is_docstring else {str(k): str(v) for k, v in self._sizes.items()}
                self._edit(node, retold(written, segments, sizes | numbers))

    def _segments(self) -> dict[str, str]:
        """Return the code that has changed, and what it is now."""
        outer: set[ast.AST] = set()
        for node in self._edited:
            outer |= {node, *(o for o in self.source.around(node) if isinstance(o, ast.expr))}
        found = {
            self.source.written(node): self.source.rewritten(node, self.drawn.edits)
            for node in outer
            if isinstance(node, ast.expr)
        }
        found |= self._neighbours(outer)
        found |= {
            old.replace("integers(", "array("): new.replace("integers(", "array(")
            for old, new in found.items()  # which is what docstrings call it
        }
        texts = {old: new for old, new in found.items() if old[0] in "\"'" and old[-1] == old[0]}
        words = {old[1:-1]: new[1:-1] for old, new in texts.items() if len(old) > len("'a'")}
        usual = {k: v for k, v in found.items() if len(k) >= SHORTEST_SEGMENT or k[0] == "["}
        other_quotes = {f"'{old[1:-1]}'": f"'{new[1:-1]}'" for old, new in texts.items()}
        return usual | texts | other_quotes | words
