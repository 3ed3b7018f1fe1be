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


@points(2)
def test_central_difference_of_a_cubic(derivatives):
    def f(x):
        return x**3

    slope = derivatives.central_difference(f, 1.0, 0.5)
    return {"slope": slope}


@points(1)
def test_slopes_at_negative_and_zero_inputs(derivatives):
    def f(x):
        return 3 * x**2 - 4 * x + 5

    return {
        "forward at -3": derivatives.forward_difference(f, -3.0, 0.01),
        "central at 0": derivatives.central_difference(f, 0.0, 0.01),
    }


@points(1)
def test_halving_h_halves_the_error_of_the_forward_difference(derivatives):
    exact = math.cos(1.0)
    error = derivatives.forward_difference(math.sin, 1.0, 0.1) - exact
    error_with_half_of_h = derivatives.forward_difference(math.sin, 1.0, 0.05) - exact
    return {"error": error, "error with half of h": error_with_half_of_h}
