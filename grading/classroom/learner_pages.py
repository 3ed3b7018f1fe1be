"""The page of each learner, as ``report`` writes it, from the code that the gradebook keeps.

A page shows more than a grade holds (graphs, the training), so the code is run once more, kept
apart as well as it is here; points and times are the gradebook's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grading.classroom.submission_grader import isolation_here
from grading.course.atomic_files import temporary_folder
from grading.course.curriculum import STEPS
from grading.course.snapshot import Snapshot
from grading.exports.output import write_each
from grading.gradebook.class_scores import ClassScore
from grading.pages.page import PageMaker
from grading.session.session import Session

NOTHING = (
    "<!DOCTYPE html>\n<title>Nothing to show</title>\n<p>No submission of {} could be graded.\n"
)


def export_pages(scores: Iterable[ClassScore], target: str) -> None:
    """Write a page a learner into a folder, or the only learner's ``….html``.

    Raises ``KitError``.
    """
    write_each(scores, target, ".html", page_of)


def page_of(score: ClassScore) -> str:
    """Return a learner's page, of the newest submission that counts for something."""
    graded = score.graded
    sources = score.gradebook.sources(graded["digest"]) if graded else None
    if sources is None:
        from markupsafe import escape

        return NOTHING.format(escape(score.learner))
    with temporary_folder("page-") as temporary:
        folder = Path(temporary, "submission")  # where the page reads the lines that it shows
        folder.mkdir()
        for name, source in sources.items():
            (folder / f"{name}.py").write_bytes(source)
        snapshot = Snapshot(folder, sources, {})
        with Session(folder, snapshot=snapshot, isolation=isolation_here()) as session:
            return PageMaker(session).page(session.grade(STEPS))
