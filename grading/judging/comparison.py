"""Comparing observations with the reference: plain data on both sides, nothing is run."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from grading.worker.observation import MAX_ENTRIES

Observations = Mapping[str, list[Any]]

ELEMENT = re.compile(r"(?:\[\d+\])+$")
_TYPES = {"int": int, "float": float, "bool": bool, "text": str, "list": int, "other": str}


class Row(NamedTuple):
    """One observed name: the learner's value beside the referee's."""

    name: str
    observed: list[Any] | None  # tagged, as on the wire; nothing where there is none
    reference: list[Any] | None
    right: bool

    @property
    def yours(self) -> str:
        """The learner's value as text."""
        return "(missing)" if self.observed is None else shown(self.observed)

    @property
    def expected(self) -> str:
        """The referee's value as text."""
        return "(nothing)" if self.reference is None else shown(self.reference)


def is_well_formed(observations: Any) -> bool:
    """Tell whether ``observations``, from a worker, are what they should be and no more."""
    return (
        type(observations) is dict
        and len(observations) <= MAX_ENTRIES + 1
        and all(_is_tagged(value) for value in observations.values())
    )


def _is_tagged(value: Any) -> bool:
    if type(value) is not list or len(value) != 2 or type(value[0]) is not str:
        return False
    kind, content = value
    if kind == "none":
        return content is None
    if kind == "float":
        return (type(content) is float and math.isfinite(content)) or (
            content in ("nan", "inf", "-inf") and type(content) is str
        )
    return kind in _TYPES and type(content) is _TYPES[kind]


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
    rows = [
        Row(
            name,
            observed.get(name),
            value,
            name in observed and same(observed[name], value, tolerance),
        )
        for name, value in expected.items()
    ]
    rows += [
        Row(name, value, None, False) for name, value in observed.items() if name not in expected
    ]
    return rows


def lists_together(observations: Observations) -> dict[str, list[list[Any]]]:
    """Return the values under their names, all elements of a list under the list's."""
    together: dict[str, list[list[Any]]] = {}
    for name, value in observations.items():
        together.setdefault(ELEMENT.sub("", name), []).append(value)
    return together


def same(one: list[Any], other: list[Any], tolerance: tuple[float, float]) -> bool:
    """Tell whether two tagged values are equal; numbers within the tolerance."""
    if one[0] in ("int", "float") and other[0] in ("int", "float"):
        relative, absolute = tolerance
        x, y = float(one[1]), float(other[1])
        if math.isnan(x) or math.isnan(y):
            return math.isnan(x) and math.isnan(y)
        return math.isclose(x, y, rel_tol=relative, abs_tol=absolute)
    return one == other


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
    if kind == "other":
        return f"a {content}"
    return str(content)


def is_gradient(name: str) -> bool:
    """Tell whether an observed name is that of a gradient."""
    return name.endswith((".grad", " gradient"))
