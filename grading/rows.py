"""The rows of a comparison as a learner reads them: which to show, and what they say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from grading.comparison import Row

MOST_ROWS = 12

# The last part of an observed name: an element's index, or what a node or another object has.
LAST_PART = re.compile(r"(\[\d+\]|\.\w+)$")
INDEX = re.compile(r"\[\d+\]")

KIND_WORDS = {
    "int": "a number",
    "float": "a number",
    "bool": "True or False",
    "text": "a text",
    "none": "None",
    "list": "a list",
}


class Side:
    """What one side gave: its values, whole ones too, and the indices of its lists' elements."""

    def __init__(self, entries: Mapping[str, list[Any]]) -> None:
        """Take the observed names with their tagged values."""
        self.values = dict(entries)
        self.indices: dict[str, set[str]] = {}
        for name in entries:
            while part := LAST_PART.search(name):
                name = name[: part.start()]
                if part[0].startswith("["):
                    self.indices.setdefault(name, set()).add(part[0])
                    self.values.setdefault(name, ["kind", "a list"])
                elif part[0] == ".data":
                    self.values.setdefault(name, ["kind", "a Value"])


def rows_to_show(rows: Sequence[Row]) -> list[Row]:
    """All rows if they are few; else those of the first group with a wrong one."""
    readable = whole_values(rows)
    if len(readable) <= MOST_ROWS:
        return readable
    wrong = [row for row in readable if not row.right]
    group = wrong[0].name.rpartition(": ")[0]
    if group:
        return [row for row in readable if row.name.startswith(f"{group}: ")][:MOST_ROWS]
    return wrong[:MOST_ROWS]


def common_group(rows: Sequence[Row]) -> str:
    """Return the group (an expression, one way of use) that all rows belong to, if they do."""
    groups = {row.name.rpartition(": ")[0] for row in rows}
    return groups.pop() if len(groups) == 1 else ""


def number_wrong(rows: Sequence[Row]) -> int:
    """Return how many of the rows that a learner reads are wrong."""
    return sum(not row.right for row in whole_values(rows))


def whole_values(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, with one for each value that is not of the kind it should be.

    A node has two rows of its own (data and gradient), a list one for each element. Beside a
    number, which has one, they would read as something missing and something too much.
    """
    yours, expected = _sides(rows)
    whole: dict[str, Row] = {}
    for row in rows:
        if row.observed is not None and row.reference is not None:
            whole[row.name] = row
            continue
        of_another_kind = _of_another_kind(row.name, yours, expected)
        if of_another_kind:
            whole[of_another_kind.name] = of_another_kind
        elif (row.observed or row.reference) != ["list", 0]:  # its missing elements say it
            whole[row.name] = row
    return list(whole.values())


def message_of_wrong_rows(rows: Sequence[Row]) -> str:
    """Say what kind of thing is wrong: a forward value first, since no gradient survives that."""
    wrong = [row for row in whole_values(rows) if not row.right]
    for row in wrong:
        if row.observed is None or row.reference is None:
            return _length_message(row.name, rows) or _lacking_message(row)
        if _kind(row.observed) != _kind(row.reference):
            yours = row.yours if row.observed[0] == "bool" else _kind(row.observed)
            return f"`{row.name}` is {yours}, not {_kind(row.reference)}."
    values = [row.name.removesuffix(".data") for row in wrong if not is_gradient(row.name)]
    if values and any(is_gradient(row.name) for row in rows):
        return f"The forward value of `{values[0]}` is wrong; get it right before its gradient."
    if not values:
        return "The forward values are right; a gradient is wrong."
    return ""


def is_gradient(name: str) -> bool:
    """Tell whether an observed name is that of a gradient."""
    return name.endswith((".grad", " gradient"))


def _sides(rows: Sequence[Row]) -> tuple[Side, Side]:
    yours = {row.name: row.observed for row in rows if row.observed is not None}
    expected = {row.name: row.reference for row in rows if row.reference is not None}
    return Side(yours), Side(expected)


def _of_another_kind(name: str, yours: Side, expected: Side) -> Row | None:
    """Return a row for the value that ``name`` is part of, where it is of the wrong kind."""
    while True:
        one, other = yours.values.get(name), expected.values.get(name)
        if one and other and _kind(one) != _kind(other):
            return Row(name, one, other, False)
        part = LAST_PART.search(name)
        if not part:
            return None
        name = name[: part.start()]


def _kind(value: list[Any]) -> str:
    kind, content = value
    return KIND_WORDS.get(kind, str(content) if kind == "kind" else f"a {content}")


def _length_message(name: str, rows: Sequence[Row]) -> str:
    """Say which of the lists that ``name`` is an element of is too short or too long."""
    yours, expected = _sides(rows)
    for index in INDEX.finditer(name):
        whole = name[: index.start()]
        has, needs = (len(side.indices.get(whole, ())) for side in (yours, expected))
        if has != needs:
            return f"`{whole}` {_entries(has)}, and should have {needs or 'none'}."
    return ""


def _entries(number: int) -> str:
    return {0: "is empty", 1: "has 1 entry"}.get(number, f"has {number} entries")


def _lacking_message(row: Row) -> str:
    lacks = row.observed is None
    return f"`{row.name}` {'is missing from' if lacks else 'is too much in'} what your code gave."
