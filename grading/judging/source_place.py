"""Finding the place in a learner's file that a failed check is about."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from types import UnionType

from grading.course.check import Check
from grading.course.curriculum import node_module
from grading.course.paths import SOLUTIONS
from grading.course.snapshot import Snapshot
from grading.course.solution_blocks import (
    all_stubs,
    blocks_of,
    functions_of,
    is_written_beside_its_stub,
    nodes_inside,
    outermost,
    python_text,
)
from grading.judging import verdict as status
from grading.judging.comparison import is_gradient
from grading.judging.signature import signature_of
from grading.judging.verdict import Place, Verdict

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "__add__",
    ast.Mult: "__mul__",
    ast.Sub: "__sub__",
    ast.Div: "__truediv__",
    ast.Pow: "__pow__",
    ast.MatMult: "__matmul__",
}
REFLECTED = {name: f"__r{name[2:]}" for name in OPERATORS.values()}
CALL = "__call__"
CONSTRUCTORS = ("Value.__init__", "Tensor.__init__")
# In nearly every program, too.
SETTING_UP = (*CONSTRUCTORS, "Value.backward", "Tensor.backward")
# What Python says where a function is called otherwise than its `def` says.
NOT_CALLED_SO = re.compile(r"^([\w.<>]+)\(\) (?:takes|missing|got)\b")
EVERYWHERE = ("Value", "Tensor", "_backward")  # in nearly every program: they say nothing


def locate(verdict: Verdict, snapshot: Snapshot) -> None:
    """Set where a learner should look: where it ended, the mistake's function, or the step's.

    The step's: what the check's program uses of the functions that the step is about.
    """
    known = verdict.function_to_look_at or verdict.stub
    wanted = [known] if known else list(functions_used(verdict.check))
    ended = _where_it_ended(verdict)
    looked_for = (place for name in wanted for place in _places(verdict, snapshot, name))
    if verdict.function_to_look_at and verdict.status == status.ERROR and ended:
        is_named = f"{ended.function}.".startswith(f"{verdict.function_to_look_at}.")
        ended = ended if is_named or verdict.spoils_others else next(looked_for, ended)
    verdict.look_at = ended or next(looked_for, None)
    if verdict.exception == "TypeError" and not verdict.exception_is_written:
        _say_which_signature_is_wrong(verdict, snapshot)
    if "None" in f"{verdict.exception_text}{verdict.message}":
        _say_what_returns_nothing(verdict, snapshot)
    if verdict.stub and verdict.frames:
        _say_that_the_stub_stands(verdict, snapshot, verdict.stub, verdict.frames[-1])


def _say_which_signature_is_wrong(verdict: Verdict, snapshot: Snapshot) -> None:
    """Go to a function's `def` where it takes other arguments than the finished one does.

    Whoever calls it is right then. On the foundation only the check's own module is the learner's.
    """
    called = NOT_CALLED_SO.search(verdict.exception_text)
    if not called:
        return
    used = verdict.check.used if verdict.foundation == "own" else ()
    modules = (verdict.check.module, *used, *([node_module(used)] if used else []))
    for module in dict.fromkeys(modules):
        source, solution = python_text(snapshot.sources.get(module)), SOLUTIONS / f"{module}.py"
        if source is None:
            continue
        name = called[1].replace(".<locals>", "")
        finished = solution.read_text(encoding="utf-8") if solution.exists() else ""
        mine, right = signature_of(source, name), signature_of(finished, name)
        if mine and (mine.lacks_self(right) or (right and not mine.takes_all_of(right))):
            verdict.look_at = Place(f"{module}.py", mine.line, name)
            if mine.lacks_self(right):
                verdict.message = f"{verdict.message.rstrip('.')}. {_lacking_self(name)}"
            return


def _lacking_self(name: str) -> str:
    method = name.rpartition(".")[2]
    return f"`{method}` has no `self`: a method's first parameter is the object it is called on."


def _say_what_returns_nothing(verdict: Verdict, snapshot: Snapshot) -> None:
    """Name the function without `return`, where there is one alone; the error comes elsewhere."""
    modules = dict.fromkeys((verdict.check.module, *verdict.check.used, "engine"))
    found = [
        Place(f"{module}.py", line, name)
        for module in modules
        for name, line in _returning_nothing(snapshot, module, verdict.check.step.number).items()
    ]
    if len(found) == 1:
        verdict.look_at = found[0]
        name = f"`{found[0].function}`"
        if name not in verdict.message:
            verdict.message = f"{verdict.message} {name} has no `return`.".strip()


def _returning_nothing(snapshot: Snapshot, module: str, last_step: int) -> dict[str, int]:
    """Return the functions of steps up to this one that lack a `return`, with their lines."""
    source = python_text(snapshot.sources.get(module))
    solution = SOLUTIONS / f"{module}.py"
    if source is None or not solution.exists():
        return {}
    finished = solution.read_text(encoding="utf-8")
    asked = {block.function for block in blocks_of(finished) if block.step <= last_step}
    returning = {name for name, node in outermost(ast.parse(finished)) if _gives(node, ast.Return)}
    return {
        name: node.lineno
        for name, node in outermost(ast.parse(source))
        if name in asked & returning and not _gives(node, ast.Return | ast.Raise | ast.Yield)
    }


def _gives(function: ast.FunctionDef, kinds: type[ast.AST] | UnionType) -> bool:
    """Tell whether there is something of these kinds in a function, and not in one inside it."""
    return any(
        isinstance(node, kinds) and getattr(node, "value", node) is not None
        for statement in function.body
        for node in nodes_inside(statement)
    )


def _say_that_the_stub_stands(verdict: Verdict, snapshot: Snapshot, stub: str, line: Place) -> None:
    """Say so where a function is written, and the line that made it a stub was left in it."""
    source = python_text(snapshot.sources.get(line.file.removesuffix(".py")))
    stubs = handed_out(line.file)
    if source is None or stubs is None:
        return
    if is_written_beside_its_stub(source, stubs, stub):
        verdict.is_begun = True
        verdict.look_at = line
        verdict.message = (
            f"In `{stub}` the line `raise NotImplementedError(…)` is still there "
            f"(line {line.line}): take it out where your code is complete."
        )


@cache
def handed_out(file: str) -> str | None:
    """Return a module as it was handed out; nothing where the kit has no solutions."""
    solution = SOLUTIONS / file
    return all_stubs(solution.read_text(encoding="utf-8")) if solution.exists() else None


def _where_it_ended(verdict: Verdict) -> Place | None:
    """Return the last line of the module that the check is about; nothing where it has no line.

    What that line has called may be right code, or a stub of a later step. A module that cannot be
    imported, or does not come to an end, is shown itself.
    """
    own = [frame for frame in verdict.frames if frame.file == f"{verdict.check.module}.py"]
    if verdict.status == status.ERROR and own and not verdict.spoils_others:
        return own[-1]
    return verdict.place


def stopped_at(check: Check, frames: Sequence[Place]) -> Place | None:
    """Return where code was that did not end: the last line of the module the check is about.

    What that has called may well end. Before other functions of its module, one that the check
    uses is meant.
    """
    own = [frame for frame in frames if frame.file == f"{check.module}.py"]
    if not own or own[-1] == frames[-1]:
        return frames[-1] if frames else None
    names = {function.rpartition(".")[2] for function in functions_used(check)}
    used = [frame for frame in own if frame.function.rpartition(".")[2] in names]
    return (used or own)[-1]


@cache
def functions_used(check: Check) -> tuple[str, ...]:
    """Return the functions that the check's program uses: those of the step's blocks first."""
    return tuple(_functions_used(check))


@cache
def methods_used(check: Check) -> frozenset[str]:
    """Return the methods and functions that a check is about: those in which it can go wrong."""
    outer = {".".join(function.split(".")[:2]) for function in functions_used(check)}
    return frozenset(outer - set(SETTING_UP))


def _functions_used(check: Check) -> Iterator[str]:
    solution = SOLUTIONS / f"{check.module}.py"
    if not solution.exists():
        return
    source = solution.read_text(encoding="utf-8")
    own = [block.function for block in blocks_of(source) if block.step == check.step.number]
    used = [name for name in _names_used(check) if name not in EVERYWHERE]
    # A class is named to make what is tried, and `backward` is how others are tried.
    used.sort(key=lambda name: (name == "backward", name[0].isupper()))
    for functions in (own, [name for name, _, _ in functions_of(source)]):
        if CALL in used:
            called = [f for f in functions if f.endswith((CALL, ".forward"))]
            yield from (f for f in called if f.split(".")[0] in used)
        for name in (name for name in used if name != CALL):
            yield from (function for function in functions if name in function.split("."))
    yield from (function for function in own if function in SETTING_UP)


def _names_used(check: Check) -> Iterator[str]:
    """Yield the names of methods, classes and functions in the check's program."""
    source = textwrap.dedent(inspect.getsource(check.function))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            name = OPERATORS[type(node.op)]
            yield REFLECTED[name] if isinstance(node.left, ast.Constant) else name
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield "__getitem__"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield CALL
        elif isinstance(node, ast.UnaryOp) and not isinstance(node.operand, ast.Constant):
            yield "__neg__"


def _places(verdict: Verdict, snapshot: Snapshot, function: str) -> Iterator[Place]:
    """Find a function in the learner's modules, the check's own first; or the one around it."""
    wrong = [row.name for row in verdict.rows if not row.right]
    inside = f"{function}._backward" if wrong and all(map(is_gradient, wrong)) else function
    for module in dict.fromkeys(
        (verdict.check.module, *verdict.check.used, node_module(verdict.check.used))
    ):
        source = python_text(snapshot.sources.get(module))
        lines = {name: first for name, first, _ in functions_of(source or "")}
        for name in (inside, function, function.rpartition(".")[0]):
            if name in lines:
                yield Place(f"{module}.py", lines[name], name)
