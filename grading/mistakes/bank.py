"""The known mistakes of ``checks/mistakes.toml``, and solutions with one of them made."""

from __future__ import annotations

import textwrap
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from grading.course.errors import KitError
from grading.course.paths import MISTAKES
from grading.course.solution_blocks import blocks_of, functions_of, with_stubs


@dataclass(frozen=True)
class Form:
    """One way of making a mistake: replacements in the solution's source."""

    id: str
    replacements: tuple[tuple[str, ...], ...]
    explain: str | None


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


def load_mistakes() -> list[Mistake]:
    """Read the bank; raises ``KitError`` where an entry is not complete."""
    try:
        table = tomllib.loads(MISTAKES.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KitError(f"checks/mistakes.toml cannot be read: {error}.") from None
    mistakes = [_mistake(entry) for entry in table.get("mistake", [])]
    for one, other in pairwise(sorted(mistake.id for mistake in mistakes)):
        if one == other:
            raise KitError(f"checks/mistakes.toml: the id {one} stands twice; rename one.")
    return mistakes


def _mistake(entry: dict[str, Any]) -> Mistake:
    try:
        forms = tuple(
            Form(
                f"{entry['id']}#{number}",
                tuple(tuple(replacement) for replacement in form["replace"]),
                form.get("explain"),
            )
            for number, form in enumerate(entry["forms"], start=1)
        )
        return Mistake(
            id=entry["id"],
            step=entry["step"],
            module=entry["module"],
            title=entry["title"],
            explain=entry["explain"],
            cure=entry["cure"],
            forms=forms,
        )
    except KeyError as error:
        raise KitError(
            f"checks/mistakes.toml: the mistake {entry.get('id', '(without id)')} has no {error}."
        ) from None


def with_mistake(source: str, form: Form) -> str:
    """Return a solution's source, without markers, with the mistake made.

    A replacement is ``(function, old, new)``: ``old`` stands exactly once in the function. Or
    ``(function, new)``: the function's marked block as a whole. Raises ``KitError`` otherwise.
    """
    for replacement in form.replacements:
        if len(replacement) == 2:
            source = _with_block_replaced(source, form, *replacement)
        else:
            source = _with_text_replaced(source, form, *replacement)
    return with_stubs(source, lambda step: False)


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
