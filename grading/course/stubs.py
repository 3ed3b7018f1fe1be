"""Writing ``exercises/`` from ``solutions/``, and putting a step's stubs back."""

from __future__ import annotations

import ast
import json
import shutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from grading.course.atomic_files import write_atomically
from grading.course.curriculum import MODULES, Step
from grading.course.errors import KitError
from grading.course.learner_text import parsable, read_source
from grading.course.paths import EXERCISES, OWN_CHECKS, SOLUTIONS, shown
from grading.course.references import file_digest
from grading.course.solution_blocks import all_stubs, blocks_of, functions_of, python_source

WRITTEN = OWN_CHECKS / "references" / "stubs.json"


def stub_files() -> dict[str, str]:
    """Return the text of every file of ``exercises/``; raises ``KitError`` without solutions."""
    if not SOLUTIONS.is_dir():
        raise KitError("This needs `solutions/`, which this kit was handed out without.")
    return {name: all_stubs(solution_source(name)) for name in MODULES}


def solution_source(name: str) -> str:
    """Return the source of the solution of module ``name``."""
    return (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")


def write_stub_files() -> list[Path]:
    """Write ``exercises/``; raises ``KitError`` where something has been written in it."""
    texts = stub_files()
    known = json.loads(WRITTEN.read_text()) if WRITTEN.exists() else {}
    for name in texts:
        path = EXERCISES / f"{name}.py"
        if path.exists() and _differs(path, texts[name]) and file_digest(path) != known.get(name):
            raise KitError(
                f"{shown(path)} has been written in; nothing was changed. To start it afresh, "
                "move it away first, or use `python grader.py reset STEP`."
            )
    EXERCISES.mkdir(exist_ok=True)
    for name, text in texts.items():
        (EXERCISES / f"{name}.py").write_text(text, encoding="utf-8")
    file_digest.cache_clear()
    digests = {name: file_digest(EXERCISES / f"{name}.py") for name in texts}
    WRITTEN.write_text(json.dumps(digests, indent=1) + "\n")
    return [EXERCISES / f"{name}.py" for name in texts]


def outdated_stub_files() -> list[Path]:
    """Return the files of ``exercises/`` that are not what the solutions make of them."""
    return [
        EXERCISES / f"{name}.py"
        for name, text in stub_files().items()
        if _differs(EXERCISES / f"{name}.py", text)
    ]


def _differs(path: Path, text: str) -> bool:
    try:
        return read_source(path).text != text
    except FileNotFoundError:
        return True


@dataclass(frozen=True)
class Reset:
    """What putting a step's stubs back does to one file."""

    path: Path
    content: bytes
    before: bytes | None  # nothing where there is no file
    functions: tuple[str, ...] = ()
    other_steps: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all of the file is put back."""
        return not self.functions

    @property
    def drops_code(self) -> bool:
        """Whether anything the learner wrote goes."""
        return self.before is not None and self.before != self.content

    def carry_out(self) -> Path | None:
        """Write the file; return the copy that was kept beside it, if there was a file.

        Raises ``KitError`` where that cannot be, and leaves what was there.
        """
        copy = None
        try:
            if self.before is not None:
                stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
                copy = self.path.with_name(f"{self.path.name}.backup-{stamp}")
                shutil.copy2(self.path, copy)
            self.path.parent.mkdir(exist_ok=True)
            write_atomically(self.path, self.content)
        except OSError as error:
            raise KitError(
                f"{shown(self.path)} was left as it is, since nothing can be written there: "
                f"{error.strerror}."
            ) from None
        return copy


def resets_for(step: Step, folder: Path) -> list[Reset]:
    """Return what putting the stubs of ``step`` back means for each file in ``folder``."""
    texts = stub_files()
    found = []
    for name in step.modules:
        blocks = [block for block in blocks_of(solution_source(name)) if block.step == step.number]
        if blocks:
            functions = [block.function for block in blocks]
            found.append(_reset(folder / f"{name}.py", texts[name], functions, step.number))
    return found


def _reset(path: Path, text: str, functions: list[str], step: int) -> Reset:
    """Put ``functions`` of the stubs ``text`` into the file; all of it if it has no syntax.

    Raises ``KitError`` where there is something that is no file, or cannot be read.
    """
    try:
        found = read_source(path)
        before = path.read_bytes()
    except FileNotFoundError:
        return Reset(path, text.encode(), None)
    except OSError as error:
        raise KitError(
            f"{shown(path)} cannot be read ({error.strerror}): nothing was changed. Move it away, "
            "and the stubs are put in its place."
        ) from None
    if python_source(path) is None or not found.is_lossless(before):
        return Reset(path, text.encode(), before)
    source = found.text
    replaced: dict[str, None] = {}
    for function in functions:
        if not any(function.startswith(f"{outer}.") for outer in replaced):
            source, name = with_function(source, text, function)
            replaced[name] = None
    others = {
        block.step
        for block in blocks_of(solution_source(path.stem))
        for name in replaced
        if block.step != step and f"{block.function}.".startswith(f"{name}.")
    }
    others_in_order = tuple(sorted(others))
    return Reset(path, found.encoded(source), before, tuple(replaced), others_in_order)


def with_function(source: str, text: str, function: str) -> tuple[str, str]:
    """Return ``source`` with ``function`` as it stands in ``text``, and the name replaced.

    Where the source has no such nested function, the one around it is replaced; a method that
    is missing is put at the end of its class, anything else at the end of the file.
    """
    ranges = _ranges(source)
    outer, _, _ = function.rpartition(".")
    new = _lines(text, function)
    lines = source.removesuffix("\n").split("\n")
    if function in ranges:
        first, last, indent = ranges[function]
        lines[first - 1 : last] = textwrap.indent(new, indent).splitlines()
    elif outer and outer in {name for name, _, _ in functions_of(text)}:
        return with_function(source, text, outer)
    elif outer in ranges:
        _, last, indent = ranges[outer]
        lines[last:last] = ["", *textwrap.indent(new, f"{indent}    ").splitlines()]
    elif outer:
        lines += ["", "", *_lines(text, outer).splitlines()]
        return "\n".join(lines) + "\n", outer
    else:
        lines += ["", "", *new.splitlines()]
    return "\n".join(lines) + "\n", function


def _lines(text: str, name: str) -> str:
    """Return the dedented lines of a function or class of ``text``."""
    first, last, _ = _ranges(text)[name]
    return textwrap.dedent("\n".join(text.splitlines()[first - 1 : last]))


def _ranges(source: str) -> dict[str, tuple[int, int, str]]:
    """Return the first line, last line and indentation of every function and class."""
    found: dict[str, tuple[int, int, str]] = {}
    unseen: list[tuple[ast.AST, str]] = [(ast.parse(parsable(source)), "")]
    while unseen:  # no call in a call: code can be as deep as Python can parse
        node, outer = unseen.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{outer}{node.name}"
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found[name] = (first, node.end_lineno or first, " " * node.col_offset)
            outer = f"{name}."
        unseen += [(child, outer) for child in reversed(list(ast.iter_child_nodes(node)))]
    return found


def put_stubs_back(
    step: Step,
    folder: Path,
    confirmed: Callable[[], bool],
    say: Callable[[str], None] = click.echo,
) -> None:
    """Put the step's stubs back in ``folder``, file by file, where ``confirmed`` says yes.

    What was there is kept in a copy beside the file; ``say`` is told of it. Raises ``KitError``
    without solutions.
    """
    resets = resets_for(step, folder)
    if not resets:
        say(f"Step {step.number} has no stubs of its own: it tests what you already wrote.")
    for found in resets:
        file = shown(found.path)
        if not found.drops_code and found.path.exists():
            say(f"{file}: the stubs of step {step.number} are there already.")
            continue
        say(_what_goes(found))
        if found.path.exists() and not confirmed():
            say("Nothing was changed.")
            continue
        copy = found.carry_out()
        say(f"  Done.{f' What was there is in {shown(copy)}.' if copy else ''}")


def _what_goes(found: Reset) -> str:
    what = ", ".join(found.functions)
    if found.whole:
        lacking = "is missing" if found.before is None else "cannot be read as Python"
        what = f"the whole file, which {lacking}"
    sentence = f"{shown(found.path)}: puts back {what}."
    if found.other_steps:
        others = ", ".join(str(number) for number in found.other_steps)
        sentence += f"\n  Your code of step {others} in there goes with it."
    return sentence
