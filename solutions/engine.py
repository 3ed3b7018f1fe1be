"""The autograd engine: numbers that remember how they were made, and their gradients."""

import math


class Value:
    """A node of an expression graph: a number, its gradient, and the nodes it came from.

    The interface is micrograd's. After ``root.backward()``, ``node.grad`` is d root / d node.
    """

    def __init__(self, data, _children=(), _op="", label=""):
        """Make a node.

        ``data``: its number. ``_children``: the nodes it was computed from (none for a leaf).
        ``_op``: the operation that made it, as text (``"+"``, ``"*"``). ``label``: a name to
        show in drawings.

        Sets the attributes ``data``, ``grad`` (0.0: nothing depends on it yet), ``_prev``
        (the children, as a set, tuple or list), ``_op``, ``label``, and ``_backward``: a
        function without arguments that does nothing. Operations put their own there.
        """
        ### BEGIN SOLUTION step 3
        self.data = data
        self.grad = 0.0
        self._prev = tuple(_children)
        self._op = _op
        self.label = label
        self._backward = lambda: None
        ### END SOLUTION

    def __repr__(self):
        """Return text that names the class and shows the number: ``Value(data=2.0)``."""
        ### BEGIN SOLUTION step 3
        return f"Value(data={self.data})"
        ### END SOLUTION

    def __add__(self, other):
        """Return the node ``self + other``, with both as its children.

        ``other`` may be a plain number: make a ``Value`` of it first. (Step 11 looks at that.)
        Example: ``(Value(2.0) + Value(-3.0)).data == -1.0``.
        """
        ### BEGIN SOLUTION step 3
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")
        ### END SOLUTION

        def _backward():
            """Pass ``out.grad``, the upstream gradient, on to both inputs.

            The chain rule: d root / d input = (d out / d input) * ``out.grad``, and the local
            derivative of a sum is 1 for both.
            """
            ### BEGIN SOLUTION step 8
            self.grad += out.grad
            other.grad += out.grad
            ### END SOLUTION

        out._backward = _backward
        return out

    def __mul__(self, other):
        """Return the node ``self * other``, with both as its children.

        ``other`` may be a plain number: make a ``Value`` of it first. (Step 11 looks at that.)
        Example: ``(Value(2.0) * Value(-3.0)).data == -6.0``.
        """
        ### BEGIN SOLUTION step 3
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")
        ### END SOLUTION

        def _backward():
            """Pass ``out.grad`` on to both inputs, each times its local derivative.

            The derivative of ``x * y`` by ``x`` is ``y``, and by ``y`` it is ``x``: numbers,
            so it is ``.data`` that counts here.
            """
            ### BEGIN SOLUTION step 8
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
            ### END SOLUTION

        out._backward = _backward
        return out

    def tanh(self):
        """Return the node tanh(self), with ``self`` as its only child.

        tanh(x) = (e^2x - 1) / (e^2x + 1); the ``math`` module has it.
        Example: ``Value(0.8814).tanh().data`` is about 0.7071.
        Step 19 asks that it neither overflows nor loses digits, however large or small x is.
        """
        ### BEGIN SOLUTION step 7
        out = Value(math.tanh(self.data), (self,), "tanh")
        ### END SOLUTION

        def _backward():
            """Pass ``out.grad`` on to ``self``: the derivative of tanh(x) is 1 - tanh(x)^2."""
            ### BEGIN SOLUTION step 8
            self.grad += (1 - out.data**2) * out.grad
            ### END SOLUTION

        out._backward = _backward
        return out

    def backward(self):
        """Fill ``.grad`` of every node that ``self`` was computed from, and of ``self``.

        The gradient of the root by itself is 1. Then every node's ``_backward`` is called
        once, in an order in which a node comes before the nodes it was computed from: when it
        runs, everything that depends on the node has already added to its gradient. That is
        the reverse of a topological order. Returns nothing.

        Example: ``a = Value(2.0); b = Value(-3.0); (a * b).backward()`` sets ``a.grad`` to
        -3.0 and ``b.grad`` to 2.0.
        Step 19 asks that a chain of 100,000 nodes works, deeper than Python can recurse.
        """
        ### BEGIN SOLUTION step 9
        order, visited = [], set()
        stack = [(self, False)]
        while stack:
            node, children_are_ordered = stack.pop()
            if children_are_ordered:
                order.append(node)
            elif node not in visited:
                visited.add(node)
                stack.append((node, True))
                for child in node._prev:
                    if child not in visited:
                        stack.append((child, False))
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
        ### END SOLUTION

    def __radd__(self, other):
        """Return ``other + self`` where ``other`` is a plain number: ``1 + a``."""
        ### BEGIN SOLUTION step 11
        return self + other
        ### END SOLUTION

    def __rmul__(self, other):
        """Return ``other * self`` where ``other`` is a plain number: ``2 * a``."""
        ### BEGIN SOLUTION step 11
        return self * other
        ### END SOLUTION

    def __neg__(self):
        """Return ``-self``; operations you already have can make it."""
        ### BEGIN SOLUTION step 11
        return self * -1
        ### END SOLUTION

    def __sub__(self, other):
        """Return ``self - other``; ``other`` is a node or a plain number."""
        ### BEGIN SOLUTION step 11
        return self + (-other)
        ### END SOLUTION

    def __truediv__(self, other):
        """Return ``self / other``, which is ``self * other**-1``; a node or a plain number."""
        ### BEGIN SOLUTION step 11
        return self * other**-1
        ### END SOLUTION

    def __pow__(self, other):
        """Return ``self ** other``: ``other`` is a plain number (step 11) or a node (step 18).

        With a number n: the derivative of x^n is n * x^(n - 1).
        Example: ``(Value(3.0) ** 2).data == 9.0``.
        """
        if isinstance(other, Value):
            return self._power_of_nodes(other)
        ### BEGIN SOLUTION step 11
        out = Value(self.data**other, (self,), f"**{other}")

        def _backward():
            self.grad += other * self.data ** (other - 1) * out.grad

        out._backward = _backward
        return out
        ### END SOLUTION

    def exp(self):
        """Return the node e^self, with ``self`` as its only child; its derivative is itself.

        Example: ``Value(0.0).exp().data == 1.0``.
        Step 19 asks for infinity (``math.inf``), as in torch, where e^x is too large for a
        float; ``math.exp`` raises ``OverflowError`` there.
        """
        ### BEGIN SOLUTION step 11
        try:
            power = math.exp(self.data)
        except OverflowError:
            power = math.inf
        out = Value(power, (self,), "exp")

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out
        ### END SOLUTION

    def __rsub__(self, other):
        """Return ``other - self`` where ``other`` is a plain number: ``1 - a``."""
        ### BEGIN SOLUTION step 18
        return other + (-self)
        ### END SOLUTION

    def __rtruediv__(self, other):
        """Return ``other / self`` where ``other`` is a plain number: ``1 / a``."""
        ### BEGIN SOLUTION step 18
        return other * self**-1
        ### END SOLUTION

    def __rpow__(self, other):
        """Return ``other ** self`` where ``other`` is a plain number above 0: ``2 ** a``."""
        ### BEGIN SOLUTION step 18
        return Value(other) ** self
        ### END SOLUTION

    def _power_of_nodes(self, exponent):
        """Return the node ``self ** exponent`` where both are nodes and ``self.data`` > 0.

        Both get a gradient: d(x^y)/dx = y * x^(y - 1), and d(x^y)/dy = x^y * ln x.
        """
        ### BEGIN SOLUTION step 18
        out = Value(self.data**exponent.data, (self, exponent), "**")

        def _backward():
            self.grad += exponent.data * self.data ** (exponent.data - 1) * out.grad
            exponent.grad += out.data * math.log(self.data) * out.grad

        out._backward = _backward
        return out
        ### END SOLUTION

    def relu(self):
        """Return the node max(0, self), with ``self`` as its only child.

        Its derivative is 1 above 0, and 0 below; at 0 itself it is 0, as in torch.
        """
        ### BEGIN SOLUTION step 18
        out = Value(self.data if self.data > 0 else 0.0, (self,), "relu")

        def _backward():
            self.grad += (1.0 if self.data > 0 else 0.0) * out.grad

        out._backward = _backward
        return out
        ### END SOLUTION

    def log(self):
        """Return the natural logarithm of ``self``, a node; ``self.data`` is above 0.

        Its derivative is 1 / x.
        """
        ### BEGIN SOLUTION step 18
        out = Value(math.log(self.data), (self,), "log")

        def _backward():
            self.grad += out.grad / self.data

        out._backward = _backward
        return out
        ### END SOLUTION
