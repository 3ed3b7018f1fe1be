"""Step 1: the slope of a function, by finite differences."""

import math

from grading import points

STEP = 1


@points(2)
def test_forward_difference_of_a_parabola(derivatives):
    def f(x):
        return 3 * x**2 - 4 * x + 5

    slope = derivatives.forward_difference(f, 3.0, 0.001)
    return {"slope": slope}


@points(1)
def test_forward_difference_where_the_parabola_falls(derivatives):
    def f(x):
        return 3 * x**2 - 4 * x + 5

    slope = derivatives.forward_difference(f, -3.0, 0.01)
    return {"slope": slope}


@points(1)
def test_forward_difference_at_the_lowest_point(derivatives):
    def f(x):
        return 3 * x**2 - 4 * x + 5

    slope = derivatives.forward_difference(f, 2 / 3, 0.01)
    return {"slope": slope}


@points(1)
def test_forward_difference_with_a_large_h(derivatives):
    def f(x):
        return 1 / x

    slope = derivatives.forward_difference(f, 2.0, 3.0)
    return {"slope": slope}


@points(2)
def test_halving_h_halves_the_error_of_the_forward_difference(derivatives):
    exact = math.cos(1.0)
    error = derivatives.forward_difference(math.sin, 1.0, 0.1) - exact
    error_with_half_of_h = derivatives.forward_difference(math.sin, 1.0, 0.05) - exact
    return {"error": error, "error with half of h": error_with_half_of_h}


@points(2)
def test_central_difference_of_a_cubic(derivatives):
    def f(x):
        return x**3

    slope = derivatives.central_difference(f, 1.0, 0.25)
    return {"slope": slope}


@points(1)
def test_central_difference_of_a_parabola_is_exact_even_with_a_large_h(derivatives):
    def f(x):
        return 3 * x**2 - 4 * x + 5

    slope = derivatives.central_difference(f, -3.0, 4.0)
    return {"slope": slope}


@points(1)
def test_central_difference_of_an_exponential(derivatives):
    slope = derivatives.central_difference(math.exp, 0.0, 0.001)
    return {"slope": slope}


@points(2)
def test_halving_h_quarters_the_error_of_the_central_difference(derivatives):
    exact = math.cos(1.0)
    error = derivatives.central_difference(math.sin, 1.0, 0.1) - exact
    error_with_half_of_h = derivatives.central_difference(math.sin, 1.0, 0.05) - exact
    return {"error": error, "error with half of h": error_with_half_of_h}
