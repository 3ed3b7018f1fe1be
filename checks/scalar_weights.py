"""Lists of nodes that checks hand to a learner's GPT in plain numbers, and sums over them."""

import math

LETTERS, POSITIONS = 5, 4


def vector(engine, numbers):
    """Return a list with a node for each number."""
    return [engine.Value(number) for number in numbers]


def matrix(engine, rows):
    """Return a list of such lists."""
    return [vector(engine, row) for row in rows]


def gpt_weights(engine, layers=1, channels=6, hidden=8, size=0.5, **sizes):
    """Return a GPT's weights, a dict of matrices, for 5 letters and 4 positions.

    Fixed numbers between ``-size`` and ``size`` from a formula; ``wo=0.0`` gives matrices of
    that name another size.
    """
    shapes = {"wte": (LETTERS, channels), "wpe": (POSITIONS, channels)}
    for layer in range(layers):
        for name in ("wq", "wk", "wv", "wo"):
            shapes[f"layer{layer}.{name}"] = (channels, channels)
        shapes[f"layer{layer}.fc1"] = (hidden, channels)
        shapes[f"layer{layer}.fc2"] = (channels, hidden)
    shapes["lm_head"] = (LETTERS, channels)
    weights, count = {}, 0
    for name, (rows, columns) in shapes.items():
        largest = sizes.get(name.rpartition(".")[2], size)
        weights[name] = []
        for _ in range(rows):
            numbers = range(count, count + columns)
            weights[name].append(vector(engine, [largest * uneven(i) for i in numbers]))
            count += columns
    return weights


def uneven(i):
    """Return number i of a fixed row of numbers between -1 and 1 without any pattern."""
    return math.sin(1.3 * i * i + 0.7 * i + 0.9)


def parameters_of(weights):
    """Return all nodes of a dict of matrices in one list."""
    return [node for rows in weights.values() for row in rows for node in row]


def weighted_sums(weights, attribute):
    """Return for each matrix the sum of its numbers, or gradients, each times an uneven weight.

    Any wrong number changes the sum, and any two that are exchanged.
    """
    return {
        f"{name}.{attribute}": math.fsum(
            getattr(node, attribute) * uneven(i + 0.5)
            for i, node in enumerate(parameters_of({name: rows}))
        )
        for name, rows in weights.items()
    }
