"""The names in an archive: which lead out of it."""

from __future__ import annotations

import re

from grading.course.snapshot import Refused
from grading.submissions.file_tree import Parts, cut

DRIVE = re.compile("[A-Za-z]:")


def parts_of(name: str) -> Parts:
    """Return the path that a member's name stands for; raises ``Refused`` where it is unsafe."""
    if "\\" in name or "\0" in name:
        raise Refused(
            f"It was packed with names such as `{cut(name)}`, which lead to other places on other "
            "systems: pack it again with another program."
        )
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if name.startswith("/") or DRIVE.match(name) or ".." in parts:
        raise Refused(
            f"It holds `{cut(name)}`, which leads out of it: pack the folder without such paths."
        )
    return parts


def refuse_link_outside(member: Parts, target: str, *, is_from_root: bool) -> None:
    """Raise ``Refused`` where a link of an archive leads out of it.

    A hard link's target is a path from the archive's root, a symbolic link's from its own folder.
    """
    place = [] if is_from_root else list(member[:-1])
    leads_out = target.startswith(("/", "\\")) or bool(DRIVE.match(target)) or "\0" in target
    for part in target.replace("\\", "/").split("/"):
        if part == ".." and not place:
            leads_out = True
        elif part == "..":
            place.pop()
        elif part not in ("", "."):
            place.append(part)
    if leads_out:
        raise Refused(
            f"It holds the link `{cut('/'.join(member))}`, which leads out of it: put the file "
            "itself there."
        )
