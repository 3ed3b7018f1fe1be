"""Step 4: see the graph: its nodes, its edges, and a drawing of them."""

from read_drawing import read_in, source_of
from seen_nodes import graph_seen, instead, members, number_of

from grading import points, read_by, referee

STEP = 4


def graph_with(nodes, *pairs, edges="number of edges"):
    """Return a reader that tells of a graph's size, and whether these nodes and edges are in it.

    ``edges``: what it calls how many there are; nothing where that is of no interest.
    """
    return instead(
        {
            "nodes": members("number of nodes", {n: f"{n} is a node" for n in nodes.split()}),
            "edges": members(edges, {pair: f"{pair} is an edge" for pair in pairs}),
        }
    )


@points(1)
@referee("solution")
@read_by(graph_with("a"))
def test_the_graph_of_a_leaf_is_the_leaf(engine, graph):
    a = engine.Value(2.0)
    nodes, edges = graph.trace(a)
    return graph_seen(nodes, edges, a=a)


@points(2)
@referee("solution")
@read_by(graph_with("a b c", "(a, c)", "(b, c)"))
def test_the_graph_of_a_sum(engine, graph):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    nodes, edges = graph.trace(c)
    return graph_seen(nodes, edges, a=a, b=b, c=c)


@points(2)
@referee("solution")
@read_by(graph_with("a c e", "(a, e)", "(e, d)"))
def test_the_graph_of_the_lectures_expression(engine, graph):
    a, b, c = engine.Value(2.0), engine.Value(-3.0), engine.Value(10.0)
    e = a * b
    d = e + c
    nodes, edges = graph.trace(d)
    return graph_seen(nodes, edges, a=a, c=c, d=d, e=e)


@points(2)
@referee("solution")
@read_by(graph_with("", "(a, c)", "(a, d)", "(c, e)"))
def test_a_node_used_twice_is_one_node(engine, graph):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    d = c + a
    e = d * c
    nodes, edges = graph.trace(e)
    return graph_seen(nodes, edges, a=a, c=c, d=d, e=e)


@points(1)
@referee("solution")
@read_by(graph_with("", "(a, b)", edges=None))
def test_the_graph_of_a_node_added_to_itself(engine, graph):
    a = engine.Value(2.0)
    b = a + a
    nodes, edges = graph.trace(b)
    return graph_seen(nodes, edges, a=a, b=b)


@points(1)
@referee("solution")
@read_by(graph_with("e d"))
def test_the_graph_holds_only_what_the_root_was_computed_from(engine, graph):
    a, b, c = engine.Value(2.0), engine.Value(-3.0), engine.Value(10.0)
    e = a * b
    d = e + c
    nodes, edges = graph.trace(e)
    return graph_seen(nodes, edges, d=d, e=e)


@points(1)
@referee("solution")
@read_by(graph_with("a c"))
def test_two_graphs_one_after_the_other(engine, graph):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c, d = engine.Value(10.0), engine.Value(-0.5)
    graph.trace(a + b)
    nodes, edges = graph.trace(c * d)
    return graph_seen(nodes, edges, a=a, c=c)


@points(1)
@referee("solution")
def test_a_chain_of_300_sums(engine, graph):
    x, one = engine.Value(0.5), engine.Value(1.0)
    for _ in range(300):
        x = x + one
    nodes, edges = graph.trace(x)
    return {"number of nodes": number_of(nodes), "number of edges": number_of(edges)}


@points(2)
@referee("solution")
@read_by(
    read_in(
        lambda drawing, seen: {
            "number of boxes": len(drawing.boxes),
            "data": drawing.numbers("data"),
            "grad": drawing.numbers("grad"),
        }
    )
)
def test_a_box_shows_data_and_gradient_with_four_decimals(engine, graph):
    a = engine.Value(0.123456)
    a.grad = -7.5
    dot = graph.draw_dot(a)
    return {"source": source_of(dot)}


@points(1)
@referee("solution")
@read_by(
    read_in(
        lambda drawing, seen: {
            "boxes with a's label": drawing.boxes_with("weight", but_without="bias"),
            "boxes with b's label": drawing.boxes_with("bias", but_without="weight"),
        }
    )
)
def test_a_box_shows_the_label(engine, graph):
    a, b = engine.Value(2.0, label="weight"), engine.Value(-3.0, label="bias")
    c = a + b
    dot = graph.draw_dot(c)
    return {"source": source_of(dot)}


def drawn_product(drawing, seen):
    """Tell what the drawing of a product shows."""
    return {
        "data": drawing.numbers("data"),
        "grad": drawing.numbers("grad"),
        "number of operations": len(drawing.operations),
        "the operation's text is c._op": seen.get("c._op") in drawing.operations.values(),
        "number of arrows": len(drawing.arrows),
        "a leads to c": drawing.leads("2.2500", "-6.7500"),
        "b leads to c": drawing.leads("-3.0000", "-6.7500"),
        "can be made a picture": seen.get("can be made a picture"),
    }


@points(2)
@referee("solution")
@read_by(read_in(drawn_product))
def test_the_drawing_of_a_product(engine, graph):
    a, b = engine.Value(2.25), engine.Value(-3.0)
    c = a * b
    a.grad, b.grad, c.grad = -3.0, 2.25, 1.0
    dot = graph.draw_dot(c)
    return {
        "source": source_of(dot),
        "c._op": c._op,
        "can be made a picture": hasattr(dot, "render") and hasattr(dot, "pipe"),
    }


def drawn_sums_and_product(drawing, seen):
    """Tell what the drawing of two sums and a product shows."""
    operations = list(drawing.operations.values())
    return {
        "data": drawing.numbers("data"),
        "number of operations": len(operations),
        "number of arrows": len(drawing.arrows),
        "a leads to d": drawing.leads("2.2500", "-0.7500"),
        "d leads to e": drawing.leads("-0.7500", "9.2500"),
        "e leads to f": drawing.leads("9.2500", "-27.7500"),
        "operations with d's text": operations.count(seen.get("d._op")),
        "operations with f's text": operations.count(seen.get("f._op")),
        "a leads to e at once": drawing.leads("2.2500", "9.2500"),
    }


@points(2)
@referee("solution")
@read_by(read_in(drawn_sums_and_product))
def test_two_sums_and_a_product_have_an_operation_each(engine, graph):
    a, b, c = engine.Value(2.25), engine.Value(-3.0), engine.Value(10.0)
    d = a + b
    e = d + c
    f = e * b
    dot = graph.draw_dot(f)
    return {"source": source_of(dot), "d._op": d._op, "f._op": f._op}


@points(1)
@referee("solution")
@read_by(
    read_in(
        lambda drawing, seen: {
            "number of boxes": len(drawing.boxes),
            "number of arrows": len(drawing.arrows),
        }
    )
)
def test_nodes_that_are_the_same_number_have_a_box_each(engine, graph):
    a, b = engine.Value(-3.25), engine.Value(-3.25)
    c = a * b
    dot = graph.draw_dot(c)
    return {"source": source_of(dot)}


# The last one, because a `trace` that follows every path does not end within the time limit.
@points(2)
@referee("solution")
def test_40_nodes_that_are_each_used_twice(engine, graph):
    x, a, b = engine.Value(0.5), engine.Value(0.25), engine.Value(0.5)
    for _ in range(40):
        left, right = x + a, x * b
        x = left + right
    nodes, edges = graph.trace(x)
    return {"number of nodes": number_of(nodes), "number of edges": number_of(edges)}
