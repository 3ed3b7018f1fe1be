"""One number for many: a sum in which each number has an uneven weight of its own."""

import math


def weighted_sum(*arrays):
    """Return the sum of all numbers of these arrays, one after the other, each times its weight.

    Any wrong number changes it, and any two that are exchanged.
    """
    numbers = [float(number) for array in arrays for number in array.ravel()]
    return math.fsum(n * math.sin(1.3 * i * i + 0.7 * i + 0.9) for i, n in enumerate(numbers))
