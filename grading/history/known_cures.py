"""What was found out about the line at fault, kept until the code changes: hints tell of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grading.course.atomic_files import write_atomically
from grading.course.curriculum import MODULES, Step
from grading.course.paths import KIT
from grading.course.references import read_object
from grading.history.history import module_hash
from grading.session.cure import Cure
from grading.session.result import StepResult
from grading.session.session import Session

FILE = KIT / ".kit" / "cures.json"


def known_cure(step: Step, folder: Path) -> Cure | None:
    """Return the cure that was found for a step in this very code; nothing where none was."""
    return _cure_in(_known(step, _digest(folder)))


def note_known_cures(results: Iterable[StepResult], folder: Path) -> None:
    """Tell the verdicts of steps what was found out before about their failures."""
    failing = [result for result in results if result.failures]
    code = _digest(folder) if failing else ""
    for result in failing:
        cure = _cure_in(_known(result.step, code))
        if cure:
            cure.note_in(result)


def cure_of(session: Session, result: StepResult, seconds: float) -> Cure | None:
    """Return the cure of a step's failing checks, and tell their verdicts.

    It is searched for, unless that was done before.
    """
    cure = _known_or_found(session, result, seconds)
    if cure:
        cure.note_in(result)
    return cure


def _known_or_found(session: Session, result: StepResult, seconds: float) -> Cure | None:
    from grading.session.cure_search import find_cure  # what is known is shown without it

    code = _digest(session.folder)
    known = _known(result.step, code)
    before = _cure_in(known)
    if (before and before.is_whole) or known.get("seconds", 0.0) >= seconds:
        return before
    found = find_cure(session, result, seconds)
    if not session.interrupted:
        cure = asdict(found) if found else None
        _keep(result.step, {"code": code, "seconds": seconds, "cure": cure})
    return found


def _keep(step: Step, entry: dict[str, Any]) -> None:
    try:
        FILE.parent.mkdir(exist_ok=True)
        known = read_object(FILE) | {str(step.number): entry}
        write_atomically(FILE, json.dumps(known, indent=1) + "\n")
    except OSError:
        return  # on a read-only disk it is searched again each time


def _known(step: Step, code: str) -> dict[str, Any]:
    """Return what is kept of a step for this code; nothing where that was another."""
    entry = read_object(FILE).get(str(step.number))
    return entry if isinstance(entry, dict) and entry.get("code") == code else {}


def _cure_in(entry: dict[str, Any]) -> Cure | None:
    try:
        return Cure(**entry["cure"]) if entry.get("cure") else None
    except TypeError:  # kept by another version of the kit
        return None


def _digest(folder: Path) -> str:
    """Return what changes with any module of a folder."""
    return " ".join(module_hash(folder / f"{name}.py") for name in MODULES)
