"""Who handed in what, and when: the ``submission_metadata.yml`` of a Gradescope download."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from grading.course.errors import KitError
from grading.course.paths import command_that_installs

METADATA = "submission_metadata.yml"
MOST_BYTES_OF_METADATA = 128 << 20
KEPT = ("  :submitters:", "  :created_at:")


@dataclass(frozen=True)
class Metadata:
    """Who handed in one submission, and when."""

    learner: str
    longer_name: str  # which nobody else has
    submitted: str | None


def metadata_in(data: bytes) -> dict[str, Metadata]:
    """Return what the file says, by the submission's folder; nothing where it is no such file.

    Raises ``KitError`` where PyYAML is not installed.
    """
    try:
        import yaml
    except ImportError:
        raise KitError(
            f"A Gradescope download is read with PyYAML: `{command_that_installs('pyyaml')}`"
        ) from None
    # It holds each earlier grade, too, with all that was printed: megabytes that need no parsing.
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", errors="replace", newline=None)
    text = "".join(_lines_that_matter(lines))
    try:
        read = yaml.load(text, Loader=_loader(yaml))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {name: _about(name, entry) for name, entry in read.items() if isinstance(name, str)}


def _lines_that_matter(lines: Iterable[str]) -> Iterator[str]:
    """Yield the names of folders, and below each who handed it in, and when."""
    is_kept = False
    for line in lines:
        if line[:1] not in (" ", "-", "#", ".", "\n"):
            is_kept = False
            yield line
        elif line.startswith("  ") and line[2:3] not in ("\n", " ", "-"):
            is_kept = line.startswith(KEPT)
        if is_kept and line.startswith("  "):
            yield line


def _loader(yaml: Any) -> Any:
    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Plain data only; what Ruby calls its objects is data as well."""

    Loader.add_multi_constructor("!ruby/", _plain)
    return Loader


def _plain(loader: Any, suffix: str, node: Any) -> Any:
    if hasattr(node, "value") and isinstance(node.value, str):
        return node.value
    return loader.construct_mapping(node) if node.id == "mapping" else None


def _about(name: str, entry: Any) -> Metadata:
    entry = entry if isinstance(entry, dict) else {}
    submitters = entry.get(":submitters")
    submitters = submitters if isinstance(submitters, list) else []
    people = [one for one in submitters if isinstance(one, dict)]
    names = [_text(one.get(":name")) or _text(one.get(":email")) for one in people]
    learner = ", ".join(filter(None, names)) or name
    return Metadata(learner, _longer(learner, people, name), _moment(entry.get(":created_at")))


def _longer(learner: str, people: list[dict[str, Any]], name: str) -> str:
    emails = ", ".join(filter(None, (_text(one.get(":email")) for one in people)))
    return f"{learner} ({emails or name})"


def _text(value: Any) -> str:
    """Return a text as it is, or a number's; of anything else nothing."""
    return str(value) if isinstance(value, str | int) else ""


def _moment(value: Any) -> str | None:
    """Return a moment as ISO 8601 with its offset; nothing where it is none."""
    if isinstance(value, dict):  # Ruby's time with a zone
        value = value.get("utc") or value.get("time")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
