"""The small GPT by torch: whole vectors and matrices, made of the twin's single numbers."""

import torch
from engine import Value
from torch.nn import functional


def _vector(nodes):
    return torch.stack([node.tensor for node in nodes])


def _matrix(rows):
    return torch.stack([_vector(row) for row in rows])


def _nodes(tensor, children):
    return [Value._of(element, tuple(children), "") for element in tensor]


def linear(x, w):
    """torch's linear function."""
    children = [*x, *(node for row in w for node in row)]
    return _nodes(functional.linear(_vector(x), _matrix(w)), children)


def rmsnorm(x, eps=1e-5):
    """torch's rms_norm."""
    return _nodes(functional.rms_norm(_vector(x), (len(x),), eps=eps), x)


def attend(query, keys, values):
    """torch's scaled dot-product attention, of one query, without a mask."""
    q, k, v = _matrix([query]), _matrix(keys), _matrix(values)
    children = [*query, *(node for row in (*keys, *values) for node in row)]
    return _nodes(functional.scaled_dot_product_attention(q, k, v)[0], children)


def gpt(token, position, keys, values, weights, n_head):
    """The same network with torch's functions; heads by ``chunk``."""
    x = _vector(weights["wte"][token]) + _vector(weights["wpe"][position])
    x = functional.rms_norm(x, x.shape, eps=1e-5)
    for layer in range(len(keys)):
        of = {name: _matrix(weights[f"layer{layer}.{name}"]) for name in NAMES}
        n = functional.rms_norm(x, x.shape, eps=1e-5)
        keys[layer].append(_nodes(functional.linear(n, of["wk"]), ()))
        values[layer].append(_nodes(functional.linear(n, of["wv"]), ()))
        heads = [
            tensor.unflatten(-1, (n_head, -1)).transpose(0, 1)
            for tensor in (
                functional.linear(n, of["wq"]).unsqueeze(0),
                _matrix(keys[layer]),
                _matrix(values[layer]),
            )
        ]
        seen = functional.scaled_dot_product_attention(*heads).flatten()
        x = x + functional.linear(seen, of["wo"])
        hidden = functional.linear(functional.rms_norm(x, x.shape, eps=1e-5), of["fc1"]).relu()
        x = x + functional.linear(hidden, of["fc2"])
    logits = functional.linear(x, _matrix(weights["lm_head"]))
    return _nodes(logits, [node for rows in weights.values() for row in rows for node in row])


NAMES = ("wq", "wk", "wv", "wo", "fc1", "fc2")


def adam_step(parameters, state, learning_rate, beta1=0.9, beta2=0.99, eps=1e-8):
    """torch's Adam, kept in ``state``."""
    tensors = [parameter.tensor for parameter in parameters]
    if "adam" not in state:
        state["adam"] = torch.optim.Adam(tensors, learning_rate, (beta1, beta2), eps)
    for tensor in tensors:  # torch passes over one without a gradient; here it has one, which is 0
        if tensor.grad is None:
            tensor.grad = torch.zeros_like(tensor)
    state["adam"].param_groups[0]["lr"] = learning_rate
    state["adam"].step()
    state["adam"].zero_grad()
