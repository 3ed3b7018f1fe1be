"""What lies at the top of what an instructor names: a folder, or one zip of a whole class."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, NoReturn

from grading.course.snapshot import Refused, open_inside, read_inside, resolved_inside
from grading.submissions.file_tree import Member, is_ignored
from grading.submissions.folders import folder_members, is_link
from grading.submissions.tar_archives import MOST_BYTES_OF_A_PACKED_ARCHIVE
from grading.submissions.zip_archives import opened_zip, zip_members

# Of the download of a whole class: some 100,000 files.
MOST_BYTES_OF_A_CLASS_DIRECTORY = 16 << 20
MOST_ITEMS = 100_000
NAMES_THAT_LEAD_OUT = "files that lead out of the archive"


@dataclass(frozen=True)
class ClassItem:
    """A file or a folder at the top of a class, with what it holds."""

    name: str
    shown: Path
    is_folder: bool
    members: Callable[[], Iterator[Member]]  # of a file, only itself; raises ``Refused``
    opened: Callable[[], IO[bytes]]  # a file; raises ``Refused``


def items_of_folder(folder: Path) -> list[ClassItem]:
    """Return what lies in a folder, by name; raises ``OSError``, and ``Refused`` for too much."""
    items = []
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number >= MOST_ITEMS:
                raise Refused(f"It holds more than {MOST_ITEMS:,} files.")
            if not is_ignored((entry.name,)):
                items.append(_on_disk(folder, entry))
    return sorted(items, key=lambda item: item.name)


def items_of_zip(file: IO[bytes], shown: Path) -> list[ClassItem]:
    """Return what lies at the top of a zip, by name; raises ``Refused`` where it is unsound."""
    return _in_memory(zip_members(opened_zip(file, MOST_BYTES_OF_A_CLASS_DIRECTORY)), shown)


def items_of(item: ClassItem) -> list[ClassItem]:
    """Return what lies at the top of a folder; raises ``Refused`` and ``OSError``."""
    if item.shown.is_dir():
        return items_of_folder(item.shown)
    return _in_memory(item.members(), item.shown)


def _on_disk(folder: Path, entry: os.DirEntry[str]) -> ClassItem:
    path = folder / entry.name
    is_folder = False
    try:
        is_folder = entry.is_dir()
        if is_link(entry):
            resolved_inside(folder, (entry.name,))
    except Refused as reason:
        refuse = partial(_refuse, str(reason))
        return ClassItem(entry.name, path, is_folder, refuse, refuse)
    except OSError as error:
        refuse = partial(_refuse, f"It cannot be read: {error.strerror}.")
        return ClassItem(entry.name, path, is_folder, refuse, refuse)
    members = partial(folder_members, path) if is_folder else partial(_only_itself, path)
    return ClassItem(entry.name, path, is_folder, members, partial(_opened, path))


def _in_memory(members: Iterator[Member], shown: Path) -> list[ClassItem]:
    by_name: dict[str, list[Member]] = {}
    for member in members:
        top = member.parts[0] if member.parts else NAMES_THAT_LEAD_OUT
        by_name.setdefault(top, []).append(member)
    return [
        _item_in_memory(name, below, shown / name)
        for name, below in sorted(by_name.items())
        if not is_ignored((name,))
    ]


def _item_in_memory(name: str, members: list[Member], shown: Path) -> ClassItem:
    first = members[0]
    if len(members) == 1 and first.parts == (name,) and first.read:
        opened = partial(_opened_in_memory, first.read)
        return ClassItem(name, shown, False, partial(iter, members), opened)
    below = [
        Member(member.parts[1:], member.read, member.refused, member.unsafe)
        for member in members
        if len(member.parts) > 1 or member.unsafe
    ]
    return ClassItem(name, shown, True, partial(iter, below), partial(_refuse, "It is a folder."))


def _only_itself(path: Path) -> Iterator[Member]:
    yield Member((path.name,), partial(_read, path))


def _read(path: Path, most_bytes: int) -> bytes:
    try:
        return read_inside(path.parent, (path.name,), most_bytes)
    except FileNotFoundError:
        raise Refused("It was removed while it was read.") from None


def _opened(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(open_inside(path.parent, (path.name,)), "rb")
    except FileNotFoundError:
        raise Refused("It was removed while it was read.") from None


def _opened_in_memory(read: Callable[[int], bytes]) -> IO[bytes]:
    return io.BytesIO(read(MOST_BYTES_OF_A_PACKED_ARCHIVE))


def _refuse(sentence: str) -> NoReturn:
    raise Refused(sentence)
