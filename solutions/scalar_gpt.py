"""A small GPT in plain numbers: every number in it is a `Value` of your own engine.

Its shape is that of microgpt (Karpathy, 2026): one letter at a time, with lists of the keys and
values of the letters before it; no gains, no biases.
"""

import math

from training import softmax


def linear(x, w):
    """Return the list of the products of each row of ``w`` with ``x``: w x.

    ``x``: a list of n nodes. ``w``: a list of rows, each a list of n nodes.
    Example: x = [1, 2] and w = [[3, 4], [5, 6], [7, 8]] give [11, 17, 23].
    """
    ### BEGIN SOLUTION step 22
    return [sum(wi * xi for wi, xi in zip(row, x, strict=True)) for row in w]
    ### END SOLUTION


def rmsnorm(x, eps=1e-5):
    """Return every node of the list ``x`` divided by sqrt(mean of the squares + eps).

    Example: [3, 4] with eps 0 gives [3, 4] / sqrt(12.5), about [0.8485, 1.1314].
    """
    ### BEGIN SOLUTION step 22
    scale = (sum(xi * xi for xi in x) / len(x) + eps) ** -0.5
    return [xi * scale for xi in x]
    ### END SOLUTION


def attend(query, keys, values):
    """Return what one position sees: the mean of ``values``, weighted by how well keys fit.

    ``query``: a list of d nodes. ``keys``: a list with one list of d nodes for each position up
    to this one. ``values``: as many lists, of d nodes as well. The score of a position is the sum
    of the products of ``query`` and its key, divided by sqrt(d); the weights are ``softmax`` of
    the scores (step 20, imported above). The result is a list of d nodes: number i is the sum,
    over the positions, of the weight times number i of the value. The lists given, and the
    numbers in them, are not changed.
    Example: with a single key the weight is 1, and the result is its value. With weights 0.25 and
    0.75, values [4, 8] and [0, 16] give [1, 14].
    """
    ### BEGIN SOLUTION step 22
    scores = [
        sum(q * k for q, k in zip(query, key, strict=True)) / math.sqrt(len(query)) for key in keys
    ]
    weights = softmax(scores)
    return [
        sum(weight * value[i] for weight, value in zip(weights, values, strict=True))
        for i in range(len(values[0]))
    ]
    ### END SOLUTION


def gpt(token, position, keys, values, weights, n_head):
    """Return the logits, a list of nodes, for the letter that follows.

    ``token``, ``position``: the letter and its place, as indices. ``keys``, ``values``: for each
    layer the list of those of the earlier positions; this position's are appended to them.
    ``weights``: a dict of matrices, each a list of rows: ``"wte"`` and ``"wpe"`` with a row for
    each letter and each position, ``"lm_head"`` with a row for each letter, and for layer 0, 1, …
    ``"layer0.wq"``, ``"layer0.wk"``, ``"layer0.wv"``, ``"layer0.wo"``, ``"layer0.fc1"``,
    ``"layer0.fc2"``.

    x is the sum of the rows of ``wte`` and ``wpe``, then ``rmsnorm`` of it. Each layer changes it
    twice: n = rmsnorm(x); query, key and value are ``linear`` of n by wq, wk and wv; key and value
    are appended to this layer's lists; head h of ``n_head`` attends with its slice of the query
    and of all of this layer's keys and values, the d numbers from h * d on, where n_head * d is
    len(x); x = x + linear(all heads' results in a row, wo). Then
    x = x + linear(relu of linear(rmsnorm(x), fc1), fc2). The logits are linear(x, lm_head).
    Lists are added number by number. The weights are not changed.
    Example: with 6 numbers in x and two heads, head 0 has the numbers 0 to 2, head 1 those from
    3 to 5. After the first letter there is one list of 6 nodes in each layer's ``keys``, after
    the second there are two.
    """
    ### BEGIN SOLUTION step 23
    x = [t + p for t, p in zip(weights["wte"][token], weights["wpe"][position], strict=True)]
    x = rmsnorm(x)
    d = len(x) // n_head
    for layer in range(len(keys)):
        n = rmsnorm(x)
        query = linear(n, weights[f"layer{layer}.wq"])
        keys[layer].append(linear(n, weights[f"layer{layer}.wk"]))
        values[layer].append(linear(n, weights[f"layer{layer}.wv"]))
        seen = []
        for start in range(0, len(x), d):
            head_keys = [key[start : start + d] for key in keys[layer]]
            head_values = [value[start : start + d] for value in values[layer]]
            seen += attend(query[start : start + d], head_keys, head_values)
        x = [a + b for a, b in zip(x, linear(seen, weights[f"layer{layer}.wo"]), strict=True)]
        hidden = [h.relu() for h in linear(rmsnorm(x), weights[f"layer{layer}.fc1"])]
        x = [a + b for a, b in zip(x, linear(hidden, weights[f"layer{layer}.fc2"]), strict=True)]
    return linear(x, weights["lm_head"])
    ### END SOLUTION


def adam_step(parameters, state, learning_rate, beta1=0.9, beta2=0.99, eps=1e-8):
    """Move every parameter by Adam (Kingma and Ba 2015, algorithm 1), and zero its gradient.

    ``parameters``: a list of nodes. ``state``: a dict that is yours to fill; it is empty at the
    first call, and the same one at every call after it. t counts the calls, from 1. For each
    parameter, with g its gradient, and m and v its own two running means, 0 at first:

        m = beta1 * m + (1 - beta1) * g         v = beta2 * v + (1 - beta2) * g^2
        data = data - learning_rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)

    Then ``.grad`` is set to 0.0. All of it is arithmetic on plain numbers (``.data``, ``.grad``).
    Example: at the first call, with a learning rate of 0.1, a parameter whose gradient is 0.5
    moves by -0.1, and one whose gradient is -0.001 by 0.1, but for what eps changes.
    """
    ### BEGIN SOLUTION step 23
    state["t"] = t = state.get("t", 0) + 1
    m = state.setdefault("m", [0.0] * len(parameters))
    v = state.setdefault("v", [0.0] * len(parameters))
    for i, parameter in enumerate(parameters):
        m[i] = beta1 * m[i] + (1 - beta1) * parameter.grad
        v[i] = beta2 * v[i] + (1 - beta2) * parameter.grad**2
        root = math.sqrt(v[i] / (1 - beta2**t)) + eps
        parameter.data -= learning_rate * (m[i] / (1 - beta1**t)) / root
        parameter.grad = 0.0
    ### END SOLUTION
