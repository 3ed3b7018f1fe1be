"""Writing ``exercises/`` from ``solutions/``, and putting a step's stubs back."""

from __future__ import annotations

import ast
import json
import shutil
import textwrap
from collections.abc import Callable, Sequence
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
from grading.course.solution_blocks import (
    UNIT,
    all_stubs,
    blocks_of,
    functions_of,
    is_written_beside_its_stub,
    python_source,
    spans_of,
)

WRITTEN = OWN_CHECKS / "references" / "stubs.json"


def stub_files() -> dict[str, str]:
    """Return the text of every file of ``exercises/``; raises ``KitError`` without solutions."""
    if not SOLUTIONS.is_dir():
        raise KitError("This needs `solutions/`, which this kit was handed out without.")
    return {name: all_stubs(solution_source(name)) for name in MODULES}


def solution_source(name: str) -> str:
    """Return the source of the solution of module ``name``."""
    return (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")


def functions_asked(step: Step) -> list[tuple[str, str]]:
    """Return the functions in which something is to be written for a step, behind their modules.

    None where there are no solutions.
    """
    return [
        (name, block.function)
        for name in step.modules
        if (SOLUTIONS / f"{name}.py").is_file()
        for block in blocks_of(solution_source(name))
        if block.step == step.number
    ]


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
    functions: tuple[str, ...] = ()  # that are replaced
    added: tuple[str, ...] = ()  # that are not in the file
    other_steps: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether all of the file is put back."""
        return not self.functions + self.added

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
    source, replaced = _with_stubs(path, found.text, text, functions)
    there = spans_of(found.text)
    own = tuple(name for name in replaced if name in there)
    added = tuple(name for name in replaced if name not in there)
    others = _other_steps(found.text, text, own, solution_source(path.stem)) - {step}
    return Reset(path, found.encoded(source), before, own, added, tuple(sorted(others)))


def _with_stubs(
    path: Path, source: str, text: str, functions: list[str]
) -> tuple[str, tuple[str, ...]]:
    """Return ``source`` with ``functions`` as they stand in ``text``, and the names replaced.

    Raises ``KitError`` where that is no Python any more.
    """
    replaced: dict[str, None] = {}
    for function in functions:
        if not any(function.startswith(f"{outer}.") for outer in replaced):
            source, name = with_function(source, text, function)
            replaced[name] = None
    try:
        ast.parse(parsable(source))
    except SyntaxError:
        raise KitError(
            f"{shown(path)} was left as it is: the stubs do not fit into it. Move it away, and "
            "they are put in its place."
        ) from None
    return source, tuple(replaced)


def _other_steps(source: str, text: str, own: Sequence[str], solution: str) -> set[int]:
    """Return the steps of which a learner's functions, ``own``, hold code that they wrote."""
    return {
        block.step
        for block in blocks_of(solution)
        for name in own
        if f"{block.function}.".startswith(f"{name}.")
        and (
            f'"step {block.step}: {block.function}"' not in source
            or is_written_beside_its_stub(source, text, block.function)
        )
    }


def with_function(source: str, text: str, function: str) -> tuple[str, str]:
    """Return ``source`` with ``function`` as it stands in ``text``, and the name replaced.

    Where the source has no such nested function, the one around it is replaced; a method that
    is missing is put at the end of its class, anything else at the end of the file.
    """
    spans = spans_of(source)
    outer, _, _ = function.rpartition(".")
    lines = source.removesuffix("\n").split("\n")
    if function in spans:
        span = spans[function]
        lines[span.first - 1 : span.last] = _lines(text, function, span.indent, span.unit)
    elif outer and outer in {name for name, _, _ in functions_of(text)}:
        return with_function(source, text, outer)
    elif outer in spans:
        span = spans[outer]
        added = _lines(text, function, f"{span.indent}{span.unit}", span.unit)
        lines[span.last : span.last] = ["", *added]
    else:
        function = outer or function
        unit = next((span.unit for span in spans.values()), UNIT)
        lines += ["", "", *_lines(text, function, "", unit)]
    return "\n".join(lines) + "\n", function


def _lines(text: str, name: str, indent: str, unit: str) -> list[str]:
    """Return the lines of a function or class of ``text``, indented as a learner's file is."""
    span = spans_of(text)[name]
    lines = []
    dedented = textwrap.dedent("\n".join(text.splitlines()[span.first - 1 : span.last]))
    for line in dedented.split("\n"):
        levels, more = divmod(len(line) - len(line.lstrip()), len(UNIT))
        lines.append(f"{indent}{unit * levels}{' ' * more}{line.lstrip()}".rstrip())
    return lines


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
    parts = []
    if found.whole:
        lacking = "is missing" if found.before is None else "cannot be read as Python"
        parts.append(f"puts back the whole file, which {lacking}")
    if found.functions:
        parts.append(f"puts back {', '.join(found.functions)}")
    if found.added:
        verb = "are" if len(found.added) > 1 else "is"
        parts.append(f"adds the stubs of {', '.join(found.added)}, which {verb} not in there")
    sentence = f"{shown(found.path)}: {'; '.join(parts)}."
    if found.other_steps:
        others = ", ".join(str(number) for number in found.other_steps)
        sentence += f"\n  Your code of step {others} in there goes with it."
    return sentence
