"""The known mistakes of ``checks/mistakes/``, and solutions with one of them made.

A form's replacements are ``[function, old, new]``, where ``old`` stands exactly once in the
function, or ``[function, new]``, its marked block. In place of one function there may be a list:
the same is replaced in each. A form with ``in = [function, …]`` stands for as many forms, each with
the replacements ``[old, new]`` in one of the functions.
"""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from grading.course.curriculum import STEPS, Step
from grading.course.errors import KitError
from grading.course.paths import MISTAKES
from grading.course.solution_blocks import blocks_of, foundation, functions_of

# Of edits that cure a mistake; none where nothing small does; not said where nobody knows.
Kinds = tuple[str, ...] | None


@dataclass(frozen=True)
class Form:
    """One way of making a mistake: replacements in the solution's source."""

    id: str
    replacements: tuple[tuple[str, ...], ...]
    explain: str | None
    cure: str | None = None
    cured_by: Kinds = None


@dataclass(frozen=True)
class Mistake:
    """A known wrong way to write a step."""

    id: str
    step: int
    module: str
    title: str
    explain: str
    cure: str
    forms: tuple[Form, ...]
    cured_by: Kinds = None

    def kinds_for(self, form: Form) -> Kinds:
        """Return the kinds of edits of which one cures a form."""
        return self.cured_by if form.cured_by is None else form.cured_by


def load_mistakes() -> list[Mistake]:
    """Read the bank, in the order of its steps; raises ``KitError`` where an entry is not right."""
    mistakes = [mistake for step in STEPS for mistake in mistakes_of(step)]
    for one, other in pairwise(sorted(mistake.id for mistake in mistakes)):
        if one == other:
            raise KitError(f"checks/mistakes: the id {one} stands twice; rename one.")
    return mistakes


def bank_file(step: Step) -> Path:
    """Return the file of the mistakes that belong to a step."""
    return MISTAKES / f"step{step.number:02}.toml"


def mistakes_of(step: Step) -> list[Mistake]:
    """Read the mistakes that belong to a step; raises ``KitError`` where an entry is not right."""
    path = bank_file(step)
    name = f"checks/mistakes/{path.name}"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except tomllib.TOMLDecodeError as error:
        raise KitError(f"{name} cannot be read: {error}.") from None
    return [_mistake(step, name, entry) for entry in table.get("mistake", [])]


def _mistake(step: Step, file: str, entry: dict[str, Any]) -> Mistake:
    where = f"{file}: the mistake {entry.get('id', '(without id)')}"
    needed = {"id", "module", "title", "explain", "cure", "forms"}
    _demand_keys(where, entry, needed, {"cured_by", "not_cured"})
    forms: list[Form] = []
    for written in entry["forms"]:
        _demand_keys(
            where, written, {"replace"}, {"in", "explain", "cure", "cured_by", "not_cured"}
        )
        kinds = _kinds(where, written)
        for replacements in _replacements(written):
            name = f"{entry['id']}#{len(forms) + 1}"
            told = written.get("explain"), written.get("cure")
            forms.append(Form(name, replacements, *told, kinds))
    return Mistake(
        id=entry["id"],
        step=step.number,
        module=entry["module"],
        title=entry["title"],
        explain=entry["explain"],
        cure=entry["cure"],
        forms=tuple(forms),
        cured_by=_kinds(where, entry),
    )


def _kinds(where: str, entry: dict[str, Any]) -> Kinds:
    """Return the kinds of edits that cure; raises ``KitError`` where none do, and none says why."""
    kinds = entry.get("cured_by")
    if (kinds == []) != bool(entry.get("not_cured", "").strip()):
        raise KitError(f"{where}: `cured_by = []` and `not_cured`, which says why, go together.")
    return None if kinds is None else tuple(kinds)


def _demand_keys(
    where: str, entry: dict[str, Any], needed: set[str], allowed: Collection[str] = ()
) -> None:
    """Raise ``KitError`` where an entry lacks something, or says something that nobody reads."""
    missing, unknown = needed - entry.keys(), entry.keys() - needed - set(allowed)
    if missing:
        raise KitError(f"{where} has no {', '.join(sorted(missing))}.")
    if unknown:
        raise KitError(f"{where} has {', '.join(sorted(unknown))}, which says nothing here.")


def _replacements(written: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Yield the replacements of a form, or with ``in`` those of one form a function."""
    if "in" in written:
        for function in written["in"]:
            yield tuple((function, *replacement) for replacement in written["replace"])
        return
    yield tuple(
        (function, *replacement)
        for functions, *replacement in written["replace"]
        for function in ([functions] if isinstance(functions, str) else functions)
    )


def with_mistake(source: str, form: Form, last_step: int = STEPS[-1].number) -> str:
    """Return a solution's source, without markers, with the mistake made.

    The blocks of steps after ``last_step`` are stubs.

    A replacement is ``(function, old, new)``: ``old`` stands exactly once in the function. Or
    ``(function, new)``: the function's marked block as a whole. Raises ``KitError`` otherwise.
    """
    for replacement in form.replacements:
        if len(replacement) == 2:
            source = _with_block_replaced(source, form, *replacement)
        else:
            source = _with_text_replaced(source, form, *replacement)
    return foundation(source, last_step)


def _with_text_replaced(source: str, form: Form, function: str, old: str, new: str) -> str:
    lines = source.splitlines()
    found = [entry for entry in functions_of(source) if entry[0] == function]
    if len(found) != 1:
        raise KitError(f"mistake {form.id}: there is no one function {function}.")
    _, first, last = found[0]
    body = "\n".join(lines[first - 1 : last])
    indent = body[: len(body) - len(body.lstrip())]
    body = textwrap.dedent(body)
    if body.count(old) != 1:
        raise KitError(
            f"mistake {form.id}: {old!r} stands {body.count(old)} times in {function}, not once."
        )
    lines[first - 1 : last] = textwrap.indent(body.replace(old, new), indent).splitlines()
    return "\n".join(lines) + "\n"


def _with_block_replaced(source: str, form: Form, function: str, new: str) -> str:
    blocks = [block for block in blocks_of(source) if block.function == function]
    if len(blocks) != 1:
        raise KitError(f"mistake {form.id}: {function} has {len(blocks)} marked blocks, not one.")
    (block,) = blocks
    lines = source.splitlines()
    marker = lines[block.first - 1]
    indent = marker[: len(marker) - len(marker.lstrip())]
    inside = textwrap.indent(textwrap.dedent(new).strip("\n"), indent).splitlines()
    lines[block.first : block.last - 1] = inside
    return "\n".join(lines) + "\n"
