"""Arrays that checks hand to a learner's code, made where they are needed: in its process."""

import math


def array(numbers):
    """Return a float64 array of nested lists of numbers."""
    import numpy  # not at the top: the judge, which loads this too, has no use for it

    return numpy.array(numbers, dtype=numpy.float64)


def integers(numbers):
    """Return an array of integers of nested lists of them."""
    import numpy

    return numpy.array(numbers, dtype=numpy.int64)


def uneven(*shape, start=0):
    """Return an array of this shape with fixed numbers between -2 and 2, no two alike.

    ``start`` gives others. They come from a formula, so they are the same everywhere.
    """
    import numpy

    count = math.prod(shape)
    numbers = [2.0 * math.sin(1.7 * (i + 31 * start) + 0.9) for i in range(count)]
    return numpy.array(numbers).reshape(shape)
