"""Step 18: a number on the left of -, / and **, powers of two nodes, relu and log."""

from four_ways import four_ways, four_ways_at, four_ways_of_two
from random_expressions import (
    ADD,
    LOG,
    MULTIPLY,
    POWER,
    SUBTRACT,
    Operation,
    RandomExpressions,
)
from seen_nodes import names_of

from grading import points, read_by, referee

STEP = 18

RELU = Operation("{}.relu()", lambda x: x.relu(), lambda x: max(x, 0.0), lambda x: abs(x) > 0.05)
NUMBER_MINUS = Operation("2 - {}", lambda x: 2 - x)
NUMBER_DIVIDED = Operation("1.5 / {}", lambda x: 1.5 / x, None, lambda x: abs(x) > 0.3)
NUMBER_TO_THE_POWER = Operation("2 ** {}", lambda x: 2**x, None, lambda x: abs(x) < 4)
NUMBERS_ON_THE_LEFT = [NUMBER_MINUS, NUMBER_DIVIDED]

WITH_RELU = RandomExpressions(
    [ADD, MULTIPLY, SUBTRACT, RELU, *NUMBERS_ON_THE_LEFT], seed=18, count=80
)
WITH_LOG_AND_POWERS = RandomExpressions(
    [ADD, MULTIPLY, LOG, POWER, *NUMBERS_ON_THE_LEFT, NUMBER_TO_THE_POWER], seed=1818, count=80
)
PREPARED = (WITH_RELU, WITH_LOG_AND_POWERS)


@points(2)
def test_a_number_minus_a_node(engine):
    """op(a) is 5 - a, with a as given, b = -1.5, c = 2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c
    """
    return four_ways_at(engine, lambda a: 5 - a, (3.25, -1.6))


@points(2)
def test_a_number_divided_by_a_node(engine):
    """op(a) is 2 / a, with a as given, b = -1.5, c = 2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c
    """
    return four_ways_at(engine, lambda a: 2 / a, (-0.7, 1.6))


@points(2)
def test_a_number_to_the_power_of_a_node(engine):
    """op(a) is 2.5 ** a, with a as given, b = -1.5, c = 2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c
    """
    return four_ways_at(engine, lambda a: 2.5**a, (-1.75, 0.6))


@points(2)
def test_relu_above_zero(engine):
    """op(a) is a.relu(), with a = 1.7, b = 1.5, c = -2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c
    """
    return four_ways(engine, lambda a: a.relu(), 1.7, 1.5, -2.5)


@points(1)
def test_relu_below_zero(engine):
    a, b, c = engine.Value(-0.75), engine.Value(2.5), engine.Value(-1.5)
    d = a.relu()
    e = d * b
    f = e + a * c
    f.backward()
    return {"a": a, "b": b, "d": d, "f": f}


@points(1)
def test_relu_at_zero(engine):
    """At 0 relu has a corner; torch takes 0 as its derivative there.

    a, b, c = Value(0.0), Value(2.5), Value(-1.5)
    d = a.relu()
    e = d * b
    f = e + a * c
    f.backward()
    """
    a, b, c = engine.Value(0.0), engine.Value(2.5), engine.Value(-1.5)
    d = a.relu()
    e = d * b
    f = e + a * c
    f.backward()
    return {"a": a, "b": b, "d": d, "f": f}


@points(2)
def test_log(engine):
    """op(a) is a.log(), with a = 1.7, b = 1.5, c = -2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c
    """
    return four_ways(engine, lambda a: a.log(), 1.7, 1.5, -2.5)


@points(1)
def test_log_of_small_and_of_large_numbers(engine):
    """For a of 1.0, 0.25, 40000.0 and the tiny 1e-12:

    d = a.log() * b, with b = -1.5
    d.backward()
    """
    seen = {}
    for number in (1.0, 0.25, 40000.0, 1e-12):
        a, b = engine.Value(number), engine.Value(-1.5)
        logarithm = a.log()
        (logarithm * b).backward()
        seen[f"a = {number}"] = {"log": logarithm.data, "a.grad": a.grad, "b.grad": b.grad}
    return seen


@points(3)
def test_a_node_to_the_power_of_a_node(engine):
    """op(a, b) is a ** b, with a = 1.7, b = 2.5, c = 1.3, d = -1.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a, b)
        op(a, b) * c
        op(a, b) + op(a, b)
        op(a * c, b) * d
        op(a, b * c) * d
    """
    return four_ways_of_two(engine, lambda a, b: a**b, 1.7, 2.5, 1.3, -1.5)


@points(1)
def test_powers_of_other_nodes(engine):
    """For each of these, with nodes a and b of the two numbers:

    power = a ** b
    d = power * c, with c = -1.5
    d.backward()
    """
    seen = {}
    for number, exponent in ((0.3, 2.0), (2.5, -1.5), (0.6, -3.0), (40.0, 0.5), (3.0, 0.0)):
        a, b, c = engine.Value(number), engine.Value(exponent), engine.Value(-1.5)
        power = a**b
        (power * c).backward()
        seen[f"{number} ** {exponent}"] = {"power": power.data, "a.grad": a.grad, "b.grad": b.grad}
    return seen


@points(1)
def test_a_node_to_the_power_of_itself(engine):
    a, b = engine.Value(1.7), engine.Value(-1.5)
    c = a**a
    d = c * b
    d.backward()
    return {"a": a, "b": b, "c": c, "d": d}


@points(2)
def test_random_expressions_with_relu(engine):
    """Random expressions of +, *, -, relu, and numbers on the left of - and
    /, in which inner nodes are used more than once; the smallest come first.
    backward() is called on the last node of each.
    """
    return WITH_RELU.run(engine)


@points(2)
def test_random_expressions_with_log_and_powers(engine):
    """Random expressions of +, *, log, powers of two nodes, and numbers on
    the left of -, / and **, in which inner nodes are used more than once; the
    smallest come first. backward() is called on the last node of each.
    """
    return WITH_LOG_AND_POWERS.run(engine)


def leaves_told(seen):
    """Tell of how many sums a node is a child, and how many children the numbers in them have."""
    nodes = (seen["total"], seen["product"])
    return {
        "children of the numbers": len(seen["children of the numbers"]),
        "a is a child of both": sum("a" in children for children in nodes),
    }


@points(1)
@referee("solution")
@read_by(leaves_told)
def test_a_number_is_a_leaf_of_the_graph(engine):
    a = engine.Value(3.0)
    total, product = a + 2, a * 2.5
    numbers = [child for node in (total, product) for child in node._prev if child is not a]
    return {
        "total": names_of(total._prev, {"a": a}),
        "product": names_of(product._prev, {"a": a}),
        "children of the numbers": [
            name for number in numbers for name in names_of(number._prev, {})
        ],
    }
