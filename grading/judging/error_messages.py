"""Saying in one sentence what became of a check that did not return what was expected."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grading.course.check import Check
from grading.course.curriculum import MODULES
from grading.course.paths import typed
from grading.course.solution_blocks import STUB
from grading.judging import verdict as status
from grading.judging.verdict import Place, Verdict

TRACE_LINE = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+) in (?P<function>.+)$')

# Left out of a function's name: what Python 3.12 inlines, and what says nothing to a learner.
INNER_SCOPE = re.compile(r"\.<(?:locals|listcomp|setcomp|dictcomp|genexpr)>")
MISSING = re.compile(
    r"(module '(?P<module>\w+)'|'(?P<kind>\w+)' object) has no attribute '(?P<name>\w+)'"
)

UNHASHABLE = re.compile(r"unhashable type: '(\w+)'$")
NOT_UTF_8 = re.compile(r"null bytes|codec can't decode|not a text encoding|unknown encoding")
SAVE_AS_UTF_8 = ". The file is not in the encoding that Python expects: save it as UTF-8."
NOT_INSTALLED = re.compile(r"No module named '(\w+)")

BUILTIN_KINDS = {
    "NoneType": "nothing (`None`)",
    "int": "a plain number",
    "float": "a plain number",
    "str": "a text",
    "list": "a list",
    "tuple": "a tuple",
    "function": "a function",
}

MOST_TEXT = 4_000
FILES = frozenset(f"{name}.py" for name in MODULES)

# What Python calls for `1 - a`. From step 11 on an operation is meant, and no longer a number.
LEFT_OPERATORS = {"__rsub__": "-", "__rtruediv__": "/", "__rpow__": "**"}
MORE_OPERATIONS = 11

SENTENCES = {
    "SystemExit": "Your code ended the program (`exit` or `sys.exit`).",
    "KeyboardInterrupt": "Your code raised KeyboardInterrupt.",
    "TooMuchPrinted": "Your code printed more than a million characters: a print in a loop?",
    "MemoryError": "Your code needed more than half a gigabyte of memory.",
    "RecursionError": "Your code recursed too deeply: a function called itself again and again.",
}


def verdict_of_exception(check: Check, reply: dict[str, Any]) -> Verdict:
    """Return the verdict for an exception that a learner's code, or the check on it, raised."""
    frames = _frames(reply.get("frames"))
    kind, text = readable(reply.get("type")), readable(reply.get("message"))
    found = Verdict(
        check,
        status.ERROR,
        exception=kind,
        exception_text=text,
        exception_is_written=reply.get("is_written") is True,
        frames=frames,
        place=frames[-1] if frames else None,
        printed=readable(reply.get("printed")),
    )
    stub = STUB.match(text) if reply.get("is_stub") else None
    modules = importing(reply)
    if modules:
        found.message = _import_message(modules[-1], kind, text, frames)
    elif stub:
        _judge_stub(found, int(stub[1]), stub[2])
    elif kind in SENTENCES:
        found.message = SENTENCES[kind]
    elif kind == "AttributeError" and not frames and MISSING.match(text):
        found.message = _missing_message(text)
    else:
        found.message = advice_on(check, kind, text) or (f"{kind}: {text}" if text else f"{kind}.")
    return found


def advice_on(check: Check, kind: str, text: str) -> str:
    """Return a sentence for an exception that says too little of what to do; else nothing."""
    unhashable = UNHASHABLE.match(text)
    if kind == "TypeError" and unhashable:
        return (
            f"{kind}: {text}. A class with an `__eq__` (a `@dataclass` has one) loses its "
            f"`__hash__`: leave `__eq__` out of `{unhashable[1]}`, or write a `__hash__`."
        )
    if kind == "BdbQuit":
        step = check.step.number
        return f"`breakpoint()` has nobody to talk to here: use `python grader.py debug {step}`."
    if kind == "EOFError":
        return "Your code asks for something with `input()`, and nobody is there to answer."
    return ""


def readable(text: Any) -> str:
    """Return a text from a worker, and not too long; what a terminal would obey is out already."""
    return text[:MOST_TEXT] if type(text) is str else ""


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
        sign = LEFT_OPERATORS.get(name.rpartition(".")[2])
        if sign and own >= MORE_OPERATIONS:
            found.message += f" A plain number stands on the left of `{sign}`: put the node first."
        elif ".__" in name:
            found.message += " Did you use a `Value` where its `.data` is meant?"


def _missing_message(text: str) -> str:
    """Say what a check looked for in vain."""
    match = MISSING.match(text)
    assert match is not None
    if match["module"]:
        return f"{match['module']}.py has no `{match['name']}`."
    if match["kind"] in BUILTIN_KINDS:
        given = BUILTIN_KINDS[match["kind"]]
        lost = " Is a `return` missing?" if match["kind"] == "NoneType" else ""
        return (
            f"Your code gave back {given} where something with `{match['name']}` is needed.{lost}"
        )
    return f"Your `{match['kind']}` has no `{match['name']}`."


def _frames(frames: Any) -> list[Place]:
    """Return the frames of a reply, leaving out what is not well-formed.

    Learners' code can make frames up: those of other files than its modules are left out, too.
    """
    return [
        Place(frame[0], frame[1], INNER_SCOPE.sub("", frame[2]))
        for frame in (frames if type(frames) is list else [])
        if type(frame) is list and [type(part) for part in frame] == [str, int, str]
        if frame[0] in FILES
    ]


def importing(reply: dict[str, Any]) -> list[str]:
    """Return the modules that were being imported when an exception came, outermost first."""
    names = reply.get("importing")
    return [str(name) for name in names] if type(names) is list else []


def _import_message(module: str, kind: str, text: str, frames: Sequence[Place]) -> str:
    if kind == "ModuleNotFoundError" and text.endswith(".py is missing"):
        return f"{text}: it is not in the folder."
    file = f"{module}.py"
    lines = [frame.line for frame in frames if frame.file == file]
    at = f" (line {lines[-1]})" if lines else ""
    if kind in SENTENCES:
        return f"{file} cannot be imported{at}. {SENTENCES[kind]}"
    missing = NOT_INSTALLED.match(text)
    if kind == "ModuleNotFoundError" and missing:
        enough = "`math` is enough here; " if missing[1] == "numpy" else ""
        return (
            f"{file} cannot be imported{at}: `{missing[1]}` is not in the kit's environment. "
            f"{enough}`{typed(Path(sys.executable))} -m pip install {missing[1]}` puts it there."
        )
    advice = SAVE_AS_UTF_8 if kind == "SyntaxError" and NOT_UTF_8.search(text) else ""
    return f"{file} cannot be imported{at}: {kind}: {text}{advice}"


def died_message(code: Any) -> str:
    """Say how the process ended in which a check ran; ``code`` as from ``Popen.returncode``."""
    if type(code) is int and code < 0:
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
        in_check = "in call_check\n" in thread
        if not in_check and "in import_modules\n" not in thread:
            continue
        places = []
        for line in thread.splitlines():
            match = TRACE_LINE.match(line)
            if match is None:
                continue
            folder, _, name = match["file"].replace("\\", "/").rpartition("/")
            if folder in folders and name in FILES:
                places.append(Place(name, int(match["line"]), match["function"]))
        return places[::-1], in_check
    return [], True
