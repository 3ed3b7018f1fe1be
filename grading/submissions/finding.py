"""Every submission in what an instructor names, one after another."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import shown
from grading.course.snapshot import Refused, Snapshot
from grading.submissions.archives import (
    is_archive,
    is_zip,
    snapshot_in_archive,
    snapshot_of_members,
)
from grading.submissions.class_items import items_of_folder, items_of_zip
from grading.submissions.class_layouts import Entry, entries_of
from grading.submissions.file_tree import archive_suffix
from grading.submissions.folders import folder_members
from grading.submissions.near_names import in_short

MOST_CHARACTERS_OF_A_NAME = 200


@dataclass(frozen=True)
class Submission:
    """What one learner has handed in."""

    learner: str  # unique in the class
    snapshot: Snapshot | None  # nothing where it was refused
    refused: str = ""  # one sentence that says why
    submitted: str | None = None  # ISO 8601 with its offset, where it is known

    @property
    def note(self) -> str:
        """Why it was refused, or else why modules of it were not read; empty where all were."""
        return in_short(self.snapshot.refused) if self.snapshot else self.refused


def find_submissions(path: Path) -> Iterator[Submission]:
    """Yield each submission in a folder or an archive, by the learners' names.

    Each is read when it is asked for. What is wrong with one is said in it. Raises ``KitError``
    where there is none at all.
    """
    with ExitStack() as stack:
        for entry in _named(_entries(path, stack)):
            yield _read(entry)


def single_submission(folder: Path, learner: str, submitted: str | None = None) -> Submission:
    """Return what is in a folder as one submission, whatever its folders are named."""
    snapshot = partial(_snapshot_of_folder, folder.resolve())
    return _read(Entry(learner, learner, snapshot, submitted))


def count_submissions(path: Path) -> int:
    """Return how many submissions there are, read or refused; raises ``KitError``."""
    with ExitStack() as stack:
        return len(_entries(path, stack))


def _entries(path: Path, stack: ExitStack) -> list[Entry]:
    path = path.resolve()
    try:
        if path.is_dir():
            whole = partial(_snapshot_of_folder, path)
            entry = Entry(path.name, path.name, whole)
            found = entries_of(items_of_folder(path), entry, is_archive=False)
        elif path.is_file() and is_archive(path.name):
            found = _entries_of_archive(path, stack)
        elif path.exists():
            raise KitError(f"{shown(path)} is no folder, zip or tar of submissions.")
        else:
            raise KitError(f"There is no {shown(path)} to grade.")
    except OSError as error:
        raise KitError(f"{shown(path)} cannot be read: {error.strerror}.") from None
    except Refused as reason:
        raise KitError(f"{shown(path)} cannot be read. {reason}") from None
    if not found:
        raise KitError(f"There is no submission in {shown(path)}: a folder or an archive each.")
    return found


def _entries_of_archive(path: Path, stack: ExitStack) -> list[Entry]:
    file = stack.enter_context(path.open("rb"))
    learner = path.name[: -len(archive_suffix(path.name))]
    whole = Entry(learner, path.name, partial(snapshot_in_archive, file, path))
    if not is_zip(file):
        return [whole]  # a tar cannot be read here and there, as a class needs
    return entries_of(items_of_zip(file, path), whole, is_archive=True)


def _snapshot_of_folder(path: Path) -> Snapshot:
    return snapshot_of_members(folder_members(path), path)


def _named(entries: list[Entry]) -> list[Entry]:
    """Return submissions by names that are printable, and each only once."""
    shared = Counter(_name(entry.learner).casefold() for entry in entries)
    given: Counter[str] = Counter()
    named = []
    for entry in entries:
        is_shared = shared[_name(entry.learner).casefold()] > 1
        name = _name(entry.longer_name if is_shared else entry.learner)
        while given[name.casefold()]:
            given[name.casefold()] += 1
            name = f"{name} ({given[name.casefold()]})"
        given[name.casefold()] += 1
        named.append(replace(entry, learner=name))
    return sorted(named, key=lambda entry: entry.learner)


def _name(text: str) -> str:
    """Return a learner's name as it is written in one way on all systems."""
    plain = printable(unicodedata.normalize("NFC", text)).strip()
    return plain[:MOST_CHARACTERS_OF_A_NAME] or "?"


def _read(entry: Entry) -> Submission:
    try:
        return Submission(entry.learner, entry.snapshot(), submitted=entry.submitted)
    except Refused as reason:
        return Submission(entry.learner, None, str(reason), entry.submitted)
    except Exception as error:  # nobody's mishap stops the grading of others
        sentence = f"It cannot be read ({type(error).__name__}): hand it in again, as a zip."
        return Submission(entry.learner, None, sentence, entry.submitted)
