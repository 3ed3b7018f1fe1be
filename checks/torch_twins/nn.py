"""The network's interface made of ``torch.nn.Linear``: parameters are elements of its tensors."""

from itertools import pairwise

import torch
from engine import Value


class Element(Value):
    """One element of a parameter tensor: its number, its gradient, and, in sums, its share."""

    def __init__(self, parameter, index):
        """Stand for ``parameter[index]``."""
        self.parameter, self.index = parameter, index
        self._prev, self._op, self.label = (), "", ""

    @property
    def tensor(self):
        """The element, computed afresh so that gradients flow into the parameter."""
        return self.parameter[self.index]

    @property
    def data(self):
        """The element of the parameter."""
        return self.parameter[self.index].item()

    @data.setter
    def data(self, number):
        with torch.no_grad():
            self.parameter[self.index] = number

    @property
    def grad(self):
        """The element of the parameter's gradient."""
        return 0.0 if self.parameter.grad is None else self.parameter.grad[self.index].item()

    @grad.setter
    def grad(self, number):
        if self.parameter.grad is None:
            self.parameter.grad = torch.zeros_like(self.parameter)
        self.parameter.grad[self.index] = number


class Neuron:
    """One output of a ``Linear``, with tanh."""

    def __init__(self, nin, linear=None, row=0):
        """Stand for output ``row`` of ``linear``; alone, of a ``Linear`` of its own."""
        self.linear = linear or torch.nn.Linear(nin, 1, dtype=torch.float64)
        self.row = row
        self.w = [Element(self.linear.weight, (row, column)) for column in range(nin)]
        self.b = Element(self.linear.bias, (row,))

    def __call__(self, x):
        """torch's Linear, then tanh."""
        return _node(torch.tanh(self.linear(_stacked(x)))[self.row], x)

    def parameters(self):
        """The elements of its row of the weight, and of the bias."""
        return [*self.w, self.b]


class Layer:
    """A ``Linear`` and tanh."""

    def __init__(self, nin, nout):
        """Make the ``Linear`` and a neuron for each of its outputs."""
        self.linear = torch.nn.Linear(nin, nout, dtype=torch.float64)
        self.neurons = [Neuron(nin, self.linear, row) for row in range(nout)]

    def __call__(self, x):
        """torch's Linear, then tanh."""
        outputs = [_node(out, x) for out in torch.tanh(self.linear(_stacked(x)))]
        return outputs[0] if len(outputs) == 1 else outputs

    def parameters(self):
        """All elements."""
        return [element for neuron in self.neurons for element in neuron.parameters()]


class MLP:
    """``nn.Sequential`` of ``Linear`` and ``Tanh``."""

    def __init__(self, nin, nouts):
        """Make the layers, and a ``Sequential`` over the same ``Linear`` modules."""
        widths = [nin, *nouts]
        self.layers = [Layer(*pair) for pair in pairwise(widths)]
        modules = [module for layer in self.layers for module in (layer.linear, torch.nn.Tanh())]
        self.sequential = torch.nn.Sequential(*modules)

    def __call__(self, x):
        """torch's ``Sequential``."""
        outputs = [_node(out, x) for out in self.sequential(_stacked(x))]
        return outputs[0] if len(outputs) == 1 else outputs

    def parameters(self):
        """All elements."""
        return [element for layer in self.layers for element in layer.parameters()]


def _stacked(x):
    return torch.stack(
        [(entry if isinstance(entry, Value) else Value(entry)).tensor for entry in x]
    )


def _node(tensor, x):
    return Value._of(tensor, tuple(entry for entry in x if isinstance(entry, Value)), "nn")
