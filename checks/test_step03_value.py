"""Step 3: a value that remembers how it was made."""

from grading import passes_trivially, points, referee

STEP = 3


@points(1)
@passes_trivially("a constructor that only stores is all that it looks at")
def test_a_leaf_holds_its_number_and_a_gradient_of_zero(engine):
    a = engine.Value(2.5)
    return {"a.data": a.data, "a.grad": a.grad}


@points(1)
@passes_trivially("a constructor that only stores is all that it looks at")
def test_a_number_is_kept_as_it_is(engine):
    numbers = [-3.75, 0.0, 7, 0.0001234, 123456.789]
    return {str(number): engine.Value(number).data for number in numbers}


@points(1)
@referee("solution")
@passes_trivially("a constructor that only stores is all that it looks at")
def test_the_constructor_keeps_children_and_operation(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = engine.Value(-6.0, _children=(a, b), _op="*")
    return {
        "c.data": c.data,
        "c._op": c._op,
        "number of children of c": len(c._prev),
        "a is a child of c": any(child is a for child in c._prev),
        "b is a child of c": any(child is b for child in c._prev),
        "number of children of a": len(a._prev),
    }


@points(1)
@passes_trivially("a constructor that only stores is all that it looks at")
def test_the_constructor_keeps_the_label(engine):
    a = engine.Value(2.5, label="weight")
    return {"a.label": a.label, "a.data": a.data}


@points(1)
@passes_trivially("a leaf has nothing to pass on, so doing nothing is right")
def test_a_leaf_has_a_backward_function_that_does_nothing(engine):
    a = engine.Value(2.5)
    a._backward()
    return {"a.data": a.data, "a.grad": a.grad}


@points(1)
def test_the_text_of_a_value_shows_its_number(engine):
    text = repr(engine.Value(2.5))
    other_text = repr(engine.Value(-7.5))
    return {"2.5 is shown": "2.5" in text, "-7.5 is shown": "-7.5" in other_text}


@points(2)
def test_a_sum(engine):
    a, b = engine.Value(2.5), engine.Value(-4.0)
    c = a + b
    d, e = engine.Value(-1.75), engine.Value(-0.5)
    f = d + e
    return {"c.data": c.data, "f.data": f.data}


@points(2)
def test_a_product(engine):
    a, b = engine.Value(2.5), engine.Value(-4.0)
    c = a * b
    d, e = engine.Value(-1.75), engine.Value(-0.5)
    f = d * e
    return {"c.data": c.data, "f.data": f.data}


@points(2)
@referee("solution")
def test_a_sum_remembers_its_children(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    return {
        "number of children": len(c._prev),
        "a is a child": any(child is a for child in c._prev),
        "b is a child": any(child is b for child in c._prev),
        "plain numbers among the children": sum(isinstance(child, float) for child in c._prev),
    }


@points(2)
@referee("solution")
def test_a_product_remembers_its_children(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    return {
        "number of children": len(c._prev),
        "a is a child": any(child is a for child in c._prev),
        "b is a child": any(child is b for child in c._prev),
        "plain numbers among the children": sum(isinstance(child, float) for child in c._prev),
    }


@points(1)
@referee("solution")
def test_a_node_with_itself(engine):
    a = engine.Value(3.5)
    b = a + a
    c = a * a
    return {
        "b.data": b.data,
        "c.data": c.data,
        "a is a child of b": any(child is a for child in b._prev),
        "a is a child of c": any(child is a for child in c._prev),
    }


@points(1)
def test_sums_and_products_of_all_kinds_of_numbers(engine):
    results = {}
    for x, y in [(-1.5, -2.5), (0.0, 4.0), (0.1, 0.2), (5e5, 0.002), (3, 4)]:
        a, b = engine.Value(x), engine.Value(y)
        results[f"{x} + {y}"] = (a + b).data
        results[f"{x} * {y}"] = (a * b).data
    return results


@points(2)
@referee("solution")
def test_an_operation_makes_a_new_node_and_leaves_its_inputs_alone(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    d = a * b
    e = f = a
    e += b
    f *= b
    return {
        "a.data": a.data,
        "b.data": b.data,
        "c.data": c.data,
        "d.data": d.data,
        "e.data": e.data,
        "f.data": f.data,
        "c is a new node": c is not a and c is not b,
        "d is a new node": d is not a and d is not b,
        "e is a new node": e is not a and e is not b,
        "f is a new node": f is not a and f is not b,
        "number of children of a": len(a._prev),
        "number of children of b": len(b._prev),
    }


@points(1)
@referee("solution")
def test_a_sum_and_a_product_carry_different_signs(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    d = a * b
    return {"both carry the same": c._op == d._op}


@points(2)
@referee("solution")
def test_a_chain_of_operations(engine):
    a, b, c = engine.Value(2.0), engine.Value(-3.0), engine.Value(10.0)
    e = a * b
    d = e + c
    return {
        "e.data": e.data,
        "d.data": d.data,
        "e is a child of d": any(child is e for child in d._prev),
        "c is a child of d": any(child is c for child in d._prev),
        "a is a child of e": any(child is a for child in e._prev),
        "b is a child of e": any(child is b for child in e._prev),
    }
