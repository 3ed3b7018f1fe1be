"""Seeing an expression graph: its nodes and edges, and a drawing of them."""

from graphviz import Digraph


def trace(root):
    """Return ``(nodes, edges)``: every node that ``root`` was computed from, and the arrows.

    ``nodes`` holds ``root`` and everything below it (through ``_prev``), each once. ``edges``
    holds one pair ``(child, node)`` for each child of each node. Both are sets.

    Example: for ``d = a * b + c`` there are 5 nodes (a, b, c, a * b, d) and 4 edges.
    """
    raise NotImplementedError("step 4: trace")


def draw_dot(root):
    """Return a ``graphviz.Digraph`` of the graph below ``root``, drawn from left to right.

    Each node is a box (shape ``record``) named ``str(id(node))`` whose text is
    ``{ label | data 2.0000 | grad 0.0000 }``, both numbers with four decimals. A node that an
    operation made has a second, small node for the operation, named ``str(id(node)) + _op``
    and labelled with ``_op``, and an edge from there to the box. An edge goes from each child's
    box to the operation's node.

    Example: ``draw_dot(a * b)`` has 4 nodes (a, b, ``*``, the product) and 3 edges.
    """
    raise NotImplementedError("step 4: draw_dot")
