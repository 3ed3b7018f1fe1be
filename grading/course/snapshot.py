"""A submission's modules as they were at one moment: what is graded, shown and hashed.

Each is read once, from a regular file inside its folder, through the descriptor that was checked:
nothing that happens to the folder meanwhile leads elsewhere, blocks, or makes a file too large.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from grading.course.curriculum import MODULES
from grading.course.learner_text import printable

MOST_BYTES_OF_A_MODULE = 1 << 20
# Where a system has no such flag, a link is resolved before it is opened.
FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
)
NO_LINK = FLAGS | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
FOLDER = getattr(os, "O_DIRECTORY", 0)
OPENS_STEP_BY_STEP = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
# What a system answers where a link stands in the way of one that follows none.
A_LINK_IN_THE_WAY = (errno.ELOOP, errno.ENOTDIR, errno.EMLINK)


class Refused(Exception):
    """Something of a submission is not read; one sentence says why, and what to do."""


@dataclass(frozen=True)
class Snapshot:
    """A submission's modules as they were at one moment; nothing that runs later changes them."""

    folder: Path  # where they lay, as it is shown to people; it may be inside an archive
    sources: Mapping[str, bytes]  # by the module's name; what is missing is absent
    refused: Mapping[str, str]  # why a module's file was not read, one sentence each

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the modules' names and sources, and why others were not read."""
        import hashlib  # hardly ever needed

        content = hashlib.sha256()
        for name in sorted(self.sources):
            content.update(f"{name}\0{len(self.sources[name])}\0".encode())
            content.update(self.sources[name])
        for name in sorted(self.refused):
            content.update(f"{name}\0refused\0{self.refused[name]}\0".encode())
        return content.hexdigest()


@lru_cache(maxsize=256)
def modules_named(source: bytes) -> frozenset[str]:
    """Return the modules that a source names where it speaks of importing."""
    joined = source.replace(b"\\\r\n", b" ").replace(b"\\\n", b" ")  # a line may go on
    lines = [line for line in joined.splitlines() if b"import" in line]
    return frozenset(re.findall(r"\w+", b"\n".join(lines).decode("latin-1"))) & set(MODULES)


def snapshot_of(folder: Path) -> Snapshot:
    """Read each module in ``folder`` once; a link is followed only to what lies in the folder."""
    sources: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    for name in MODULES:
        try:
            sources[name] = read_inside(folder, (f"{name}.py",), MOST_BYTES_OF_A_MODULE)
        except FileNotFoundError:
            continue
        except Refused as reason:
            refused[name] = str(reason)
    return Snapshot(folder, sources, refused)


def read_inside(folder: Path, parts: Sequence[str], most_bytes: int) -> bytes:
    """Return what the file ``parts`` of a folder holds, read once, without ever waiting for it.

    Raises ``FileNotFoundError`` where there is none, and ``Refused`` where it is no regular file,
    leads out of the folder, is larger than ``most_bytes`` or cannot be read.
    """
    name = _shown(parts)
    descriptor = open_inside(folder, parts)
    try:
        size = os.fstat(descriptor).st_size
        pieces: list[bytes] = []
        length = 0
        wanted = size + 1
        # One byte more than allowed tells that a file has grown since.
        while length <= most_bytes and size <= most_bytes:
            piece = os.read(descriptor, min(wanted, most_bytes + 1 - length))
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            length += len(piece)
    except OSError as error:
        raise Refused(f"`{name}` cannot be read: {error.strerror}.") from None
    finally:
        os.close(descriptor)
    raise Refused(
        f"`{name}` is larger than {size_in_words(most_bytes)}: keep only your code in it."
    )


def open_inside(folder: Path, parts: Sequence[str]) -> int:
    """Return a descriptor of the regular file ``parts`` of a folder, which the caller closes.

    Raises what ``read_inside`` does.
    """
    name = _shown(parts)
    try:
        descriptor = _opened(folder, parts)
    except FileNotFoundError:
        if os.path.islink(os.path.join(folder, *parts)):
            raise _leads_nowhere(name) from None
        raise
    except OSError as error:
        if error.errno == errno.ELOOP:  # it has been resolved, and leads to itself
            raise _leads_nowhere(name) from None
        if error.errno == errno.ENXIO:  # a socket
            raise _no_regular_file(name) from None
        if os.path.isdir(os.path.join(folder, *parts)):  # which Windows does not open
            raise _is_a_folder(name) from None
        raise Refused(f"`{name}` cannot be read: {error.strerror}.") from None
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return descriptor
    os.close(descriptor)
    raise _is_a_folder(name) if stat.S_ISDIR(mode) else _no_regular_file(name)


def resolved_inside(folder: Path, parts: Sequence[str]) -> tuple[str, ...]:
    """Return where a path in a folder leads, as a path in the folder without any link.

    Raises ``Refused`` where it leads out of the folder.
    """
    root = os.path.realpath(folder)
    place = os.path.realpath(os.path.join(root, *parts))
    try:
        is_inside = os.path.commonpath([root, place]) == root
    except ValueError:  # another drive
        is_inside = False
    if not is_inside:
        name = _shown(parts)
        raise Refused(
            f"`{name}` is a link that leads out of the folder: put the file itself there."
        )
    return Path(place).relative_to(root).parts


def size_in_words(number: int) -> str:
    """Return a number of bytes as people write it."""
    return f"{number >> 20} MiB" if number >= 1 << 20 else f"{number} bytes"


def _shown(parts: Sequence[str]) -> str:
    return printable("/".join(parts))


def _opened(folder: Path, parts: Sequence[str]) -> int:
    if not OPENS_STEP_BY_STEP:
        return os.open(Path(folder, *resolved_inside(folder, parts)), NO_LINK)
    try:
        return _opened_without_links(folder, parts)
    except OSError as error:
        if error.errno not in A_LINK_IN_THE_WAY:
            raise
    return _opened_without_links(folder, resolved_inside(folder, parts) or (".",))


def _opened_without_links(folder: Path, parts: Sequence[str]) -> int:
    """Open a file in a folder, which may be a link itself, through no other link."""
    if len(parts) == 1:
        return os.open(os.path.join(folder, parts[0]), NO_LINK)
    inner = os.open(folder, FLAGS | FOLDER)
    try:
        for part in parts[:-1]:
            outer, inner = inner, os.open(part, NO_LINK | FOLDER, dir_fd=inner)
            os.close(outer)
        return os.open(parts[-1], NO_LINK, dir_fd=inner)
    finally:
        os.close(inner)


def _leads_nowhere(name: str) -> Refused:
    return Refused(f"{name} is missing: it is a link to nothing; put the file itself there.")


def _is_a_folder(name: str) -> Refused:
    return Refused(f"`{name}` is a folder: put a file with your code there.")


def _no_regular_file(name: str) -> Refused:
    return Refused(f"`{name}` is no regular file: put a file with your code there.")
