"""What the code of part 5 can do once a step passes, run on the learner's own code."""

import math
import random

from arrays import array, uneven


def step24(tensor):
    """Your code does with a whole array in one node what took a node for every number before."""
    a = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]])
    b = tensor.Tensor([[2.0, 0.8, -0.4], [0.6, -1.2, 3.0]])
    out = (a * b + a).tanh()
    out.backward(array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]]))
    return {"out": out, "a": a, "nodes": len(out._from_root()), "numbers": out.data.size}


def step25(tensor):
    """Your code adds one row of biases to a whole batch, and each bias hears from every row."""
    batch = tensor.Tensor(uneven(4, 3))
    weight, bias = tensor.Tensor([0.5, -1.0, 2.0]), tensor.Tensor([0.1, 0.2, 0.3])
    out = batch * weight + bias
    out.backward(uneven(4, 3, start=1))
    return {"out.shape": str(out.shape), "weight": weight, "bias": bias}


def step26(tensor):
    """Your code adds up along any dimension, and makes probabilities of rows of numbers."""
    logits = tensor.Tensor([[1.0, 2.0, 3.0], [1000.0, 1001.0, 999.0]])
    powers = (logits - logits.max(1, keepdim=True)).exp()
    probabilities = powers / powers.sum(1, keepdim=True)
    loss = -probabilities.log().mean()
    loss.backward()
    return {"probabilities": probabilities.data, "loss": loss.data, "gradients": logits.grad}


def step27(tensor):
    """Your code multiplies matrices, and sends a batch of examples through a layer at once."""
    w = tensor.Tensor([[0.5, -1.0], [2.0, 0.25], [-1.5, 1.0]])
    b = tensor.Tensor([0.1, -0.2])
    x = tensor.Tensor([[[2.0, 3.0, -1.0], [3.0, -1.0, 0.5]], [[0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]])
    out = (x @ w + b).tanh()
    out.sum().backward()
    return {"inputs": x.shape, "weights": w.shape, "outputs": out, "w": w, "b": b}


def step28(tensor):
    """Your code cuts the channels of every position into heads, and puts them together again."""
    x = tensor.Tensor([[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]])
    heads = x.reshape(3, 2, 2).transpose(0, 1)
    merged = heads.transpose(0, 1).reshape(3, 4)
    (merged * merged).sum().backward()
    return {"x": x, "head 0": heads.data[0], "head 1": heads.data[1], "merged": merged.data}


def step29(tensor, functional):
    """Your code looks up a row of numbers for every letter, and hides what must not be seen."""
    letters = ".aemn"
    ids = [[letters.index(letter) for letter in name] for name in ("emma", "anna")]
    table = tensor.Tensor([[0.1, -0.3], [1.2, 0.4], [-0.7, 0.9], [0.5, -1.1], [-0.2, 0.6]])
    rows = functional.embedding(ids, table)
    rows.sum().backward()
    uses = {letter: row[0] for letter, row in zip(letters, table.grad.tolist(), strict=True)}
    later = [[column > row for column in range(3)] for row in range(3)]
    scores = tensor.Tensor([[2.0, 1.0, 3.0], [0.5, 1.5, 4.0], [1.0, 2.5, 0.5]])
    seen = scores.masked_fill(later, float("-inf")).exp()
    return {"rows": rows.shape, "gradients": uses, "seen": seen.data}


def step30(tensor, functional):
    """Your code says what a classifier's answers cost, for a whole batch in one node."""
    logits = tensor.Tensor([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])
    p = functional.softmax(logits, 1)
    loss = functional.cross_entropy(logits, [0, 2])
    loss.backward()
    return {
        "p": p.data.tolist(),
        "loss": float(loss.data),
        "logits.grad": logits.grad.tolist(),
    }


def step31(tensor, functional):
    """Your code norms each row of an array by itself, and rounds off relu's corner."""
    x = tensor.Tensor([[1.0, 7.0, 5.0, 3.0, 4.0], [100.0, 700.0, 500.0, 300.0, 400.0]])
    weight = tensor.Tensor([1.0, 1.0, 1.0, 1.0, 1.0])
    bias = tensor.Tensor([0.0, 0.0, 0.0, 0.0, 0.0])
    normed = functional.layer_norm(x, weight, bias)
    rounded = functional.gelu(tensor.Tensor([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0]))
    return {
        "normed": [[round(float(number), 4) for number in row] for row in normed.data],
        "gelu": [round(float(number), 4) for number in rounded.data],
    }


def step32(tensor, layers):
    """Your code finds every parameter of a network by name, and saves and loads them, as torch."""

    class Net(layers.Module):
        def __init__(self):
            self.letters = layers.Embedding(27, 8)
            self.blocks = [layers.Linear(8, 16), layers.LayerNorm(16)]
            self.head = layers.Linear(16, 27, bias=False)

        def forward(self, ids):
            x = self.letters(ids)
            for block in self.blocks:
                x = block(x)
            return self.head(x)

    one, other = Net(), Net()
    before = float(abs(one([3, 1, 4]).data - other([3, 1, 4]).data).max())
    other.load_state_dict(one.state_dict())
    after = float(abs(one([3, 1, 4]).data - other([3, 1, 4]).data).max())
    return {
        "names": [name for name, parameter in one.named_parameters()],
        "numbers in them": sum(parameter.data.size for parameter in one.parameters()),
        "networks differ": before > 0,
        "after loading": after,
    }


def step33(tensor, optim):
    """Your code goes down a narrow valley: AdamW, with a schedule, gets further than SGD."""
    ends = {}
    for name in ("SGD", "AdamW"):
        place = tensor.Tensor([4.0, 4.0])
        if name == "SGD":
            optimiser = optim.SGD([place], lr=0.0)
        else:
            optimiser = optim.AdamW([{"params": [place], "weight_decay": 0.0}], lr=0.0)
        for step in range(60):
            optimiser.lr = optim.warmup_cosine(step, 0.5, 0.01, 6, 60)
            place.grad = place.data * [0.02, 2.0]  # 100 times as steep one way as the other
            optim.clip_grad_norm_([place], 1.0)
            optimiser.step()
        ends[name] = [round(float(number), 3) for number in place.data]
    return {"from": [4.0, 4.0], "the lowest place": [0.0, 0.0], "60 steps later": ends}


def step34(tensor, two_moons):
    """Your code trains step 21's network with some forty nodes a step, however large the batch."""
    xs, ys = [], []
    for k in range(100):
        angle = math.pi * k / 99
        xs += [[math.cos(angle), math.sin(angle)], [1 - math.cos(angle), 0.5 - math.sin(angle)]]
        ys += [-1, 1]
    network = two_moons.MLP([2, 16, 1])
    nodes = {}
    for size in (2, 200):
        scores = network(tensor.Tensor(xs[:size]))
        loss = two_moons.max_margin_loss(scores, ys[:size], network.parameters(), 0.0001)
        nodes[f"{size} points"] = count_nodes(loss)
    chance = random.Random(3)
    orders = [chance.sample(range(200), 200) for _ in range(40)]
    points, labels = tensor.Tensor(xs).data, tensor.Tensor(ys).data
    losses = two_moons.train(network, points, labels, orders, 50, 0.0001)
    return {
        "nodes of one step": nodes,
        "steps": len(losses),
        "loss": [losses[0], losses[-1]],
        "accuracy": two_moons.accuracy(network, points, labels),
    }


def count_nodes(root):
    """Count all nodes that ``root`` was computed from, and itself."""
    seen, waiting = {}, [root]
    while waiting:
        node = waiting.pop()
        if id(node) not in seen:
            seen[id(node)] = node
            waiting.extend(node._prev)
    return len(seen)
