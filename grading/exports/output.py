"""Where an export goes: a file that is whole or not there, a folder of such, standard output."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from grading.course.atomic_files import replacing, write_atomically
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.gradebook.class_scores import ClassScore

STANDARD_OUTPUT = "-"
# What every system takes as a file's name, and none takes for something else.
PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9_@+-]*(\.[a-z0-9_@+-]+)*")
NAMES_OF_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
LONGEST_PLAIN_NAME = 80


@contextlib.contextmanager
def written(target: str, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open what is written to ``target``; raises ``KitError`` where that cannot be.

    A program that reads standard output gets UTF-8 on every system; a terminal what it shows.
    """
    if target == STANDARD_OUTPUT:
        if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
            sys.stdout.reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdout
        return
    try:
        with replacing(Path(target)) as file:
            text = io.TextIOWrapper(file, encoding, errors="replace", newline="")
            try:
                yield text
                text.flush()
            finally:  # the file is closed by who opened it
                with contextlib.suppress(OSError):
                    text.detach()
    except OSError as error:
        raise _cannot_be_written(target, error) from None


def write_each(
    scores: Iterable[ClassScore], target: str, ending: str, text_of: Callable[[ClassScore], str]
) -> None:
    """Write a file a learner into a folder; a target with this ending is the file of the only one.

    Raises ``KitError`` where there are several for one file, or it cannot be written.
    """
    if target == STANDARD_OUTPUT or target.endswith(ending):
        text = text_of(_only(scores, target))
        with written(target) as file:
            file.write(text)
        return
    folder = Path(target)
    for score in scores:
        path = folder / f"{file_name_of(score.learner)}{ending}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text_of(score))
        except OSError as error:
            raise _cannot_be_written(str(path), error) from None


def _only(scores: Iterable[ClassScore], target: str) -> ClassScore:
    some = iter(scores)
    first = next(some, None)
    if first is None:
        raise KitError("There is nobody in the gradebook to write a result of.")
    if next(some, None):
        where = "standard output" if target == STANDARD_OUTPUT else target
        raise KitError(
            f"{where} holds the result of one learner; name a folder for several, "
            "or one learner with `--learner`."
        )
    return first


def file_name_of(learner: str) -> str:
    """Return a name for a learner's file: their own where that is harmless, else much like it.

    Two learners never get the same, also where capital and small letters are one.
    """
    is_plain = PLAIN_NAME.fullmatch(learner) and not NAMES_OF_DEVICES.fullmatch(learner)
    if is_plain and len(learner) <= LONGEST_PLAIN_NAME:
        return learner
    near = re.sub(r"[^A-Za-z0-9_@+-]+", "_", learner).strip("_")[:LONGEST_PLAIN_NAME]
    digest = hashlib.sha256(learner.encode("utf-8", "replace")).hexdigest()[:12]
    return f"{near or 'learner'}.{digest}"


def _cannot_be_written(target: str, error: OSError) -> KitError:
    reason = error.strerror or str(error) or os.strerror(error.errno or 0)
    return KitError(f"{printable(target)} cannot be written: {reason}.")
