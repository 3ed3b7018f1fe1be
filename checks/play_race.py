"""`play race`: one training step of the same network on single numbers, on tensors, in torch."""

import gc
import math
import time
from itertools import pairwise

SIZES = (2, 32, 32, 1)
EXAMPLES = 100
ALPHA = 0.0001
REPEATS = 5


def examples(count=EXAMPLES):
    """Return ``(xs, ys)``: points on two half circles, and their labels 1 and -1."""
    angles = [math.pi * k / (count // 2 - 1) for k in range(count // 2)]
    xs = [[math.cos(a), math.sin(a)] for a in angles]
    xs += [[1 - math.cos(a), 0.5 - math.sin(a)] for a in angles]
    return xs, [-1] * len(angles) + [1] * len(angles)


def starting_number(place):
    """Return the number that the parameter at a place begins with, in every race the same."""
    return 0.5 * math.sin(1.7 * place + 0.9)


def timed(step, repeats):
    """Yield the seconds that a step takes, and what it returned, once warm."""
    gc.disable()
    step()
    for _ in range(repeats):
        gc.collect()
        began = time.perf_counter()
        loss = step()
        yield {"seconds": time.perf_counter() - began, "loss": loss}


def numbers(nn, training):
    """The network of step 13 on single numbers: a step of gradient descent."""
    xs, ys = examples()
    model = nn.MLP(SIZES[0], list(SIZES[1:]))
    place = 0
    for layer in model.layers:
        for neuron in layer.neurons:
            for node in (*neuron.w, neuron.b):
                node.data = starting_number(place)
                place += 1

    def step():
        loss = training.max_margin_loss([model(x) for x in xs], ys, model.parameters(), ALPHA)
        training.zero_grad(model)
        loss.backward()
        return loss.data

    yield from timed(step, 1)


def tensors(tensor, two_moons):
    """The network of step 34 on tensors."""
    import numpy

    xs, ys = examples()
    model, inputs = two_moons.MLP(list(SIZES)), numpy.array(xs)
    place = 0
    for layer in model.layers:
        for row in range(len(layer.weight.data)):
            for array, at in ((layer.weight.data, (row, ...)), (layer.bias.data, row)):
                size = numpy.size(array[at])
                array[at] = numpy.reshape(
                    [starting_number(place + k) for k in range(size)], numpy.shape(array[at])
                )
                place += size

    def step():
        parameters = model.parameters()
        loss = two_moons.max_margin_loss(model(tensor.Tensor(inputs)), ys, parameters, ALPHA)
        model.zero_grad()
        loss.backward()
        return float(loss.data)

    yield from timed(step, REPEATS)


def torch(in_torch):
    """The same in torch, on one thread."""
    import torch

    xs, ys = examples()
    pairs = pairwise(SIZES)
    layers = [torch.nn.Linear(n, m, dtype=torch.float64) for n, m in pairs]
    place = 0
    with torch.no_grad():
        for layer in layers:
            for row in range(layer.out_features):
                for element in (*layer.weight[row], layer.bias[row]):
                    element.fill_(starting_number(place))
                    place += 1
    inputs = torch.tensor(xs, dtype=torch.float64)
    labels = torch.tensor(ys, dtype=torch.float64)

    def step():
        x = inputs
        for layer in layers:
            x = torch.tanh(layer(x))
        loss = torch.relu(1 - labels * x[:, 0]).mean()
        for layer in layers:
            layer.zero_grad()
            for parameter in layer.parameters():
                loss = loss + ALPHA * (parameter * parameter).sum()
        loss.backward()
        return loss.item()

    yield from timed(step, REPEATS)
