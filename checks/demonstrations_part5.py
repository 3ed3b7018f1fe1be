"""What the code of part 5 can do once a step passes, run on the learner's own code."""

import math
import random


def step24(tensor):
    """To be written."""
    return {}


def step25(tensor):
    """To be written."""
    return {}


def step26(tensor):
    """To be written."""
    return {}


def step27(tensor):
    """To be written."""
    return {}


def step28(tensor):
    """To be written."""
    return {}


def step29(tensor, functional):
    """To be written."""
    return {}


def step30(tensor, functional):
    """To be written."""
    return {}


def step31(tensor, functional):
    """To be written."""
    return {}


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
