"""Which node of a learner's graph is which of the referee's: by name, then by neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from grading.judging.comparison import same

Recorded = Sequence[dict[str, Any]]


class HasNeighbours(Protocol):
    """What is needed of a learner's node; ``children`` and ``parents`` are positions."""

    names: list[str]
    data: list[Any]
    children: list[int]
    parents: list[int]


def pairs(
    nodes: Sequence[HasNeighbours], recorded: Recorded, tolerance: tuple[float, float]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions, in ``nodes`` and in ``recorded``.

    Neighbours correspond where their numbers are the same and nobody else's are; a graph that is
    built otherwise, which may be just as right, corresponds in part.
    """
    parents = _parents(recorded)
    as_large = len(nodes) == len(recorded)  # else it is built otherwise
    found = _by_name(nodes, recorded)
    unseen = list(found)
    while unseen:
        mine = unseen.pop()
        other = found[mine]
        yield mine, other
        for near, theirs in (
            (nodes[mine].children, recorded[other]["children"]),
            (nodes[mine].parents, parents[other]),
        ):
            free = [place for place in dict.fromkeys(near) if place not in found]
            for place in free:
                left = [
                    one
                    for one in dict.fromkeys(theirs)
                    if one not in found.values() and _are_made_alike(nodes[place], recorded[one])
                ]
                alike = [
                    one for one in left if same(nodes[place].data, recorded[one]["data"], tolerance)
                ]
                if not alike and len(free) == len(left) == 1 and as_large:
                    alike = left  # it can be no other, whatever its number is
                if len({str(recorded[one]["grad"]) for one in alike}) == 1:
                    found[place] = alike[0]
                    unseen.append(place)


def _are_made_alike(node: HasNeighbours, other: dict[str, Any]) -> bool:
    """Tell whether two nodes have as many children: one that is used twice is one in a set."""
    return len(set(node.children)) == len(set(other["children"]))


def _by_name(nodes: Sequence[HasNeighbours], recorded: Recorded) -> dict[int, int]:
    place_of = {name: place for place, node in enumerate(recorded) for name in node["names"]}
    return {
        mine: place_of[name]
        for mine, node in enumerate(nodes)
        for name in node.names
        if name in place_of
    }


def _parents(recorded: Recorded) -> list[list[int]]:
    parents: list[list[int]] = [[] for _ in recorded]
    for position, node in enumerate(recorded):
        for child in dict.fromkeys(node["children"]):
            parents[child].append(position)
    return parents
