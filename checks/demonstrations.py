"""What a learner's code can do once a step passes that it could not before, run on that code."""

import math
import random

from set_parameters import named_parameters, set_parameters


def step01(derivatives):
    """Your code measures how steep a function is at any point, from nothing but its values."""

    def f(x):
        return x * x

    forward = derivatives.forward_difference(f, 3.0, 0.125)
    central = derivatives.central_difference(f, 3.0, 0.125)
    return {"forward": forward, "central": central}


def step02(derivatives):
    """Your code measures how fast a result moves with each of its inputs, one at a time."""

    def d(a, b, c):
        return a * b + c

    gradient = derivatives.gradient(d, [2.0, -3.0, 10.0], 0.125)
    return {"gradient": gradient}


def step03(engine):
    """Your code computes with numbers that remember which numbers they were made from, and how."""
    a, b, c = (engine.Value(x) for x in (2.0, -3.0, 10.0))
    d = a * b + c
    children = sorted(child.data for child in d._prev)
    return {"d": repr(d), "made by": d._op, "children": children}


def step04(engine, graph):
    """Your code finds every node that a result was computed from, and draws them with arrows."""
    a, b, c = (engine.Value(2.0, label=name) for name in "abc")
    e = a * b
    d = e + c
    d.label, e.label = "d", "e"
    nodes, edges = graph.trace(d)
    arrows = sorted(f"{x.label} → {y.label}" for x, y in edges)
    boxes = graph.draw_dot(d).source.count("| grad ")
    return {"nodes": len(nodes), "boxes drawn": boxes, "arrows": ", ".join(arrows)}


def step05(engine, by_hand):
    """Your code walks once back through an expression and knows how fast L moves with each node."""
    a, b, c, f = (engine.Value(x) for x in (2.0, -3.0, 10.0, -2.0))
    e = a * b
    d = e + c
    L = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, L)
    return {"L": L, "a": a, "b": b, "c": c, "f": f}


def step06(engine, by_hand):
    """Your code moves each input the way its gradient points, and the result goes up."""
    a, b, c, f = (engine.Value(x) for x in (2.0, -3.0, 10.0, -2.0))
    e = a * b
    d = e + c
    before = d * f
    by_hand.backprop_expression(a, b, c, e, d, f, before)
    by_hand.nudge([a, b, c, f], 0.01)
    after = (a * b + c) * f
    return {"before": before.data, "after": after.data}


def step07(engine, by_hand):
    """Your code computes a neuron, and tells how fast its output moves with each weight."""
    x1, x2, w1, w2 = (engine.Value(x) for x in (2.0, 0.0, -3.0, 1.0))
    b = engine.Value(6.8813735870195432)
    *inner, o = by_hand.neuron(x1, x2, w1, w2, b)
    by_hand.backprop_neuron(x1, x2, w1, w2, b, *inner, o)
    return {"o": o, "x1": x1, "x2": x2, "w1": w1, "w2": w2, "b": b}


def step08(engine):
    """Your code has every node pass its gradient on, so a neuron needs no formulas of its own."""
    x, w = engine.Value(2.0), engine.Value(-3.0)
    b = engine.Value(6.8813735870195432)
    product = x * w
    n = product + b
    o = n.tanh()
    o.grad = 1.0
    for node in (o, n, product):
        node._backward()
    return {"o": o, "n": n, "b": b, "x": x, "w": w}


def step09(engine):
    """Your code finds every gradient of a graph with one call."""
    x1, x2, w1, w2 = (engine.Value(x) for x in (2.0, 0.0, -3.0, 1.0))
    b = engine.Value(6.8813735870195432)
    o = (x1 * w1 + x2 * w2 + b).tanh()
    o.backward()
    return {"o": o, "x1": x1, "x2": x2, "w1": w1, "w2": w2, "b": b}


def step10(engine):
    """Your code adds up all that reaches a node, even an inner node used at two depths."""
    a = engine.Value(1.5)
    b = a * a
    c = a + b
    d = b * c
    d.backward()
    return {"d": d, "c": c, "b": b, "a": a}


def step11(engine):
    """Your code takes formulas as you write them: tanh out of exponentials has tanh's gradient."""
    n = engine.Value(0.8813735870195432)
    e = (2 * n).exp()
    o = (e - 1) / (e + 1)
    o.backward()
    m = engine.Value(0.8813735870195432)
    t = m.tanh()
    t.backward()
    return {"o": o, "n": n, "t": t, "m": m}


def step12(engine, in_torch):
    """Your code asks PyTorch for the gradients of a neuron, and they are those of your engine."""
    numbers = [2.0, 0.0, -3.0, 1.0, 6.8813735870195432]
    output, gradients = in_torch.neuron(*numbers)
    x1, x2, w1, w2, b = nodes = [engine.Value(x) for x in numbers]
    o = (x1 * w1 + x2 * w2 + b).tanh()
    o.backward()
    yours = [node.grad for node in nodes]
    return {"torch's o": output, "yours": o.data, "torch's gradients": gradients, "your own": yours}


def step13(nn):
    """Your code builds a network, and one call of backward() reaches all its weights and biases."""
    random.seed(13)
    network = nn.MLP(3, [4, 4, 1])
    output = network([2.0, 3.0, -1.0])
    output.backward()
    neurons = [one for layer in network.layers for one in layer.neurons]
    count = sum(len(one.w) + 1 for one in neurons)
    w = neurons[0].w[0]
    return {"neurons": len(neurons), "weights and biases": count, "output": output, "w": w}


def step14(nn, training):
    """Your code says in one number how wrong a network is, and how it depends on each weight."""
    random.seed(14)
    network = nn.MLP(3, [4, 4, 1])
    xs = [[2, 3, -1], [3, -1, 0.5], [0.5, 1, 1], [1, 1, -1]]
    predictions = [network(x) for x in xs]
    loss = training.squared_error(predictions, [1, -1, -1, 1])
    loss.backward()
    w = network.layers[0].neurons[0].w[0]
    return {"predictions": [p.data for p in predictions], "loss": loss.data, "w": w}


def step15(nn, training):
    """Your code hands out all parameters of a network, and sets their gradients back to 0."""
    random.seed(15)
    network = nn.MLP(3, [4, 4, 1])
    parameters = network.parameters()
    network([2.0, 3.0, -1.0]).backward()
    before = max(abs(p.grad) for p in parameters)
    training.zero_grad(network)
    after = max(abs(p.grad) for p in parameters)
    return {"parameters": len(parameters), "largest gradient": before, "afterwards": after}


def step16(nn, training):
    """Your code trains a network: step by step its predictions move towards what you ask for."""
    random.seed(16)
    network = nn.MLP(3, [4, 4, 1])
    xs = [[2, 3, -1], [3, -1, 0.5], [0.5, 1, 1], [1, 1, -1]]
    ys = [1, -1, -1, 1]
    losses = training.train(network, xs, ys, 50, 0.1)
    predictions = [network(x).data for x in xs]
    return {"first loss": losses[0], "last loss": losses[-1], "predictions": predictions}


def step17(in_torch):
    """Your code gives PyTorch a function of your own, which torch.autograd.gradcheck accepts."""
    import torch

    x = torch.tensor([-1.0, 0.0, 0.5], dtype=torch.float64)
    x.requires_grad = True
    y = in_torch.Tanh.apply(x)
    y.sum().backward()
    accepted = torch.autograd.gradcheck(in_torch.Tanh.apply, (x,))
    return {"y": y.tolist(), "x.grad": x.grad.tolist(), "gradcheck": str(accepted)}


def step18(engine):
    """Your code takes logarithms, relu, a number on the left, and a node as an exponent."""
    a = engine.Value(2.0)
    b = a**a
    b.backward()
    p = engine.Value(0.25)
    entropy = -(p * p.log() + (1 - p) * (1 - p).log())
    entropy.backward()
    hinge = (1 - 0.25 * a).relu()
    return {"b": b, "a": a, "entropy": entropy, "p": p, "hinge": hinge.data}


def step19(engine):
    """Your code goes back through 100,000 nodes in a row, and tanh and exp take any number."""
    x = engine.Value(1.5)
    end = x
    for _ in range(100_000):
        end = end + x
    end.backward()
    tanh = engine.Value(1000.0).tanh()
    exp = engine.Value(1000.0).exp()
    return {"end": end, "x": x, "tanh(1000)": tanh.data, "exp(1000)": exp.data}


def step20(engine, training):
    """Your code makes probabilities of outputs, however large, and a loss that has gradients."""
    logits = [engine.Value(x) for x in (1000.0, 1001.0, 998.0)]
    probabilities = [p.data for p in training.softmax(logits)]
    loss = training.negative_log_likelihood(logits, 0)
    loss.backward()
    gradients = [logit.grad for logit in logits]
    return {"probabilities": probabilities, "loss": loss.data, "gradients": gradients}


def step21(nn, training):
    """Your code learns to tell two moons apart, which no straight line can do."""
    xs, ys, network, orders = two_moons(nn)
    before = training.accuracy(network, xs, ys)
    training.train_classifier(network, xs, ys, orders, 6, 0.001)
    after = training.accuracy(network, xs, ys)
    across, up = evenly(-1.6, 2.6, 40), evenly(1.6, -1.1, 12)
    decisions = training.decision_boundary(network, across, up)
    picture = in_text(decisions)
    return {"accuracy before": before, "accuracy after": after, "picture": picture}


def two_moons(nn):
    """Return ``(xs, ys, network, orders)``: the points, an untrained network, and five passes."""
    xs, ys = [], []
    for k in range(10):
        angle = math.pi * k / 9
        xs.append([math.cos(angle), math.sin(angle)])
        ys.append(-1)
        xs.append([1 - math.cos(angle), 0.5 - math.sin(angle)])
        ys.append(1)
    network = nn.MLP(2, [8, 1])
    set_parameters(network, seed=1533)
    for node in named_parameters(network).values():
        node.data *= 3.0
    chance = random.Random(2)
    return xs, ys, network, [chance.sample(range(20), 20) for _ in range(5)]


def evenly(first, last, count):
    """Return ``count`` numbers from ``first`` to ``last``, equally far apart."""
    return [first + (last - first) * i / (count - 1) for i in range(count)]


def in_text(decisions):
    """Return one text a row: ``#`` where the decision is 1, ``.`` where it is -1."""
    return ["".join("#" if one > 0 else "." for one in row) for row in decisions]


def two_moons_in_full(nn, training):
    """Train the two moons' network, and return all that a picture of it needs."""
    xs, ys, network, orders = two_moons(nn)
    losses = training.train_classifier(network, xs, ys, orders, 6, 0.001)
    across, up = evenly(-1.6, 2.6, 41), evenly(1.6, -1.1, 25)
    decisions = training.decision_boundary(network, across, up)
    return {
        "losses": losses,
        "accuracy": training.accuracy(network, xs, ys),
        "points": [[x, y, label] for (x, y), label in zip(xs, ys, strict=True)],
        "across": across,
        "up": up,
        "decisions": in_text(decisions),
    }
