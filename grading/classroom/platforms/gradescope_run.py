"""What runs on Gradescope, once for each submission: it always leaves a ``results.json``.

``python -m grading.classroom.platforms.gradescope_run /autograder``
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from grading.course.atomic_files import write_atomically
from grading.course.errors import KitError

SETTINGS = "settings.json"
MOST_BYTES_OF_METADATA = 16 << 20
LESS_THAN_A_SANDBOX = (
    "Graded with less than a sandbox ({isolation}). What that means stands in docs/instructors.md."
)


def no_result(sentence: str) -> dict[str, Any]:
    """Return the result where nothing could be graded."""
    return {"score": 0, "output": sentence, "output_format": "text"}


def graded_results(root: Path) -> dict[str, Any]:
    """Grade the submission in ``root``; return its ``results.json``. Raises ``KitError``."""
    from grading.classroom.submission_grader import (
        conditions_of,
        grade_submission,
        isolation_here,
    )
    from grading.course.curriculum import STEPS, step_numbered
    from grading.exports.gradescope import results
    from grading.gradebook.class_scores import class_scores
    from grading.gradebook.course_file import Course, read_course
    from grading.gradebook.gradebook import open_gradebook
    from grading.submissions.finding import single_submission

    source = root / "source"
    settings = json.loads((source / SETTINGS).read_text(encoding="utf-8"))
    course = read_course(source / "course.toml") if (source / "course.toml").exists() else Course()
    course = replace(course, credit=settings["credit"] or course.credit)
    steps = [step_numbered(number) for number in settings["steps"]] or STEPS
    learner, submitted = who_and_when(root / "submission_metadata.json")
    submission = single_submission(root / "submission", learner, submitted)
    conditions = conditions_of(steps, None, isolation_here().name, require_sandbox=False)
    graded = grade_submission(conditions, submission)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'gradebook.sqlite').as_posix()}"
        with open_gradebook(url, for_writing=True) as gradebook:
            gradebook.keep(graded)
            (score,) = class_scores(gradebook, course)
            data = results(score)
    if graded["isolation"] != "sandbox" and graded["grade"]:
        data["output"] += "\n" + LESS_THAN_A_SANDBOX.format(isolation=graded["isolation"])
    return data


def who_and_when(path: Path) -> tuple[str, str | None]:
    """Return the names of who handed in, and when, as far as Gradescope says so."""
    try:
        if path.stat().st_size > MOST_BYTES_OF_METADATA:
            return "submission", None
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return "submission", None
    read = read if isinstance(read, dict) else {}
    users = read.get("users")
    users = users if isinstance(users, list) else []
    names = [user.get("name") or user.get("email") for user in users if isinstance(user, dict)]
    moment = read.get("created_at")
    who = ", ".join(name for name in names if isinstance(name, str))
    return who[:200] or "submission", moment if isinstance(moment, str) else None


def main(root: Path) -> None:
    """Write the result, whatever happens."""
    try:
        data = graded_results(root)
    except KitError as error:
        data = no_result(str(error))
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # which instructors see alone
        data = no_result(f"The grading program failed ({type(error).__name__}): ask for help.")
    write_atomically(root / "results" / "results.json", json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
