"""Neural networks out of ``Value`` nodes: neuron, layer, multi-layer perceptron."""

import random

from engine import Value


class Neuron:
    """tanh(w · x + b): ``nin`` weights and a bias."""

    def __init__(self, nin):
        """Make ``self.w``, a list of ``nin`` nodes, and ``self.b``, one node.

        Each starts as a random number between -1 and 1 (``random.uniform``).
        """
        ### BEGIN SOLUTION step 13
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))
        ### END SOLUTION

    def __call__(self, x):
        """Return tanh(w[0] * x[0] + w[1] * x[1] + … + b), a node.

        ``x`` is a list of ``nin`` numbers or nodes.
        """
        ### BEGIN SOLUTION step 13
        activation = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return activation.tanh()
        ### END SOLUTION

    def parameters(self):
        """Return the list of this neuron's parameters: its weights and its bias."""
        ### BEGIN SOLUTION step 15
        return [*self.w, self.b]
        ### END SOLUTION


class Layer:
    """``nout`` neurons that all see the same ``nin`` inputs."""

    def __init__(self, nin, nout):
        """Make ``self.neurons``, a list of ``nout`` neurons with ``nin`` inputs each."""
        ### BEGIN SOLUTION step 13
        self.neurons = [Neuron(nin) for _ in range(nout)]
        ### END SOLUTION

    def __call__(self, x):
        """Return the list of the neurons' outputs for ``x``; of a single neuron, its node."""
        ### BEGIN SOLUTION step 13
        outputs = [neuron(x) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs
        ### END SOLUTION

    def parameters(self):
        """Return the list of all neurons' parameters."""
        ### BEGIN SOLUTION step 15
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]
        ### END SOLUTION


class MLP:
    """A multi-layer perceptron: layers, each fed with what the one before it returned."""

    def __init__(self, nin, nouts):
        """Make ``self.layers``: ``nin`` inputs, then one layer for each size in ``nouts``.

        Example: ``MLP(3, [4, 4, 1])`` has layers of 3 → 4, 4 → 4 and 4 → 1.
        """
        ### BEGIN SOLUTION step 13
        sizes = [nin, *nouts]
        self.layers = [Layer(sizes[i], sizes[i + 1]) for i in range(len(nouts))]
        ### END SOLUTION

    def __call__(self, x):
        """Return what the last layer returns when ``x`` has gone through all of them."""
        ### BEGIN SOLUTION step 13
        for layer in self.layers:
            x = layer(x)
        return x
        ### END SOLUTION

    def parameters(self):
        """Return the list of all layers' parameters."""
        ### BEGIN SOLUTION step 15
        return [parameter for layer in self.layers for parameter in layer.parameters()]
        ### END SOLUTION
