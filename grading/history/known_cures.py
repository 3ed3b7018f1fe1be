"""What was found out about the line at fault, kept until the code changes: hints tell of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grading.course.atomic_files import write_atomically
from grading.course.curriculum import MODULES, Step
from grading.course.paths import KIT
from grading.course.references import read_object
from grading.session.cure_search import Cure, find_cure
from grading.session.result import StepResult
from grading.session.session import Session

FILE = KIT / ".kit" / "cures.json"


def known_cure(step: Step, folder: Path) -> Cure | None:
    """Return the cure that was found for a step in this very code; nothing where none was."""
    entry = _entry(step)
    if entry.get("code") != _digest(folder) or not entry.get("cure"):
        return None
    try:
        return Cure(**entry["cure"])
    except TypeError:  # kept by another version of the kit
        return None


def cure_of(session: Session, result: StepResult, seconds: float) -> Cure | None:
    """Return the cure of a step's failing checks; search for it unless that was done before."""
    if _entry(result.step).get("code") == _digest(session.folder):
        return known_cure(result.step, session.folder)
    found = find_cure(session, result, seconds)
    if not session.interrupted:
        _keep(result.step, session.folder, found)
    return found


def _keep(step: Step, folder: Path, cure: Cure | None) -> None:
    entry = {"code": _digest(folder), "cure": asdict(cure) if cure else None}
    try:
        FILE.parent.mkdir(exist_ok=True)
        known = read_object(FILE) | {str(step.number): entry}
        write_atomically(FILE, json.dumps(known, indent=1) + "\n")
    except OSError:
        return  # on a read-only disk it is searched again each time


def _entry(step: Step) -> dict[str, Any]:
    entry = read_object(FILE).get(str(step.number))
    return entry if isinstance(entry, dict) else {}


def _digest(folder: Path) -> str:
    """Return the digest of all modules of a folder, one that cannot be read like a missing one."""
    whole = hashlib.sha256()
    for name in MODULES:
        path = folder / f"{name}.py"
        try:
            source = path.read_bytes() if path.is_file() else b""
        except OSError:
            source = b""
        whole.update(hashlib.sha256(source).digest())
    return whole.hexdigest()
