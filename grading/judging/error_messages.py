"""Saying in one sentence what became of a check that did not return what was expected."""

from __future__ import annotations

import re
import signal
from collections.abc import Sequence
from typing import Any

from grading.course.check import Check
from grading.course.curriculum import MODULES
from grading.course.snapshot import Snapshot
from grading.course.solution_blocks import STUB
from grading.judging import verdict as status
from grading.judging.comparison_table import nothing_used
from grading.judging.import_messages import advice_on_import, name_meant
from grading.judging.verdict import Place, Verdict

TRACE_LINE = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d{1,9}) in (?P<function>.+)$')

# Left out of a function's name: what Python 3.12 inlines, and what says nothing to a learner.
OUTER_SCOPE = re.compile(r"[\w.]+\.<locals>\.")  # of a function in a text of Python's
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # another one in each run
FILE_OF_MODULE = re.compile(r"(?<=') \(.+\)$")  # behind "cannot import name 'a' from 'b'"
INNER_SCOPE = re.compile(r"\.<(?:locals|listcomp|setcomp|dictcomp|genexpr)>")
MISSING = re.compile(
    r"(module '(?P<module>\w+)'|'(?P<kind>\w+)' object) has no attribute '(?P<name>\w+)'"
)

UNHASHABLE = re.compile(r"unhashable type: '(\w+)'$")
NOT_UTF_8 = re.compile(r"null bytes|codec can't decode|not a text encoding|unknown encoding")
SAVE_AS_UTF_8 = ". The file is not in the encoding that Python expects: save it as UTF-8."

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
MOST_COLUMNS = 1_000  # of a line that is shown
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


def verdict_of_exception(check: Check, reply: dict[str, Any], snapshot: Snapshot) -> Verdict:
    """Return the verdict for an exception that a learner's code, or the check on it, raised."""
    found = _raised(check, reply)
    kind, text = found.exception or "", found.exception_text
    suggestion = readable(reply.get("suggestion"))
    meant = _meant(name_meant(text, suggestion, found.place, check.used))
    stub = STUB.match(text) if reply.get("is_stub") else None
    text = ADDRESS.sub("", OUTER_SCOPE.sub("", text)).strip()
    if text.startswith("cannot import name "):
        text = FILE_OF_MODULE.sub("", text)
    advice = SENTENCES.get(kind) or advice_on_import(kind, text, found.frames, snapshot.sources)
    advice = advice or advice_on(check, kind, text)
    modules = importing(reply)
    if modules:
        why_not_read = snapshot.refused.get(modules[-1], "")
        found.message = _import_message(modules[-1], found, text, meant, advice, why_not_read)
    elif stub:
        _judge_stub(found, int(stub[1]), stub[2])
    elif kind in SENTENCES:
        found.message = advice
    else:
        found.message = _message(found, text, meant, advice)
    return found


def _raised(check: Check, reply: dict[str, Any]) -> Verdict:
    """Return the verdict with all but its message, and so its status where a stub was reached."""
    frames = _frames(reply.get("frames"))
    return Verdict(
        check,
        status.ERROR,
        exception=readable(reply.get("type")),
        exception_text=readable(reply.get("message")),
        exception_is_written=reply.get("is_written") is True,
        frames=frames,
        place=frames[-1] if frames else None,
        columns=_columns(reply.get("columns")),
        arguments=_arguments(reply.get("arguments")),
        printed=readable(reply.get("printed")),
    )


def _message(found: Verdict, text: str, meant: str, advice: str) -> str:
    """Say what an exception says, and what to do where that can be told."""
    kind, in_check = found.exception or "", not found.frames
    as_it_is = _as_python_says(kind, text, meant)
    nothing = nothing_used(found.check, text, in_check)
    if nothing:
        return nothing if in_check else f"{as_it_is}. {nothing}"
    if kind == "AttributeError" and in_check and MISSING.match(text):
        return _missing_message(text) + meant
    return advice or as_it_is


def _as_python_says(kind: str, text: str, meant: str) -> str:
    """Return an exception as Python writes it; a question needs a full stop before it."""
    if not text:
        return f"{kind}."
    return f"{kind}: {text.rstrip('.')}.{meant}" if meant else f"{kind}: {text}"


def _meant(name: str) -> str:
    """Ask for the name that was meant, as Python does."""
    if " " in name:  # an import
        return f" Did you forget `{name}`?"
    return f" Did you mean `{name}`?" if name else ""


def _arguments(arguments: Any) -> dict[str, str]:
    """Return the numbers that a function got, as text by their names."""
    given = arguments.items() if type(arguments) is dict else ()
    return {readable(name): readable(number) for name, number in given}


def _columns(columns: Any) -> tuple[int, int] | None:
    """Return the first column that Python marks in a line, from 1 on, and the one behind."""
    if type(columns) is not list or [type(column) for column in columns] != [int, int]:
        return None
    first, behind = columns  # which code can have made up
    return (first, max(behind, first + 1)) if 0 < first <= MOST_COLUMNS else None


def advice_on(check: Check, kind: str, text: str) -> str:
    """Return a sentence for an exception that says too little of what to do; else nothing."""
    unhashable = UNHASHABLE.match(text)
    if kind == "TypeError" and unhashable:
        return (
            f"{kind}: {text}. A class with an `__eq__` (a `@dataclass` has one) loses its "
            f"`__hash__`: leave `__eq__` out of `{unhashable[1]}`, or write a `__hash__`."
        )
    if kind == "TypeError" and text.startswith("must be real number, not Value"):
        return (
            f"{kind}: {text}. The functions of `math` know numbers only: give them the node's "
            "number, `.data`."
        )
    if kind == "TypeError" and text.startswith("operand 'Tensor' does not support ufuncs"):
        return (
            "A tensor stands where its numbers are meant: functions of numpy, and arrays beside "
            "operators, want `.data`."
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
    """Return the modules that were being imported when an exception came, outermost first.

    A learner's code can make names up: only those of modules count.
    """
    names = reply.get("importing")
    return [name for name in names if name in MODULES] if type(names) is list else []


def _import_message(
    module: str, found: Verdict, text: str, meant: str, advice: str, why_not_read: str
) -> str:
    kind, file = found.exception or "", f"{module}.py"
    if kind == "ModuleNotFoundError" and text.endswith(".py is missing"):
        if why_not_read:
            return f"{file} cannot be imported. {why_not_read}"
        return f"{text}: it is not in the folder."
    lines = [frame.line for frame in found.frames if frame.file == file]
    column = f", column {found.columns[0]}" if found.columns else ""
    at = f" (line {lines[-1]}{column})" if lines else ""
    if advice:
        return f"{file} cannot be imported{at}. {advice}"
    encoding = SAVE_AS_UTF_8 if kind == "SyntaxError" and NOT_UTF_8.search(text) else ""
    return f"{file} cannot be imported{at}: {_as_python_says(kind, text, meant)}{encoding}"


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
    dump = trace[max(0, trace.rfind("Timeout (")) :]
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
