"""Step 21: two moons: mini-batches, a falling learning rate, a decision boundary."""

import math
import random

from seen_nodes import instead
from set_parameters import named_parameters, set_parameters

from grading import points, read_by, seconds

STEP = 21


def two_moons():
    """Return ``(xs, ys)``: ten points on each of two half circles, -1 above and 1 below."""
    xs, ys = [], []
    for k in range(10):
        angle = math.pi * k / 9
        xs.append([math.cos(angle), math.sin(angle)])
        ys.append(-1)
        xs.append([1 - math.cos(angle), 0.5 - math.sin(angle)])
        ys.append(1)
    return xs, ys


@points(1)
def test_batches_take_the_examples_in_the_given_order(training):
    xs = [[0.5, 5.0], [1.5, 6.0], [2.5, 7.0], [3.5, 8.0], [4.5, 9.0], [5.5, 10.0]]
    ys = [1, -1, 1, 1, -1, -1]
    batches = training.mini_batches(xs, ys, 3, [4, 0, 5, 1, 3, 2])
    return {
        "inputs": [inputs for inputs, labels in batches],
        "labels": [labels for inputs, labels in batches],
    }


@points(2)
def test_the_last_batch_holds_what_is_left_over(training):
    xs = [[0.5], [1.5], [2.5], [3.5], [4.5], [5.5], [6.5]]
    ys = [1, -1, 1, 1, -1, -1, 1]
    batches = training.mini_batches(xs, ys, 3, [6, 2, 0, 5, 1, 4, 3])
    return {
        "number of batches": len(batches),
        "inputs": [inputs for inputs, labels in batches],
        "labels": [labels for inputs, labels in batches],
    }


@points(1)
def test_a_size_above_the_number_of_examples_makes_one_batch(training):
    xs = [[0.5], [1.5], [2.5]]
    ys = [1, -1, -1]
    batches = training.mini_batches(xs, ys, 10, [2, 0, 1])
    return {
        "number of batches": len(batches),
        "inputs": [inputs for inputs, labels in batches],
        "labels": [labels for inputs, labels in batches],
    }


@points(2)
def test_the_learning_rate_falls(training):
    rates = {}
    for step in (0, 1, 6, 7):
        rates[f"step {step} of 8"] = training.falling_learning_rate(step, 8)
    return {"rate": rates}


@points(2)
def test_one_step_on_one_batch(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=1)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5], [0.3, -1.2]], [1, -1, 1]
    losses = training.train_classifier(model, xs, ys, [[2, 0, 1]], 3, 0.1)
    parameters = {name: node.data for name, node in named_parameters(model).items()}
    return {"losses": losses, "after": parameters}


@points(2)
def test_two_steps_in_one_pass(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=1)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5], [0.3, -1.2]], [1, -1, 1]
    losses = training.train_classifier(model, xs, ys, [[2, 0, 1]], 2, 0.01)
    parameters = {name: node.data for name, node in named_parameters(model).items()}
    return {"losses": losses, "after": parameters}


@points(3)
def test_three_passes_in_different_orders(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=2)
    xs = [[1.0, 2.0], [-1.0, 0.5], [0.3, -1.2], [-0.8, -0.4], [1.6, 0.1]]
    ys = [1, -1, 1, 1, -1]
    orders = [[2, 0, 1, 4, 3], [4, 3, 1, 0, 2], [1, 2, 4, 0, 3]]
    losses = training.train_classifier(model, xs, ys, orders, 2, 0.01)
    parameters = {name: node.data for name, node in named_parameters(model).items()}
    return {"losses": losses, "after": parameters}


def neuron(nn, w1, w2, b):
    """Return a network of one neuron, tanh(w1 * x + w2 * y + b)."""
    model = nn.MLP(2, [1])
    for node, number in zip(named_parameters(model).values(), (w1, w2, b), strict=True):
        node.data = number
    return model


@points(2)
def test_accuracy_of_a_neuron(nn, training):
    """Make a network of one neuron, tanh(0.9 * x - 0.4 * y + 0.05), and ask for its accuracy:

    xs = [[1.0, 0.5], [-0.5, 1.5], [0.2, 0.1], [-2.0, 0.3], [0.4, -0.9]]
    ys = [1, -1, -1, -1, 1]
    share = training.accuracy(model, xs, ys)
    """
    model = neuron(nn, 0.9, -0.4, 0.05)
    xs = [[1.0, 0.5], [-0.5, 1.5], [0.2, 0.1], [-2.0, 0.3], [0.4, -0.9]]
    share = training.accuracy(model, xs, [1, -1, -1, -1, 1])
    return {"share": share}


@points(1)
def test_accuracy_where_a_score_is_zero(nn, training):
    """Make a network of one neuron, tanh(0.5 * x - 0.5 * y): its score is 0 where x = y.

    xs = [[2.0, 2.0], [-3.0, -3.0], [1.0, 1.0], [2.0, -1.0]]
    ys = [-1, 1, -1, 1]
    share = training.accuracy(model, xs, ys)
    """
    model = neuron(nn, 0.5, -0.5, 0.0)
    xs = [[2.0, 2.0], [-3.0, -3.0], [1.0, 1.0], [2.0, -1.0]]
    share = training.accuracy(model, xs, [-1, 1, -1, 1])
    return {"share": share}


@points(2)
def test_the_decision_boundary_of_a_neuron(nn, training):
    """Make a network of one neuron, tanh(0.9 * x - 0.4 * y + 0.2), and ask where it decides what:

    across = [-1.0, 0.0, 0.5, 2.0]
    up = [-2.0, 0.7, 3.0]
    decisions = training.decision_boundary(model, across, up)
    """
    model = neuron(nn, 0.9, -0.4, 0.2)
    decisions = training.decision_boundary(model, [-1.0, 0.0, 0.5, 2.0], [-2.0, 0.7, 3.0])
    return {"decisions": decisions}


@points(1)
def test_the_decision_boundary_itself(nn, training):
    """Make a network of one neuron, tanh(0.5 * x - 0.5 * y): its score is 0 where x = y.

    decisions = training.decision_boundary(model, [-1.0, 2.0, 3.0], [2.0, 3.0])
    """
    model = neuron(nn, 0.5, -0.5, 0.0)
    decisions = training.decision_boundary(model, [-1.0, 2.0, 3.0], [2.0, 3.0])
    return {"decisions": decisions}


def pictured(decisions):
    """Draw decisions: a sign for each."""
    drawn = [["#" if decision > 0 else "." for decision in row] for row in decisions]
    return {"picture": ["".join(row) for row in drawn]}


@points(3)
@seconds(5)
@read_by(instead({"decisions": pictured}))
def test_two_moons(nn, training):
    """Tell two moons apart: ten points each, on two half circles that reach into each other.

    Make a network MLP(2, [8, 1]), its parameters random between -3 and 3, and train it for
    five passes over the 20 points: batches of 6, each pass in an order of its own, alpha 0.001.
    Then ask for its accuracy on the 20 points, before and after, and for its decisions on a
    grid around them ("#" where it decides 1, "." where it decides -1).
    """
    xs, ys = two_moons()
    model = nn.MLP(2, [8, 1])
    set_parameters(model, seed=1533)
    for node in named_parameters(model).values():
        node.data *= 3.0
    chance = random.Random(2)
    orders = [chance.sample(range(20), 20) for _ in range(5)]
    before = training.accuracy(model, xs, ys)
    losses = training.train_classifier(model, xs, ys, orders, 6, 0.001)
    after = training.accuracy(model, xs, ys)
    across = [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 2.5]
    up = [1.5, 1.0, 0.5, 0.0, -0.5, -1.0]
    decisions = training.decision_boundary(model, across, up)
    return {
        "losses": losses,
        "accuracy before": before,
        "accuracy after": after,
        "decisions": [list(row) for row in decisions],
    }
