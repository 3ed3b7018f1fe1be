"""Nodes, edges and a drawing of a twin's graph, read off the children each twin keeps."""

from graphviz import Digraph


def trace(root):
    """Return ``(nodes, edges)``, found layer by layer."""
    nodes, edges, layer = {root}, set(), [root]
    while layer:
        pairs = {(child, node) for node in layer for child in node._prev}
        edges |= pairs
        layer = list({child for child, _ in pairs} - nodes)
        nodes.update(layer)
    return nodes, edges


def draw_dot(root):
    """Return the drawing, as the lecture makes it."""
    drawing = Digraph(graph_attr={"rankdir": "LR"})
    nodes, edges = trace(root)
    names = {node: str(id(node)) for node in nodes}
    for node, name in names.items():
        fields = (node.label, f"data {node.data:.4f}", f"grad {node.grad:.4f}")
        drawing.node(name, "{ " + " | ".join(fields) + " }", shape="record")
        if node._op:
            drawing.node(name + node._op, node._op)
            drawing.edge(name + node._op, name)
    drawing.edges((names[child], names[node] + node._op) for child, node in edges)
    return drawing
