"""Graphs of nodes that are put together by hand, to see in which order ``backward`` runs them."""

RIGHT = "every node after those that use it"


def order_of_backward(engine, graph, numbers=()):
    """Return the inner nodes in the order in which their ``_backward`` ran.

    ``graph``: the names of each node's inputs (none for a leaf), inputs before what uses them,
    the root last. ``numbers``: the nodes' numbers, in the same order; all different by default.
    """
    ran = []
    nodes = {}
    for place, (name, inputs) in enumerate(graph.items()):
        node = nodes[name] = engine.Value(numbers[place] if numbers else place + 0.5)
        if inputs:
            node._prev = tuple(nodes[other] for other in inputs)
            node._backward = lambda name=name: ran.append(name)
    list(nodes.values())[-1].backward()
    return {"ran": ran}


def seen_in(graph):
    """Return a reader that tells how often each inner node's ``_backward`` ran, and in which order.

    Any order in which a node comes after all that use it is called by the same words.
    """

    def reader(seen):
        ran = seen["ran"]
        inner = [name for name in reversed(graph) if graph[name]]
        found = {f"runs of {name}": ran.count(name) for name in inner}
        order = RIGHT if _is_right(ran, graph, inner) else ", ".join(ran) or "none ran"
        return found | {"order": order}

    return reader


def _is_right(ran, graph, inner):
    if sorted(ran) != sorted(inner):
        return False
    return all(
        ran.index(name) < ran.index(other)
        for name in inner
        for other in graph[name]
        if graph[other]
    )
