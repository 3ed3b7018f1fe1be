"""The members of a tar, read once from its beginning to its end within fixed bounds."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import IO

from grading.course.snapshot import MOST_BYTES_OF_A_MODULE, Refused, size_in_words
from grading.submissions.archive_names import parts_of, refuse_link_outside
from grading.submissions.compressed_stream import CompressedStream
from grading.submissions.file_tree import Member, archive_suffix, cut, is_ignored, is_module

# The headers of one member; some systems keep a file's attributes there.
MOST_BYTES_OF_HEADERS = 32 << 10
MOST_BYTES_OF_A_PACKED_ARCHIVE = 32 << 20
MOST_BYTES_KEPT = 64 << 20
BLOCK = 512
DAMAGED = "It is a damaged tar: pack it again."


class _HeaderReader:
    """A tar as a file that is read forwards only, and of which headers are read within a bound."""

    def __init__(self, stream: CompressedStream) -> None:
        self._stream = stream
        self.allowed = MOST_BYTES_OF_HEADERS
        self.last = b""

    def tell(self) -> int:
        """Return how far it was read."""
        return self._stream.position

    def seek(self, position: int) -> None:
        """Go on to a place that comes later; raises ``ValueError`` for one that lies before."""
        if position < self._stream.position:
            raise ValueError("a header that leads back")
        self._stream.skip(position - self._stream.position)

    def read(self, size: int) -> bytes:
        """Read part of a header; raises ``Refused`` where headers are too long."""
        self.allowed -= size
        if size < 0 or self.allowed < 0:
            raise Refused("It is a tar with headers of an unusual size: pack it again, as a zip.")
        self.last = self._stream.read(size)
        return self.last


def tar_members(file: IO[bytes], head: bytes) -> Iterator[Member]:
    """Yield the members of a tar, compressed or not; modules and archives in it are kept.

    ``head`` are its first bytes. Raises ``Refused`` where it is damaged, or unpacks to too much.
    """
    stream = CompressedStream(file, head)
    reader = _HeaderReader(stream)
    kept = 0
    archive: tarfile.TarFile | None = None
    while True:
        reader.allowed = MOST_BYTES_OF_HEADERS
        try:
            archive = archive or _opened(reader)
            info = archive.next()
        except Refused:
            raise
        except Exception:  # tarfile does not say how it fails
            raise Refused(DAMAGED) from None
        if info is None:
            break
        archive.members.clear()  # type: ignore[attr-defined]  # kept for those who go back
        member = _member(stream, info)
        kept += info.size if member.read else 0
        if kept > MOST_BYTES_KEPT:
            raise Refused(f"Its modules are larger than {size_in_words(MOST_BYTES_KEPT)} together.")
        yield member
    if reader.last.strip(b"\0"):  # tarfile takes what is no header for the end
        raise Refused(DAMAGED)


def _opened(reader: _HeaderReader) -> tarfile.TarFile:
    file: IO[bytes] = reader  # type: ignore[assignment]
    return tarfile.TarFile(fileobj=file, encoding="utf-8", errors="surrogateescape")


def _member(stream: CompressedStream, info: tarfile.TarInfo) -> Member:
    try:
        parts = parts_of(info.name)
    except Refused as reason:
        return Member((), unsafe=str(reason))
    name = cut("/".join(parts))
    if info.isdir() or not parts:
        return Member(parts or (".",))
    if info.issym() or info.islnk():
        try:
            refuse_link_outside(parts, info.linkname, is_from_root=info.islnk())
        except Refused as reason:
            return Member(parts, unsafe=str(reason))
        return Member(parts, refused=f"`{name}` is a link: pack the file itself.")
    if not info.isreg():
        return Member(parts, unsafe=f"It holds a device, `{name}`: pack only files.")
    if info.issparse():
        return Member(parts, refused=f"`{name}` is packed with gaps: pack it as a zip.")
    return _kept(stream, info, parts)


def _kept(stream: CompressedStream, info: tarfile.TarInfo, parts: tuple[str, ...]) -> Member:
    """Return a member with what it holds, if that may be asked for."""
    most = MOST_BYTES_OF_A_MODULE
    if not is_module(parts[-1]):
        most = MOST_BYTES_OF_A_PACKED_ARCHIVE if archive_suffix(parts[-1]) else -1
    if most < 0 or is_ignored(parts):
        return Member(parts, refused="It is no module.")
    name = cut(parts[-1])
    if info.size > most:
        return Member(parts, refused=f"`{name}` is larger than {size_in_words(most)}.")
    data = stream.read(info.size)
    if len(data) != info.size:
        raise Refused(DAMAGED)
    return Member(parts, lambda most_bytes: data)
