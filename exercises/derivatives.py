"""Derivatives by finite differences: how much a result moves when an input does."""


def forward_difference(f, x, h):
    """Return the slope of ``f`` at ``x``, measured from ``x`` to ``x + h``.

    (f(x + h) - f(x)) / h. ``f`` takes a float and returns one; ``h`` is a small float. The
    error shrinks like h: halve h, and it halves.

    Example: for f(x) = x^2, ``forward_difference(f, 3.0, 0.5)`` is (12.25 - 9) / 0.5 = 6.5.
    """
    raise NotImplementedError("step 1: forward_difference")


def central_difference(f, x, h):
    """Return the slope of ``f`` at ``x``, measured from ``x - h`` to ``x + h``.

    (f(x + h) - f(x - h)) / 2h. The error shrinks like h^2: halve h, and it is a quarter.

    Example: for f(x) = x^3, ``central_difference(f, 1.0, 0.5)`` is (3.375 - 0.125) / 1 = 3.25.
    """
    raise NotImplementedError("step 1: central_difference")


def gradient(f, point, h):
    """Return the list of all partial derivatives of ``f`` at ``point``.

    ``f`` takes as many floats as ``point`` (a list or tuple) holds, and returns one:
    ``f(*point)``. Partial derivative i is the central difference along input i, while the
    others stay where they are. ``point`` itself is left as it was.

    Example: for f(a, b) = a * b, ``gradient(f, [2.0, -3.0], 1e-4)`` is about [-3.0, 2.0].
    """
    raise NotImplementedError("step 2: gradient")
