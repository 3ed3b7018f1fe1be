"""The members of a submission's folder on a disk, walked within fixed bounds."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from grading.course.snapshot import Refused, read_inside, resolved_inside
from grading.submissions.file_tree import DEEPEST_FOLDER, Member, Parts, cut, is_ignored

# What Windows calls a link, a junction, or a file that is elsewhere.
REPARSE_POINT = 0x400


def folder_members(folder: Path) -> Iterator[Member]:
    """Yield what lies in a folder, as deep as modules are looked for, hidden folders aside.

    Raises ``Refused`` where the folder cannot be read; a link that leads out of it is unsafe.
    """
    waiting: deque[Parts] = deque([()])
    while waiting:
        parts = waiting.popleft()
        try:
            with os.scandir(os.path.join(folder, *parts)) as entries:
                for entry in entries:
                    member = _member(folder, parts, entry)
                    yield member
                    is_walked = not (member.read or member.refused or member.unsafe)
                    if is_walked and len(parts) < DEEPEST_FOLDER:
                        waiting.append(member.parts)
        except OSError as error:
            if not parts:
                raise Refused(f"It cannot be read: {error.strerror}.") from None
            reason = f"The folder `{cut('/'.join(parts))}` cannot be read: {error.strerror}."
            yield Member(parts, unsafe=reason)


def _member(folder: Path, above: Parts, entry: os.DirEntry[str]) -> Member:
    parts = (*above, entry.name)
    if is_ignored(parts):
        return Member(parts, refused="It is hidden.")
    try:
        if is_link(entry):
            resolved_inside(folder, parts)
        is_folder = entry.is_dir()
    except Refused as reason:
        return Member(parts, unsafe=str(reason))
    except OSError:
        is_folder = False  # a link to itself, say; reading it says what is wrong
    return Member(parts) if is_folder else Member(parts, partial(_read, folder, parts))


def is_link(entry: os.DirEntry[str]) -> bool:
    """Tell whether a folder's entry leads elsewhere."""
    attributes = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)
    return entry.is_symlink() or bool(attributes & REPARSE_POINT)


def _read(folder: Path, parts: Parts, most_bytes: int) -> bytes:
    try:
        return read_inside(folder, parts, most_bytes)
    except FileNotFoundError:
        raise Refused(f"`{cut('/'.join(parts))}` was removed while it was read.") from None
