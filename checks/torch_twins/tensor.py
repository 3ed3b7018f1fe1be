"""The tensor's interface made of torch: every number and every gradient is torch's own."""

import numpy as np
import torch


def unbroadcast(grad, shape):
    """torch's ``sum_to_size``."""
    return torch.tensor(grad).sum_to_size(shape).numpy()


class Tensor:
    """A node that holds a float64 tensor of torch's, and the nodes it was computed from."""

    __array_ufunc__ = None
    dtype = np.float64

    def __init__(self, data, _children=(), _op=""):
        """Make a leaf of numbers; operations wrap the tensor they computed (``_of``)."""
        numbers = torch.tensor(np.array(data, dtype=np.float64))
        self.tensor = numbers.requires_grad_(torch.is_grad_enabled())
        self._prev, self._op = (), ""

    @classmethod
    def _of(cls, tensor, children, op):
        node = cls.__new__(cls)
        node.tensor, node._op = tensor, op
        node._prev = tuple(children) if tensor.requires_grad else ()
        if tensor.requires_grad and not tensor.is_leaf:
            tensor.retain_grad()
        return node

    @property
    def data(self):
        """The numbers, as an array that shares torch's memory."""
        return self.tensor.detach().numpy()

    @data.setter
    def data(self, numbers):
        with torch.no_grad():
            self.tensor.copy_(torch.tensor(np.asarray(numbers)))

    @property
    def grad(self):
        """What torch has accumulated."""
        gradient = self.tensor.grad
        return np.zeros(self.shape) if gradient is None else gradient.numpy()

    @grad.setter
    def grad(self, numbers):
        self.tensor.grad = None if numbers is None else torch.tensor(np.asarray(numbers))

    @property
    def shape(self):
        """torch's, as a tuple."""
        return tuple(self.tensor.shape)

    def backward(self, gradient=None):
        """torch's own."""
        upstream = None if gradient is None else torch.tensor(np.array(gradient, dtype=np.float64))
        self.tensor.backward(upstream, retain_graph=True)

    def __repr__(self):
        """Return the tensor's text."""
        return f"Tensor({self.tensor!r})"

    def _apply(self, function, op, *others):
        nodes = [other for other in others if isinstance(other, Tensor)]
        arguments = [other.tensor if isinstance(other, Tensor) else other for other in others]
        arguments = [
            torch.tensor(other) if isinstance(other, np.ndarray) else other for other in arguments
        ]
        return Tensor._of(function(self.tensor, *arguments), (self, *nodes), op)

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
        """torch.sub, number or array first"""
        return Tensor(other) - self

    def __rtruediv__(self, other):
        """torch.div, number or array first"""
        return Tensor(other) / self

    def __neg__(self):
        """torch.neg"""
        return self._apply(torch.neg, "neg")

    def __matmul__(self, other):
        """torch.matmul"""
        return self._apply(torch.matmul, "@", other)

    def __rmatmul__(self, other):
        """torch.matmul, array first"""
        return Tensor(other) @ self

    def __getitem__(self, index):
        """torch's own indexing"""
        return self._apply(lambda tensor: tensor[index], "[]")

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

    def sum(self, dim=None, keepdim=False):
        """torch.sum"""
        return self._apply(lambda tensor: tensor.sum(dim, keepdim), "sum")

    def mean(self, dim=None, keepdim=False):
        """torch.mean"""
        return self._apply(lambda tensor: tensor.mean(dim, keepdim), "mean")

    def max(self, dim, keepdim=False):
        """torch.amax"""
        return self._apply(lambda tensor: tensor.amax(dim, keepdim), "max")

    def reshape(self, *shape):
        """torch.reshape"""
        return self._apply(lambda tensor: tensor.reshape(*shape), "reshape")

    def permute(self, *dims):
        """torch.permute"""
        return self._apply(lambda tensor: tensor.permute(*dims), "permute")

    def transpose(self, i, j):
        """torch.transpose"""
        return self._apply(lambda tensor: tensor.transpose(i, j), "transpose")

    @property
    def T(self):
        """torch's transpose of a matrix"""
        return self._apply(lambda tensor: tensor.mT, "T")

    def masked_fill(self, mask, value):
        """torch.masked_fill"""
        return self._apply(torch.masked_fill, "masked_fill", np.asarray(mask), value)


class no_grad(torch.no_grad):
    """torch's own."""


def gradcheck(f, inputs, h=1e-6, tolerance=1e-5):
    """torch's own ``gradcheck``."""

    def of_torch(*tensors):
        nodes = [Tensor._of(tensor, (), "") for tensor in tensors]
        return f(*nodes).tensor

    tensors = [node.tensor for node in inputs]
    return torch.autograd.gradcheck(of_torch, tensors, eps=h, atol=tolerance, raise_exception=False)
