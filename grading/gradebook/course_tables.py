"""Values taken out of a course file: each is as it must be, or told of in one sentence."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from grading.course.curriculum import PARTS, STEPS
from grading.course.errors import KitError
from grading.course.learner_text import printable

Value = TypeVar("Value")
PLACE = re.compile(r"(part|step)([1-9][0-9]{0,3})")
LARGEST_WEIGHT = 1000
EXAMPLE_OF_A_TIME = "2026-10-12T23:59:59+02:00"


def exact(text: str) -> Fraction | float:
    """Return a TOML float as the fraction that is written; ``inf`` and ``nan`` as they are."""
    number = float(text)
    return Fraction(repr(number)) if math.isfinite(number) else number


class CourseTables:
    """The tables of one course file."""

    def __init__(self, name: str, tables: Mapping[str, Any]) -> None:
        """``name``: what the file is called in sentences."""
        self.name = printable(name)
        self.tables = tables

    def has(self, table: str) -> bool:
        """Tell whether the file has this table."""
        return table in self.tables

    def demand_known(self, known: Mapping[str, Sequence[str] | None]) -> None:
        """Raise ``KitError`` for a table or a key that there is not; None stands for any key."""
        for table, entries in self.tables.items():
            if table not in known:
                self._refuse_unknown("table", table, list(known))
            if not isinstance(entries, dict):
                self._refuse(f"`{table}` is a table: write `[{table}]`, and its keys below it")
            keys = known[table]
            for key in entries if keys is not None else ():
                if key not in (keys or ()):
                    self._refuse_unknown(f"key in `[{table}]`", key, list(keys or ()))

    def text(self, table: str, key: str, otherwise: str) -> str:
        """Return a text."""
        value = self._value(table, key, otherwise)
        if not isinstance(value, str):
            self._refuse(f"`{key}` in `[{table}]` is a text: put it in quotation marks")
        return printable(value)

    def one_of(self, table: str, key: str, choices: Sequence[str], otherwise: str) -> str:
        """Return one of several words."""
        value = self._value(table, key, otherwise)
        if value not in choices:
            words = " or ".join(f'"{choice}"' for choice in choices)
            self._refuse(f"`{key}` in `[{table}]` is {_shown(value)}; write {words}")
        return str(value)

    def whole_number(self, table: str, key: str, largest: int) -> int | None:
        """Return a whole number from 0 on; nothing where there is none."""
        value = self._value(table, key, None)
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= largest:
            wanted = f"write a whole number from 0 to {largest}"
            self._refuse(f"`{key}` in `[{table}]` is {_shown(value)}; {wanted}")
        return value

    def share(self, table: str, key: str, otherwise: Fraction) -> Fraction:
        """Return a number from 0 to 1."""
        value = self._value(table, key, otherwise)
        if not _is_number(value) or not 0 <= value <= 1:
            wanted = "write a share from 0 to 1, such as 0.1 for a tenth"
            self._refuse(f"`{key}` in `[{table}]` is {_shown(value)}; {wanted}")
        return Fraction(value)

    def by_step(self, table: str, take: Callable[[str, str, Any], Value]) -> dict[int, Value]:
        """Return a table's values by step: a part's holds for its steps without one of their own.

        ``take``: gets the table, the key and its value.
        """
        parts: dict[int, Value] = {}
        steps: dict[int, Value] = {}
        for key, value in self.tables.get(table, {}).items():
            kind, number = self._place(table, key)
            (parts if kind == "part" else steps)[number] = take(table, key, value)
        of_parts = {step.number: parts[step.part] for step in STEPS if step.part in parts}
        return of_parts | steps

    def weight(self, table: str, key: str, value: Any) -> Fraction:
        """Return how often points count."""
        if not _is_number(value) or not 0 <= value <= LARGEST_WEIGHT:
            wanted = f"write a number from 0 (not counted) to {LARGEST_WEIGHT}"
            self._refuse(f"`{key}` in `[{table}]` is {_shown(value)}; {wanted}")
        return Fraction(value)

    def time(self, table: str, key: str, value: Any) -> datetime:
        """Return a moment: with an offset from UTC, so that it means the same everywhere."""
        if not isinstance(value, datetime) or value.tzinfo is None:
            self._refuse_time(table, key, value)
        return value

    def _refuse_time(self, table: str, key: str, value: Any) -> NoReturn:
        lacks = ""
        if isinstance(value, datetime):
            lacks = " and lacks its offset from UTC"
        elif isinstance(value, date):
            lacks = " and lacks a time of day"
        wanted = f"write a time such as {EXAMPLE_OF_A_TIME}, without quotation marks"
        self._refuse(f"`{key}` in `[{table}]` is {_shown(value)}{lacks}; {wanted}")

    def _place(self, table: str, key: str) -> tuple[str, int]:
        found = PLACE.fullmatch(key)
        last = {"part": max(PARTS), "step": STEPS[-1].number}
        if not found or int(found[2]) > last[found[1]]:
            there_are = f"part1 to part{last['part']} and step1 to step{last['step']}"
            self._refuse(f"there is no `{printable(key)}` for `[{table}]`; there are {there_are}")
        return found[1], int(found[2])

    def _value(self, table: str, key: str, otherwise: Any) -> Any:
        return self.tables.get(table, {}).get(key, otherwise)

    def _refuse_unknown(self, kind: str, name: str, known: list[str]) -> NoReturn:
        near = difflib.get_close_matches(name, known, 1)
        there_are = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}."
        raise KitError(f"{self.name}: there is no {kind} called `{printable(name)}`; {there_are}")

    def _refuse(self, what: str) -> NoReturn:
        raise KitError(f"{self.name}: {what}.")


def _is_number(value: Any) -> bool:
    return type(value) in (int, Fraction)


def _shown(value: Any) -> str:
    """Return a value as a person would write it in the file, if that is short."""
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        value = f'"{value}"'
    text = printable(str(value))
    return text if len(text) <= 40 else f"{text[:39]}…"
