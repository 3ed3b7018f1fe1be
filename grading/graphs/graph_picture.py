"""A picture of a learner's own graph, with their numbers and the referee's in each box.

Wrong ones are marked by a colour and by a sign, so that nobody needs to see the colour. A large
graph is cut to the nodes nearest to what is wrong, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from graphviz import Digraph

from grading.graphs.learner_graph import Graph, Node
from grading.judging.comparison import shape_text, shown

MOST_BOXES = 16
MOST_NEIGHBOURS = 3  # followed from one node: one that is used everywhere would fill the picture
MOST_CHARACTERS = 40
MOST_NAME = 24
MOST_NUMBERS = 3
FONT = "Courier"  # whatever is put in its place has letters of the same width
WRONG, LINE, GROUND = "#ffd7d1", "#444444", "white"


def dot_of(graph: Graph, referee: str) -> str:
    """Return the DOT text of the picture; ``referee``: its title, over its numbers."""
    drawn = _to_draw(graph)
    dot = Digraph(
        graph_attr={
            "rankdir": "LR",
            "bgcolor": GROUND,
            "fontname": FONT,
            "labelloc": "t",
            "labeljust": "l",
        },
        node_attr={"fontname": FONT, "fontsize": "12", "color": LINE, "shape": "plain"},
        edge_attr={"color": LINE, "arrowsize": "0.7"},
    )
    caption = _caption(graph, len(drawn))
    if caption:
        dot.attr(label=caption)
    for place in sorted(drawn):
        _add_node(dot, graph, place, referee, drawn)
    return str(dot.source)


def in_words(graph: Graph) -> str:
    """Return what the picture shows, for those who do not see it."""
    wrong = [name_of(node) or "a node without a name" for node in graph.nodes if node.is_wrong]
    size = "1 node" if graph.total == 1 else f"{graph.total} nodes"
    return f"Your graph of {size}. Wrong in: {', '.join(wrong[:MOST_BOXES]) or 'none'}."


def name_of(node: Node) -> str:
    """Return what a node is called in the check's program, where it is returned, and by itself."""
    returned = [name for name in node.names if name not in node.variables]
    names = dict.fromkeys([*node.variables, *returned, *([node.label] if node.label else [])])
    text = ", ".join(names)
    return text if len(text) <= MOST_NAME else f"{text[: MOST_NAME - 1]}…"


def _to_draw(graph: Graph) -> set[int]:
    """Return the nodes to draw: those nearest to the wrong ones, or else to the named ones."""
    places = range(len(graph.nodes))
    wrong = [place for place in places if graph.nodes[place].is_wrong]
    found = dict.fromkeys([*wrong, *(place for place in places if graph.nodes[place].names)])
    queue = list(found)
    for place in queue:  # it grows meanwhile
        if len(queue) >= MOST_BOXES:
            break
        node = graph.nodes[place]
        for near in (*node.children[:MOST_NEIGHBOURS], *node.parents[:MOST_NEIGHBOURS]):
            if near not in found:
                found[near] = None
                queue.append(near)
    return set(queue[:MOST_BOXES])


def _caption(graph: Graph, drawn: int) -> str:
    if drawn == graph.total:
        return ""
    nearest = "what is wrong" if any(node.is_wrong for node in graph.nodes) else "the named ones"
    return f"{drawn} of {graph.total:,} nodes: those nearest to {nearest}"


def _add_node(dot: Digraph, graph: Graph, place: int, referee: str, drawn: set[int]) -> None:
    node = graph.nodes[place]
    name = f"n{place}"
    dot.node(name, f"<{''.join(_box(node, referee))}>")
    children = [child for child in node.children if child in drawn]
    if node.uses_one_twice and len(children) == 1:
        children *= 2
    if children:
        operation = f"{name}op"
        dot.node(operation, _text(node.op) or "?", shape="circle", margin="0.03")
        dot.edge(operation, name)
        for child in children:
            dot.edge(f"n{child}", operation)
    left_out = [near for near in (*node.children, *node.parents) if near not in drawn]
    if left_out:
        more = f"{name}more"
        dot.node(more, f"… {len(left_out)} more", shape="plaintext", fontcolor=LINE)
        dot.edge(more, name, style="dashed", dir="none")


def _box(node: Node, referee: str) -> Iterator[str]:
    """Yield the parts of a table: the name, then a line each for data and gradient."""
    yield '<table border="0" cellborder="1" cellspacing="0" cellpadding="4">'
    yield f'<tr><td colspan="2"><b>{_html(name_of(node)) or " "}</b></td></tr>'
    for word, mine, theirs, wrong in (
        ("data", node.data, node.expected_data, node.wrong_data),
        ("grad", node.grad, node.expected_grad, node.wrong_grad),
    ):
        number = _html(f"{word} {in_a_box(mine)}")
        other = _html(f"{referee} {in_a_box(theirs)}" if theirs is not None else "")
        if wrong:
            yield f'<tr><td bgcolor="{WRONG}"><b>✗ {number}</b></td><td>{other}</td></tr>'
        elif word == "grad" and other:
            yield f"<tr><td>{number}</td><td>{other}</td></tr>"
        else:
            yield f'<tr><td colspan="2">{number}</td></tr>'
    yield "</table>"


def in_a_box(value: list[Any]) -> str:
    """Return a value as it stands in a box: of an array the shape and a few numbers."""
    if value[0] != "array":
        return shown(value)
    numbers = value[1].get("values", [])
    few = [f"{number:.4g}" if isinstance(number, float) else f"{number}" for number in numbers]
    more = ", …" if len(few) > MOST_NUMBERS or not few else ""
    return f"{shape_text(value[1])}: {', '.join(few[:MOST_NUMBERS])}{more}"


def _html(text: str) -> str:
    return escape(text[:MOST_CHARACTERS])


def _text(text: str) -> str:
    """Return a learner's text for a label that is no HTML: graphviz reads backslashes there."""
    return text[:8].replace("\\", "\\\\")
