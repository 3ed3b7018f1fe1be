"""Step 2: one input at a time: all partial derivatives of a function."""

import math

from grading import points

STEP = 2


@points(2)
def test_the_expression_of_the_lecture(derivatives):
    def f(a, b, c):
        return a * b + c

    partials = derivatives.gradient(f, [2.0, -3.0, 10.0], 0.0001)
    return {"gradient": partials}


@points(1)
def test_a_function_of_one_input(derivatives):
    def f(a):
        return a**2 - 5 * a

    partials = derivatives.gradient(f, [-1.5], 0.01)
    return {"gradient": partials}


@points(2)
def test_one_input_is_moved_while_the_others_stay(derivatives):
    def f(a, b, c):
        return a * b * c

    partials = derivatives.gradient(f, [2.0, -3.0, 0.5], 0.125)
    return {"gradient": partials}


@points(2)
def test_the_differences_are_central(derivatives):
    def f(a, b):
        return a**3 + a * b**2

    partials = derivatives.gradient(f, [1.0, -2.0], 0.25)
    return {"gradient": partials}


@points(1)
def test_an_input_that_does_not_matter(derivatives):
    def f(a, b, c):
        return 3 * a * c

    partials = derivatives.gradient(f, [2.0, 7.0, -0.5], 0.01)
    return {"gradient": partials}


@points(1)
def test_inputs_that_are_the_same_number(derivatives):
    def f(a, b, c):
        return 2 * a + 5 * b - 7 * c

    partials = derivatives.gradient(f, [3.0, 3.0, 3.0], 0.01)
    return {"gradient": partials}


@points(1)
def test_five_inputs(derivatives):
    def f(a, b, c, d, e):
        return math.sin(a) * b + c * d**2 - math.exp(e)

    partials = derivatives.gradient(f, [0.5, 2.0, -1.5, 3.0, 0.25], 0.01)
    return {"gradient": partials}


@points(1)
def test_the_point_is_left_as_it_was(derivatives):
    def f(a, b, c):
        return a * b + c

    point = [2.0, -3.0, 10.0]
    partials = derivatives.gradient(f, point, 0.125)
    return {"gradient": partials, "point": point}


@points(1)
def test_the_point_may_be_a_tuple(derivatives):
    def f(a, b):
        return a * b

    partials = derivatives.gradient(f, (0.5, -1.5), 0.125)
    return {"gradient": partials}


@points(1)
def test_a_second_call_begins_afresh(derivatives):
    def f(a, b):
        return a * b

    def g(c):
        return c**2

    first = derivatives.gradient(f, [2.0, -3.0], 0.125)
    second = derivatives.gradient(g, [-1.75], 0.125)
    return {"first": first, "second": second}
