"""Step 4: see the graph: its nodes, its edges, and a drawing of them."""

from read_drawing import Drawing

from grading import points, referee

STEP = 4


@points(1)
@referee("solution")
def test_the_graph_of_a_leaf_is_the_leaf(engine, graph):
    a = engine.Value(2.0)
    nodes, edges = graph.trace(a)
    return {
        "number of nodes": len(nodes),
        "number of edges": len(edges),
        "a is a node": any(node is a for node in nodes),
    }


@points(2)
@referee("solution")
def test_the_graph_of_a_sum(engine, graph):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    nodes, edges = graph.trace(c)
    return {
        "number of nodes": len(nodes),
        "a is a node": any(node is a for node in nodes),
        "b is a node": any(node is b for node in nodes),
        "c is a node": any(node is c for node in nodes),
        "number of edges": len(edges),
        "(a, c) is an edge": any(tail is a and head is c for tail, head in edges),
        "(b, c) is an edge": any(tail is b and head is c for tail, head in edges),
    }


@points(2)
@referee("solution")
def test_the_graph_of_the_lectures_expression(engine, graph):
    a, b, c = engine.Value(2.0), engine.Value(-3.0), engine.Value(10.0)
    e = a * b
    d = e + c
    nodes, edges = graph.trace(d)
    return {
        "number of nodes": len(nodes),
        "a is a node": any(node is a for node in nodes),
        "c is a node": any(node is c for node in nodes),
        "e is a node": any(node is e for node in nodes),
        "number of edges": len(edges),
        "(a, e) is an edge": any(tail is a and head is e for tail, head in edges),
        "(e, d) is an edge": any(tail is e and head is d for tail, head in edges),
    }


@points(2)
@referee("solution")
def test_a_node_used_twice_is_one_node(engine, graph):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    d = c + a
    e = d * c
    nodes, edges = graph.trace(e)
    return {
        "number of nodes": len(nodes),
        "number of edges": len(edges),
        "(a, c) is an edge": any(tail is a and head is c for tail, head in edges),
        "(a, d) is an edge": any(tail is a and head is d for tail, head in edges),
        "(c, e) is an edge": any(tail is c and head is e for tail, head in edges),
    }


@points(1)
@referee("solution")
def test_the_graph_of_a_node_added_to_itself(engine, graph):
    a = engine.Value(2.0)
    b = a + a
    nodes, edges = graph.trace(b)
    return {
        "number of nodes": len(nodes),
        "(a, b) is an edge": any(tail is a and head is b for tail, head in edges),
    }


@points(1)
@referee("solution")
def test_the_graph_holds_only_what_the_root_was_computed_from(engine, graph):
    a, b, c = engine.Value(2.0), engine.Value(-3.0), engine.Value(10.0)
    e = a * b
    d = e + c
    nodes, edges = graph.trace(e)
    return {
        "number of nodes": len(nodes),
        "number of edges": len(edges),
        "e is a node": any(node is e for node in nodes),
        "d is a node": any(node is d for node in nodes),
    }


@points(1)
@referee("solution")
def test_two_graphs_one_after_the_other(engine, graph):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c, d = engine.Value(10.0), engine.Value(-0.5)
    graph.trace(a + b)
    nodes, edges = graph.trace(c * d)
    return {
        "number of nodes": len(nodes),
        "number of edges": len(edges),
        "a is a node": any(node is a for node in nodes),
        "c is a node": any(node is c for node in nodes),
    }


@points(1)
@referee("solution")
def test_a_chain_of_300_sums(engine, graph):
    x, one = engine.Value(0.5), engine.Value(1.0)
    for _ in range(300):
        x = x + one
    nodes, edges = graph.trace(x)
    return {"number of nodes": len(nodes), "number of edges": len(edges)}


@points(2)
@referee("solution")
def test_a_box_shows_data_and_gradient_with_four_decimals(engine, graph):
    a = engine.Value(0.123456)
    a.grad = -7.5
    drawing = Drawing(graph.draw_dot(a))
    return {
        "number of boxes": len(drawing.boxes),
        "data": drawing.numbers("data"),
        "grad": drawing.numbers("grad"),
    }


@points(1)
@referee("solution")
def test_a_box_shows_the_label(engine, graph):
    a, b = engine.Value(2.0, label="weight"), engine.Value(-3.0, label="bias")
    c = a + b
    drawing = Drawing(graph.draw_dot(c))
    return {
        "boxes with a's label": sum("weight" in text for text in drawing.boxes.values()),
        "boxes with b's label": sum("bias" in text for text in drawing.boxes.values()),
    }


@points(2)
@referee("solution")
def test_the_drawing_of_a_product(engine, graph):
    a, b = engine.Value(2.25), engine.Value(-3.0)
    c = a * b
    a.grad, b.grad, c.grad = -3.0, 2.25, 1.0
    dot = graph.draw_dot(c)
    drawing = Drawing(dot)
    return {
        "data": drawing.numbers("data"),
        "grad": drawing.numbers("grad"),
        "number of operations": len(drawing.operations),
        "the operation's text is c._op": c._op in drawing.operations.values(),
        "number of arrows": len(drawing.arrows),
        "a leads to c": drawing.leads("2.2500", "-6.7500"),
        "b leads to c": drawing.leads("-3.0000", "-6.7500"),
        "can be made a picture": hasattr(dot, "render") and hasattr(dot, "pipe"),
    }


@points(2)
@referee("solution")
def test_two_sums_and_a_product_have_an_operation_each(engine, graph):
    a, b, c = engine.Value(2.25), engine.Value(-3.0), engine.Value(10.0)
    d = a + b
    e = d + c
    f = e * b
    drawing = Drawing(graph.draw_dot(f))
    return {
        "data": drawing.numbers("data"),
        "number of operations": len(drawing.operations),
        "number of arrows": len(drawing.arrows),
        "a leads to d": drawing.leads("2.2500", "-0.7500"),
        "d leads to e": drawing.leads("-0.7500", "9.2500"),
        "e leads to f": drawing.leads("9.2500", "-27.7500"),
        "operations with d's text": list(drawing.operations.values()).count(d._op),
        "operations with f's text": list(drawing.operations.values()).count(f._op),
        "a leads to e at once": drawing.leads("2.2500", "9.2500"),
    }


@points(1)
@referee("solution")
def test_nodes_that_are_the_same_number_have_a_box_each(engine, graph):
    a, b = engine.Value(-3.25), engine.Value(-3.25)
    c = a * b
    drawing = Drawing(graph.draw_dot(c))
    return {"number of boxes": len(drawing.boxes), "number of arrows": len(drawing.arrows)}


# The last one, because a `trace` that follows every path does not end within the time limit.
@points(2)
@referee("solution")
def test_40_nodes_that_are_each_used_twice(engine, graph):
    x, a, b = engine.Value(0.5), engine.Value(0.25), engine.Value(0.5)
    for _ in range(40):
        left, right = x + a, x * b
        x = left + right
    nodes, edges = graph.trace(x)
    return {"number of nodes": len(nodes), "number of edges": len(edges)}
