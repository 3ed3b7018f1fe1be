"""Following a backward pass from the root to the first gradient that is not the referee's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from grading.course.curriculum import WHOLE_MODELS
from grading.graphs.learner_graph import Graph, Node, own_graph
from grading.judging import verdict as status
from grading.judging.comparison import is_gradient
from grading.judging.judge import Judge
from grading.judging.verdict import Place, Verdict


class WrongStep(NamedTuple):
    """The operations that may have passed on the first wrong gradient, from the root on."""

    gradient_of: Node
    consumers: list[Node]


def is_of_a_whole_model(verdict: Verdict) -> bool:
    """Tell whether a check of a whole model fails by nothing but gradients."""
    wrong = [row for row in verdict.rows if not row.right]
    gradients = all(is_gradient(row.name) or "gradient" in row.name for row in wrong)
    is_whole = verdict.check.module in WHOLE_MODELS
    return verdict.status == status.FAILED and is_whole and bool(wrong) and gradients


def tell_first_wrong_operation(verdicts: Sequence[Verdict], judge: Judge) -> None:
    """Say in failed verdicts of a step which operation goes wrong first, where one of them tells.

    The checks run again, until one has told.
    """
    for verdict in filter(is_of_a_whole_model, verdicts):
        graph = own_graph(verdict, judge)
        found = first_wrong_node(graph) if graph else None
        sentence, place = in_words(found) if found else ("", None)
        if sentence:
            for one in verdicts:
                if one.check.module == verdict.check.module:
                    one.message = f"{one.message} {sentence}".strip()
                    one.look_at = place or one.look_at
            return


def first_wrong_node(graph: Graph) -> WrongStep | None:
    """Return the first node, from the root on, whose gradient is wrong though its users' are right.

    Nothing where a user's gradient is not known: in a graph that is built otherwise than the
    referee's, it may be that one which is wrong first.
    """
    for place in from_root(graph):
        node = graph.nodes[place]
        users = [graph.nodes[parent] for parent in node.parents]
        if node.wrong_grad and not node.wrong_data and users:
            known = all(user.expected_grad is not None and not user.wrong_grad for user in users)
            return WrongStep(node, users) if known else None
    return None


def from_root(graph: Graph) -> list[int]:
    """Return the places of all nodes, each after all that were computed from it."""
    waiting = [len(node.parents) for node in graph.nodes]
    order = [place for place, number in enumerate(waiting) if not number]
    for place in order:  # it grows meanwhile
        for child in dict.fromkeys(graph.nodes[place].children):
            waiting[child] -= 1
            if not waiting[child]:
                order.append(child)
    return order


def in_words(found: WrongStep) -> tuple[str, Place | None]:
    """Say which operation it is; of several, that it is one of them."""
    places = {user.backward: user for user in found.consumers}
    names = list(dict.fromkeys(_name(user) for user in places.values()))
    if not names:
        return "", None
    of = f"`{found.gradient_of.names[0]}`" if found.gradient_of.names else "its input"
    if len(names) == 1:
        sentence = (
            "Going backward from the end, all gradients are right as far as "
            f"{names[0]}, and what that passes on to {of} is the first that is wrong."
        )
        return sentence, next(iter(places))
    sentence = (
        "Going backward from the end, the first gradient that is wrong is that of "
        f"{of if found.gradient_of.names else 'a tensor'} used by {' and '.join(names)}: one of "
        "them passes it on wrongly, or overwrites what the other has added."
    )
    return sentence, None


def _name(user: Node) -> str:
    if user.backward:
        function = user.backward.function.removesuffix("._backward")
        return f"`{function}`"
    return f"`{user.op}`" if user.op else "an operation"
