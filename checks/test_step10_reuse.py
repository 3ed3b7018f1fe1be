"""Step 10: a node that is used more than once collects every gradient."""

from four_ways import four_ways_at, four_ways_of_two
from random_expressions import ADD, MULTIPLY, TANH, RandomExpressions

from grading import points

STEP = 10

SUMS_AND_PRODUCTS = RandomExpressions((ADD, MULTIPLY), seed=10)
WITH_TANH = RandomExpressions((ADD, MULTIPLY, TANH), seed=11)
PREPARED = (SUMS_AND_PRODUCTS, WITH_TANH)


@points(2)
def test_a_node_added_to_itself(engine):
    a = engine.Value(3.0)
    b = a + a
    b.backward()
    return {"a": a, "b": b}


@points(2)
def test_a_node_multiplied_by_itself(engine):
    a = engine.Value(3.0)
    b = a * a
    b.backward()
    return {"a": a, "b": b}


@points(1)
def test_a_sum_adds_to_the_gradients_that_are_there(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    a.grad, b.grad = 0.5, 0.25  # from elsewhere
    total = a + b
    total.grad = 5.0
    total._backward()
    c = engine.Value(1.75)
    c.grad = 0.5  # from elsewhere
    twice = c + c
    twice.grad = -2.0
    twice._backward()
    return {"a": a, "b": b, "c": c}


@points(1)
def test_a_product_adds_to_the_gradients_that_are_there(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    a.grad, b.grad = 0.5, 0.25  # from elsewhere
    product = a * b
    product.grad = 5.0
    product._backward()
    c = engine.Value(1.75)
    c.grad = 0.5  # from elsewhere
    square = c * c
    square.grad = -2.0
    square._backward()
    return {"a": a, "b": b, "c": c}


@points(1)
def test_tanh_adds_to_the_gradient_that_is_there(engine):
    a = engine.Value(0.7)
    a.grad = 0.5  # from elsewhere
    t = a.tanh()
    t.grad = 5.0
    t._backward()
    return {"a": a, "t": t}


@points(2)
def test_the_example_of_the_lecture(engine):
    a, b = engine.Value(-2.0), engine.Value(3.0)
    d = a * b
    e = a + b
    f = d * e
    f.backward()
    return {"f": f, "d": d, "e": e, "a": a, "b": b}


@points(2)
def test_an_inner_node_used_at_two_depths(engine):
    a = engine.Value(1.5)
    b = a * a
    c = a + b
    d = b * c
    d.backward()
    return {"d": d, "c": c, "b": b, "a": a}


@points(1)
def test_an_inner_node_used_by_three(engine):
    a, k = engine.Value(0.5), engine.Value(-3.0)
    b = a * k
    c = b + k
    d = c * b
    e = d + b
    e.backward()
    return {"e": e, "d": d, "c": c, "b": b, "a": a, "k": k}


@points(2)
def test_two_graphs_one_after_the_other(engine):
    a, b = engine.Value(3.0), engine.Value(-0.5)
    c = a * b
    c.backward()
    k, m = engine.Value(1.5), engine.Value(-2.0)
    n = k * m
    n.backward()
    return {"n": n, "k": k, "m": m, "c": c, "a": a, "b": b}


@points(2)
def test_doubled_twenty_eight_times(engine):
    x = leaf = engine.Value(1.5)
    for _ in range(28):
        x = x + x
    x.backward()
    return {"x": x, "leaf": leaf}


@points(2)
def test_a_sum_four_ways(engine):
    """
    op(x, y) is x + y. Each line is a graph of its own, with new leaves, and backward()
    is called on it:
        op(a, b)
        op(a, b) * c
        op(a, b) + op(a, b)
        op(a * c, b) * d      and      op(a, b * c) * d
    c = 2.5, d = -1.5, and a, b as given.
    """
    return _at_pairs(engine, lambda x, y: x + y)


@points(2)
def test_a_product_four_ways(engine):
    """
    op(x, y) is x * y. Each line is a graph of its own, with new leaves, and backward()
    is called on it:
        op(a, b)
        op(a, b) * c
        op(a, b) + op(a, b)
        op(a * c, b) * d      and      op(a, b * c) * d
    c = 2.5, d = -1.5, and a, b as given.
    """
    return _at_pairs(engine, lambda x, y: x * y)


@points(2)
def test_tanh_four_ways(engine):
    """
    op(x) is x.tanh(). Each line is a graph of its own, with new leaves, and backward()
    is called on it:
        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c
    b = -1.5, c = 2.5, and a as given.
    """
    return four_ways_at(engine, lambda x: x.tanh(), (0.7, -0.4, 0.0, 0.001, -30.0))


@points(3)
def test_two_hundred_random_expressions(engine):
    """
    Expressions of `+` and `*`, the smallest first; their last line is the root, and
    backward() is called on it. Shown is the first in which something is wrong.
    """
    return SUMS_AND_PRODUCTS.run(engine)


@points(3)
def test_two_hundred_random_expressions_with_tanh(engine):
    """
    Expressions of `+`, `*` and `tanh`, the smallest first; their last line is the root, and
    backward() is called on it. Shown is the first in which something is wrong.
    """
    return WITH_TANH.run(engine)


def _at_pairs(engine, op):
    pairs = ((2.0, -3.0), (0.0, 0.7), (-400.0, 250.0), (0.001, -0.002))
    return {f"a = {a}, b = {b}": four_ways_of_two(engine, op, a, b) for a, b in pairs}
