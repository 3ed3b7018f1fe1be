"""Saying in one sentence what became of a check that did not return what was expected."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from typing import Any

from grading import verdict as status
from grading.blocks import STUB
from grading.check import Check
from grading.comparison import Row
from grading.verdict import Place, Verdict

TRACE_LINE = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+) in (?P<function>.+)$')

SENTENCES = {
    "SystemExit": "Your code ended the program (`exit` or `sys.exit`).",
    "KeyboardInterrupt": "Your code raised KeyboardInterrupt.",
    "TooMuchPrinted": "Your code printed more than a million characters: a print in a loop?",
    "MemoryError": "Your code needed more than 1 GB of memory.",
    "RecursionError": "Your code recursed too deeply: a function called itself again and again.",
}


def verdict_of_exception(check: Check, reply: dict[str, Any]) -> Verdict:
    """Return the verdict for an exception that a learner's code, or the check on it, raised."""
    frames = _frames(reply.get("frames"))
    kind, text = str(reply.get("type")), str(reply.get("message"))
    found = Verdict(
        check,
        status.ERROR,
        exception=kind,
        frames=frames,
        place=frames[-1] if frames else None,
        printed=str(reply.get("printed", "")),
    )
    stub = STUB.match(text) if reply.get("is_stub") else None
    if reply.get("importing"):
        found.message = _import_message(kind, text, frames)
    elif stub:
        _judge_stub(found, int(stub[1]), stub[2])
    elif kind in SENTENCES:
        found.message = SENTENCES[kind]
    else:
        found.message = f"{kind}: {text}" if text else f"{kind}."
    return found


def _judge_stub(found: Verdict, step: int, name: str) -> None:
    """Set the status for a stub that was reached: this step's, an earlier or a later one's."""
    found.stub = name
    own = found.check.step.number
    if step == own:
        found.status = status.TODO
        found.message = f"`{name}` is not written yet."
    elif step < own:
        found.status, found.waits_for = status.BLOCKED, step
        found.message = f"This needs `{name}`, which is step {step}."
    else:
        found.message = f"Your code calls `{name}`, which is not there before step {step}."


def _frames(frames: Any) -> list[Place]:
    """Return the frames of a reply, leaving out what is not well-formed."""
    return [
        Place(frame[0], frame[1], frame[2].replace("<locals>.", ""))
        for frame in (frames if type(frames) is list else [])
        if type(frame) is list and [type(part) for part in frame] == [str, int, str]
    ]


def _import_message(kind: str, text: str, frames: Sequence[Place]) -> str:
    if kind == "ModuleNotFoundError" and text.endswith(".py is missing"):
        return f"{text}: it is not in the folder."
    at = f" (line {frames[-1].line})" if frames else ""
    file = frames[-1].file if frames else "The module"
    if kind in SENTENCES:
        return f"{file} cannot be imported{at}. {SENTENCES[kind]}"
    return f"{file} cannot be imported{at}: {kind}: {text}"


def died_message(code: int | None) -> str:
    """Say how the process ended in which a check ran; ``code`` as from ``Popen.returncode``."""
    if code is not None and code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"Your code brought down the process it ran in ({name})."
    return "Your code ended the process it ran in (`os._exit` or the like)."


def where_it_was(trace: str, folders: Sequence[str]) -> tuple[list[Place], bool]:
    """Read a ``faulthandler`` dump: the learner's frames, innermost last, and whether a check ran.

    ``folders``: where the learner's modules lie. Of several threads, the one that ran the check.
    """
    dump = trace[trace.rfind("Timeout (") :] if "Timeout (" in trace else ""
    for thread in re.split(r"^(?:Current )?[Tt]hread 0x.*$", dump, flags=re.MULTILINE):
        if "import_and_call" not in thread:
            continue
        places, in_check = [], False
        for line in thread.splitlines():
            match = TRACE_LINE.match(line)
            if match is None:
                continue
            folder, _, name = match["file"].replace("\\", "/").rpartition("/")
            in_check = in_check or name.startswith("test_step")
            if folder in folders:
                places.append(Place(name, int(match["line"]), match["function"]))
        return places[::-1], in_check
    return [], True


def message_of_wrong_rows(rows: Sequence[Row]) -> str:
    """Say what kind of thing is wrong: a forward value first, since no gradient survives that."""
    wrong = [row for row in rows if not row.right]
    missing = [row.name for row in wrong if row.yours == "(missing)"]
    if missing:
        return f"`{missing[0]}` is missing from what your code returned."
    odd = [row for row in wrong if row.yours.startswith("a ") and row.yours.endswith("number")]
    if odd:
        return f"`{odd[0].name}` is {odd[0].yours}."
    values = [row.name.removesuffix(".data") for row in wrong if not is_gradient(row.name)]
    if values and any(is_gradient(row.name) for row in rows):
        return f"The forward value of `{values[0]}` is wrong; get it right before its gradient."
    if not values:
        return "The forward values are right; a gradient is wrong."
    return ""


def is_gradient(name: str) -> bool:
    """Tell whether an observed name is that of a gradient."""
    return name.endswith((".grad", " gradient"))
