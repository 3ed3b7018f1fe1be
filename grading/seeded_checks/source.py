"""A check file's source: its parts by name, and edits of what stands in it."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

SHARED = ""  # the name of what a file's checks have in common


@dataclass(frozen=True)
class Edit:
    """Bytes ``first`` up to ``last`` become this text."""

    first: int
    last: int
    text: str


class Source:
    """The text of a check file with its tree; positions are in bytes, as the tree's are."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = text.encode()
        self.tree = ast.parse(text)
        self._starts = [0]
        for line in self.data.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """The node around each node."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    @cached_property
    def checks(self) -> dict[str, ast.FunctionDef]:
        """The checks by name."""
        return {
            node.name: node
            for node in self.tree.body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        }

    @cached_property
    def constants(self) -> list[ast.stmt]:
        """The statements that give the file's constants their values."""
        return [node for node in self.tree.body if isinstance(node, ast.Assign)]

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node stands."""
        assert isinstance(node, ast.expr | ast.stmt)
        assert node.end_lineno is not None and node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def written(self, node: ast.AST) -> str:
        """Return what stands there."""
        first, last = self.span(node)
        return self.data[first:last].decode()

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around a node, the nearest first."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def comments_in(self, node: ast.stmt) -> Iterator[tuple[int, int]]:
        """Yield where the comments inside a statement stand, the spaces before them included."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            row, column = token.start
            if token.type == tokenize.COMMENT and node.lineno <= row <= (node.end_lineno or 0):
                before = token.line[:column]
                first = self._starts[row - 1] + len(before.rstrip().encode())
                end = self._starts[row - 1] + len(token.line.rstrip("\r\n").encode())
                whole_line = not before.strip()
                yield (self._starts[row - 1], end + 1) if whole_line else (first, end)

    def edited(self, edits: Iterable[Edit]) -> str:
        """Return the whole text with the edits made; they do not overlap."""
        return edited(self.data, 0, edits)

    def rewritten(self, node: ast.AST, edits: Iterable[Edit]) -> str:
        """Return what stands there with the edits made that lie inside."""
        first, last = self.span(node)
        inside = [edit for edit in edits if first <= edit.first and edit.last <= last]
        return edited(self.data[first:last], first, inside)


def edited(data: bytes, begins: int, edits: Iterable[Edit]) -> str:
    """Return bytes that begin at a position with the edits made."""
    parts, at = [], begins
    for edit in sorted(edits, key=lambda edit: (edit.first, edit.last)):
        parts += [data[at - begins : edit.first - begins], edit.text.encode()]
        at = edit.last
    return b"".join([*parts, data[at - begins :]]).decode()
