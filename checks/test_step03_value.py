"""Step 3: a value that remembers what it was made of."""

from grading import points, referee

STEP = 3


@points(1)
def test_a_leaf_holds_its_number(engine):
    a = engine.Value(2.0)
    return {"a": a}


@points(2)
def test_a_sum(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    return {"c.data": c.data}


@points(2)
def test_a_product(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    return {"c.data": c.data}


@points(2)
@referee("solution")
def test_a_product_remembers_its_children(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    return {
        "number of children": len(c._prev),
        "a is a child": any(child is a for child in c._prev),
        "b is a child": any(child is b for child in c._prev),
    }
