"""Step 8: every operation passes its upstream gradient on to its inputs."""

from grading import points

STEP = 8


@points(2)
def test_a_sum_passes_its_gradient_to_both_inputs(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    total = a + b
    total.grad = 5.0
    total._backward()
    return {"a": a, "b": b}


@points(2)
def test_a_product_passes_its_gradient_to_both_inputs(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    product = a * b
    product.grad = 5.0
    product._backward()
    return {"a": a, "b": b}
