"""Step 11: plain numbers, differences, quotients, powers and exp, each with its gradient."""

from four_ways import four_ways, four_ways_of_two
from random_expressions import (
    ADD,
    DIVIDE,
    EXP,
    MULTIPLY,
    NEGATE,
    SUBTRACT,
    Operation,
    RandomExpressions,
)

from grading import points

STEP = 11

WITH_NUMBERS = [
    Operation("{} + 2", lambda x: x + 2),
    Operation("1.5 * {}", lambda x: 1.5 * x),
    Operation("{} ** 2", lambda x: x**2),
    Operation("{} ** 3", lambda x: x**3),
]
OPERATIONS = [ADD, MULTIPLY, NEGATE, SUBTRACT, DIVIDE, *WITH_NUMBERS]
WITHOUT_EXP = RandomExpressions(OPERATIONS, seed=11, count=80)
WITH_EXP = RandomExpressions([*OPERATIONS, EXP, EXP], seed=1127, count=80)
PREPARED = (WITHOUT_EXP, WITH_EXP)


@points(2)
def test_a_node_plus_a_number(engine):
    a, b = engine.Value(3.0), engine.Value(-0.7)
    x = a * b
    y = x + 2
    z = y * x
    z.backward()
    return {"a": a, "b": b, "x": x, "y": y, "z": z}


@points(2)
def test_a_node_times_a_number(engine):
    a, b = engine.Value(3.0), engine.Value(-0.7)
    x = a * b
    y = x * 2.5
    z = y * x
    z.backward()
    return {"a": a, "b": b, "x": x, "y": y, "z": z}


@points(2)
def test_a_number_plus_a_node(engine):
    a, b = engine.Value(3.0), engine.Value(-0.7)
    x = a * b
    y = 0.5 + x
    z = y * x
    z.backward()
    return {"a": a, "b": b, "x": x, "y": y, "z": z}


@points(2)
def test_a_number_times_a_node(engine):
    a, b = engine.Value(3.0), engine.Value(-0.7)
    x = a * b
    y = 4 * x
    z = y * x
    z.backward()
    return {"a": a, "b": b, "x": x, "y": y, "z": z}


@points(1)
def test_the_sum_of_a_list(engine):
    a, b, c = engine.Value(3.25), engine.Value(-1.5), engine.Value(0.5)
    total = sum([a, b, c])
    d = total * b
    d.backward()
    return {"a": a, "b": b, "c": c, "total": total, "d": d}


@points(2)
def test_negation(engine):
    """op(a) is -a, with a = 1.7, b = -1.5, c = 2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c
    """
    return four_ways(engine, lambda a: -a, 1.7)


@points(2)
def test_a_node_minus_a_node(engine):
    """op(a, b) is a - b, with a and b as given, c = 2.5, d = -1.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a, b)
        op(a, b) * c
        op(a, b) + op(a, b)
        op(a * c, b) * d
        op(a, b * c) * d
    """
    return _at_pairs(engine, lambda a, b: a - b)


@points(3)
def test_a_node_to_the_power_of_a_number(engine):
    """op(a) is a ** 3, with a = 1.7, b = -1.5, c = 2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c

    Then d = (…) ** n * b for other numbers and exponents.
    """
    seen = four_ways(engine, lambda a: a**3, 1.7)
    for number, n in (
        (-3.0, 2),
        (0.0, 2),
        (-1.6, -1),
        (0.25, 0.5),
        (-0.4, -2),
        (12.0, 4),
        (1.3, 2.5),
        (0.001, 2),
        (3.0, 0),
    ):
        a, b = engine.Value(number), engine.Value(-1.5)
        power = a**n
        (power * b).backward()
        seen[f"({number}) ** {n}"] = {"power": power.data, "a.grad": a.grad}
    return seen


@points(2)
def test_a_node_divided_by_a_node(engine):
    """op(a, b) is a / b, with a and b as given, c = 2.5, d = -1.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a, b)
        op(a, b) * c
        op(a, b) + op(a, b)
        op(a * c, b) * d
        op(a, b * c) * d
    """
    return _at_pairs(engine, lambda a, b: a / b)


@points(2)
def test_a_node_minus_a_number_and_divided_by_one(engine):
    a, b = engine.Value(3.0), engine.Value(-0.7)
    x = a * b
    y = x - 5
    z = x / 4
    u = y * z
    u.backward()
    return {"a": a, "b": b, "x": x, "y": y, "z": z, "u": u}


@points(1)
def test_a_node_minus_itself_and_divided_by_itself(engine):
    a, b = engine.Value(3.0), engine.Value(-1.5)
    difference = (a - a) * b
    difference.backward()

    c, d = engine.Value(4.0), engine.Value(-1.5)
    quotient = (c / c) * d
    quotient.backward()
    return {"difference": difference, "a": a, "quotient": quotient, "c": c, "d": d}


@points(3)
def test_exp(engine):
    """op(a) is a.exp(), with a = 1.7, b = -1.5, c = 2.5.
    Each line is a graph of its own, and backward() is called on it.

        op(a)
        op(a) * b
        op(a) + op(a)
        op(a * b) * c

    Then d = a.exp() * b for a of 0.0, -0.75, -12.0, 0.00001 and 12.0.
    """
    seen = four_ways(engine, lambda a: a.exp(), 1.7)
    for number in (0.0, -0.75, -12.0, 0.00001, 12.0):
        a, b = engine.Value(number), engine.Value(-1.5)
        power = a.exp()
        (power * b).backward()
        seen[f"a = {number}"] = {"exp": power.data, "a.grad": a.grad, "b.grad": b.grad}
    return seen


@points(2)
def test_tanh_made_of_exp(engine):
    n, b = engine.Value(0.8), engine.Value(-1.5)
    e = (2 * n).exp()
    o = (e - 1) / (e + 1)
    (o * b).backward()

    n2, b2 = engine.Value(0.8), engine.Value(-1.5)
    o2 = n2.tanh()
    (o2 * b2).backward()
    return {"o": o, "n": n, "o2": o2, "n2": n2}


@points(3)
def test_random_expressions_without_exp(engine):
    """Random expressions of +, *, -, /, **, plain numbers and negation, in
    which inner nodes are used more than once; the smallest come first.
    backward() is called on the last node of each.
    """
    return WITHOUT_EXP.run(engine)


@points(2)
def test_random_expressions_with_exp(engine):
    """Random expressions of +, *, -, /, **, exp, plain numbers and negation,
    in which inner nodes are used more than once; the smallest come first.
    backward() is called on the last node of each.
    """
    return WITH_EXP.run(engine)


def _at_pairs(engine, op):
    """Return the five graphs of an operation of two nodes, for operands of all signs."""
    pairs = ((3.0, -0.7), (-1.3, -2.2), (0.6, 1.7))
    return {f"a = {a}, b = {b}": four_ways_of_two(engine, op, a, b) for a, b in pairs}
