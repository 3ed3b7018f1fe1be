"""Graphs of nodes that are put together by hand, to see in which order ``backward`` runs them."""

RIGHT = "every node after those that use it"


def order_of_backward(engine, graph, numbers=()):
    """Return how often each inner node's ``_backward`` ran, and in which order.

    ``graph``: the names of each node's inputs (none for a leaf), inputs before what uses them,
    the root last. ``numbers``: the nodes' numbers, in the same order; all different by default.
    Any order in which a node comes after all that use it is called by the same words.
    """
    ran = []
    nodes = {}
    for place, (name, inputs) in enumerate(graph.items()):
        node = nodes[name] = engine.Value(numbers[place] if numbers else place + 0.5)
        if inputs:
            node._prev = tuple(nodes[other] for other in inputs)
            node._backward = lambda name=name: ran.append(name)
    list(nodes.values())[-1].backward()
    inner = [name for name in reversed(graph) if graph[name]]
    seen = {f"runs of {name}": ran.count(name) for name in inner}
    return seen | {"order": RIGHT if _is_right(ran, graph, inner) else ", ".join(ran) or "none ran"}


def _is_right(ran, graph, inner):
    if sorted(ran) != sorted(inner):
        return False
    return all(
        ran.index(name) < ran.index(other)
        for name in inner
        for other in graph[name]
        if graph[other]
    )
