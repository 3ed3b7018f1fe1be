"""Giving the parameters of a network fixed numbers, and finding them by the names they have."""

import random


def named_parameters(model):
    """Return the nodes of a neuron, a layer or a network: ``{"layers[0].neurons[1].b": node}``."""
    if hasattr(model, "layers"):
        parts = {f"layers[{i}].": layer for i, layer in enumerate(model.layers)}
    elif hasattr(model, "neurons"):
        parts = {f"neurons[{i}].": neuron for i, neuron in enumerate(model.neurons)}
    else:
        return {f"w[{i}]": weight for i, weight in enumerate(model.w)} | {"b": model.b}
    return {
        prefix + name: node
        for prefix, part in parts.items()
        for name, node in named_parameters(part).items()
    }


def set_parameters(model, seed):
    """Set every weight and every bias to a number between -1 and 1: always the same ones."""
    numbers = random.Random(seed)
    for node in named_parameters(model).values():
        node.data = numbers.uniform(-1, 1)
