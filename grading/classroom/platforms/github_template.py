"""The template repository of an assignment in GitHub Classroom: the kit, and its workflow.

Learners can read all of it, so it has no solutions; a module that stands on a wrong one earns its
points where the instructor grades.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grading.classroom.platforms.kit_files import (
    COURSE,
    TO_LEARN,
    Settings,
    demand_new,
    files_of_kit,
    script,
)
from grading.course.stubs import stub_files

WORKFLOW = ".github/workflows/classroom.yml"


def write_github_template(target: Path, settings: Settings) -> None:
    """Write a folder to make the template repository of.

    Raises ``KitError``, and ``OSError`` where it cannot be written.
    """
    demand_new(target)
    for name, data in _files(settings):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    parts = {"CLASS": settings.class_options(), "CREDIT": settings.credit_options(COURSE)}
    yield WORKFLOW, script("classroom.yml", **parts)
    course = settings.course_text()
    if course is not None:
        yield COURSE, course
    for module, text in stub_files().items():
        yield f"exercises/{module}.py", text.encode()
    yield from files_of_kit(TO_LEARN)
