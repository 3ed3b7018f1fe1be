"""Comparing observations with the reference: plain data on both sides, no learner's code is run.

Before that, the function that a check names for it reads what the check saw (``read``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from grading.course.check import Check
from grading.worker.observation import MAX_DEPTH, MAX_ENTRIES, MAX_TEXT, tagged, weighted_sums

Observations = Mapping[str, list[Any]]

ELEMENT = re.compile(r"(?:\[\d+\])+$")
MOST_DIGITS = 6  # of a place in a list
MOST_IN_REFERENCE = 24  # numbers of an array; of a larger one its weighted sums are recorded


class Row(NamedTuple):
    """One observed name: the learner's value beside the referee's."""

    name: str
    observed: list[Any] | None  # tagged, as on the wire; nothing where there is none
    reference: list[Any] | None
    right: bool
    wrong: tuple[int, ...] = ()  # of two arrays of one shape: which elements, row by row

    @property
    def is_of_arrays(self) -> bool:
        """Whether both sides are arrays."""
        return all(side is not None and side[0] == "array" for side in self[1:3])

    @property
    def yours(self) -> str:
        """The learner's value as text."""
        return "(missing)" if self.observed is None else shown(self.observed)

    @property
    def expected(self) -> str:
        """The referee's value as text."""
        return "(nothing)" if self.reference is None else shown(self.reference)


def read(check: Check, seen: Observations) -> Observations | None:
    """Return what a check saw as its reader reads it; nothing where that cannot be read.

    ``seen`` is well formed, and may hold anything: a hostile learner's code can have made it up.
    """
    if check.reader is None:
        return seen
    try:
        return _tagged_by_name(check.reader(_plain_by_name(seen)))
    except Exception:  # of nothing that right code gives
        return None


def _plain_by_name(seen: Observations) -> dict[str, Any]:
    """Return observations as plain data, the elements of a list together under its name."""
    found: dict[str, Any] = {}
    for name, value in seen.items():
        base, places = _places_in_list(name)
        if not places or not _is_appended(found.setdefault(base, []), places, _plain(value)):
            found[name] = _plain(value)
    return found


def _places_in_list(name: str) -> tuple[str, list[int]]:
    """Return the name of a list, and where in it (and in lists in it) an element lies."""
    base, _, rest = name[:MAX_TEXT].partition("[")
    places = rest.removesuffix("]").split("][") if rest.endswith("]") else []
    if len(places) > MAX_DEPTH or not all(p.isdecimal() and len(p) < MOST_DIGITS for p in places):
        return name, []
    return base, [int(place) for place in places]


def _is_appended(inside: Any, places: list[int], value: Any) -> bool:
    """Put a value at the end of lists in lists; tell whether that is its place in them."""
    for place in places[:-1]:
        if type(inside) is list and place == len(inside):
            inside.append([])
        if type(inside) is not list or place != len(inside) - 1:
            return False
        inside = inside[place]
    if type(inside) is not list or places[-1] != len(inside):
        return False
    inside.append(value)
    return True


def _plain(value: list[Any]) -> Any:
    kind, content = value
    if kind == "float":
        return float(content)
    if kind == "list":
        return []
    return {"other": content} if kind == "other" else content


def _tagged_by_name(returned: dict[str, Any]) -> dict[str, list[Any]]:
    """Return what a reader returned as observations; raises ``ValueError`` if it is too much."""
    found: dict[str, list[Any]] = {}
    unseen = [(name, value, 0) for name, value in reversed(returned.items())]
    while unseen:
        name, value, depth = unseen.pop()
        if depth > MAX_DEPTH or len(found) > MAX_ENTRIES:
            raise ValueError("more than can be compared")
        if type(value) is dict and ("shape" in value or "other" in value):
            found[name] = ["other", value["other"]] if "other" in value else ["array", value]
        elif type(value) is dict:
            parts = [(f"{name}: {key}", inner, depth + 1) for key, inner in value.items()]
            unseen += reversed(parts)
        elif type(value) is list and value:
            parts = [(f"{name}[{i}]", inner, depth + 1) for i, inner in enumerate(value)]
            unseen += reversed(parts)
        else:
            found[name] = ["list", 0] if value == [] else tagged(value)
    return found


def agree(observed: Observations, expected: Observations, tolerance: tuple[float, float]) -> bool:
    """Tell whether every expected name was observed, right, and no other."""
    return (
        bool(expected)
        and observed.keys() == expected.keys()
        and all(same(observed[name], value, tolerance) for name, value in expected.items())
    )


def compare(
    observed: Observations, expected: Observations, tolerance: tuple[float, float]
) -> list[Row]:
    """Return a row for every expected name, then one for every name too many."""
    rows = [_row(name, observed.get(name), value, tolerance) for name, value in expected.items()]
    rows += [
        Row(name, value, None, False) for name, value in observed.items() if name not in expected
    ]
    return rows


def _row(
    name: str, observed: list[Any] | None, value: list[Any], tolerance: tuple[float, float]
) -> Row:
    if observed is None:
        return Row(name, observed, value, False)
    if observed[0] == value[0] == "array":
        wrong = wrong_elements(observed[1], value[1], tolerance)
        return Row(name, observed, value, not wrong, tuple(wrong))
    return Row(name, observed, value, same(observed, value, tolerance))


def lists_together(observations: Observations) -> dict[str, list[list[Any]]]:
    """Return the values under their names, all elements of a list under the list's."""
    together: dict[str, list[list[Any]]] = {}
    for name, value in observations.items():
        together.setdefault(ELEMENT.sub("", name), []).append(value)
    return together


def same(one: list[Any], other: list[Any], tolerance: tuple[float, float]) -> bool:
    """Tell whether two tagged values are equal; numbers within the tolerance."""
    if one[0] in ("int", "float") and other[0] in ("int", "float"):
        return is_close(one[1], other[1], tolerance)
    if one[0] == other[0] == "array":
        return not wrong_elements(one[1], other[1], tolerance)
    return one == other


def is_close(one: Any, other: Any, tolerance: tuple[float, float]) -> bool:
    """Tell whether two numbers are the same within a relative or an absolute tolerance."""
    relative, absolute = tolerance
    x, y = float(one), float(other)
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return math.isclose(x, y, rel_tol=relative, abs_tol=absolute)


Array = Mapping[str, Any]


def wrong_elements(one: Array, other: Array, tolerance: tuple[float, float]) -> list[int]:
    """Return the positions, row by row, at which two arrays differ: all, where their kinds do.

    Of arrays of which one is known by its weighted sums: the positions of the sums that differ.
    """
    ones, others = numbers_alike(one, other)
    if (one["shape"], one["kind"]) != (other["shape"], other["kind"]) or len(ones) != len(others):
        return list(range(max(len(ones), 1)))
    return [
        place
        for place, (x, y) in enumerate(zip(ones, others, strict=True))
        if not is_close(x, y, tolerance)
    ]


def numbers_alike(one: Array, other: Array) -> tuple[list[Any], list[Any]]:
    """Return the numbers of both arrays, or of both their weighted sums."""
    if "values" in one and "values" in other:
        return one["values"], other["values"]
    return sums_of(one), sums_of(other)


def sums_of(array: Array) -> list[Any]:
    """Return the weighted sums of an array."""
    return array["sums"] if "sums" in array else weighted_sums(array["values"])


def for_reference(observations: Observations) -> dict[str, list[Any]]:
    """Return observations as they are recorded: of large arrays the weighted sums."""
    return {
        name: ["array", _summed(value[1])] if value[0] == "array" else value
        for name, value in observations.items()
    }


def _summed(array: Array) -> Array:
    if len(array.get("values", ())) <= MOST_IN_REFERENCE:
        return array
    return {"shape": array["shape"], "kind": array["kind"], "sums": sums_of(array)}


def with_lists(observed: Observations, expected: Observations) -> dict[str, list[Any]]:
    """Return what was observed, with an array as a list where a list is expected: it is as good."""
    if all(value[0] != "array" for value in observed.values()):
        return dict(observed)
    lists = {name.partition("[")[0] for name in expected if "[" in name}
    found: dict[str, list[Any]] = {}
    for name, value in observed.items():
        wanted = name not in expected and name.partition("[")[0] in lists
        found |= _elements(name, value[1]) if wanted and value[0] == "array" else {name: value}
    return found


def _elements(name: str, array: Array) -> dict[str, list[Any]]:
    """Return an array's numbers one by one; the array itself where they are not known, or none."""
    kind = "float" if array["kind"].startswith("float") else array["kind"]
    if not array.get("values") or kind not in ("float", "int", "bool"):
        return {name: ["array", array]}
    names = [name]
    for size in array["shape"]:
        names = [f"{start}[{place}]" for start in names for place in range(size)]
    return {one: [kind, value] for one, value in zip(names, array["values"], strict=True)}


def shown(value: list[Any]) -> str:
    """Return a tagged value as a learner reads it: numbers with up to eight digits."""
    kind, content = value
    if kind == "float" and type(content) is float:
        text = f"{content:.8g}"
        return text if any(sign in text for sign in ".en") else f"{text}.0"
    if kind == "text":
        return repr(content)
    if kind == "none":
        return "None"
    if kind == "list":
        return "[]"
    if kind == "array":
        return f"an array of shape {shape_text(content)}"
    if kind == "other":
        return f"a {content}"
    return str(content)


def shape_text(array: Array) -> str:
    """Return an array's shape as Python writes it: ``(3,)``."""
    return str(tuple(array["shape"]))


def is_gradient(name: str) -> bool:
    """Tell whether an observed name is that of a gradient."""
    return name.endswith((".grad", " gradient"))
