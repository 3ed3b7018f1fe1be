"""A learner's backward pass, step by step: whose ``_backward`` ran, and each gradient after it.

The referee's gradients are known as they are in the end. A gradient has left them at the step after
which it is wrong and nothing changes it any more; and a node has where it passes its gradient on
before that is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from grading.graphs.graph_picture import MOST_CHARACTERS, in_a_box, name_of
from grading.graphs.learner_graph import Graph, Tagged
from grading.judging.comparison import same
from grading.worker.graph_nodes import MOST_STEPS
from grading.workers.reply_reader import is_well_formed

MOST_NAMED = 4  # of the gradients that one step changes
Grads = dict[int, Tagged]


@dataclass
class Step:
    """One step: the node whose ``_backward`` ran, if it was one, and the gradients it changed."""

    ran: int | None
    call: int  # of `backward`, by number
    grads: Grads


class Row(NamedTuple):
    """A node after some step, in words: its gradient, and the referee's."""

    name: str
    yours: str
    expected: str
    is_wrong: bool
    has_changed: bool
    ran: bool


@dataclass
class Replay:
    """The steps of a pass; the first stands for what was there before it."""

    graph: Graph
    steps: list[Step]
    ran: int  # so many `_backward`, of which the first are in ``steps``
    late: set[int]  # nodes that ran after these
    tolerance: tuple[float, float]
    referee: str
    states: list[Grads] = field(init=False)  # all gradients, after each step

    def __post_init__(self) -> None:
        self.states = []
        for step in self.steps:
            self.states.append({**(self.states[-1] if self.states else {}), **step.grads})

    @property
    def last(self) -> int:
        """The number of the last step."""
        return len(self.steps) - 1

    @cached_property
    def rows(self) -> list[int]:
        """The nodes that ran, in this order, and then those whose gradients should be changed."""
        nodes = self.graph.nodes
        ran = [step.ran for step in self.steps if step.ran is not None]
        changed = [place for step in self.steps[1:] for place in step.grads]
        below = [child for place in ran for child in nodes[place].children]
        wrong = [place for place, node in enumerate(nodes) if node.wrong_grad]
        return list(dict.fromkeys((*ran, *changed, *below, *wrong)))

    @cached_property
    def wrong_since(self) -> dict[int, int]:
        """By node, the step at which it leaves the referee's gradient."""
        found = {place: self._left_at(place) for place in self.rows}
        return {place: number for place, number in found.items() if number is not None}

    @property
    def departure(self) -> int | None:
        """The first step at which some gradient leaves the referee's."""
        return min(self.wrong_since.values(), default=None)

    def _left_at(self, place: int) -> int | None:
        node = self.graph.nodes[place]
        if node.expected_grad is None or place in self.late or self.late & set(node.parents):
            return None
        if not node.wrong_grad:
            return self._turn_that_came_too_early(place)
        if not self._is(place, self.last, node.grad):
            return None  # it has changed since, and nobody has seen when
        numbers = range(len(self.steps))
        changed = [number for number in numbers if place in self.steps[number].grads]
        return max([*changed[-1:], *map(self._end_of, node.parents), 0])

    def _end_of(self, parent: int) -> int:
        """Return the step in which a node adds to its children for the last time."""
        ran = [number for number, step in enumerate(self.steps) if step.ran == parent]
        expected = self.graph.nodes[parent].expected_grad
        is_needed = expected is not None and not same(expected, ["float", 0.0], self.tolerance)
        return ran[-1] if ran else self.last if is_needed else 0

    def _turn_that_came_too_early(self, place: int) -> int | None:
        node = self.graph.nodes[place]
        turns = [number for number, step in enumerate(self.steps) if step.ran == place]
        if not turns or not node.children or node.expected_grad is None:
            return None
        call = self.steps[turns[-1]].call
        turn = next(number for number in turns if self.steps[number].call == call)
        if any(step.ran is None and place in step.grads for step in self.steps[turn:]):
            return None  # the program sets it, to 0 for instance
        return None if self._is(place, turn - 1, node.expected_grad) else turn

    def _is(self, place: int, number: int, gradient: Tagged) -> bool:
        there = self.states[number].get(place)
        return there is not None and same(there, gradient, self.tolerance)

    def said(self, number: int) -> str:
        """Return a sentence about a step."""
        step = self.steps[number]
        if number == 0:
            return "Before the first `_backward`."
        parts = list(self._changes(number))
        more = len(parts) - MOST_NAMED
        changed = ", ".join(parts[:MOST_NAMED]) + (f", and {more} more" if more > 0 else "")
        if step.ran is None:
            later = any(other.ran is not None for other in self.steps[number:])
            return f"{'Before the next' if later else 'After the last'} `_backward`: {changed}."
        return f"`_backward` of `{self.name(step.ran)}`: {changed or 'no gradient changes'}."

    def _changes(self, number: int) -> Iterator[str]:
        for place, gradient in self.steps[number].grads.items():
            before = self.states[number - 1].get(place)
            was = f"{in_a_box(before)} → " if before else ""
            yield f"`{_attribute(self.name(place))}` {was}{in_a_box(gradient)}"

    def why(self, number: int) -> str:
        """Return how a step leaves the referee's gradients; nothing where it does not."""
        left = [place for place, since in self.wrong_since.items() if since == number]
        if not left:
            return ""
        place = left[0]
        node, gradient = self.graph.nodes[place], _attribute(self.name(place))
        theirs = in_a_box(node.expected_grad or [])
        who = "torch has" if self.referee == "torch" else "it should be"
        if node.wrong_grad:
            return f"From here on `{gradient}` is {in_a_box(node.grad)}; {who} {theirs}."
        now = in_a_box(self.states[number - 1][place])
        return (
            f"`{self.name(place)}` passes its gradient on while that is {now}; {who} {theirs}. "
            "What is added to it later comes too late."
        )

    def name(self, place: int, depth: int = 3) -> str:
        """Return what a node is called; one without a name is called by what it was made of."""
        node = self.graph.nodes[place]
        children = node.children * 2 if node.uses_one_twice else node.children
        text = name_of(node).partition(", ")[0]
        if not text and depth and 0 < len(children) <= 2:
            parts = [self.name(child, depth - 1) for child in children]
            parts = [f"({part})" if " " in part else part for part in parts]
            text = f" {node.op} ".join(parts) if len(parts) == 2 else _applied(node.op, parts[0])
        text = text or in_a_box(node.data)
        return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"

    def table(self, number: int) -> list[Row]:
        """Return a row for each node, as it is after a step."""
        step = self.steps[number]
        return [
            Row(
                self.name(place),
                in_a_box(self._gradient(place, number)),
                in_a_box(node.expected_grad) if node.expected_grad else "",
                is_wrong=self.wrong_since.get(place, len(self.steps)) <= number,
                has_changed=number > 0 and place in step.grads,
                ran=step.ran == place,
            )
            for place in self.rows
            for node in (self.graph.nodes[place],)
        ]

    def _gradient(self, place: int, number: int) -> Tagged:
        return self.states[number].get(place, ["float", 0.0])

    def as_data(self) -> list[dict[str, Any]]:
        """Return what a script needs to move: of each step what is said, and cells that change."""
        places = {place: row for row, place in enumerate(self.rows)}
        return [
            {
                "said": self.said(number).replace("`", ""),
                "why": self.why(number).replace("`", ""),
                "ran": -1 if step.ran is None else places[step.ran],
                "cells": [
                    [row, in_a_box(self._gradient(place, number))]
                    for place, row in places.items()
                    if number == 0 or place in step.grads
                ],
                "wrong": [places[p] for p, since in self.wrong_since.items() if since == number],
            }
            for number, step in enumerate(self.steps)
        ]

    @property
    def column(self) -> str:
        """The heading over the referee's gradients."""
        return f"{self.referee}, in the end"


def _applied(op: str, operand: str) -> str:
    return f"{operand}{op}" if op.startswith("**") else f"{op}({operand.strip('()')})"


def _attribute(name: str) -> str:
    return f"({name}).grad" if " " in name else f"{name}.grad"


def replay_of(graph: Graph, tolerance: tuple[float, float], referee: str) -> Replay | None:
    """Return the backward pass that a worker saw while it built a graph; nothing if there is none.

    ``referee``: the title of that whose gradients the graph has.
    """
    sent, number = graph.backward_pass, len(graph.nodes)
    if type(sent) is not dict or type(sent.get("ran")) is not int:
        return None
    start, late = _grads(sent.get("start"), number), sent.get("late")
    steps = [_step(step, number) for step in _list(sent.get("steps"))]
    if (
        start is None
        or not 0 < len(steps) <= MOST_STEPS
        or not all(_is_place(one, number) for one in _list(late))
    ):
        return None
    whole = [step for step in steps if step is not None]
    if len(whole) < len(steps) or all(step.ran is None for step in whole):
        return None
    if whole[0].ran is None:
        start.update(whole.pop(0).grads)
    first = Step(None, 0, start)
    return Replay(graph, [first, *whole], sent["ran"], set(_list(late)), tolerance, referee)


def _list(value: Any) -> list[Any]:
    return value if type(value) is list else []


def _is_place(value: Any, number: int) -> bool:
    return type(value) is int and 0 <= value < number


def _grads(pairs: Any, number: int) -> Grads | None:
    """Return gradients by node, if that is what was sent."""
    whole = all(
        type(pair) is list and len(pair) == 2 and _is_place(pair[0], number)
        for pair in _list(pairs)
    )
    grads = dict(pairs) if whole and type(pairs) is list else None
    well = grads is not None and is_well_formed({str(key): one for key, one in grads.items()})
    return grads if well else None


def _step(sent: Any, number: int) -> Step | None:
    if type(sent) is not list or len(sent) != 3 or type(sent[1]) is not int:
        return None
    ran, call, grads = sent[0], sent[1], _grads(sent[2], number)
    if grads is None or (ran != -1 and not _is_place(ran, number)):
        return None
    return Step(None if ran == -1 else ran, call, grads)
