"""The marked blocks of a solution: taking them out, step by step, makes stubs.

A block is what stands between ``### BEGIN SOLUTION step N`` and ``### END SOLUTION``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grading.course.learner_text import parsable, source_text

MOST_SOURCES = 32  # whose blocks and functions are kept: finding them takes milliseconds
BEGIN = re.compile(r"^(\s*)### BEGIN SOLUTION step (\d+)\s*$")
END = re.compile(r"^\s*### END SOLUTION\s*$")
MOST_BYTES_TO_PARSE = 128 << 10  # of a learner's module
STUB = re.compile(r"step (\d+): ([\w.]+)")
UNIT = " " * 4  # by which the kit's own code is indented


@dataclass(frozen=True)
class Block:
    """One marked block: its step, the function it is in, and its lines (markers included)."""

    step: int
    function: str
    first: int
    last: int


@lru_cache(maxsize=MOST_SOURCES)
def blocks_of(source: str) -> tuple[Block, ...]:
    """Return the blocks of a solution's source; raises ``ValueError`` for unpaired markers."""
    functions = functions_of(source)
    blocks: list[Block] = []
    begun: tuple[int, int] | None = None
    for number, line in enumerate(source.splitlines(), start=1):
        begin = BEGIN.match(line)
        if begin and begun:
            raise ValueError(f"line {number}: a block begins inside another")
        if begin:
            begun = number, int(begin[2])
        elif END.match(line):
            if begun is None:
                raise ValueError(f"line {number}: a block ends that did not begin")
            first, step = begun
            blocks.append(Block(step, function_at(functions, first), first, number))
            begun = None
    if begun:
        raise ValueError(f"line {begun[0]}: a block begins and does not end")
    return tuple(blocks)


@lru_cache(maxsize=MOST_SOURCES)
def functions_of(source: str) -> tuple[tuple[str, int, int], ...]:
    """Return ``(qualified name, first line, last line)`` of every function in ``source``."""
    return tuple(
        (name, _first_line(node), node.end_lineno or node.lineno)
        for name, node, _ in definitions_in(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
    )


Definition = ast.FunctionDef | ast.ClassDef


def definitions_in(tree: ast.AST) -> Iterator[tuple[str, Definition, ast.AST]]:
    """Yield every function and class in its order: its qualified name, itself, what it stands in.

    What it stands in is a function, a class, or ``tree``.
    """
    unseen: list[tuple[ast.AST, str, ast.AST]] = [(tree, "", tree)]
    while unseen:  # no call in a call: code can be as deep as Python can parse
        node, outer, around = unseen.pop()
        if isinstance(node, Definition):
            yield f"{outer}{node.name}", node, around
            outer, around = f"{outer}{node.name}.", node
        unseen += [(child, outer, around) for child in reversed(list(_statements_in(node)))]


def _first_line(node: Definition) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


@dataclass(frozen=True)
class Span:
    """Where a function or class stands: its first and last line, and how far it is indented."""

    first: int
    last: int
    indent: str
    unit: str  # what is further on the left of its statements


def spans_of(source: str) -> dict[str, Span]:
    """Return where every function and class stands."""
    found: dict[str, Span] = {}
    lines = source.split("\n")
    for name, node, _ in definitions_in(ast.parse(parsable(source))):
        indent, inside = _margin(lines, node), _margin(lines, node.body[0])
        unit = inside.removeprefix(indent) or UNIT  # of what is all in one line
        found[name] = Span(_first_line(node), node.end_lineno or node.lineno, indent, unit)
    return found


def _margin(lines: list[str], statement: ast.stmt) -> str:
    """Return what a statement's line begins with, spaces or tabs."""
    line = lines[statement.lineno - 1]
    return line[: len(line) - len(line.lstrip())]


def _statements_in(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements in one, and what holds some; no expression holds a function."""
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        yield from getattr(node, field, ())


def outermost(tree: ast.AST, outer: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions and methods that are in no other one, with their qualified names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield f"{outer}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from outermost(node, f"{outer}{node.name}.")


def nodes_inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and what is below it, but for functions inside."""
    unseen = [node]  # no call in a call: an expression can be as deep as Python can parse
    while unseen:
        node = unseen.pop()
        if not isinstance(node, ast.FunctionDef):
            yield node
            unseen += reversed(list(ast.iter_child_nodes(node)))


def python_source(path: Path) -> str | None:
    """Return the text of a learner's file; nothing where it cannot be read as Python."""
    try:
        return python_text(path.read_bytes()) if path.is_file() else None
    except OSError:
        return None


@lru_cache(maxsize=MOST_SOURCES)
def python_text(data: bytes | None) -> str | None:
    """Return the text of a learner's module; nothing where it cannot be read as Python.

    Nothing, too, where there is so much of it that to parse it would cost a grade its time.
    """
    if data is None or len(data) > MOST_BYTES_TO_PARSE:
        return None
    try:
        found = source_text(data)
        source = parsable(found.text)
        functions_of(source)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    return source if found.is_for_python else None


def function_at(functions: Sequence[tuple[str, int, int]], line: int) -> str:
    """Return the qualified name of the innermost function around a line, or ``<module>``."""
    around = [entry for entry in functions if entry[1] <= line <= entry[2]]
    return max(around, key=lambda entry: entry[1])[0] if around else "<module>"


@lru_cache(maxsize=1024)
def is_written_beside_its_stub(source: str, stubs: str, function: str) -> bool:
    """Tell whether a learner's ``function``, whose stub still stands, holds code of their own.

    ``stubs``: the file as it was handed out. Functions inside it are left out of this.
    """
    functions = functions_of(source)
    around = [entry for entry in functions if entry[0] == function]
    if not around:
        return False
    _, first, last = around[0]
    inner = {
        line
        for name, begin, end in functions
        if name.startswith(f"{function}.")
        for line in range(begin, end + 1)
    }
    lines = source.split("\n")  # which are Python's; a form feed ends none
    known = _lines_of(stubs)
    own = [line for line in range(first, last + 1) if lines[line - 1].strip() not in known]
    if not set(own) - inner:
        return False  # the usual case needs no parsing
    written = {
        node.lineno
        for node in ast.walk(ast.parse(source))  # of a part, strings may spoil the indentation
        if isinstance(node, ast.stmt) and not isinstance(node, ast.FunctionDef)
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    }
    return bool((set(own) - inner) & written)


@lru_cache(maxsize=MOST_SOURCES)
def _lines_of(stubs: str) -> frozenset[str]:
    return frozenset(line.strip() for line in stubs.splitlines())


def with_stubs(source: str, is_stub: Callable[[int], bool]) -> str:
    """Return ``source`` with each block whose step ``is_stub`` made a stub, and no markers."""
    lines = source.splitlines()
    for block in reversed(blocks_of(source)):
        inside = lines[block.first : block.last - 1]
        if is_stub(block.step):
            begin = BEGIN.match(lines[block.first - 1])
            assert begin is not None
            inside = [f'{begin[1]}raise NotImplementedError("step {block.step}: {block.function}")']
        lines[block.first - 1 : block.last] = inside
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=MOST_SOURCES)
def all_stubs(source: str) -> str:
    """Return ``source`` with every block made a stub."""
    return with_stubs(source, lambda step: True)


def foundation(source: str, step: int) -> str:
    """Return ``source`` as it is known at ``step``: later steps' blocks are stubs."""
    return with_stubs(source, lambda block_step: block_step > step)
