"""The members of a zip, read in memory; what its headers say is never trusted."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import IO

from grading.course.snapshot import Refused, size_in_words
from grading.submissions.archive_names import parts_of, refuse_link_outside
from grading.submissions.file_tree import Member, cut

# A directory of that size has more members than a submission may have, or names of a mile.
MOST_BYTES_OF_A_DIRECTORY = 2 << 20
MOST_BYTES_OF_A_LINK = 4096
BYTES_OF_A_LOCAL_HEADER = 30
# Only of these can a part be unpacked without all that a compressed block stands for.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 0x1
NAME_IS_UTF8 = 0x800
NO_FILES = (stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFSOCK)


class _BoundedFile:
    """A file of which nothing large is read at once, whatever an archive's headers ask for."""

    def __init__(self, file: IO[bytes], most_bytes: int) -> None:
        self._file = file
        self._most_bytes = most_bytes
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        """Say that the directory at the end can be read."""
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Read as a file does; raises ``Refused`` where that is too much."""
        asked = size if size is not None and size >= 0 else self._most_bytes + 1
        data = b"" if asked > self._most_bytes + 1 else self._file.read(asked)
        if asked > self._most_bytes + 1 or len(data) > self._most_bytes:
            raise Refused("It holds too many files: hand in only the folder `exercises`.")
        return data


def opened_zip(
    file: IO[bytes], most_bytes_of_the_directory: int = MOST_BYTES_OF_A_DIRECTORY
) -> zipfile.ZipFile:
    """Return the zip in ``file``, its directory read; raises ``Refused`` where it is unsound."""
    bounded: IO[bytes] = _BoundedFile(file, most_bytes_of_the_directory)  # type: ignore[assignment]
    try:
        archive = zipfile.ZipFile(bounded)
    except Refused:
        raise
    except Exception:  # whatever is wrong with it, and zipfile does not say how it fails
        raise Refused("It is a damaged zip: pack it again.") from None
    _refuse_overlaps(archive)
    return archive


def zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    """Yield the members of a zip; what they hold is read when it is asked for."""
    for info in archive.infolist():
        try:
            parts = parts_of(_name(info))
        except Refused as reason:
            yield Member(_top(_name(info)), unsafe=str(reason))
            continue
        if parts:
            yield _member(archive, info, parts)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, parts: tuple[str, ...]) -> Member:
    mode = stat.S_IFMT(info.external_attr >> 16)
    name = cut("/".join(parts))
    if info.is_dir():
        return Member(parts)
    if info.flag_bits & ENCRYPTED:
        return Member(parts, unsafe="It is encrypted: pack it without a password.")
    if mode in NO_FILES:
        return Member(parts, unsafe=f"It holds a device, `{name}`: pack only files.")
    if mode == stat.S_IFLNK:
        try:
            target = _read(archive, info, MOST_BYTES_OF_A_LINK).decode("utf-8", "surrogateescape")
            refuse_link_outside(parts, target, is_from_root=False)
        except Refused as reason:
            return Member(parts, unsafe=str(reason))
        return Member(parts, refused=f"`{name}` is a link: pack the file itself.")
    return Member(parts, partial(_read, archive, info))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most_bytes: int) -> bytes:
    """Return what a member holds; raises ``Refused``."""
    name = cut(info.filename.rpartition("/")[2])
    if info.compress_type not in METHODS:
        raise Refused(f"`{name}` is packed in a way that is not read: pack it as an ordinary zip.")
    data = b""
    if info.file_size <= most_bytes:
        try:
            with archive.open(info) as member:
                data = member.read(most_bytes + 1)
        except Exception:  # zipfile does not say how it fails
            raise Refused(f"`{name}` is damaged in the archive: pack it again.") from None
    if max(info.file_size, len(data)) > most_bytes:
        raise Refused(f"`{name}` is larger than {size_in_words(most_bytes)}.")
    if len(data) != info.file_size:
        raise Refused(f"`{name}` is damaged in the archive: pack it again.")
    return data


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name as it was meant: many programs write UTF-8 and do not say so."""
    if "\\" in info.orig_filename or "\0" in info.orig_filename:
        return info.orig_filename
    if info.flag_bits & NAME_IS_UTF8 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _top(name: str) -> tuple[str, ...]:
    """Return the folder that an unsafe name begins with, if it is one: in a class, a learner's."""
    top = name.partition("/")[0]
    return () if top[:1] in ("", ".") or not top.isprintable() or set(top) & {*"\\:"} else (top,)


def _refuse_overlaps(archive: zipfile.ZipFile) -> None:
    """Raise ``Refused`` where members share bytes, which only bombs do."""
    end = 0
    for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Refused("Its files lie over each other, as in a zip bomb: pack it again.")
        end = info.header_offset + BYTES_OF_A_LOCAL_HEADER + info.compress_size
    if end > archive.start_dir:
        raise Refused("Its files lie over each other, as in a zip bomb: pack it again.")
