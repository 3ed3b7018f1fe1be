"""Step 3: a value that remembers how it was made."""

from seen_nodes import instead, is_new, members, name_of, names_of

from grading import passes_trivially, points, read_by, referee

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
@read_by(
    instead(
        {
            "children of c": members(
                "number of children of c", {"a": "a is a child of c", "b": "b is a child of c"}
            ),
            "children of a": members("number of children of a", {}),
        }
    )
)
def test_the_constructor_keeps_children_and_operation(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = engine.Value(-6.0, _children=(a, b), _op="*")
    return {
        "c.data": c.data,
        "c._op": c._op,
        "children of c": names_of(c._prev, {"a": a, "b": b}),
        "children of a": names_of(a._prev, {}),
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


def numbers_shown(seen):
    """Tell whether each of two texts shows its own number, and not the other's."""
    text, other_text = seen["text"], seen["other_text"]
    return {
        "2.5 is shown": "2.5" in text and "7.5" not in text,
        "-7.5 is shown": "-7.5" in other_text and "2.5" not in other_text,
    }


@points(1)
@read_by(numbers_shown)
def test_the_text_of_a_value_shows_its_number(engine):
    text = repr(engine.Value(2.5))
    other_text = repr(engine.Value(-7.5))
    return {"text": str.__str__(text), "other_text": str.__str__(other_text)}


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


def children_and_numbers(seen):
    """Tell which of two nodes are among the children, and how many plain numbers."""
    children = seen["children"]
    tell = members("number of children", {"a": "a is a child", "b": "b is a child"})
    return tell(children) | {"plain numbers among the children": children.count("a float")}


@points(2)
@referee("solution")
@read_by(children_and_numbers)
def test_a_sum_remembers_its_children(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    return {"children": names_of(c._prev, {"a": a, "b": b})}


@points(2)
@referee("solution")
@read_by(children_and_numbers)
def test_a_product_remembers_its_children(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a * b
    return {"children": names_of(c._prev, {"a": a, "b": b})}


@points(1)
@referee("solution")
@read_by(
    instead(
        {
            "children of b": members(None, {"a": "a is a child of b"}),
            "children of c": members(None, {"a": "a is a child of c"}),
        }
    )
)
def test_a_node_with_itself(engine):
    a = engine.Value(3.5)
    b = a + a
    c = a * a
    return {
        "b.data": b.data,
        "c.data": c.data,
        "children of b": names_of(b._prev, {"a": a}),
        "children of c": names_of(c._prev, {"a": a}),
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
@read_by(
    instead(
        {name: is_new(f"{name} is a new node") for name in "cdef"}
        | {f"children of {name}": members(f"number of children of {name}", {}) for name in "ab"}
    )
)
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
        "c": name_of(c, {"a": a, "b": b}),
        "d": name_of(d, {"a": a, "b": b}),
        "e": name_of(e, {"a": a, "b": b}),
        "f": name_of(f, {"a": a, "b": b}),
        "children of a": names_of(a._prev, {}),
        "children of b": names_of(b._prev, {}),
    }


def carry_the_same(seen):
    """Tell whether two nodes carry the same sign, or one of them carries none."""
    signs = {name: sign for name, sign in seen.items() if type(sign) is str}
    return {"both carry the same": len(set(signs.values())) < 2}


@points(1)
@referee("solution")
@read_by(carry_the_same)
def test_a_sum_and_a_product_carry_different_signs(engine):
    a, b = engine.Value(2.0), engine.Value(-3.0)
    c = a + b
    d = a * b
    return {"c._op": c._op, "d._op": d._op}


@points(2)
@referee("solution")
@read_by(
    instead(
        {
            "children of d": members(None, {"e": "e is a child of d", "c": "c is a child of d"}),
            "children of e": members(None, {"a": "a is a child of e", "b": "b is a child of e"}),
        }
    )
)
def test_a_chain_of_operations(engine):
    a, b, c = engine.Value(2.0), engine.Value(-3.0), engine.Value(10.0)
    e = a * b
    d = e + c
    return {
        "e.data": e.data,
        "d.data": d.data,
        "children of d": names_of(d._prev, {"e": e, "c": c}),
        "children of e": names_of(e._prev, {"a": a, "b": b}),
    }
