"""The GPT in plain numbers of step 23 and the same on tensors, from the same weights."""

from gpt_weights import load_by_name, numbers_by_name
from scalar_weights import gpt_weights

CHANNELS = 4
HEADS, POSITIONS = 2, 4


def weights_of(engine):
    """Return the weights, a dict of matrices of scalar nodes, of 5 letters and 4 positions."""
    return gpt_weights(engine, channels=CHANNELS, hidden=5, size=0.6)


def numbers_of(weights, attribute):
    """Return the numbers in a dict of matrices of scalar nodes as a dict of arrays."""
    import numpy

    return {
        name: numpy.array([[getattr(node, attribute) for node in row] for row in rows])
        for name, rows in weights.items()
    }


def on_scalars(scalar_gpt, training, weights, word):
    """Return the mean loss of a word's letters, and the gradients of all weights, by scalars."""
    keys, values = [[]], [[]]
    terms = []
    for position in range(len(word) - 1):
        logits = scalar_gpt.gpt(word[position], position, keys, values, weights, HEADS)
        terms.append(training.negative_log_likelihood(logits, word[position + 1]))
    loss = sum(terms) * (1.0 / len(terms))
    loss.backward()
    return loss.data, numbers_of(weights, "grad")


def on_tensors(tensor, functional, attention, weights, word):
    """Return the same by tensors that hold the numbers of the same weights."""
    import numpy

    numbers = numbers_of(weights, "data")
    table = {name: tensor.Tensor(array) for name, array in numbers.items()}
    attend = attention.CausalSelfAttention(CHANNELS, HEADS, POSITIONS)
    mixed = numpy.concatenate([numbers[f"layer0.w{letter}"] for letter in "qkv"])
    load_by_name(attend, {"c_attn.weight": mixed, "c_proj.weight": numbers["layer0.wo"]})

    def rmsnorm(x):
        return x * ((x * x).mean(-1, keepdim=True) + 1e-5) ** -0.5

    letters, targets = [word[:-1]], word[1:]
    x = functional.embedding(letters, table["wte"])
    x = rmsnorm(x + functional.embedding(list(range(len(targets))), table["wpe"]))
    x = x + attend(rmsnorm(x))
    hidden = (rmsnorm(x) @ table["layer0.fc1"].T).relu()
    x = x + hidden @ table["layer0.fc2"].T
    logits = x @ table["lm_head"].T
    loss = functional.cross_entropy(logits.reshape(len(targets), -1), targets)
    loss.backward()
    gradients = {name: node.grad for name, node in table.items()}
    inside = numbers_by_name(attend, "grad")
    for place, letter in enumerate("qkv"):
        rows = slice(place * CHANNELS, (place + 1) * CHANNELS)
        gradients[f"layer0.w{letter}"] = inside["c_attn.weight"][rows]
    return float(loss.data), gradients | {"layer0.wo": inside["c_proj.weight"]}
