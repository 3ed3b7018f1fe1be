"""The zip that Gradescope makes an autograder of.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
The same kit and settings give the same bytes.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grading.classroom.platforms.gradescope_run import SETTINGS, no_result
from grading.classroom.platforms.kit_files import (
    COURSE,
    TO_GRADE,
    Settings,
    files_of_kit,
    requirements,
    script,
)
from grading.course.atomic_files import replacing
from grading.course.errors import KitError

OLDEST_TIME = (1980, 1, 1, 0, 0, 0)  # that a zip can hold
EXECUTABLE, ORDINARY = 0o100755, 0o100644
UNIX = 3
ENDED = "The grading was ended before it was done. Hand in again; if it stays so, ask for help."


def write_gradescope_zip(target: Path, settings: Settings) -> None:
    """Write the zip; raises ``KitError``, and ``OSError`` where it cannot be written."""
    if target.suffix != ".zip":
        raise KitError(f"Gradescope takes a zip: name a file such as {target.name or 'kit'}.zip.")
    with replacing(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data, mode in _members(settings):
            member = zipfile.ZipInfo(name, OLDEST_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system, member.external_attr = UNIX, mode << 16
            archive.writestr(member, data)


def _members(settings: Settings) -> Iterator[tuple[str, bytes, int]]:
    told = {"steps": [step.number for step in settings.steps], "credit": settings.credit}
    yield "setup.sh", script("setup.sh"), EXECUTABLE
    yield "run_autograder", script("run_autograder"), EXECUTABLE
    yield "requirements.txt", _lines(requirements("classroom")), ORDINARY
    yield SETTINGS, _lines([json.dumps(told)]), ORDINARY
    yield "no-result.json", _lines([json.dumps(no_result(ENDED))]), ORDINARY
    course = settings.course_text()
    if course is not None:
        yield COURSE, course, ORDINARY
    for name, data in files_of_kit((*TO_GRADE, "solutions")):
        yield f"kit/{name}", data, ORDINARY


def _lines(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
