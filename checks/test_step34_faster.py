"""Step 34: The same network, faster."""

import math
import random
from gc import collect, freeze, get_objects

from arrays import array, integers, uneven

from grading import passes_trivially, points, read_by, referee, seconds

STEP = 34


@points(2)
def test_no_graph_is_built(tensor):
    a, b = tensor.Tensor([1.5, -2.0, 3.0]), tensor.Tensor([[0.5], [4.0]])
    with tensor.no_grad():
        inside = (a * b).tanh()
    outside = a * b
    return {
        "inside.data": inside.data, "inputs of inside": len(inside._prev),
        "inputs of outside": len(outside._prev), "a.data": a.data,
    }  # fmt: skip


@points(2)
def test_a_block_ends_as_it_began(tensor):
    a = tensor.Tensor([1.5, -2.0, 3.0])
    inputs = {}
    with tensor.no_grad():
        with tensor.no_grad():
            inputs["in the inner block"] = len((a * 2.0)._prev)
        inputs["after it"] = len(a.exp()._prev)
    inputs["after both"] = len(a.exp()._prev)
    came = False
    try:
        with tensor.no_grad():
            raise KeyError("on purpose")
    except KeyError:
        came = True
    inputs["after an error"] = len(a.exp()._prev)
    return {"inputs": inputs, "the error came out": came}


@points(1)
def test_no_gradient_goes_into_a_block(tensor):
    a, b = tensor.Tensor([1.5, -2.0, 3.0]), tensor.Tensor([0.5, 4.0, -1.5])
    with tensor.no_grad():
        c = a * a
    out = c * b
    out.backward(array([3.0, -10.0, 2.0]))
    return {"out": out, "a": a, "b": b}


@points(2)
def test_right_gradients_are_accepted(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([0.5, 0.2, -1.5])
    weights = array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]])
    a.grad, b.grad = weights.copy(), array([50.0, 60.0, 70.0])  # old ones

    def f(a, b):
        return ((a * b).tanh() * weights).sum()

    verdict = tensor.gradcheck(f, [a, b])
    return {"verdict": verdict, "a.data": a.data, "b.data": b.data}


def spoiled_product(tensor, to_a, to_b):
    """Return a function of two tensors: the sum of all a * b, its gradients off by these."""

    def product(a, b):
        out = tensor.Tensor(a.data * b.data, (a, b), "*")

        def _backward():
            a.grad = a.grad + b.data * out.grad + to_a
            b.grad = b.grad + a.data * out.grad + to_b

        out._backward = _backward
        return out.sum()

    return product


def still_the_same(seen):
    """Tell of the numbers after each call whether they are exactly those before it."""
    found = {}
    for name, value in seen.items():
        what, _, when = name.rpartition(": ")
        if when == "after":
            found[what] = value == seen[f"{what}: before"]
        elif when != "before":
            found[name] = value
    return found


@points(3)
@referee("solution")
@read_by(still_the_same)
def test_wrong_gradients_are_refused(tensor):
    """Make an operation a * b whose gradients are off by the numbers below. Ask

    gradcheck(lambda a, b: spoiled_product(a, b).sum(), [a, b])

    with a = [[1.5, -2.0, -3e-7]] and b = [[0.5, 4.0, -1.5]].
    """
    errors = {
        "nothing is off": ([[0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0]]),
        "the first of a, by 0.5": ([[0.5, 0.0, 0.0]], [[0.0, 0.0, 0.0]]),
        "the last of a, by 0.001": ([[0.0, 0.0, 0.001]], [[0.0, 0.0, 0.0]]),
        "the first of b, by 0.5": ([[0.0, 0.0, 0.0]], [[0.5, 0.0, 0.0]]),
        "the last of b, by -0.001": ([[0.0, 0.0, 0.0]], [[0.0, 0.0, -0.001]]),
        "two of b, by 0.5 and -0.5": ([[0.0, 0.0, 0.0]], [[0.5, -0.5, 0.0]]),
        "all of a, with the wrong sign": ([[-1.0, -8.0, 3.0]], [[0.0, 0.0, 0.0]]),
    }
    # A number as small as h: what is subtracted from it and added again need not give it back.
    ones, others = [1.5, -2.0, -3e-7], [0.5, 4.0, -1.5]
    verdicts, of_a, of_b = {}, {}, {}
    for what, (to_a, to_b) in errors.items():
        a, b = tensor.Tensor([ones]), tensor.Tensor([others])
        product = spoiled_product(tensor, array(to_a), array(to_b))
        verdicts[what] = tensor.gradcheck(product, [a, b])
        of_a[what] = {"before": ones, "after": [float(number) for number in a.data[0]]}
        of_b[what] = {"before": others, "after": [float(number) for number in b.data[0]]}
    return {"verdict": verdicts, "a.data as before": of_a, "b.data as before": of_b}


@points(1)
@referee("solution")
def test_the_step_and_the_tolerance_of_a_gradcheck(tensor):
    def cube(a):  # its central differences are off by 2 * h^2 and by h^2
        return (a**3 * array([2.0, 1.0])).sum()

    verdicts = {}
    for h, tolerance in ((0.1, 0.03), (0.1, 0.015), (0.1, 0.001), (0.001, 0.001), (0.001, 1e-7)):
        a = tensor.Tensor([1.5, -2.0])
        verdicts[f"h {h}, tolerance {tolerance}"] = tensor.gradcheck(cube, [a], h, tolerance)
    return {"verdict": verdicts}


def with_numbers(model, start):
    """Give every parameter fixed numbers; return the model."""
    for place, p in enumerate(model.parameters()):
        p.data = uneven(*p.shape, start=start + place)
    return model


@points(2)
def test_the_network_and_its_gradients(tensor, two_moons):
    """Make a network MLP([2, 3, 1]), and give its parameters fixed numbers.

    x = Tensor([[1.0, 0.5], [-0.5, 1.5], [0.2, 0.1], [-1.5, 0.3]])
    out = model(x)
    out.backward([[3.0], [-10.0], [2.0], [0.5]])
    """
    model = two_moons.MLP([2, 3, 1])
    shapes = {name: str(tuple(p.shape)) for name, p in model.named_parameters()}
    model = with_numbers(model, start=3)
    x = tensor.Tensor([[1.0, 0.5], [-0.5, 1.5], [0.2, 0.1], [-1.5, 0.3]])
    out = model(x)
    out.backward(array([[3.0], [-10.0], [2.0], [0.5]]))
    return {"shape": shapes, "out": out, "x": x, "parameters": dict(model.named_parameters())}


@points(2)
def test_the_loss_of_a_batch(tensor, two_moons):
    scores = tensor.Tensor([[0.3], [-0.4], [2.5], [0.7], [-0.9]])
    loss = two_moons.max_margin_loss(scores, [1, 1, 1, -1, -1], [], 0.0)
    loss.backward(array(3.0))
    return {"loss.data": loss.data, "shape": str(tuple(loss.shape)), "scores": scores}


@points(2)
def test_the_price_of_large_parameters(tensor, two_moons):
    scores = tensor.Tensor([[0.3], [-0.4], [1.5]])
    labels = integers([1, -1, 1])
    a, b = tensor.Tensor([[1.5, -2.0], [0.5, 4.0]]), tensor.Tensor([2.5, -0.75, 3.0])
    loss = two_moons.max_margin_loss(scores, labels, [a, b], 0.1)
    loss.backward(array(3.0))
    return {"loss.data": loss.data, "scores": scores, "a": a, "b": b, "labels": labels}


POINTS = [[1.0, 2.0], [-1.0, 0.5], [0.3, -1.2], [-0.8, -0.4], [1.6, 0.1]]
LABELS = [1, -1, 1, 1, -1]


@points(2)
def test_one_step_on_one_batch(two_moons):
    """Make a network MLP([2, 3, 1]), and give its parameters fixed numbers.

    xs = array([[1.0, 2.0], [-1.0, 0.5], [0.3, -1.2], [-0.8, -0.4], [1.6, 0.1]])
    ys = array([1, -1, 1, 1, -1])
    losses = train(model, xs, ys, [[2, 0, 4, 3]], 4, 0.1)
    """
    model = with_numbers(two_moons.MLP([2, 3, 1]), start=3)
    losses = two_moons.train(model, array(POINTS), integers(LABELS), [[2, 0, 4, 3]], 4, 0.1)
    after = {name: p.data for name, p in model.named_parameters()}
    return {"losses": losses, "after": after}


@points(3)
def test_three_passes_in_different_orders(two_moons):
    """Make a network MLP([2, 3, 1]), and give its parameters fixed numbers.

    xs = array([[1.0, 2.0], [-1.0, 0.5], [0.3, -1.2], [-0.8, -0.4], [1.6, 0.1]])
    ys = array([1, -1, 1, 1, -1])
    orders = [[2, 0, 1, 4, 3], [4, 3, 1, 0, 2], [1, 2, 4, 0, 3]]
    losses = train(model, xs, ys, orders, 2, 0.01)
    """
    model = with_numbers(two_moons.MLP([2, 3, 1]), start=3)
    xs, ys = array(POINTS), integers(LABELS)
    orders = [[2, 0, 1, 4, 3], [4, 3, 1, 0, 2], [1, 2, 4, 0, 3]]
    losses = two_moons.train(model, xs, ys, orders, 2, 0.01)
    after = {name: p.data for name, p in model.named_parameters()}
    return {"losses": losses, "after": after, "xs": xs, "ys": ys}


def look_at_new_ones_alone():
    """Have Python pass over what is in memory now whenever it collects, or tells of all objects."""
    collect()
    freeze()


def tensors_alive(tensor):
    """Count the tensors that Python keeps, once it has thrown away what nobody can reach."""
    collect()
    is_below = type.__subclasscheck__  # which no class can change
    return sum(is_below(tensor.Tensor, type(thing)) for thing in get_objects())


@points(1)
@passes_trivially("code that builds no graph keeps none")
@read_by(
    lambda seen: {
        "more in memory with the graph": seen["with_graph"] > seen["before"],
        "left of it": seen["after"] - seen["before"],
    }
)
def test_a_graph_that_is_no_longer_used_is_forgotten(tensor):
    a, b = tensor.Tensor([1.5, -2.0, 3.0]), tensor.Tensor([0.5, 4.0, -1.5])
    look_at_new_ones_alone()
    before = tensors_alive(tensor)
    out = ((a * b).tanh() + a).exp()
    out.backward(array([3.0, -10.0, 2.0]))
    with_graph = tensors_alive(tensor)
    del out
    after = tensors_alive(tensor)
    return {"before": before, "with_graph": with_graph, "after": after}


@points(1)
@passes_trivially("code that builds no graph keeps none")
@read_by(
    lambda seen: {
        "steps": len(seen["counts"]),
        "more tensors at the last step than at the second": seen["counts"][-1] > seen["counts"][1],
    }
)
def test_training_keeps_no_graphs(tensor, two_moons):
    """Make a network MLP([2, 3, 1]), train it for 20 steps, a batch of one example each,

    and count the tensors in memory whenever the network computes its scores.
    """
    counts = []

    class Counting(two_moons.MLP):
        def forward(self, x):
            counts.append(tensors_alive(tensor))
            return super().forward(x)

    model = with_numbers(Counting([2, 3, 1]), start=3)
    look_at_new_ones_alone()
    two_moons.train(model, array(POINTS), integers(LABELS), [[2, 0, 1, 4, 3]] * 4, 1, 0.01)
    return {"counts": counts}


@points(2)
def test_accuracy(two_moons):
    """Make a network MLP([2, 1]), tanh(0.5 * x - 0.5 * y): its score is 0 where x = y.

    xs = array([[2.0, 2.0], [-3.0, -3.0], [1.0, 1.0],
                [2.0, -1.0], [-1.0, 3.0], [1.0, 0.5]])
    ys = array([-1, 1, -1, 1, -1, -1])
    share = accuracy(model, xs, ys)
    """
    inputs = []

    class Watched(two_moons.MLP):
        def forward(self, x):
            out = super().forward(x)
            inputs.append(len(out._prev))
            return out

    model = Watched([2, 1])
    weight, bias = model.parameters()
    weight.data, bias.data = array([[0.5, -0.5]]), array([0.0])
    xs = array([[2.0, 2.0], [-3.0, -3.0], [1.0, 1.0], [2.0, -1.0], [-1.0, 3.0], [1.0, 0.5]])
    share = two_moons.accuracy(model, xs, integers([-1, 1, -1, 1, -1, -1]))
    return {
        "share": share, "inputs that the scores remember": max(inputs),
        "weight": weight, "bias": bias,
    }  # fmt: skip


@points(3)
@seconds(5)
def test_two_moons(two_moons):
    """Train the network of step 21, MLP([2, 8, 1]), from the same numbers on the same batches.

    Ten points each on two half circles; five passes over the 20 points, batches of 6, each pass
    in an order of its own, alpha 0.001: 20 steps. Their losses are those of your scalars.
    """
    xs, ys = [], []
    for k in range(10):
        angle = math.pi * k / 9
        xs += [[math.cos(angle), math.sin(angle)], [1 - math.cos(angle), 0.5 - math.sin(angle)]]
        ys += [-1, 1]
    xs, ys = array(xs), integers(ys)
    model = two_moons.MLP([2, 8, 1])
    numbers = random.Random(1533)
    parameters = list(model.parameters())
    for weight, bias, inputs in zip(parameters[::2], parameters[1::2], (2, 8), strict=True):
        # A row for each neuron: its weights, and its bias, as in step 21.
        count = weight.data.size // inputs
        rows = [[3.0 * numbers.uniform(-1, 1) for _ in range(inputs + 1)] for _ in range(count)]
        weight.data, bias.data = array([row[:-1] for row in rows]), array([row[-1] for row in rows])
    chance = random.Random(2)
    orders = [chance.sample(range(20), 20) for _ in range(5)]
    before = two_moons.accuracy(model, xs, ys)
    losses = two_moons.train(model, xs, ys, orders, 6, 0.001)
    return {
        "losses": losses, "accuracy before": before,
        "accuracy after": two_moons.accuracy(model, xs, ys),
    }  # fmt: skip
