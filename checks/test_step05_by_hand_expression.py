"""Step 5: the chain rule by hand, from the root of an expression back to its inputs."""

from grading import points

STEP = 5


@points(1)
def test_the_gradient_of_the_root_by_itself(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c, f = engine.Value(10.0), engine.Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {"L": L}


@points(1)
def test_the_gradients_of_both_factors_of_the_root(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c, f = engine.Value(10.0), engine.Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {"d": d, "f": f}


@points(2)
def test_the_gradients_of_both_terms_of_the_sum(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c, f = engine.Value(10.0), engine.Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {"e": e, "c": c}


@points(2)
def test_the_gradients_of_both_factors_of_the_inner_product(engine, by_hand):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c, f = engine.Value(10.0), engine.Value(-2.0)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {"a": a, "b": b}


@points(2)
def test_all_gradients_with_other_numbers(engine, by_hand):
    a, b = engine.Value(1.5), engine.Value(4.0)
    c, f = engine.Value(2.5), engine.Value(3.0)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {
        "e": e,
        "d": d,
        "L": L,
        "f.grad": f.grad,
        "c.grad": c.grad,
        "a.grad": a.grad,
        "b.grad": b.grad,
    }


@points(1)
def test_all_gradients_with_negative_numbers(engine, by_hand):
    a, b = engine.Value(-0.7), engine.Value(-2.0)
    c, f = engine.Value(-3.5), engine.Value(-0.4)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {
        "e": e,
        "d": d,
        "L": L,
        "f.grad": f.grad,
        "c.grad": c.grad,
        "a.grad": a.grad,
        "b.grad": b.grad,
    }


@points(1)
def test_an_input_of_zero(engine, by_hand):
    a, b = engine.Value(0.0), engine.Value(-3.0)
    c, f = engine.Value(1.25), engine.Value(0.6)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {
        "e": e,
        "d": d,
        "L": L,
        "f.grad": f.grad,
        "c.grad": c.grad,
        "a.grad": a.grad,
        "b.grad": b.grad,
    }


@points(1)
def test_a_last_factor_of_zero(engine, by_hand):
    a, b = engine.Value(5.0), engine.Value(0.3)
    c, f = engine.Value(-4.0), engine.Value(0.0)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {
        "e": e,
        "d": d,
        "L": L,
        "f.grad": f.grad,
        "c.grad": c.grad,
        "a.grad": a.grad,
        "b.grad": b.grad,
    }


@points(1)
def test_large_and_small_numbers(engine, by_hand):
    a, b = engine.Value(2500000.0), engine.Value(-0.004)
    c, f = engine.Value(70000.0), engine.Value(0.00003)
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {
        "e": e,
        "d": d,
        "L": L,
        "f.grad": f.grad,
        "c.grad": c.grad,
        "a.grad": a.grad,
        "b.grad": b.grad,
    }


@points(2)
def test_every_gradient_is_the_slope_of_L_along_its_input(engine, by_hand):
    """
    a = -1.5, b = 0.8, c = 2.5, f = 3.0, and L = (a * b + c) * f as always.
    by_hand.backprop_expression(a, b, c, e, d, f, L)

    Then L is computed again, four times: with one of the inputs 0.5 larger.
    slope = (the new L - the old L) / 0.5
    """

    def expression(a, b, c, f):
        a, b, c, f = engine.Value(a), engine.Value(b), engine.Value(c), engine.Value(f)
        e = a * b
        d = e + c
        return a, b, c, e, d, f, d * f

    nodes = expression(-1.5, 0.8, 2.5, 3.0)
    by_hand.backprop_expression(*nodes)
    a, b, c, _, _, f, L = nodes
    more_a, more_b = expression(-1.0, 0.8, 2.5, 3.0)[-1], expression(-1.5, 1.3, 2.5, 3.0)[-1]
    more_c, more_f = expression(-1.5, 0.8, 3.0, 3.0)[-1], expression(-1.5, 0.8, 2.5, 3.5)[-1]
    return {
        "slope along a": (more_a.data - L.data) / 0.5,
        "a.grad": a.grad,
        "slope along b": (more_b.data - L.data) / 0.5,
        "b.grad": b.grad,
        "slope along c": (more_c.data - L.data) / 0.5,
        "c.grad": c.grad,
        "slope along f": (more_f.data - L.data) / 0.5,
        "f.grad": f.grad,
    }
