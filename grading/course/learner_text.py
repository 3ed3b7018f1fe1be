"""A learner's text, fit to be read and shown: files as Python reads them, nothing a terminal obeys.

What comes from a learner's code or files goes through ``printable`` where it comes in, so that the
terminal, an editor, the page, the JSON and the history need not think of it.
"""

from __future__ import annotations

import codecs
import errno
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNPRINTABLE = "\ufffd"
HALF_OF_A_CHARACTER = re.compile("[\ud800-\udfff]")
# How Python finds a file's encoding: https://docs.python.org/3/reference/lexical_analysis.html
# Compiled where one is found: hardly ever.
COOKIE = rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)"
MOST_BYTES_OF_A_COOKIE = 4096
# Files that Python cannot read, and some editors and shells write; the longer mark comes first.
WIDE = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SEVERAL_LINES = ("message", "printed", "source")  # what of a worker's reply is shown as such


@dataclass(frozen=True)
class SourceText:
    """A file of a learner's: its text with ``\\n`` as line ends, and how it was written.

    Bytes that its encoding does not have are kept in it as surrogates.
    """

    text: str
    encoding: str
    newline: str
    is_for_python: bool = True  # it is in an encoding that Python reads

    def encoded(self, text: str) -> bytes:
        """Return another text as this file is written; raises ``UnicodeError`` where that fails."""
        return text.replace("\n", self.newline).encode(self.encoding, "surrogateescape")

    def is_lossless(self, data: bytes) -> bool:
        """Tell whether the file's own bytes, line ends aside, can be had from its text again."""
        unix = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        try:
            return self.text.encode(self.encoding, "surrogateescape") == unix
        except UnicodeError:
            return False


def read_source(path: Path) -> SourceText:
    """Read a file as Python would, or else as its bytes suggest; raises ``OSError``."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "it is no file")  # to read from a pipe would have no end
    return source_text(path.read_bytes())


def source_text(data: bytes) -> SourceText:
    """Return the text of a file's bytes, as Python would read them, or else as they suggest."""
    encoding = _encoding_of(data)
    is_for_python = bool(encoding) and encoding not in WIDE.values()
    encoding = encoding or "utf-8"
    try:
        text = data.decode(encoding, "surrogateescape")
    except (UnicodeError, ValueError):
        encoding = "latin-1"  # which has every byte
        text = data.decode(encoding)
    ends = [text.count("\r\n"), text.count("\n"), text.count("\r")]
    windows, unix, old_mac = ends[0], ends[1] - ends[0], ends[2] - ends[0]
    newline = "\r\n" if windows > max(unix, old_mac) else "\r" if old_mac > unix else "\n"
    return SourceText(
        text.replace("\r\n", "\n").replace("\r", "\n"), encoding, newline, is_for_python
    )


def source_line(folder: Path, name: str, number: int) -> str:
    """Return a line of a file in ``folder``, made printable; nothing of what lies elsewhere.

    Its indentation stays.
    """
    path = folder / name
    try:
        if path.resolve().parent != folder.resolve():
            return ""
        lines = read_source(path).text.split("\n")
    except (OSError, ValueError, RuntimeError):
        return ""
    return printable(lines[number - 1].rstrip(), "\t") if 0 < number <= len(lines) else ""


def parsable(text: str) -> str:
    """Return a text without what no Python source may hold; every line stays where it is."""
    if text.isascii():
        return text
    return HALF_OF_A_CHARACTER.sub(UNPRINTABLE, text)


def printable(text: str, kept: str = "") -> str:
    """Return ``text`` without what a terminal would obey; ``kept`` holds what may stay.

    That is: control characters, marks of the direction of writing, and halves of characters.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in kept else UNPRINTABLE for c in text)


def made_printable(data: Any, kept: str = "") -> Any:
    """Return plain data with every text in it made printable; names lose their line ends, too.

    Lines stay in what is shown as several: a value that is a text, a message, what was printed.
    """
    if type(data) is str:
        return printable(data, kept)
    if type(data) is list:
        is_text = len(data) == 2 and data[0] == "text"
        return [made_printable(entry, "\n\t" if is_text else kept) for entry in data]
    if type(data) is dict:
        return {
            printable(name): made_printable(entry, "\n\t" if name in SEVERAL_LINES else kept)
            for name, entry in data.items()
        }
    return data


def _encoding_of(data: bytes) -> str:
    """Return the encoding that a file says it is in, else UTF-8; nothing where it is unknown."""
    for mark, wide in WIDE.items():
        if data.startswith(mark):
            return wide
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for line in data[:MOST_BYTES_OF_A_COOKIE].splitlines()[:2]:
        cookie = re.match(COOKIE, line) if b"coding" in line else None
        if cookie:
            return _text_encoding(cookie[1].decode("ascii"))
        if line.strip(b" \t\f") and not line.lstrip(b" \t\f").startswith(b"#"):
            break
    return "utf-8"


def _text_encoding(name: str) -> str:
    try:
        found = codecs.lookup(name)
        "".encode(name)  # which refuses what is no encoding of texts, such as `hex`
    except (LookupError, ValueError):
        return ""
    return found.name
