"""From an archive, or a folder, to a submission's modules; nothing is ever unpacked to a disk."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from grading.course.snapshot import Refused, Snapshot
from grading.submissions.compressed_stream import MAGIC
from grading.submissions.file_tree import (
    FileTree,
    Member,
    archive_suffix,
    cut,
    snapshot_in,
    tree_of,
)
from grading.submissions.tar_archives import MOST_BYTES_OF_A_PACKED_ARCHIVE, tar_members
from grading.submissions.zip_archives import opened_zip, zip_members

MAGIC_OF_ZIP = (b"PK\3\4", b"PK\5\6")
PLACE_OF_THE_MAGIC_OF_TAR, MAGIC_OF_TAR = 257, b"ustar"
BYTES_OF_THE_HEAD = 512


def members_of_archive(file: IO[bytes]) -> Iterator[Member]:
    """Yield the members of a zip or tar, which its first bytes tell apart; raises ``Refused``."""
    head = file.read(BYTES_OF_THE_HEAD)
    file.seek(0)
    if not head:
        raise Refused("It is empty: upload it again.")
    if head.startswith(MAGIC_OF_ZIP):
        return zip_members(opened_zip(file))
    is_tar = head.startswith(MAGIC_OF_TAR, PLACE_OF_THE_MAGIC_OF_TAR)
    if is_tar or head.startswith(tuple(MAGIC.values())):
        return tar_members(file, head)
    raise Refused("It is no zip and no tar, whatever its name says: pack it as a zip.")


def snapshot_in_archive(file: IO[bytes], shown: Path) -> Snapshot:
    """Return the modules that an archive holds, or the one archive in it; raises ``Refused``."""
    return snapshot_of_members(members_of_archive(file), shown)


def snapshot_of_members(members: Iterator[Member], shown: Path) -> Snapshot:
    """Return a submission's modules, or else those of the one archive in it.

    Raises ``Refused`` where there are none, or where it is unsafe.
    """
    tree = tree_of(members, shown)
    if tree.modules or not tree.archives:
        return snapshot_in(tree)
    name, data = _packed(tree)
    try:
        return snapshot_in(tree_of(members_of_archive(io.BytesIO(data)), shown / name))
    except Refused as reason:
        raise Refused(f"`{cut(name)}`: {reason}") from None


def _packed(tree: FileTree) -> tuple[str, bytes]:
    names = ["/".join(member.parts) for member in tree.archives]
    if len(names) > 1:
        raise Refused(
            f"It holds no module, but several archives, such as `{cut(names[0])}` and "
            f"`{cut(names[1])}`: hand in one."
        )
    member = tree.archives[0]
    if member.read is None:
        raise Refused(member.refused)
    return names[0], member.read(MOST_BYTES_OF_A_PACKED_ARCHIVE)


def is_zip(file: IO[bytes]) -> bool:
    """Tell whether a file begins as a zip does."""
    head = file.read(4)
    file.seek(0)
    return head in MAGIC_OF_ZIP


def is_archive(file_name: str) -> bool:
    """Tell whether a file is an archive that is read, by its name."""
    return bool(archive_suffix(file_name))
