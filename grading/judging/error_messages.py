"""Saying in one sentence what became of a check that did not return what was expected."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grading.course.check import Check
from grading.course.paths import SOLUTIONS
from grading.course.solution_blocks import STUB, blocks_of
from grading.judging import verdict as status
from grading.judging.comparison import Row
from grading.judging.source_place import functions_used
from grading.judging.verdict import Place, Verdict

TRACE_LINE = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+) in (?P<function>.+)$')

# Left out of a function's name: what Python 3.12 inlines, and what says nothing to a learner.
OUTER_SCOPE = re.compile(r"[\w.]+\.<locals>\.")  # of a function in a text of Python's
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # another one in each run
INNER_SCOPE = re.compile(r"\.<(?:locals|listcomp|setcomp|dictcomp|genexpr)>")
MISSING = re.compile(
    r"(module '(?P<module>\w+)'|'(?P<kind>\w+)' object) has no attribute '(?P<name>\w+)'"
)

UNHASHABLE = re.compile(r"unhashable type: '(\w+)'$")
NOT_INSTALLED = re.compile(r"No module named '(\w+)")
NUMBERS_OF_OTHERS = ("numpy", "scipy", "mpmath", "sympy", "cupy")  # where `math` does as well

# What Python says where `None` stands for something else: a node; anything.
NO_NODE = re.compile(
    r"'NoneType' object has no attribute '(?:data|grad|_prev|_op|_backward|backward|tanh|source)'"
)
NOTHING = re.compile(
    r"'NoneType' object (?:is not (?:iterable|subscriptable)|has no attribute)"
    r"|cannot unpack non-iterable NoneType|unsupported operand .*'NoneType'"
    r"|object of type 'NoneType' has no len|'[<>]=?' not supported .*'NoneType'"
)
# A check reads attributes of what these make, which can be `None`, too; and one hands on what
# another gave.
MODULES_OF_CLASSES = ("engine", "nn")

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
        columns=_columns(reply.get("columns")),
        arguments=_arguments(reply.get("arguments")),
        printed=readable(reply.get("printed")),
    )
    meant = _meant(readable(reply.get("suggestion")))
    stub = STUB.match(text) if reply.get("is_stub") else None
    text = ADDRESS.sub("", OUTER_SCOPE.sub("", text)).strip()
    modules = importing(reply)
    if modules:
        found.message = _import_message(modules[-1], kind, text, found, meant)
    elif stub:
        _judge_stub(found, int(stub[1]), stub[2])
    elif kind in SENTENCES:
        found.message = SENTENCES[kind]
    else:
        found.message = _message(check, kind, text, meant, in_check=not frames)
    return found


def _message(check: Check, kind: str, text: str, meant: str, in_check: bool) -> str:
    """Say what an exception says, and what to do where that can be told."""
    as_it_is = _as_python_says(kind, text, meant)
    nothing = nothing_used(check, text, in_check)
    if nothing:
        return nothing if in_check else f"{as_it_is}. {nothing}"
    if kind == "AttributeError" and in_check and MISSING.match(text):
        return _missing_message(text) + meant
    return advice_on(check, kind, text) or as_it_is


def nothing_returned(check: Check, rows: Sequence[Row]) -> str:
    """Return a sentence for a result that is ``None`` as a whole; else nothing."""
    for row in rows:
        if row.observed and row.observed[0] == "none" and not row.right and row.name.isidentifier():
            return _lost(check)
    return ""


def nothing_used(check: Check, text: str, in_check: bool) -> str:
    """Return a sentence for an exception that ``None`` has led to; else nothing.

    ``in_check``: it came in the check's own lines, so that what it calls has returned it.
    """
    if not NOTHING.search(text):
        return ""
    if not in_check:
        return (
            "Something is `None` there: a function without `return` gives that back, "
            "and so do `append`, `sort` and `reverse`."
        )
    if check.module not in MODULES_OF_CLASSES:
        return _lost(check)
    if NO_NODE.search(text):
        return ""  # it is said what was looked for
    return (
        f"Something that your code gave is `None`: {text}. Is a `return` missing, or was an "
        "attribute set to `None`?"
    )


def _lost(check: Check) -> str:
    """Name the one function of the step that the check calls for its result, if it is one."""
    found = [] if check.module in MODULES_OF_CLASSES else _with_a_result(check)
    return f"`{found[0]}` returned nothing: is its `return` missing?" if len(found) == 1 else ""


def _with_a_result(check: Check) -> list[str]:
    """Return the functions of the check's step that return something in the solution."""
    path = SOLUTIONS / f"{check.module}.py"
    if not path.exists():
        return []
    source = path.read_text(encoding="utf-8")
    lines = source.splitlines()
    own = {
        block.function
        for block in blocks_of(source)
        if block.step == check.step.number
        and any(line.lstrip().startswith("return ") for line in lines[block.first : block.last])
    }
    return [name for name in dict.fromkeys(functions_used(check)) if name in own]


def _as_python_says(kind: str, text: str, meant: str) -> str:
    """Return an exception as Python writes it; a question needs a full stop before it."""
    if not text:
        return f"{kind}."
    return f"{kind}: {text.rstrip('.')}.{meant}" if meant else f"{kind}: {text}"


def _meant(name: str) -> str:
    """Ask for the name that was meant, as Python does."""
    if name.startswith("import "):
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
    first, behind = columns
    return (first, max(behind, first + 1)) if first > 0 else None


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
    if kind == "BdbQuit":
        step = check.step.number
        return f"`breakpoint()` has nobody to talk to here: use `python grader.py debug {step}`."
    if kind == "EOFError":
        return "Your code asks for something with `input()`, and nobody is there to answer."
    if kind == "ModuleNotFoundError" and NOT_INSTALLED.match(text):
        return _not_installed(text)
    return ""


def readable(text: Any) -> str:
    """Return a text from a worker without what a terminal would obey, and not too long."""
    if type(text) is not str:
        return ""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text[:MOST_TEXT])


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
    """Return the frames of a reply, leaving out what is not well-formed."""
    return [
        Place(frame[0], frame[1], INNER_SCOPE.sub("", frame[2]))
        for frame in (frames if type(frames) is list else [])
        if type(frame) is list and [type(part) for part in frame] == [str, int, str]
    ]


def importing(reply: dict[str, Any]) -> list[str]:
    """Return the modules that were being imported when an exception came, outermost first."""
    names = reply.get("importing")
    return [str(name) for name in names] if type(names) is list else []


def _import_message(module: str, kind: str, text: str, found: Verdict, meant: str) -> str:
    if kind == "ModuleNotFoundError" and text.endswith(".py is missing"):
        return f"{text}: it is not in the folder."
    file = f"{module}.py"
    lines = [frame.line for frame in found.frames if frame.file == file]
    column = f", column {found.columns[0]}" if found.columns else ""
    at = f" (line {lines[-1]}{column})" if lines else ""
    said = SENTENCES.get(kind) or advice_on(found.check, kind, text)
    if said:
        return f"{file} cannot be imported{at}. {said}"
    return f"{file} cannot be imported{at}: {_as_python_says(kind, text, meant)}"


def _not_installed(text: str) -> str:
    """Say how to get a package that the kit's environment lacks, and whether that is worth it."""
    match = NOT_INSTALLED.match(text)
    assert match is not None
    name = match[1]
    enough = "`math` is enough here; " if name in NUMBERS_OF_OTHERS else ""
    return (
        f"`{name}` is not in the kit's environment. "
        f"{enough}`{_python()} -m pip install {name}` puts it there."
    )


def _python() -> str:
    """Return the interpreter that grades as it would be typed here."""
    program = Path(sys.executable)
    here = Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)


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
            if folder in folders:
                places.append(Place(name, int(match["line"]), match["function"]))
        return places[::-1], in_check
    return [], True
