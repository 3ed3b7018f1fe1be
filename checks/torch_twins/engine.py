"""The engine's interface made of torch: every number and every gradient is torch's own."""

import torch


class Value:
    """A node that holds a 0-d float64 tensor, and the nodes it was computed from."""

    inner_grad = 0.0

    def __init__(self, data, _children=(), _op="", label=""):
        """Make a leaf of a number; operations wrap the tensor they computed (``_of``)."""
        self.tensor = torch.tensor(float(data), dtype=torch.float64, requires_grad=True)
        self._prev = tuple(_children)
        self._op = _op
        self.label = label

    @classmethod
    def _of(cls, tensor, children, op):
        node = cls.__new__(cls)
        node.tensor, node._prev, node._op, node.label = tensor, children, op, ""
        return node

    @property
    def data(self):
        """The number; assigning writes into the tensor, as an optimiser does."""
        return self.tensor.item()

    @data.setter
    def data(self, number):
        with torch.no_grad():
            self.tensor.fill_(number)

    @property
    def grad(self):
        """What torch has accumulated for the tensor; for an inner node, also what was set."""
        if self.tensor.is_leaf or self.tensor.retains_grad:
            return 0.0 if self.tensor.grad is None else self.tensor.grad.item()
        return self.inner_grad

    @grad.setter
    def grad(self, number):
        if self.tensor.is_leaf:
            self.tensor.grad = torch.tensor(float(number), dtype=torch.float64)
        else:
            self.inner_grad = float(number)

    def _backward(self):
        """Pass this node's gradient on to its inputs: one ``torch.autograd.grad``."""
        inputs = list(dict.fromkeys(self._prev))
        if inputs:
            upstream = torch.tensor(self.grad, dtype=torch.float64)
            tensors = [node.tensor for node in inputs]
            gradients = torch.autograd.grad(self.tensor, tensors, upstream, retain_graph=True)
            for node, gradient in zip(inputs, gradients, strict=True):
                node.grad += gradient.item()

    def backward(self):
        """torch's own, with the gradients of inner nodes kept (``retain_grad``)."""
        seen, unseen = set(), [self]
        while unseen:
            node = unseen.pop()
            if id(node) not in seen:
                seen.add(id(node))
                unseen.extend(node._prev)
                if not node.tensor.is_leaf:
                    node.tensor.retain_grad()
        self.tensor.backward(retain_graph=True)

    def __repr__(self):
        """Return the tensor's text."""
        return f"Value({self.tensor!r})"

    def _apply(self, function, op, *others):
        nodes = [other for other in others if isinstance(other, Value)]
        arguments = [other.tensor if isinstance(other, Value) else other for other in others]
        return Value._of(function(self.tensor, *arguments), (self, *nodes), op)

    def __add__(self, other):
        """torch.add"""
        return self._apply(torch.add, "+", other)

    def __mul__(self, other):
        """torch.mul"""
        return self._apply(torch.mul, "*", other)

    def __sub__(self, other):
        """torch.sub"""
        return self._apply(torch.sub, "-", other)

    def __truediv__(self, other):
        """torch.div"""
        return self._apply(torch.div, "/", other)

    def __pow__(self, other):
        """torch.pow"""
        return self._apply(torch.pow, "**", other)

    def __radd__(self, other):
        """torch.add"""
        return self._apply(torch.add, "+", other)

    def __rmul__(self, other):
        """torch.mul"""
        return self._apply(torch.mul, "*", other)

    def __rsub__(self, other):
        """torch.rsub"""
        return self._apply(torch.rsub, "-", other)

    def __rtruediv__(self, other):
        """torch.div, number first"""
        return self._apply(lambda tensor: torch.div(other, tensor), "/")

    def __rpow__(self, other):
        """torch.pow, number first"""
        return self._apply(lambda tensor: torch.pow(other, tensor), "**")

    def __neg__(self):
        """torch.neg"""
        return self._apply(torch.neg, "neg")

    def tanh(self):
        """torch.tanh"""
        return self._apply(torch.tanh, "tanh")

    def exp(self):
        """torch.exp"""
        return self._apply(torch.exp, "exp")

    def relu(self):
        """torch.relu"""
        return self._apply(torch.relu, "relu")

    def log(self):
        """torch.log"""
        return self._apply(torch.log, "log")
