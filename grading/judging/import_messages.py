"""What is said of an import that fails, or that a name lacks: what was meant, or how to get it."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from grading.course.curriculum import MODULES, NEEDS_TORCH, is_on_tensors
from grading.course.paths import TWINS, command_that_installs
from grading.course.solution_blocks import functions_of
from grading.judging.source_place import handed_out
from grading.judging.verdict import Place
from grading.worker.plain_exception import nearest

NO_NAME = re.compile(r"name '(\w+)' is not defined$")
LACKING = re.compile(r"(?:^name|^cannot import name|has no attribute) '(\w+)'")
NO_MODULE = re.compile(r"No module named '([\w.]+)'")
RELATIVE = "attempted relative import"
MICROGRAD = re.compile(r"`(micrograd)[\w.]*` is not available here")
HALF_DONE = re.compile(r"(?:cannot import name '\w+' from )?partially initialized module '(\w+)'")
# One import in a line of its own: whoever reads it is shown the same with another module's name.
STATEMENT = re.compile(
    r"\s*(from|import)[ \t]+([.\w]+)([ \t]+import[ \t]+[\w*, ]*[\w*]|[ \t]+as[ \t]+\w+|)"
    r"[ \t]*(?:#.*)?",
    re.ASCII,
)
NUMBERS_OF_OTHERS = ("numpy", "scipy", "mpmath", "sympy", "cupy")  # the stubs do without
# By the names that are imported, those that pip knows. No other name is handed to pip: whoever
# misspells one would install what strangers have put there.
LIBRARIES = {name: name for name in NUMBERS_OF_OTHERS} | {
    "graphviz": "graphviz",
    "matplotlib": "matplotlib",
    "networkx": "networkx",
    "pandas": "pandas",
    "regex": "regex",
    "rich": "rich",
    "sklearn": "scikit-learn",
    "tiktoken": "tiktoken",
    "torch": "torch",
    "tqdm": "tqdm",
}
SHORTEST_NAME = 3  # of a shorter one, everything is near


@dataclass(frozen=True)
class Statement:
    """An import as it is written; where it is not as plain as that, only what Python says of it."""

    module: str
    word: str = ""
    rest: str = ""

    def of(self, module: str) -> str:
        """Return the same statement of another module."""
        return f"{self.word} {module}{self.rest}" if self.word else module


def advice_on_import(
    kind: str, text: str, frames: Sequence[Place], sources: Mapping[str, bytes]
) -> str:
    """Return a sentence for an import that did not find what it names; else nothing.

    ``frames``: the learner's, from the last of which the exception came. ``sources``: of modules.
    """
    half_done = HALF_DONE.match(text)
    if half_done and half_done[1] in MODULES:
        return _in_a_circle(half_done[1], frames)
    if kind not in ("ImportError", "ModuleNotFoundError"):
        return ""
    place = frames[-1] if frames else None
    importer = place.file.removesuffix(".py") if place else ""
    if missing := NO_MODULE.match(text):
        return _no_such_module(missing[1], importer, _statement(place, sources, missing[1]))
    if micrograd := MICROGRAD.match(text):
        return _of_ones_own(text, importer, _statement(place, sources, micrograd[1]))
    if text.startswith(RELATIVE):
        statement = _statement(place, sources, ".")
        return _no_such_module(statement.module, importer, statement) if statement.word else ""
    return ""


def _statement(place: Place | None, sources: Mapping[str, bytes], name: str) -> Statement:
    """Return the import in a learner's line, where it is one of what Python calls ``name``."""
    lines = sources.get(place.file.removesuffix(".py"), b"").splitlines() if place else []
    line = lines[place.line - 1] if place and 0 < place.line <= len(lines) else b""
    found = STATEMENT.fullmatch(line.decode("latin-1"))
    if found and found[2].startswith(name):
        return Statement(found[2], found[1], found[3])
    return Statement(name)


def _no_such_module(name: str, importer: str, statement: Statement) -> str:
    """Say what stands in place of a module that is not there; ``importer``: whose line it is."""
    if name in LIBRARIES:
        return _not_installed(name, importer)
    near = _near(statement.module, importer)
    there_is_none = f"There is no module `{statement.module}` here"
    if not near:
        return f"{there_is_none}: neither Python nor the kit has one of that name."
    if near == importer:
        return f"{there_is_none}, and {importer}.py needs no import of itself: delete the line."
    return f"{there_is_none}. Did you mean `{statement.of(near)}`?"


def _of_ones_own(text: str, importer: str, statement: Statement) -> str:
    """Say what is to be written in place of an import of micrograd, whose modules have our names.

    In the module that one writes instead of micrograd's, nothing is.
    """
    last = statement.module.rpartition(".")[2]
    own = last if last in MODULES else "engine"
    if own == importer:
        return f"{text}, in this very file: delete the line."
    instead = statement.of(own) if last == own else "from engine import Value"
    return f"{text}; yours is in {own}.py: `{instead}`."


def _in_a_circle(module: str, frames: Sequence[Place]) -> str:
    """Say which modules import each other, and which import is to go: the one of the lowest.

    ``module``: what is imported once more before it is finished.
    """
    files = [frame.file for frame in frames]
    first = files.index(f"{module}.py") if f"{module}.py" in files else len(files)
    lines = {frame.file.removesuffix(".py"): frame.line for frame in frames[first:]}
    if len(lines) < 2:
        return f"{module}.py imports itself: delete that import; what is written there needs none."
    circle = [*lines, module]
    lowest = min(lines, key=MODULES.index)
    imported = circle[circle.index(lowest) + 1]
    *most, last = (f"{name}.py" for name in lines)
    return (
        f"{', '.join(most)} and {last} import each other, so that none of them can be finished. "
        f"{lowest}.py (line {lines[lowest]}) is to do without {imported}.py."
    )


def _near(name: str, importer: str) -> str:
    """Return the module that was meant: one of the kit's first, or else Python's or a library."""
    first, last = name.partition(".")[0], name.rpartition(".")[2]
    for own in (last, first, last.lower()):
        if own in MODULES:
            return own
    if "." in name or len(name) < SHORTEST_NAME:
        return ""
    libraries = [known for known in LIBRARIES if known != "torch" or importer == NEEDS_TORCH]
    return nearest(name, [*MODULES, *sorted(sys.stdlib_module_names), *libraries])


def _not_installed(name: str, importer: str) -> str:
    """Say how to get a package that the kit's environment lacks, and whether that is worth it."""
    does = "numpy" if is_on_tensors([importer]) else "math"
    enough = f"`{does}` is enough here; " if name in NUMBERS_OF_OTHERS and name != does else ""
    return (
        f"`{name}` is not in the kit's environment. "
        f"{enough}`{command_that_installs(LIBRARIES[name])}` puts it there."
    )


def name_meant(text: str, suggestion: str, place: Place | None, used: Sequence[str]) -> str:
    """Return what was meant by a name that is missing, or the import that it lacks; else nothing.

    ``suggestion``: the name that comes nearest, as the worker says. ``used``: the modules that the
    check uses.
    """
    importer = place.file.removesuffix(".py") if place else ""
    lacking, missing = LACKING.search(text), NO_NAME.match(text)
    if lacking and suggestion:
        modules = {*used, importer} & {*MODULES}
        if any({lacking[1], suggestion} <= _names_asked_for(module) for module in modules):
            suggestion = ""  # it is another thing that is to be there, and not this one misspelt
    if missing and importer:
        handed_out_with = _imports_of(importer).get(missing[1], "")
        if handed_out_with or not suggestion or hasattr(builtins, suggestion):
            return handed_out_with or _import_from_below(missing[1], importer) or suggestion
    return suggestion


def _import_from_below(name: str, importer: str) -> str:
    """Return the import of a name from a module that is written before; else nothing."""
    if name in _names_defined_in(importer):
        return ""
    below = [module for module in MODULES[: MODULES.index(importer)] if module != NEEDS_TORCH]
    homes = [module for module in below if name in _names_defined_in(module)]
    homes.sort(key=lambda module: is_on_tensors([module]) != is_on_tensors([importer]))
    return f"from {homes[0]} import {name}" if homes else ""


@cache
def _imports_of(module: str) -> dict[str, str]:
    """Return the imports that a module is handed out with, by the names that they give."""
    found = {}
    for node in ast.parse(handed_out(f"{module}.py") or "").body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                origin = f"from {node.module} " if isinstance(node, ast.ImportFrom) else ""
                found[alias.asname or alias.name] = f"{origin}import {ast.unparse(alias)}"
    return found


@cache
def _names_defined_in(module: str) -> frozenset[str]:
    """Return a module's classes and functions."""
    defined = (ast.ClassDef, ast.FunctionDef)
    body = ast.parse(_with_its_interface(module)).body
    return frozenset(node.name for node in body if isinstance(node, defined))


@cache
def _names_asked_for(module: str) -> frozenset[str]:
    """Return the same with the methods."""
    functions = functions_of(_with_its_interface(module))
    return frozenset(part for name, _, _ in functions for part in name.split("."))


def _with_its_interface(module: str) -> str:
    """Return a module as it is handed out; without solutions torch's twin, which has its names."""
    source, twin = handed_out(f"{module}.py"), TWINS / f"{module}.py"
    if source is None and twin.is_file():
        source = twin.read_text(encoding="utf-8")
    return source or ""
