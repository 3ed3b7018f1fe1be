"""A grade as it is kept: compressed, without what the referee gave, which a whole class shares.

A number observed that is exactly the one expected is left out as well. All of it comes back.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections.abc import Mapping
from typing import Any

Grade = dict[str, Any]
Expected = dict[str, Any]  # what the referee gave, by the check's id

AS_EXPECTED = None  # in place of what was observed
LEVEL = 4  # of compression: 6 takes half as long again, for a twentieth less
PLAIN = {int, bool, str, float}


def expected_of(grade: Mapping[str, Any]) -> Expected:
    """Return what the referee gave, by the check's id."""
    return {check["id"]: check["expected"] for step in grade["steps"] for check in step["checks"]}


def digest_of(expected: Expected) -> str:
    """Return what tells one referee's numbers from others."""
    return hashlib.sha256(_text(expected)).hexdigest()


def packed(data: Any) -> bytes:
    """Return plain data as it is kept."""
    return zlib.compress(_text(data), LEVEL)


def unpacked(stored: bytes) -> Any:
    """Return plain data that was kept."""
    return json.loads(zlib.decompress(stored))


def pack_sources(sources: Mapping[str, bytes]) -> bytes:
    """Return a submission's modules as they are kept: whatever their bytes are."""
    return packed({name: source.decode("latin-1") for name, source in sorted(sources.items())})


def unpack_sources(stored: bytes) -> dict[str, bytes]:
    """Return the modules that were kept."""
    return {name: text.encode("latin-1") for name, text in unpacked(stored).items()}


def pack_grade(grade: Mapping[str, Any]) -> bytes:
    """Return a grade as it is kept beside what was expected."""
    steps = [
        step | {"checks": [_without_expected(check) for check in step["checks"]]}
        for step in grade["steps"]
    ]
    return packed({**grade, "steps": steps})


def unpack_grade(stored: bytes, expected: Expected) -> Grade:
    """Return the grade that was kept, whole again."""
    grade: Grade = unpacked(stored)
    for step in grade["steps"]:
        step["checks"] = [_with_expected(check, expected) for check in step["checks"]]
    return grade


def _without_expected(check: Mapping[str, Any]) -> dict[str, Any]:
    stored = {name: value for name, value in check.items() if name != "expected"}
    if _is_exactly(check["observed"], check["expected"]):
        stored["observed"] = AS_EXPECTED
    return stored


def _with_expected(check: dict[str, Any], expected: Expected) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for name, value in check.items():  # in the order of docs/grade.schema.json
        if name == "observed":
            whole["expected"] = expected[check["id"]]
            value = whole["expected"] if value is AS_EXPECTED else value
        whole[name] = value
    return whole


def _is_exactly(observed: Any, expected: Any) -> bool:
    """Tell whether two observations are the same to the type: 1, 1.0 and True are not."""
    if observed != expected:
        return False
    kinds = list(map(type, observed.values()))
    if not PLAIN.issuperset(kinds):
        return _text(observed) == _text(expected)
    if kinds != list(map(type, expected.values())) or list(observed) != list(expected):
        return False
    return _floats_of(observed) == _floats_of(expected)


def _floats_of(observed: Mapping[str, Any]) -> bytes:
    """Return the floats to the bit: 0.0 and -0.0 are equal, and not the same."""
    return array("d", [value for value in observed.values() if type(value) is float]).tobytes()


def _text(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
