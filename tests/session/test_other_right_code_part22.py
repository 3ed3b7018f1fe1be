"""Other ways to write the GPT in plain numbers are right, too, and no check may say otherwise."""

import pytest

STEPS_OF_PART_4 = (22, 23)

VARIANTS = {
    "indices in linear": (
        "return [sum(wi * xi for wi, xi in zip(row, x, strict=True)) for row in w]",
        "out = []\n"
        "    for j in range(len(w)):\n"
        "        total = w[j][0] * x[0]\n"
        "        for i in range(1, len(x)):\n"
        "            total = total + x[i] * w[j][i]\n"
        "        out.append(total)\n"
        "    return out",
    ),
    "a tuple from linear": (
        "return [sum(wi * xi for wi, xi in zip(row, x, strict=True)) for row in w]",
        "return tuple(sum(wi * xi for wi, xi in zip(row, x)) for row in w)",
    ),
    "a root, and a division by it": (
        "scale = (sum(xi * xi for xi in x) / len(x) + eps) ** -0.5\n"
        "    return [xi * scale for xi in x]",
        "root = ((1 / len(x)) * sum(xi**2 for xi in x) + eps) ** 0.5\n"
        "    return [xi / root for xi in x]",
    ),
    "a root by exp and log": (
        "scale = (sum(xi * xi for xi in x) / len(x) + eps) ** -0.5",
        "scale = ((sum(xi * xi for xi in x) / len(x) + eps).log() * -0.5).exp()",
    ),
    "scores by linear, and the query scaled first": (
        "scores = [\n"
        "        sum(q * k for q, k in zip(query, key, strict=True)) / math.sqrt(len(query))"
        " for key in keys\n"
        "    ]",
        "scores = linear([q * len(query) ** -0.5 for q in query], keys)",
    ),
    "a softmax of its own": (
        "weights = softmax(scores)",
        "largest = max(score.data for score in scores)\n"
        "    powers = [(score - largest).exp() for score in scores]\n"
        "    weights = [power * sum(powers) ** -1 for power in powers]",
    ),
    "the values turned round": (
        "return [\n"
        "        sum(weight * value[i] for weight, value in zip(weights, values, strict=True))\n"
        "        for i in range(len(values[0]))\n"
        "    ]",
        "return [sum(w * v for w, v in zip(weights, column)) for column in zip(*values)]",
    ),
    "the weighted values added up one by one": (
        "return [\n"
        "        sum(weight * value[i] for weight, value in zip(weights, values, strict=True))\n"
        "        for i in range(len(values[0]))\n"
        "    ]",
        "out = [0.0] * len(query)\n"
        "    for weight, value in zip(weights, values):\n"
        "        out = [o + v * weight for o, v in zip(out, value)]\n"
        "    return out",
    ),
    "new lists of keys and values": (
        'keys[layer].append(linear(n, weights[f"layer{layer}.wk"]))\n'
        '        values[layer].append(linear(n, weights[f"layer{layer}.wv"]))',
        'keys[layer] = keys[layer] + [linear(n, weights[f"layer{layer}.wk"])]\n'
        '        values[layer] += [linear(n, weights[f"layer{layer}.wv"])]',
    ),
    "layers counted by their weights": (
        "for layer in range(len(keys)):",
        'for layer in range(sum(name.endswith(".wq") for name in weights)):',
    ),
    "heads counted": (
        "for start in range(0, len(x), d):",
        "for start in [h * d for h in range(n_head)]:",
    ),
    "an input kept for the residual": (
        "n = rmsnorm(x)\n        query",
        "kept = x\n        x = rmsnorm(x)\n        n, x = x, kept\n        query",
    ),
    "a relu of its own": ("h.relu() for h in", "h if h.data > 0 else 0.0 * h for h in"),
    "a state by parameter": (
        'm = state.setdefault("m", [0.0] * len(parameters))\n'
        '    v = state.setdefault("v", [0.0] * len(parameters))',
        'm = state.setdefault("m", dict.fromkeys(range(len(parameters)), 0.0))\n'
        '    v = state.setdefault("v", dict.fromkeys(range(len(parameters)), 0.0))',
    ),
    "the corrections in the learning rate": (
        "root = math.sqrt(v[i] / (1 - beta2**t)) + eps\n"
        "        parameter.data -= learning_rate * (m[i] / (1 - beta1**t)) / root",
        "rate = learning_rate * math.sqrt(1 - beta2**t) / (1 - beta1**t)\n"
        "        root = v[i] ** 0.5 + eps * (1 - beta2**t) ** 0.5\n"
        "        parameter.data = parameter.data - rate * m[i] / root",
    ),
    "means that go part of the way": (
        "m[i] = beta1 * m[i] + (1 - beta1) * parameter.grad",
        "m[i] += (1 - beta1) * (parameter.grad - m[i])",
    ),
    "an integer for a gradient of 0": ("parameter.grad = 0.0", "parameter.grad = 0"),
    "gradients zeroed in a loop of their own": (
        "        parameter.grad = 0.0",
        "    for parameter in parameters:\n        parameter.grad = 0.0",
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_right_variant_is_not_rejected(name, solved):
    solved.change("scalar_gpt", *VARIANTS[name])
    graded = solved.grade(*STEPS_OF_PART_4)
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong
