"""Step 9: one call runs every node's ``_backward`` once, each after all nodes that use it."""

from graphs_by_hand import order_of_backward, seen_in

from grading import points, read_by, referee

STEP = 9


@points(1)
def test_the_gradient_of_the_root_by_itself_is_one(engine):
    a = engine.Value(3.0)
    a.backward()
    return {"a": a}


@points(2)
@referee("solution")
@read_by(seen_in({"x": "", "a": "x", "b": "a", "c": "b"}))
def test_a_chain_runs_from_the_root_to_the_leaf(engine):
    """
    x is a leaf. The other nodes are made by hand, with their inputs in `_prev`:
        a: x      b: a      c: b
    The `_backward` of a, b and c writes down that it ran. Then c.backward().
    """
    return order_of_backward(engine, {"x": "", "a": "x", "b": "a", "c": "b"})


@points(1)
@referee("solution")
def test_the_root_has_its_gradient_before_anything_runs(engine):
    x, a, b = engine.Value(1.5), engine.Value(2.5), engine.Value(-3.0)
    a._prev, b._prev = (x,), (a,)
    seen = []
    a._backward = lambda: seen.append(f"a ran when b.grad was {float(b.grad)}")
    b._backward = lambda: seen.append(f"b ran when b.grad was {float(b.grad)}")
    b.backward()
    return {"seen": seen}


@points(1)
@referee("solution")
def test_what_a_node_is_given_is_there_when_its_turn_comes(engine):
    x, a, b = engine.Value(1.5), engine.Value(2.5), engine.Value(-3.0)
    a._prev, b._prev = (x,), (a,)
    found = []
    b._backward = lambda: setattr(a, "grad", 4.0)
    a._backward = lambda: (found.append(a.grad), setattr(x, "grad", -2.0))
    b.backward()
    return {"a has, when it runs": found, "x has, in the end": x.grad}


@points(2)
@referee("solution")
@read_by(seen_in({"x": "", "y": "", "a": "x", "b": "y", "c": "y", "d": "ab", "e": "dc"}))
def test_a_tree_is_run_to_its_last_branch(engine):
    """
    x and y are leaves. The other nodes are made by hand, with their inputs in `_prev`:
        a: x      b: y      c: y      d: a, b      e: d, c
    The `_backward` of a, b, c, d and e writes down that it ran. Then e.backward().
    """
    graph = {"x": "", "y": "", "a": "x", "b": "y", "c": "y", "d": "ab", "e": "dc"}
    return order_of_backward(engine, graph)


@points(2)
@referee("solution")
@read_by(seen_in({"x": "", "a": "x", "b": "a", "c": "a", "d": "bc"}))
def test_a_diamond_waits_for_both_its_sides(engine):
    """
    x is a leaf. The other nodes are made by hand, with their inputs in `_prev`:
        a: x      b: a      c: a      d: b, c
    The `_backward` of a, b, c and d writes down that it ran. Then d.backward().
    Both b and c use a, so a can run only when both have.
    """
    return order_of_backward(engine, {"x": "", "a": "x", "b": "a", "c": "a", "d": "bc"})


@points(2)
@referee("solution")
@read_by(seen_in({"x": "", "a": "x", "b": "a", "c": "b", "d": "ac"}))
def test_a_node_used_near_the_root_and_far_from_it(engine):
    """
    x is a leaf. The other nodes are made by hand, with their inputs in `_prev`:
        a: x      b: a      c: b      d: a, c
    The `_backward` of a, b, c and d writes down that it ran. Then d.backward().
    Both d and b use a, so a can run only when both have.
    """
    return order_of_backward(engine, {"x": "", "a": "x", "b": "a", "c": "b", "d": "ac"})


@points(2)
@referee("solution")
@read_by(seen_in({"x": "", "a": "x", "b": "a", "c": "b", "d": "ca"}))
def test_a_node_used_far_from_the_root_and_near_it(engine):
    """
    x is a leaf. The other nodes are made by hand, with their inputs in `_prev`:
        a: x      b: a      c: b      d: c, a
    The `_backward` of a, b, c and d writes down that it ran. Then d.backward().
    Both b and d use a, so a can run only when both have.
    """
    return order_of_backward(engine, {"x": "", "a": "x", "b": "a", "c": "b", "d": "ca"})


@points(2)
@referee("solution")
@read_by(seen_in({"x": "", "a": "x", "b": "a", "c": "a", "d": "bc", "e": "d", "f": "d", "g": "ef"}))
def test_two_diamonds_in_a_row(engine):
    """
    x is a leaf. The other nodes are made by hand, with their inputs in `_prev`:
        a: x      b: a      c: a      d: b, c      e: d      f: d      g: e, f
    The `_backward` of each of them writes down that it ran. Then g.backward().
    """
    graph = {"x": "", "a": "x", "b": "a", "c": "a", "d": "bc", "e": "d", "f": "d", "g": "ef"}
    return order_of_backward(engine, graph)


@points(1)
@referee("solution")
@read_by(seen_in({"x": "", "y": "", "a": "x", "b": "y", "c": "ab"}))
def test_nodes_that_hold_the_same_number_are_still_two_nodes(engine):
    """
    x and y are leaves. The other nodes are made by hand, with their inputs in `_prev`:
        a: x      b: y      c: a, b
    a and b both hold the number 2.0. The `_backward` of a, b and c writes down that it ran.
    Then c.backward().
    """
    graph = {"x": "", "y": "", "a": "x", "b": "y", "c": "ab"}
    return order_of_backward(engine, graph, (0.5, 1.5, 2.0, 2.0, 4.0))


@points(1)
@referee("solution")
def test_a_chain_of_three_hundred_nodes(engine):
    ran = []
    node = engine.Value(1.5)
    for number in range(1, 301):
        node_before, node = node, engine.Value(number + 0.5)
        node._prev = (node_before,)
        node._backward = lambda number=number: ran.append(number)
    node.backward()
    return {"nodes that ran": len(ran), "first to run": ran[:1], "last to run": ran[-1:]}


@points(2)
def test_gradients_of_a_sum(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    c.backward()
    return {"a": a, "b": b, "c": c}


@points(2)
def test_gradients_of_a_product(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    c.backward()
    return {"a": a, "b": b, "c": c}


@points(2)
def test_gradients_of_the_expression_of_the_lecture(engine):
    a, b, c, f = engine.Value(2.0), engine.Value(-3.0), engine.Value(10.0), engine.Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    L.backward()
    return {"L": L, "d": d, "f": f, "e": e, "c": c, "a": a, "b": b}


@points(2)
def test_gradients_of_the_neuron_of_the_lecture(engine):
    x1, x2, b = engine.Value(2.0), engine.Value(0.0), engine.Value(6.8813735870195432)
    w1, w2 = engine.Value(-3.0), engine.Value(1.0)
    n = x1 * w1 + x2 * w2 + b
    o = n.tanh()
    o.backward()
    return {"o": o, "n": n, "x1": x1, "w1": w1, "x2": x2, "w2": w2, "b": b}
