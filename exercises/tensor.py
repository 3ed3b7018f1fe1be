"""Tensors: whole arrays of numbers that remember how they were made, and their gradients."""

import numpy as np


def unbroadcast(grad, shape):
    """Return ``grad`` summed to ``shape``: the gradient of what was stretched to fit.

    ``grad``: an array. ``shape``: that of the array which numpy stretched to the shape of
    ``grad``. A number that was used several times gets the sum of the gradients of all its uses.
    numpy stretches by adding dimensions in front, and by repeating those of size 1: sum over the
    first kind and drop them; sum over the second kind and keep them, with size 1.
    Example: an array of ones of shape (2, 3) gives [2, 2, 2] for the shape (3,), [[3], [3]] for
    the shape (2, 1), and 6 for the shape (), that of a single number.
    """
    if grad.shape == shape:
        return grad
    raise NotImplementedError("step 25: unbroadcast")


class Tensor:
    """A node of an expression graph that holds an array: its numbers, their gradients, its inputs.

    What `Value` is for one number, with torch's interface. After ``root.backward()``,
    ``node.grad`` holds d root / d number for every number in ``node.data``.
    """

    __array_ufunc__ = None  # so that numpy leaves `array * tensor` to `Tensor.__rmul__`
    dtype = np.float64  # the kind of its numbers; `play` trains with np.float32
    recording = True  # whether operations remember their inputs; see `no_grad`

    def __init__(self, data, _children=(), _op=""):
        """Make a node of a number, a nested list, or an array of numbers.

        Sets ``data``: an array of its own, never the caller's, of numbers of the kind
        ``Tensor.dtype``, which is float64 unless a long training has set it; ``grad``: zeros of
        the same shape; ``_prev``: the tensors it was computed from (a tuple or list), ``_op``,
        and ``_backward``: a function without arguments that does nothing. Operations put their
        own there. Example: ``Tensor([[1, 2, 3]]).data.shape == (1, 3)``.
        Step 34 asks that ``_prev`` is empty while ``Tensor.recording`` is ``False``.
        """
        raise NotImplementedError("step 24: Tensor.__init__")

    @property
    def shape(self):
        """The shape of its array, a tuple."""
        return self.data.shape

    def __repr__(self):
        """Return text that names the class and shows the numbers."""
        return f"Tensor({np.array2string(self.data, precision=4, separator=', ')})"

    def __add__(self, other):
        """Return the tensor ``self + other``, element by element, with both as its children.

        ``other`` may be a number or an array: make a ``Tensor`` of it first.
        Example: ``(Tensor([1.0, 2.0]) + 10.0).data`` is [11, 12].
        Step 25 asks for different shapes that numpy stretches to one.
        """
        raise NotImplementedError("step 24: Tensor.__add__")

        def _backward():
            """Pass ``out.grad`` on to both inputs, each in the shape of its own array.

            Step 25 asks for the gradients of what was stretched: see ``unbroadcast``.
            """
            raise NotImplementedError("step 24: Tensor.__add__._backward")

        out._backward = _backward
        return out

    def __mul__(self, other):
        """Return the tensor ``self * other``, element by element, with both as its children.

        ``other`` may be a number or an array: make a ``Tensor`` of it first.
        Example: ``(Tensor([2.0, 3.0]) * Tensor([5.0, 7.0])).data`` is [10, 21].
        Step 25 asks for different shapes that numpy stretches to one.
        """
        raise NotImplementedError("step 24: Tensor.__mul__")

        def _backward():
            """Pass ``out.grad`` on to both inputs, each times the other's numbers.

            Step 25 asks for the gradients of what was stretched: see ``unbroadcast``.
            """
            raise NotImplementedError("step 24: Tensor.__mul__._backward")

        out._backward = _backward
        return out

    def __pow__(self, exponent):
        """Return ``self ** exponent``, element by element; the exponent is a plain number.

        It may be negative or a fraction, and gets no gradient.
        Example: ``(Tensor([2.0, 4.0]) ** -1).data`` is [0.5, 0.25].
        """
        raise NotImplementedError("step 24: Tensor.__pow__")

        def _backward():
            """Pass ``out.grad`` on: the derivative of x^n is n * x^(n-1)."""
            raise NotImplementedError("step 24: Tensor.__pow__._backward")

        out._backward = _backward
        return out

    def exp(self):
        """Return e^x for every number (``np.exp``)."""
        raise NotImplementedError("step 24: Tensor.exp")

        def _backward():
            """Pass ``out.grad`` on: the derivative of e^x is e^x."""
            raise NotImplementedError("step 24: Tensor.exp._backward")

        out._backward = _backward
        return out

    def log(self):
        """Return the natural logarithm of every number (``np.log``)."""
        raise NotImplementedError("step 24: Tensor.log")

        def _backward():
            """Pass ``out.grad`` on: the derivative of ln x is 1 / x."""
            raise NotImplementedError("step 24: Tensor.log._backward")

        out._backward = _backward
        return out

    def tanh(self):
        """Return tanh x for every number (``np.tanh``)."""
        raise NotImplementedError("step 24: Tensor.tanh")

        def _backward():
            """Pass ``out.grad`` on: the derivative of tanh x is 1 - tanh(x)^2."""
            raise NotImplementedError("step 24: Tensor.tanh._backward")

        out._backward = _backward
        return out

    def relu(self):
        """Return every number, or 0 in place of a negative one (``np.maximum``)."""
        raise NotImplementedError("step 24: Tensor.relu")

        def _backward():
            """Pass ``out.grad`` on where the number is positive."""
            raise NotImplementedError("step 24: Tensor.relu._backward")

        out._backward = _backward
        return out

    def backward(self, gradient=None):
        """Fill ``.grad`` of every tensor that ``self`` was computed from, and of ``self``.

        ``gradient``: an array of the shape of ``self.data``, the upstream gradient to begin
        with. Without one, ``self`` must hold a single number, and 1 is its gradient; otherwise
        raise ``RuntimeError``, as torch does: the gradient of several numbers has no meaning
        before somebody says how they count.

        Sets the gradient of ``self``, and calls ``_backward`` of every tensor in the order of
        ``self._from_root()``.
        """
        raise NotImplementedError("step 24: Tensor.backward")

    def _from_root(self):
        """Return ``self`` and all tensors it was made of, each after all its users.

        Those without inputs, which have nothing to pass on, are left out.
        """
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            node, done = stack.pop()
            if done:
                order.append(node)
            elif node._prev and id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((child, False) for child in node._prev)
        return order[::-1]

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -other

    def __truediv__(self, other):
        return self * (other if isinstance(other, Tensor) else Tensor(other)) ** -1.0

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return self**-1.0 * other

    def sum(self, dim=None, keepdim=False):
        """Return the sum over all numbers, or over one dimension or a tuple of them.

        With ``keepdim`` a dimension that is summed over stays, with size 1. ``dim`` may be
        negative: -1 is the last. Example, for a tensor of shape (2, 3): ``sum()`` has shape (),
        ``sum(0)`` has shape (3,), and ``sum(1, keepdim=True)`` has shape (2, 1).
        """
        raise NotImplementedError("step 26: Tensor.sum")

        def _backward():
            """Pass on to every number the gradient of the sum that it is part of."""
            raise NotImplementedError("step 26: Tensor.sum._backward")

        out._backward = _backward
        return out

    def mean(self, dim=None, keepdim=False):
        """Return the mean over all numbers, or over one dimension or a tuple of them: see ``sum``.

        Example: the mean of [[1, 2, 3], [4, 5, 9]] is 4, and ``mean(0)`` is [2.5, 3.5, 6].
        """
        raise NotImplementedError("step 26: Tensor.mean")

    def max(self, dim, keepdim=False):
        """Return the largest numbers along one dimension, which may be negative: see ``sum``.

        With ``keepdim`` the dimension stays, with size 1. No two numbers that are compared are
        both the largest. Example: ``max(1)`` of [[1, 7, 3], [4, 5, 9]] is [7, 9].
        """
        raise NotImplementedError("step 26: Tensor.max")

        def _backward():
            """Pass the gradient of each maximum on to the number that is it, and to no other."""
            raise NotImplementedError("step 26: Tensor.max._backward")

        out._backward = _backward
        return out

    def __matmul__(self, other):
        """Return the matrix product ``self @ other`` (``np.matmul``).

        Two matrices, (n, k) @ (k, m), give (n, m). A vector of shape (k,) counts as a row on
        the left and as a column on the right, and its dimension is gone in the result:
        (k,) @ (k, m) gives (m,), (n, k) @ (k,) gives (n,), (k,) @ (k,) gives (). Dimensions in
        front of the last two are a batch of matrices, stretched as in step 25:
        (5, n, k) @ (k, m) gives (5, n, m). ``other`` may be an array: make a ``Tensor`` of it
        first. Example: [[1, 2], [3, 4]] @ [10, 1] is [12, 34].
        """
        raise NotImplementedError("step 27: Tensor.__matmul__")

        def _backward():
            """Pass ``out.grad`` on: for matrices, ``out.grad @ other^T`` and ``self^T @ out.grad``.

            Each in the shape of its own array; what was stretched gets the sum of its uses.
            """
            raise NotImplementedError("step 27: Tensor.__matmul__._backward")

        out._backward = _backward
        return out

    def __rmatmul__(self, other):
        return Tensor(other) @ self

    def reshape(self, *shape):
        """Return the same numbers, in the same order, in another shape; -1 is what fits.

        ``shape``: the sizes, one of which may be -1. The order is that of reading: row by row,
        from left to right. The result has an array of its own, as every tensor.
        Example: ``Tensor([[1, 2, 3], [4, 5, 6]]).reshape(3, 2)`` is [[1, 2], [3, 4], [5, 6]],
        and so is ``reshape(-1, 2)``.
        """
        raise NotImplementedError("step 28: Tensor.reshape")

        def _backward():
            """Pass ``out.grad`` on, back in the shape that the numbers had."""
            raise NotImplementedError("step 28: Tensor.reshape._backward")

        out._backward = _backward
        return out

    def permute(self, *dims):
        """Return the tensor with its dimensions in another order.

        ``dims``: for each dimension of the result, which of ``self`` it is; negative ones count
        from the end. Example: of a tensor ``a`` of shape (2, 3, 4), ``b = a.permute(2, 0, 1)`` has
        shape (4, 2, 3), and the number at ``b.data[k, i, j]`` is the one at ``a.data[i, j, k]``.
        """
        raise NotImplementedError("step 28: Tensor.permute")

        def _backward():
            """Pass ``out.grad`` on, its dimensions back in the order that they had."""
            raise NotImplementedError("step 28: Tensor.permute._backward")

        out._backward = _backward
        return out

    def transpose(self, i, j):
        """Return the tensor with dimensions ``i`` and ``j`` exchanged; they may be negative.

        Example: of a tensor of shape (2, 3, 4), ``transpose(0, 1)`` has shape (3, 2, 4), and
        ``transpose(-1, -2)`` has shape (2, 4, 3).
        """
        raise NotImplementedError("step 28: Tensor.transpose")

    @property
    def T(self):
        """The transpose of a matrix: its rows are the columns of ``self``.

        Example: ``Tensor([[1, 2, 3], [4, 5, 6]]).T`` is [[1, 4], [2, 5], [3, 6]].
        """
        raise NotImplementedError("step 28: Tensor.T")

    def __getitem__(self, index):
        """Return what numpy returns for this index, as a tensor.

        ``index``: an integer, a slice, an array or a list of integers, or a tuple of these, one
        for each dimension. Example: ``Tensor([[1, 2], [3, 4], [5, 6]])[[0, 2, 2]]`` is
        [[1, 2], [5, 6], [5, 6]]. The result has an array of its own, as every tensor.
        """
        raise NotImplementedError("step 29: Tensor.__getitem__")

        def _backward():
            """Add ``out.grad`` to the gradients of the picked numbers, as often as each was picked.

            ``np.add.at(array, index, values)`` does that; ``array[index] += values`` adds once.
            """
            raise NotImplementedError("step 29: Tensor.__getitem__._backward")

        out._backward = _backward
        return out

    def masked_fill(self, mask, value):
        """Return ``self`` with ``value`` wherever ``mask`` is true.

        ``mask``: an array of booleans that numpy can stretch to the shape of ``self``. ``value``:
        a number, which may be ``float("-inf")``. Example: ``Tensor([1.0, 2.0])`` filled with 9
        by the mask [True, False] is [9, 2].
        """
        raise NotImplementedError("step 29: Tensor.masked_fill")

        def _backward():
            """Pass ``out.grad`` on where the number was kept."""
            raise NotImplementedError("step 29: Tensor.masked_fill._backward")

        out._backward = _backward
        return out


class no_grad:
    """In its ``with`` block operations do not remember their inputs: no graph is built.

    ``with no_grad(): …`` sets ``Tensor.recording`` to ``False``; at the end of the block it is
    again what it was before, also where one such block lies in another, or the block raises. What
    was computed in it is a constant from then on: no gradient goes through it to its inputs.
    Python calls ``__enter__`` at the beginning of the block and ``__exit__`` at its end.
    """

    def __enter__(self):
        """Begin the block."""
        raise NotImplementedError("step 34: no_grad.__enter__")

    def __exit__(self, kind, error, trace):
        """End the block. ``kind``, ``error`` and ``trace`` are of an exception in it, or ``None``.

        An exception goes on, unless a true value is returned.
        """
        raise NotImplementedError("step 34: no_grad.__exit__")


def gradcheck(f, inputs, h=1e-6, tolerance=1e-5):
    """Tell whether the gradients of ``f`` are those that its values say it has.

    ``f``: a function that takes the tensors ``inputs`` and returns a tensor with one number.
    For every number of every input: the central difference, as in step 1,
    (f(x + h) - f(x - h)) / 2h, is at most ``tolerance`` away from the number's gradient, which
    ``backward`` gives. Gradients that the inputs have from before do not count. Returns ``True``
    or ``False``. The inputs hold the same numbers afterwards, whatever the answer.
    Example: ``gradcheck(lambda a: (a * a).sum(), [Tensor([1.0, -2.0])])`` is ``True``.
    """
    raise NotImplementedError("step 34: gradcheck")
