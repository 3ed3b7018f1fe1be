"""Step 8: every operation passes its upstream gradient on to its inputs."""

from grading import points

STEP = 8


@points(2)
def test_a_sum_passes_its_gradient_to_both_inputs(engine):
    a, b = engine.Value(1.5), engine.Value(-3.5)
    total = a + b
    total.grad = 5.0
    total._backward()
    c, d = engine.Value(-0.6), engine.Value(2.5)
    another_total = c + d
    another_total.grad = -3.0
    another_total._backward()
    return {"a": a, "b": b, "total": total, "c": c, "d": d}


@points(2)
def test_a_product_passes_its_gradient_to_both_inputs(engine):
    a, b = engine.Value(1.5), engine.Value(-3.5)
    product = a * b
    product.grad = 5.0
    product._backward()
    c, d = engine.Value(-0.6), engine.Value(2.5)
    another_product = c * d
    another_product.grad = -3.0
    another_product._backward()
    return {"a": a, "b": b, "product": product, "c": c, "d": d}


@points(2)
def test_tanh_passes_its_gradient_on(engine):
    a = engine.Value(0.7)
    t = a.tanh()
    t.grad = 5.0
    t._backward()
    return {"a": a, "t": t}


@points(1)
def test_a_product_with_zero(engine):
    a, b = engine.Value(0.0), engine.Value(-1.5)
    product = a * b
    product.grad = -0.25
    product._backward()
    return {"a": a, "b": b, "product": product}


@points(1)
def test_tanh_is_steep_at_zero_and_nearly_flat_far_from_it(engine):
    at_zero, negative, large = engine.Value(0.0), engine.Value(-0.4), engine.Value(3.0)
    for node in (at_zero, negative, large):
        t = node.tanh()
        t.grad = -2.0
        t._backward()
    return {"at_zero": at_zero, "negative": negative, "large": large}


@points(1)
def test_a_sum_leaves_its_own_gradient_alone(engine):
    a, b = engine.Value(1.5), engine.Value(-3.5)
    b.grad = 0.25  # from elsewhere
    total = a + b
    total.grad = 5.0
    total._backward()
    return {"a": a, "total": total}


@points(1)
def test_a_product_leaves_its_own_gradient_alone(engine):
    a, b = engine.Value(1.5), engine.Value(-3.5)
    b.grad = 0.25  # from elsewhere
    product = a * b
    product.grad = 5.0
    product._backward()
    return {"a": a, "product": product}


@points(1)
def test_tanh_leaves_its_own_gradient_alone(engine):
    a = engine.Value(0.7)
    a.grad = 0.25  # from elsewhere
    t = a.tanh()
    t.grad = 5.0
    t._backward()
    return {"t": t}


@points(1)
def test_inputs_of_a_sum_have_nothing_to_pass_on(engine):
    a, b = engine.Value(1.5), engine.Value(-3.5)
    total = a + b
    total.grad = 5.0
    a._backward()
    b._backward()
    before = {"total": total.data, "a.grad": a.grad, "b.grad": b.grad}
    total._backward()
    return {"leaves only": before, "and the sum": {"a.grad": a.grad, "b.grad": b.grad}}


@points(1)
def test_inputs_of_a_product_have_nothing_to_pass_on(engine):
    a, b = engine.Value(1.5), engine.Value(-3.5)
    product = a * b
    product.grad = 5.0
    a._backward()
    b._backward()
    before = {"product": product.data, "a.grad": a.grad, "b.grad": b.grad}
    product._backward()
    return {"leaves only": before, "and the product": {"a.grad": a.grad, "b.grad": b.grad}}


@points(1)
def test_the_input_of_tanh_has_nothing_to_pass_on(engine):
    a = engine.Value(0.7)
    t = a.tanh()
    t.grad = 5.0
    a._backward()
    before = {"t": t.data, "a.grad": a.grad}
    t._backward()
    return {"leaf only": before, "and tanh": {"a.grad": a.grad}}


@points(2)
def test_a_gradient_goes_one_node_further_with_each_call(engine):
    a, b, c = engine.Value(1.5), engine.Value(-3.5), engine.Value(0.25)
    ab = a * b
    d = ab + c
    d.grad = 4.0
    d._backward()
    after_one = {"ab.grad": ab.grad, "a.grad": a.grad}
    ab._backward()
    after_two = {"ab.grad": ab.grad, "a.grad": a.grad, "b.grad": b.grad, "c.grad": c.grad}
    return {"value": d.data, "after d": after_one, "after d and ab": after_two}


@points(2)
def test_the_neuron_of_the_lecture_one_node_after_the_other(engine):
    """
    o = tanh(x1*w1 + x2*w2 + b), and o.grad = 3.0; the nodes' `_backward` are called as in
    the lecture, from the output to the inputs:
        o = n.tanh()   n = sum + b   sum = x1w1 + x2w2   x1w1 = x1 * w1   x2w2 = x2 * w2
    """
    x1, x2 = engine.Value(1.6), engine.Value(-0.4)
    w1, w2 = engine.Value(-0.7), engine.Value(-1.3)
    b = engine.Value(0.25)
    x1w1, x2w2 = x1 * w1, x2 * w2
    total = x1w1 + x2w2
    n = total + b
    o = n.tanh()
    o.grad = 3.0
    for node in (o, n, total, x1w1, x2w2):
        node._backward()
    leaves = {"x1": x1, "w1": w1, "x2": x2, "w2": w2, "b": b}
    return {"o": o.data} | {f"{name}.grad": leaf.grad for name, leaf in leaves.items()}
