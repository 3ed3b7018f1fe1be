"""Step 6: a small step along the gradients makes the root go up."""

from grading import passes_trivially, points, read_by, referee

STEP = 6


@points(2)
def test_a_node_moves_along_its_gradient(engine, by_hand):
    a = engine.Value(2.0)
    a.grad = 6.0
    by_hand.nudge([a], 0.01)
    return {"a.data": a.data}


@points(1)
def test_a_negative_gradient_makes_the_number_smaller(engine, by_hand):
    b = engine.Value(-3.0)
    b.grad = -4.0
    by_hand.nudge([b], 0.02)
    return {"b.data": b.data}


@points(2)
def test_every_node_of_the_list_moves_by_its_own_gradient(engine, by_hand):
    a, b, c = engine.Value(1.5), engine.Value(-0.5), engine.Value(8.0)
    a.grad, b.grad, c.grad = 3.0, 0.7, -20.0
    by_hand.nudge([a, b, c], 0.03)
    return {"a.data": a.data, "b.data": b.data, "c.data": c.data}


@points(1)
def test_the_step_is_as_long_as_asked(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(2.0)
    a.grad, b.grad = 6.0, 6.0
    by_hand.nudge([a], 0.25)
    by_hand.nudge([b], 0.0005)
    return {"a.data": a.data, "b.data": b.data}


@points(1)
def test_a_node_with_gradient_zero_stays_where_it_is(engine, by_hand):
    a, b, c = engine.Value(7.0), engine.Value(-3.0), engine.Value(0.0)
    a.grad, b.grad, c.grad = 0.0, 1.6, -2.5
    by_hand.nudge([a, b, c], 0.1)
    return {"a.data": a.data, "b.data": b.data, "c.data": c.data}


@points(1)
@passes_trivially("a nudge that does nothing leaves the gradients alone too")
def test_the_gradients_stay_as_they_are(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    a.grad, b.grad = 6.0, -4.0
    by_hand.nudge([a, b], 0.05)
    return {"a.grad": a.grad, "b.grad": b.grad}


@points(1)
def test_two_nudges_go_twice_as_far(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    a.grad, b.grad = 6.0, -4.0
    by_hand.nudge([a, b], 0.05)
    by_hand.nudge([a, b], 0.05)
    return {"a.data": a.data, "b.data": b.data}


@points(1)
@referee("solution")  # torch's optimiser takes no negative step
def test_a_negative_step_goes_the_other_way(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    a.grad, b.grad = 6.0, -4.0
    by_hand.nudge([a, b], -0.05)
    return {"a.data": a.data, "b.data": b.data}


def went_up(seen):
    """Tell whether the second number is larger than the first."""
    before, after = seen.get("before.data"), seen.get("after.data")
    are_numbers = {type(before), type(after)} <= {int, float}
    return seen | {"it went up": are_numbers and after > before}


@points(2)
@read_by(went_up)
def test_the_root_goes_up_when_it_is_computed_again(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c, f = engine.Value(10.0), engine.Value(-2.0)
    before = (a * b + c) * f
    a.grad, b.grad, c.grad, f.grad = 6.0, -4.0, -2.0, 4.0
    by_hand.nudge([a, b, c, f], 0.01)
    after = (a * b + c) * f
    return {"before.data": before.data, "after.data": after.data}
