"""The lesson pages, and their hints, one more at each call."""

from __future__ import annotations

import json
import re
from pathlib import Path

from grading.course.atomic_files import write_atomically
from grading.course.curriculum import Step
from grading.course.errors import KitError
from grading.course.paths import KIT, LESSONS
from grading.course.references import read_object

HINT_HEADING = re.compile(r"^### Hint \d+\s*$", re.MULTILINE)
FOLDED = re.compile(r"<details>\s*<summary>(.*?)</summary>.*?</details>", re.DOTALL)
HINTS_SEEN = KIT / ".kit" / "hints.json"


def lesson_path(step: Step) -> Path:
    """Return the path of the step's page."""
    return LESSONS / step.lesson_file


def lesson(step: Step) -> str:
    """Return the step's lesson without its hints, as Markdown."""
    return _page(step)[0]


def lesson_as_text(step: Step) -> str:
    """Return the lesson as a terminal shows it: answers stay folded away, in the page itself."""
    page, questions = FOLDED.subn(r"- \1", lesson(step))
    if not questions:
        return page
    return f"{page}\n\nThe answers are in `lessons/{step.lesson_file}`."


def hints(step: Step) -> list[str]:
    """Return the step's hints, in order."""
    return _page(step)[1]


def _page(step: Step) -> tuple[str, list[str]]:
    try:
        text = lesson_path(step).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KitError(f"lessons/{step.lesson_file} is missing from the kit.") from None
    except UnicodeDecodeError:
        raise KitError(f"lessons/{step.lesson_file} is damaged: get the kit anew.") from None
    page, _, rest = text.partition("\n## Hints\n")
    return page.strip(), [hint.strip() for hint in HINT_HEADING.split(rest)[1:]]


def hints_seen(step: Step) -> int:
    """Return how many of the step's hints have been asked for."""
    seen = _seen().get(str(step.number))
    return max(seen, 0) if type(seen) is int else 0


def note_hint_seen(step: Step, number: int) -> None:
    """Remember that hint ``number`` of the step has been shown."""
    seen = _seen() | {str(step.number): number}
    try:
        HINTS_SEEN.parent.mkdir(exist_ok=True)
        write_atomically(HINTS_SEEN, json.dumps(seen) + "\n")
    except OSError:
        return  # on a read-only disk the first hint is shown each time


def _seen() -> dict[str, int]:
    return read_object(HINTS_SEEN)
