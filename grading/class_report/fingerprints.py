"""Fingerprints of Python code that outlast renamed variables, moved functions, other comments.

Winnowing (Schleimer, Wilkerson, Aiken 2003, "Winnowing: local algorithms for document
fingerprinting"): of the hashes of every run of tokens, the smallest in each window is kept, so two
codes that share a stretch longer than a window and a run share a fingerprint. Each function is
taken by itself, and of its names only those that all code here has in common: keywords, builtins
and the names that the kit's interface fixes. Own patterns find the tokens, not ``tokenize``: they
take code that Python does not, and give the same on every Python.
"""

from __future__ import annotations

import builtins
import keyword
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

TOKENS_IN_A_RUN = 12
RUNS_IN_A_WINDOW = 4
MOST_CHARACTERS = 200_000  # of a module; no learner's is as long, and what is longer is cut
MOST_NAMES_KEPT = 100_000

# Where a string does not end, it ends with its line or file; no pattern goes back over its text.
COMMENT_OR_STRING = re.compile(
    r"""#[^\n]*|"{3}(?:[^"\\]|\\.|"(?!""))*+(?:"{3})?|'{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?"""
    r"""|"(?:[^"\\\n]|\\.)*+"?|'(?:[^'\\\n]|\\.)*+'?""",
    re.DOTALL,
)
A_STRING = '"'
DOCSTRING = re.compile(rf"^[ \t]*[a-zA-Z]{{0,2}}{A_STRING}[ \t;]*$", re.MULTILINE)
FUNCTION = re.compile(r"\n(?=[ \t]*(?:@|(?:async[ \t]+)?def\b|class\b))")
NAME_OF_FUNCTION = re.compile(r"[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
TOKEN = re.compile(
    r"\.?[^\W\d]\w*\"?|\.?\d(?:[eE][+-]|[\w.])*|\*\*=?|//=?|->|:=|[-+*/%@&|^=<>!]=|\S"
)
FIXED = re.compile(r"\.[^\W\d]\w*|(?<=\bclass )[^\W\d]\w*")  # an attribute keeps its dot


class Fingerprints(NamedTuple):
    """The fingerprints of one function, or of what stands outside of any before it."""

    function: str
    hashes: frozenset[int]


class CodeReader:
    """Reads code as fingerprints, and leaves out what everybody was given."""

    def __init__(self, interface: Iterable[str], given: Iterable[str]) -> None:
        """``interface``: code whose names are fixed. ``given``: code that says nothing."""
        fixed = {name for code in interface for name in FIXED.findall(_plain(code))}
        self.fixed = fixed | set(keyword.kwlist) | set(dir(builtins))
        self.codes: dict[str, int] = {}
        self.given_functions = {part for code in given for part in _functions(code)}
        self.given_runs = {run for part in self.given_functions for run in self._runs(part)}

    def functions(self, code: str) -> Iterator[Fingerprints]:
        """Yield the fingerprints of each function that has some of its own."""
        for part in _functions(code):
            hashes = [] if part in self.given_functions else self._runs(part)
            if hashes:
                windows = zip(*(hashes[k:] for k in range(RUNS_IN_A_WINDOW)), strict=False)
                kept = set(map(min, windows)) or {min(hashes)}
                own = frozenset(kept - self.given_runs)
                if own:
                    named = NAME_OF_FUNCTION.match(part)
                    yield Fingerprints(named[1] if named else "", own)

    def _runs(self, part: str) -> list[int]:
        """Return the hashes of the runs; those of numbers are the same in every process."""
        tokens = TOKEN.findall(part)
        known = self.codes
        codes = [known.get(token) or self._code(token) for token in tokens]
        return list(map(hash, zip(*(codes[k:] for k in range(TOKENS_IN_A_RUN)), strict=False)))

    def _code(self, token: str) -> int:
        if len(self.codes) > MOST_NAMES_KEPT:
            self.codes.clear()
        if token[:2].strip(".")[:1].isdigit():
            kind = "0"
        elif token[-1] == A_STRING:
            kind = A_STRING
        elif token.strip("._")[:1].isalpha() and token not in self.fixed:
            kind = ".name" if token[0] == "." else "name"
        else:
            kind = token
        return self.codes.setdefault(token, zlib.crc32(kind.encode("utf-8", "replace")) + 1)


def _functions(code: str) -> list[str]:
    """Return the parts of a module that each begin with a function, a class or a decorator."""
    return FUNCTION.split(_plain(code))


def _plain(code: str) -> str:
    """Return code without comments and docstrings, with one sign for every other string."""
    code = code[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    code = COMMENT_OR_STRING.sub(lambda found: "" if found[0][0] == "#" else A_STRING, code)
    return "\n" + DOCSTRING.sub("", code)
