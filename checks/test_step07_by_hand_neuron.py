"""Step 7: a neuron with two inputs, and the chain rule by hand through its tanh."""

from seen_nodes import instead, is_new, members, name_of, names_of

from grading import points, read_by, referee

STEP = 7


@points(1)
def test_tanh_of_one_number(engine):
    n = engine.Value(0.5)
    o = n.tanh()
    return {"n.data": n.data, "o.data": o.data}


@points(1)
def test_tanh_on_both_sides_of_zero(engine):
    numbers = [-1.3, -0.4, 0.0, 0.25, 0.7, 2.0]
    return {f"tanh({x})": engine.Value(x).tanh().data for x in numbers}


@points(1)
def test_tanh_close_to_zero_and_far_from_it(engine):
    numbers = [-0.001, 0.001, -3.0, 3.0, 6.0]
    return {f"tanh({x})": engine.Value(x).tanh().data for x in numbers}


@points(1)
@referee("solution")
@read_by(
    instead(
        {
            "o": is_new("o is a new node"),
            "children": members("number of children", {"n": "n is a child of o"}),
            "numbers": lambda numbers: {"numbers of the children": sorted(numbers, key=repr)},
        }
    )
)
def test_tanh_makes_a_node_that_remembers_its_input(engine):
    n = engine.Value(0.6)
    o = n.tanh()
    return {
        "o": name_of(o, {"n": n}),
        "children": names_of(o._prev, {"n": n}),
        "numbers": [getattr(child, "data", child) for child in o._prev],
    }


@points(1)
def test_the_lectures_neuron(engine, by_hand):
    x1, x2 = engine.Value(2.0), engine.Value(0.0)
    w1, w2 = engine.Value(-3.0), engine.Value(1.0)
    b = engine.Value(6.8813735870195432)
    x1w1, x2w2, x1w1x2w2, n, o = by_hand.neuron(x1, x2, w1, w2, b)
    return {
        "x1w1.data": x1w1.data,
        "x2w2.data": x2w2.data,
        "x1w1x2w2.data": x1w1x2w2.data,
        "n.data": n.data,
        "o.data": o.data,
    }


@points(2)
def test_a_neuron_with_other_numbers(engine, by_hand):
    x1, x2 = engine.Value(0.7), engine.Value(-1.2)
    w1, w2 = engine.Value(0.9), engine.Value(1.1)
    b = engine.Value(0.35)
    x1w1, x2w2, x1w1x2w2, n, o = by_hand.neuron(x1, x2, w1, w2, b)
    return {
        "x1w1.data": x1w1.data,
        "x2w2.data": x2w2.data,
        "x1w1x2w2.data": x1w1x2w2.data,
        "n.data": n.data,
        "o.data": o.data,
    }


def children_of(node, *names):
    """Return what is told of a node: whether these are among its children."""
    return {node: members(None, {name: f"{name} in {node}" for name in names})}


@points(2)
@referee("solution")
@read_by(
    instead(
        children_of("x1w1", "x1", "w1")
        | children_of("x2w2", "x2", "w2")
        | children_of("x1w1x2w2", "x1w1", "x2w2")
        | children_of("n", "x1w1x2w2", "b")
        | children_of("o", "n")
    )
)
def test_the_nodes_of_a_neuron_are_one_graph(engine, by_hand):
    """
    x1, x2, w1, w2 and b are five nodes.
    x1w1, x2w2, x1w1x2w2, n, o = by_hand.neuron(x1, x2, w1, w2, b)

    "x1 in x1w1": is x1, this very node, among the children (`_prev`) of x1w1?
    """
    x1, x2 = engine.Value(0.7), engine.Value(-1.2)
    w1, w2 = engine.Value(0.9), engine.Value(1.1)
    b = engine.Value(0.35)
    x1w1, x2w2, x1w1x2w2, n, o = by_hand.neuron(x1, x2, w1, w2, b)
    return {
        "x1w1": names_of(x1w1._prev, {"x1": x1, "w1": w1}),
        "x2w2": names_of(x2w2._prev, {"x2": x2, "w2": w2}),
        "x1w1x2w2": names_of(x1w1x2w2._prev, {"x1w1": x1w1, "x2w2": x2w2}),
        "n": names_of(n._prev, {"x1w1x2w2": x1w1x2w2, "b": b}),
        "o": names_of(o._prev, {"n": n}),
    }


@points(2)
def test_the_gradient_goes_back_through_tanh(engine, by_hand):
    x1, x2 = engine.Value(1.4), engine.Value(-0.5)
    w1, w2 = engine.Value(-0.6), engine.Value(0.8)
    b = engine.Value(0.7)
    x1w1, x2w2 = x1 * w1, x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    o = n.tanh()
    by_hand.backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o)
    return {"o": o, "n": n}


@points(1)
def test_the_gradient_goes_back_through_both_sums(engine, by_hand):
    x1, x2 = engine.Value(2.0), engine.Value(0.0)
    w1, w2 = engine.Value(-3.0), engine.Value(1.0)
    b = engine.Value(6.8813735870195432)
    x1w1, x2w2 = x1 * w1, x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    o = n.tanh()
    by_hand.backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o)
    return {
        "x1w1x2w2.grad": x1w1x2w2.grad,
        "b.grad": b.grad,
        "x1w1.grad": x1w1.grad,
        "x2w2.grad": x2w2.grad,
    }


@points(2)
def test_the_gradient_reaches_inputs_and_weights(engine, by_hand):
    x1, x2 = engine.Value(-1.6), engine.Value(-0.45)
    w1, w2 = engine.Value(0.7), engine.Value(-1.3)
    b = engine.Value(0.9)
    x1w1, x2w2 = x1 * w1, x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    o = n.tanh()
    by_hand.backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o)
    return {"x1": x1, "w1": w1, "x2": x2, "w2": w2}


@points(2)
def test_all_gradients_of_a_neuron_with_other_numbers(engine, by_hand):
    x1, x2 = engine.Value(0.7), engine.Value(-1.2)
    w1, w2 = engine.Value(0.9), engine.Value(1.1)
    b = engine.Value(0.35)
    x1w1, x2w2 = x1 * w1, x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    o = n.tanh()
    by_hand.backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o)
    return {
        "o": o,
        "n": n,
        "x1w1x2w2.grad": x1w1x2w2.grad,
        "b.grad": b.grad,
        "x1w1.grad": x1w1.grad,
        "x2w2.grad": x2w2.grad,
        "x1.grad": x1.grad,
        "w1.grad": w1.grad,
        "x2.grad": x2.grad,
        "w2.grad": w2.grad,
    }


@points(1)
def test_a_saturated_neuron_passes_little_on(engine, by_hand):
    x1, x2 = engine.Value(-4.0), engine.Value(0.5)
    w1, w2 = engine.Value(0.6), engine.Value(-3.0)
    b = engine.Value(0.8)
    x1w1, x2w2 = x1 * w1, x2 * w2
    x1w1x2w2 = x1w1 + x2w2
    n = x1w1x2w2 + b
    o = n.tanh()
    by_hand.backprop_neuron(x1, x2, w1, w2, b, x1w1, x2w2, x1w1x2w2, n, o)
    return {
        "o": o,
        "n": n,
        "x1w1x2w2.grad": x1w1x2w2.grad,
        "b.grad": b.grad,
        "x1w1.grad": x1w1.grad,
        "x2w2.grad": x2w2.grad,
        "x1.grad": x1.grad,
        "w1.grad": w1.grad,
        "x2.grad": x2.grad,
        "w2.grad": w2.grad,
    }
