"""Which submissions a class holds: a Gradescope or Moodle download, or a folder or archive each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice

from grading.course.snapshot import Refused, Snapshot
from grading.submissions.archives import snapshot_in_archive, snapshot_of_members
from grading.submissions.class_items import ClassItem, items_of
from grading.submissions.file_tree import (
    HOME,
    MOST_FILES,
    OTHER_ARCHIVES,
    Member,
    archive_suffix,
    is_module,
)
from grading.submissions.gradescope_metadata import (
    METADATA,
    MOST_BYTES_OF_METADATA,
    Metadata,
    metadata_in,
)

# Moodle writes `Ada Lovelace_123456_assignsubmission_file_` and, without folders, the file's name.
MOODLE = re.compile(r"(.+?)_(\d+)_assignsubmission_(?:file|onlinetext)_?(.*)", re.DOTALL)
OF_GITHUB_CLASSROOM = "-submissions"  # `hw1-submissions/hw1-ada`, as its command clones them


@dataclass(frozen=True)
class Entry:
    """One submission that has not been read yet."""

    learner: str
    longer_name: str  # where two have the same
    snapshot: Callable[[], Snapshot]  # raises ``Refused``
    submitted: str | None = None


def entries_of(items: list[ClassItem], whole: Entry, *, is_archive: bool) -> list[Entry]:
    """Return the submissions among what lies at the top of a class, a folder or an archive.

    ``whole`` is all of it as one submission, which it is where it holds modules itself.
    """
    metadata = next((item for item in items if item.name == METADATA and not item.is_folder), None)
    if metadata is not None:
        return _of_gradescope(items, metadata)
    if any(MOODLE.fullmatch(item.name) for item in items):
        return _of_moodle(items, whole.learner)
    if _is_one_submission(items) or (whole.learner == HOME and _has_modules(items)):
        return [whole]
    inner = _in_the_only_folder(items)
    if any(item.name == METADATA or MOODLE.fullmatch(item.name) for item in inner):
        return entries_of(inner, whole, is_archive=is_archive)
    if inner and is_archive:
        # Who packs a folder packs the folder itself: a learner's one, or that of a class.
        is_class = sum(item.is_folder and _holds_modules(item) for item in inner) > 1
        is_one = _is_one_submission(inner) or any(item.name == HOME for item in inner)
        return _one_each(inner, whole.learner) if is_class and not is_one else [whole]
    return _one_each(items, whole.learner)


def _of_gradescope(items: list[ClassItem], metadata: ClassItem) -> list[Entry]:
    try:
        (member,) = metadata.members()
        known = metadata_in(member.read(MOST_BYTES_OF_METADATA)) if member.read else {}
    except Refused:
        known = {}  # then learners have their folders' names
    folders = {item.name: item for item in items if item is not metadata}
    entries = []
    for name in sorted({*known, *(name for name, item in folders.items() if item.is_folder)}):
        about = known.get(name, Metadata(name, name, None))
        item = folders.get(name)
        snapshot = _snapshot_of(item) if item else partial(_missing, name)
        entries.append(Entry(about.learner, about.longer_name, snapshot, about.submitted))
    return entries


def _of_moodle(items: list[ClassItem], class_name: str) -> list[Entry]:
    of_people: dict[tuple[str, str], list[tuple[ClassItem, str]]] = {}
    others = []
    for item in items:
        found = MOODLE.fullmatch(item.name)
        if found:
            of_people.setdefault((found[1], found[2]), []).append((item, found[3]))
        else:
            others.append(item)
    entries = [
        Entry(name, f"{name} ({number})", partial(_snapshot_of_uploads, uploads))
        for (name, number), uploads in of_people.items()
    ]
    return entries + _one_each(others, class_name)


def _one_each(items: list[ClassItem], class_name: str) -> list[Entry]:
    entries = []
    assignment = class_name.removesuffix(OF_GITHUB_CLASSROOM)
    for item in items:
        archive = archive_suffix(item.name)
        if item.is_folder:
            is_cloned = assignment != class_name
            name = item.name.removeprefix(f"{assignment}-") if is_cloned else item.name
            entries.append(Entry(name, item.name, _snapshot_of(item)))
        elif archive and not item.is_folder:
            name = item.name[: -len(archive)]
            entries.append(Entry(name, item.name, _snapshot_of(item)))
        elif not item.is_folder and archive_suffix(item.name, OTHER_ARCHIVES):
            sentence = f"It is packed as `{archive_suffix(item.name, OTHER_ARCHIVES)}`, which is "
            refuse = partial(_refuse, f"{sentence}not read: pack it as a zip.")
            entries.append(Entry(item.name, item.name, refuse))
        elif not item.is_folder and is_module(item.name):
            sentence = "It lies beside the submissions: put it into a folder with the learner's "
            entries.append(Entry(item.name, item.name, partial(_refuse, f"{sentence}name.")))
    return entries


def _is_one_submission(items: list[ClassItem]) -> bool:
    """Tell whether these are one learner's: modules, or a folder ``exercises`` that holds some."""
    if any(item.is_folder and item.name == HOME and _holds_modules(item, 1) for item in items):
        return True
    return _has_modules(items) and not any(
        _holds_modules(item) if item.is_folder else archive_suffix(item.name) for item in items
    )


def _has_modules(items: list[ClassItem]) -> bool:
    return any(is_module(item.name) and not item.is_folder for item in items)


def _in_the_only_folder(items: list[ClassItem]) -> list[ClassItem]:
    """Return what lies in the folder that is all there is."""
    folders = [item for item in items if item.is_folder]
    if len(folders) != 1 or any(archive_suffix(item.name) for item in items):
        return []
    try:
        return items_of(folders[0])
    except (Refused, OSError):
        return []


def _holds_modules(item: ClassItem, deepest: int = 3) -> bool:
    try:
        return any(
            len(member.parts) <= deepest and is_module(member.parts[-1])
            for member in islice(item.members(), MOST_FILES)
            if member.parts and (member.read or member.refused)
        )
    except Refused:
        return False


def _snapshot_of(item: ClassItem) -> Callable[[], Snapshot]:
    return partial(_snapshot_of_folder if item.is_folder else _snapshot_of_archive, item)


def _snapshot_of_folder(item: ClassItem) -> Snapshot:
    return snapshot_of_members(item.members(), item.shown)


def _snapshot_of_archive(item: ClassItem) -> Snapshot:
    with item.opened() as file:
        return snapshot_in_archive(file, item.shown)


def _snapshot_of_uploads(uploads: list[tuple[ClassItem, str]]) -> Snapshot:
    """Return what one person has handed in at Moodle: a folder, or files each by itself."""
    shown = next((item.shown for item, _ in uploads if item.is_folder), uploads[0][0].shown.parent)
    members = chain.from_iterable(_uploaded(item, name) for item, name in uploads)
    return snapshot_of_members(members, shown)


def _uploaded(item: ClassItem, file_name: str) -> Iterator[Member]:
    for member in item.members():
        yield member if item.is_folder else replace(member, parts=(file_name,))


def _missing(name: str) -> Snapshot:
    raise Refused(f"Its folder `{name}` is not in the download: download it again.")


def _refuse(sentence: str) -> Snapshot:
    raise Refused(sentence)
