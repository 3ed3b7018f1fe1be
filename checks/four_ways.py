"""One operation in four graphs, each of which shows something that the others do not.

``op(a)`` alone; ``op(a) * b``: is the upstream gradient used? ``op(a) + op(a)``: is it added up?
``op(a * b) * c``: is it passed on to what ``a * b`` was made of?
"""


def four_ways(engine, op, a, b=-1.5, c=2.5):
    """Return value and gradients of ``op``, a function of one node, in the four graphs.

    ``a``, ``b``, ``c`` are the leaves' numbers. An operation of two nodes can be given as
    ``lambda x: x - x``, too.
    """
    ways = {
        "op(a)": ("a", lambda a: op(a)),
        "op(a) * b": ("ab", lambda a, b: op(a) * b),
        "op(a) + op(a)": ("a", lambda a: op(a) + op(a)),
        "op(a * b) * c": ("abc", lambda a, b, c: op(a * b) * c),
    }
    return _each(engine, ways, {"a": a, "b": b, "c": c})


def four_ways_of_two(engine, op, a, b, c=2.5, d=-1.5):
    """Return value and gradients of ``op``, a function of two nodes, in the four graphs.

    What comes from inside, ``a * c`` or ``b * c``, stands in either place.
    """
    ways = {
        "op(a, b)": ("ab", lambda a, b: op(a, b)),
        "op(a, b) * c": ("abc", lambda a, b, c: op(a, b) * c),
        "op(a, b) + op(a, b)": ("ab", lambda a, b: op(a, b) + op(a, b)),
        "op(a * c, b) * d": ("abcd", lambda a, b, c, d: op(a * c, b) * d),
        "op(a, b * c) * d": ("abcd", lambda a, b, c, d: op(a, b * c) * d),
    }
    return _each(engine, ways, {"a": a, "b": b, "c": c, "d": d})


def four_ways_at(engine, op, numbers, b=-1.5, c=2.5):
    """Return ``four_ways`` with each of ``numbers`` as ``a``."""
    return {f"a = {number}": four_ways(engine, op, number, b, c) for number in numbers}


def _each(engine, ways, numbers):
    seen = {}
    for way, (names, program) in ways.items():
        leaves = {name: engine.Value(numbers[name]) for name in names}
        root = program(*leaves.values())
        root.backward()
        seen[way] = {"value": root.data} | {f"{name}.grad": leaves[name].grad for name in leaves}
    return seen
