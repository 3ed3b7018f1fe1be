"""Step 10: a node that is used more than once collects every gradient."""

from grading import points

STEP = 10


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
