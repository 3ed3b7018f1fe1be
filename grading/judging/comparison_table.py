"""The rows of a comparison as a learner reads them: which to show, and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grading.course.check import Check
from grading.course.paths import SOLUTIONS
from grading.course.solution_blocks import blocks_of
from grading.judging.array_messages import (
    array_message,
    curve_message,
    is_map,
    map_words,
    objects_message,
    where_wrong,
)
from grading.judging.comparison import Row, is_gradient
from grading.judging.source_place import functions_used

MOST_ROWS = 12

# The last part of an observed name: an element's index, or what a node or another object has.
LAST_PART = re.compile(r"(\[\d+\]|\.\w+)$")

KIND_WORDS = {
    "int": "a number",
    "float": "a number",
    "bool": "True or False",
    "text": "a text",
    "none": "None",
    "list": "a list",
    "array": "an array",
}

# What a wrong value means, by its name.
MEANINGS = [
    (re.compile(pattern), sentence)
    for pattern, sentence in (
        (
            r"number of children$|numbers of the children$|plain numbers among the children$",
            "The new node's children (`_prev`) are not just the nodes that it was computed from.",
        ),
        (
            r"number of children of (\w+)$",
            "The children (`_prev`) of `{0}` are not just the nodes that it was computed from.",
        ),
        (
            r"(\w+) is a child$",
            "`{0}` is not among the children (`_prev`) of the node that was computed from it.",
        ),
        (
            r"(\w+) is a child of (\w+)$|(\w+) in (\w+)$",
            "A node is not among the children (`_prev`) of the one that was computed from it.",
        ),
        (
            r"runs of (\w+)$",
            "`_backward` of `{0}` ran {yours} times, and should run {expected} time.",
        ),
        (
            r"order$",
            "A node ran before one that uses it: not all of its gradient had arrived.",
        ),
        (
            r"seen\[|nodes that ran$|first to run$|last to run$",
            "The nodes did not run once each, the root first, each after all that use it.",
        ),
        (
            r"(\w+)\.data$|(tanh)\(|(?:.*: )?value$",
            "A forward value is wrong: {yours}, where {expected} is right.",
        ),
    )
]

Side = Mapping[str, list[Any]]  # what one side gave: name → tagged value

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
MODULES_OF_CLASSES = ("engine", "nn", "tensor", "layers", "optim")


def rows_to_show(rows: Sequence[Row]) -> list[Row]:
    """All rows if they are few; else those of the first group with a wrong one."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    wrong = [row for row in rows if not row.right]
    group = wrong[0].name.rpartition(": ")[0]
    if group:
        return [row for row in rows if row.name.startswith(f"{group}: ")][:MOST_ROWS]
    return wrong[:MOST_ROWS]


def common_group(rows: Sequence[Row]) -> str:
    """Return the group (an expression, one way of use) that all rows belong to, if they do."""
    groups = {row.name.rpartition(": ")[0] for row in rows}
    return groups.pop() if len(groups) == 1 else ""


def whole_values(rows: Sequence[Row]) -> list[Row]:
    """Return the rows, with one for each value that is not of the kind it should be.

    A node has two rows of its own (data and gradient), a list one for each element. Beside a
    number, which has one, they would read as something missing and something too much.
    """
    if all(map(_is_on_both_sides, rows)):
        return list(rows)
    node = "Tensor" if any("array" in (s[0] for s in row[1:3] if s) for row in rows) else "Value"
    observed = {row.name: row.observed for row in rows if row.observed is not None}
    yours = _with_wholes(observed, node)
    references = {row.name: row.reference for row in rows if row.reference is not None}
    expected = _with_wholes(references, node)
    whole: dict[str, Row] = {}
    for row in rows:
        if _is_on_both_sides(row):
            whole[row.name] = row
            continue
        of_another_kind = _of_another_kind(row.name, yours, expected)
        if of_another_kind:
            whole[of_another_kind.name] = of_another_kind
        elif row.name not in yours or row.name not in expected:  # else its elements say it
            whole[row.name] = row
    return list(whole.values())


def message_of_wrong_rows(rows: Sequence[Row]) -> str:
    """Say what kind of thing is wrong: a forward value first, since no gradient survives that."""
    wrong = [row for row in whole_values(rows) if not row.right]
    for row in wrong:
        if row.observed is None or row.reference is None:
            return _length_message(row.name, rows) or _lacking_message(row)
        if told := objects_message(row):
            return told
        if _kind(row.observed) != _kind(row.reference):
            yours = row.yours if row.observed[0] == "bool" else _kind(row.observed)
            lost = ": is a `return` missing?" if row.observed[0] == "none" else "."
            return f"`{row.name}` is {yours}, not {_kind(row.reference)}{lost}"
        if row.is_of_arrays and (told := array_message(row)):
            return told
    if told := curve_message(list(rows)) or _map_message(wrong):
        return told
    values = [row for row in wrong if not is_gradient(row.name)]
    if not values:
        return "The forward values are right; a gradient is wrong."
    if len(values) < len(wrong):
        of = _of(values[0].name.removesuffix(".data"))
        return f"The forward value{of} is wrong; get it right before its gradient."
    if values[0].name.endswith(".data") and any(is_gradient(row.name) for row in rows):
        return _both_sides(values[0])  # no operation has made it, where an optimiser has moved it
    return _sentence(values[0])


def _map_message(wrong: Sequence[Row]) -> str:
    return next((told for row in wrong if is_map(row) and (told := map_words(row))), "")


def _sentence(row: Row) -> str:
    """Say in words what is wrong with one value; where there are none for it, both values."""
    for pattern, sentence in MEANINGS:
        if (match := pattern.match(row.name)) and not row.is_of_arrays:
            return sentence.format(*match.groups(), yours=row.yours, expected=row.expected)
    return _both_sides(row)


def _both_sides(row: Row) -> str:
    if row.is_of_arrays:
        return f"`{row.name}` is not right{where_wrong(row)}."
    return f"`{row.name}` is {row.yours}, and should be {row.expected}."


def _of(name: str) -> str:
    """Return " of" and the name of a value; of a whole program's, which stands above, nothing."""
    group, _, last = name.rpartition(": ")
    if last != "value":
        return f" of `{last}`"
    return f" of `{group}`" if group and ";" not in group else ""


def _is_on_both_sides(row: Row) -> bool:
    return row.observed is not None and row.reference is not None


def _with_wholes(values: Side, node: str) -> Side:
    """Return the values of one side, with what they are part of: nodes, and lists of several."""
    wholes = dict(values)
    for name in values:
        for whole, part in _wholes_around(name):
            if part.startswith("["):
                wholes.setdefault(whole, ["other", "list"])
            elif part == ".data":
                wholes.setdefault(whole, ["other", node])
    return wholes


def _wholes_around(name: str) -> Iterator[tuple[str, str]]:
    """Yield what ``name`` is part of, from the inside out, each with the part that leads in."""
    while part := LAST_PART.search(name):
        name = name[: part.start()]
        yield name, part[0]


def _of_another_kind(name: str, yours: Side, expected: Side) -> Row | None:
    """Return a row for the value that ``name`` is part of, where it is of the wrong kind."""
    for whole in (name, *(whole for whole, _ in _wholes_around(name))):
        one, other = yours.get(whole), expected.get(whole)
        if one and other and _kind(one) != _kind(other):
            return Row(whole, one, other, False)
    return None


def _kind(value: list[Any]) -> str:
    return KIND_WORDS.get(value[0], f"a {value[1]}")


def _length_message(name: str, rows: Sequence[Row]) -> str:
    """Say which of the lists that ``name`` is an element of is too short or too long."""
    lists = [whole for whole, part in _wholes_around(name) if part.startswith("[")]
    for whole in reversed(lists):
        has = _length(whole, [row.name for row in rows if row.observed is not None])
        needs = _length(whole, [row.name for row in rows if row.reference is not None])
        if has != needs:
            return f"`{whole}` {_entries(has)}, and should have {needs or 'none'}."
    return ""


def _length(whole: str, names: Sequence[str]) -> int:
    start = f"{whole}["
    return len({n[len(start) :].partition("]")[0] for n in names if n.startswith(start)})


def _entries(number: int) -> str:
    return {0: "is empty", 1: "has 1 entry"}.get(number, f"has {number} entries")


def _lacking_message(row: Row) -> str:
    lacks = row.observed is None
    return f"`{row.name}` {'is missing from' if lacks else 'is too much in'} what your code gave."


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
