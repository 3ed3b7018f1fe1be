"""Step 19: graphs deeper than Python can recurse, and numbers at the edge of what a float holds."""

from sys import getrecursionlimit, setrecursionlimit

from seen_nodes import instead

from grading import points, read_by, seconds

STEP = 19


@points(2)
@seconds(20)
def test_a_chain_of_100000_nodes(engine):
    a, b = engine.Value(0.5), engine.Value(-1.5)
    step = engine.Value(0.001)
    x = a
    for _ in range(100_000):
        x = x + step
    y = x * b
    y.backward()
    return {"a": a, "step": step, "b": b, "x": x, "y": y}


@points(1)
@read_by(instead({"limit": lambda limit: {"the limit was raised": limit > 1000}}))
def test_a_deep_chain_with_the_recursion_limit_left_alone(engine):
    """Python's recursion limit is 1000 before, and is looked at after.

    x, b = Value(0.5), Value(0.999)
    a = x
    for _ in range(3000):
        x = x * b
    x.backward()
    """
    usual = getrecursionlimit()
    setrecursionlimit(1000)
    try:
        x, b = engine.Value(0.5), engine.Value(0.999)
        a = x
        for _ in range(3000):
            x = x * b
        x.backward()
        limit = getrecursionlimit()
    finally:
        setrecursionlimit(usual)
    return {"x": x, "a": a, "b": b, "limit": limit}


@points(2)
def test_a_node_used_near_the_root_and_far_from_it(engine):
    a, b = engine.Value(1.5), engine.Value(-0.7)
    c = a * b
    d = c * a
    e = d * b
    f = e + c
    g = c * f
    g.backward()
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "f": f, "g": g}


@points(2)
def test_a_long_chain_in_which_every_node_is_used_twice(engine):
    a, b = engine.Value(1.0), engine.Value(-2.5)
    w, v = engine.Value(0.6), engine.Value(0.4)
    x, y = a, b
    for _ in range(2000):
        x, y = y, x * w + y * v
    y.backward()
    return {"a": a, "b": b, "w": w, "v": v, "y": y}


@points(1)
def test_a_wide_graph(engine):
    a = engine.Value(0.7)
    weights = [engine.Value(0.001 * n - 2) for n in range(4096)]
    row = [a * weight for weight in weights]
    while len(row) > 1:
        row = [row[n] + row[n + 1] for n in range(0, len(row), 2)]
    total = row[0] * a
    total.backward()
    return {"a": a, "total": total, "first weight": weights[0], "last weight": weights[-1]}


@points(2)
def test_tanh_of_large_numbers(engine):
    """For a of 400, -400, 800 and -1000:

    t = a.tanh()
    y = t * b, with b = -1.5
    y.backward()
    """
    seen = {}
    for number in (400.0, -400.0, 800.0, -1000.0):
        a, b = engine.Value(number), engine.Value(-1.5)
        t = a.tanh()
        (t * b).backward()
        seen[f"a = {number}"] = {"tanh": t.data, "a.grad": a.grad, "b.grad": b.grad}
    return seen


@points(2)
def test_tanh_of_tiny_numbers(engine):
    """tanh(x) is nearly x where x is tiny, so tanh(x) / x is nearly 1.
    For a of 1e-10 and -1e-10:

    t = a.tanh()
    y = t * b, with b = -1.5
    y.backward()
    """
    seen = {}
    for number in (1e-10, -1e-10):
        a, b = engine.Value(number), engine.Value(-1.5)
        t = a.tanh()
        (t * b).backward()
        seen[f"a = {number}"] = {"tanh(a) / a": t.data / number, "a.grad": a.grad}
    return seen


@points(2)
def test_exp_of_numbers_that_are_too_large(engine):
    """For a of 1000 and 710, where e to that power is larger than any float:

    p = a.exp()
    y = p * b, with b = 0.5
    y.backward()
    """
    seen = {}
    for number in (1000.0, 710.0):
        a, b = engine.Value(number), engine.Value(0.5)
        p = a.exp()
        (p * b).backward()
        seen[f"a = {number}"] = {"exp": p.data, "a.grad": a.grad, "b.grad": b.grad}
    return seen


@points(1)
def test_exp_of_numbers_that_are_nearly_too_large(engine):
    """For a of 200, 700 and 709.5, with exp shown divided by a power of ten:

    p = a.exp()
    y = p * b, with b = 0.5
    y.backward()
    """
    seen = {}
    for number, unit in ((200.0, 1e86), (700.0, 1e304), (709.5, 1e308)):
        a, b = engine.Value(number), engine.Value(0.5)
        p = a.exp()
        (p * b).backward()
        seen[f"a = {number}"] = {f"exp / {unit}": p.data / unit, "a.grad": a.grad}
    return seen


@points(1)
def test_exp_of_very_negative_numbers(engine):
    """e to the power of a is close to 0 for a of -200 (what is seen there is
    shown divided by 1e-87), and is 0 for a of -1000.

    p = a.exp()
    y = p * b, with b = 0.5
    y.backward()
    """
    seen = {}
    for number, unit in ((-200.0, 1e-87), (-1000.0, 1.0)):
        a, b = engine.Value(number), engine.Value(0.5)
        p = a.exp()
        (p * b).backward()
        seen[f"a = {number}"] = {"exp": p.data / unit, "a gradient": a.grad / unit}
    return seen
