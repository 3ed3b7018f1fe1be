"""Neural networks out of ``Value`` nodes: neuron, layer, multi-layer perceptron."""

import random

from engine import Value


class Neuron:
    """tanh(w · x + b): ``nin`` weights and a bias."""

    def __init__(self, nin):
        """Make ``self.w``, a list of ``nin`` nodes, and ``self.b``, one node.

        Each starts as a random number between -1 and 1 (``random.uniform``).
        """
        raise NotImplementedError("step 13: Neuron.__init__")

    def __call__(self, x):
        """Return tanh(w[0] * x[0] + w[1] * x[1] + … + b), a node.

        ``x`` is a list of ``nin`` numbers or nodes.
        """
        raise NotImplementedError("step 13: Neuron.__call__")

    def parameters(self):
        """Return the list of this neuron's parameters: its weights and its bias."""
        raise NotImplementedError("step 15: Neuron.parameters")


class Layer:
    """``nout`` neurons that all see the same ``nin`` inputs."""

    def __init__(self, nin, nout):
        """Make ``self.neurons``, a list of ``nout`` neurons with ``nin`` inputs each."""
        raise NotImplementedError("step 13: Layer.__init__")

    def __call__(self, x):
        """Return the list of the neurons' outputs for ``x``; of a single neuron, its node."""
        raise NotImplementedError("step 13: Layer.__call__")

    def parameters(self):
        """Return the list of all neurons' parameters."""
        raise NotImplementedError("step 15: Layer.parameters")


class MLP:
    """A multi-layer perceptron: layers, each fed with what the one before it returned."""

    def __init__(self, nin, nouts):
        """Make ``self.layers``: ``nin`` inputs, then one layer for each size in ``nouts``.

        Example: ``MLP(3, [4, 4, 1])`` has layers of 3 → 4, 4 → 4 and 4 → 1.
        """
        raise NotImplementedError("step 13: MLP.__init__")

    def __call__(self, x):
        """Return what the last layer returns when ``x`` has gone through all of them."""
        raise NotImplementedError("step 13: MLP.__call__")

    def parameters(self):
        """Return the list of all layers' parameters."""
        raise NotImplementedError("step 15: MLP.parameters")
