"""Steps 39 to 41: right code that is written otherwise than the solution passes."""

import pytest

STEPS = (39, 40, 41)
CAT = """    borders = np.cumsum([t.data.shape[dim] for t in tensors])[:-1]
        for tensor, grad in zip(tensors, np.split(out.grad, borders, axis=dim), strict=True):
            tensor.grad += grad
"""
CUT = """        heads = self.c_attn(x).reshape(B, T, 3, self.n_head, C // self.n_head)
        query, key, value = (heads[:, :, i].transpose(1, 2) for i in range(3))
"""
WEIGHTS = """        masked = scores.masked_fill(future(x.shape[1]), float("-inf"))
        return softmax(masked, -1)
"""
INIT = "        self.c_attn = Linear(n_embd, 3 * n_embd, bias=False)\n"


def with_three_linears(query, key, value):
    """Return the changes that give ``CausalSelfAttention`` three functions of these names."""
    made = "".join(
        f"        self.{name} = Linear(n_embd, n_embd, bias=False)\n"
        for name in (query, key, value)
    )
    cut = (
        "        d = C // self.n_head\n"
        "        query, key, value = (\n"
        "            one(x).reshape(B, T, self.n_head, d).transpose(1, 2)\n"
        f"            for one in (self.{query}, self.{key}, self.{value})\n"
        "        )\n"
    )
    return [("attention", INIT, made), ("attention", CUT, cut)]


VARIANTS = {
    "a running place in cat": [(
        "functional",
        CAT,
        "    start = 0\n"
        "        for tensor in tensors:\n"
        "            size = tensor.data.shape[dim]\n"
        "            index = [slice(None)] * out.grad.ndim\n"
        "            index[dim] = slice(start, start + size)\n"
        "            tensor.grad = tensor.grad + out.grad[tuple(index)]\n"
        "            start += size\n",
    )],
    "cat with its children in a list": [(
        "functional", ', tensors, "cat")', ', list(tensors), "concatenate")'
    )],
    "future by comparing places": [(
        "attention",
        "    return np.triu(np.ones((positions, positions), dtype=bool), 1)",
        "    return np.arange(positions)[None, :] > np.arange(positions)[:, None]",
    )],
    "future turned round from tril": [(
        "attention",
        "    return np.triu(np.ones((positions, positions), dtype=bool), 1)",
        "    return np.tril(np.ones((positions, positions))) == 0",
    )],
    "a loop that adds up": [(
        "attention",
        "    return cat([x[:, : t + 1].mean(1, keepdim=True) for t in range(x.shape[1])], 1)",
        "    total, rows = 0.0, []\n"
        "    for t in range(x.shape[1]):\n"
        "        total = total + x[:, t : t + 1]\n"
        "        rows.append(total / (t + 1))\n"
        "    return cat(rows, 1)",
    )],
    "an array on the left of the product": [(
        "attention",
        "    return Tensor(weights / weights.sum(axis=1, keepdims=True)) @ x",
        "    return (weights / np.arange(1, x.shape[1] + 1)[:, None]) @ x",
    )],
    "the mask as a sum": [(
        "attention",
        'scores = Tensor(np.zeros((T, T))).masked_fill(future(T), float("-inf"))',
        "scores = Tensor(np.where(future(T), -1e9, 0.0))",
    )],
    "a mask of -1e9": [("attention", 'float("-inf")', "-1e9")],
    "a mask of the lowest float": [("attention", 'float("-inf")', "np.finfo(np.float64).min")],
    "a mask that is added": [(
        "attention",
        'masked = scores.masked_fill(future(x.shape[1]), float("-inf"))',
        "masked = scores + np.triu(np.full((x.shape[1], x.shape[1]), -1e9), 1)",
    )],
    "a softmax that is composed": [(
        "attention",
        WEIGHTS,
        '        masked = scores.masked_fill(future(x.shape[1]), float("-inf"))\n'
        "        powers = (masked - masked.data.max(-1, keepdims=True)).exp()\n"
        "        return powers / powers.sum(-1, keepdim=True)\n",
    )],
    "no mask: each position's scores cut off": [(
        "attention",
        WEIGHTS,
        "        T, rows = x.shape[1], []\n"
        "        for t in range(T):\n"
        "            seen = softmax(scores[:, t : t + 1, : t + 1], -1)\n"
        "            rest = Tensor(np.zeros((x.shape[0], 1, T - t - 1)))\n"
        "            rows.append(cat([seen, rest], 2))\n"
        "        return cat(rows, 1)\n",
    )],
    "a mask that is kept, and cut": [
        (
            "attention",
            "        self.value = Linear(n_embd, head_size, bias=False)\n",
            "        self.value = Linear(n_embd, head_size, bias=False)\n"
            "        self.tril = np.tril(np.ones((block_size, block_size)))\n",
        ),
        (
            "attention",
            "future(x.shape[1])",
            "self.tril[: x.shape[1], : x.shape[1]] == 0",
        ),
    ],
    "the scale on the query": [(
        "attention",
        "        query, key = self.query(x), self.key(x)\n"
        "        scores = query @ key.transpose(-2, -1) * key.shape[-1] ** -0.5\n",
        "        key = self.key(x)\n"
        "        query = self.query(x) / np.sqrt(key.shape[-1])\n"
        "        scores = (key @ query.transpose(1, 2)).transpose(1, 2)\n",
    )],
    "keys transposed by permute": [(
        "attention",
        "key.transpose(-2, -1) * key.shape[-1] ** -0.5\n"
        "        masked = scores.masked_fill(future(x.shape[1])",
        "key.permute(0, 2, 1) * key.shape[-1] ** -0.5\n"
        "        masked = scores.masked_fill(future(x.shape[1])",
    )],
    "the parts of a head in another order, by other names": [
        ("attention", "self.value", "self.v"),
        ("attention", "self.query", "self.q"),
        ("attention", "self.key", "self.k"),
    ],
    "c_attn cut by slices": [(
        "attention",
        CUT,
        "        qkv = self.c_attn(x)\n"
        "        parts = qkv[:, :, :C], qkv[:, :, C : 2 * C], qkv[:, :, 2 * C :]\n"
        "        query, key, value = (\n"
        "            p.reshape(B, T, self.n_head, C // self.n_head).permute(0, 2, 1, 3)\n"
        "            for p in parts\n"
        "        )\n",
    )],
    "one head after the other": [
        (
            "attention",
            "        seen = softmax(masked, -1) @ value\n"
            "        return self.c_proj(seen.transpose(1, 2).reshape(B, T, C))",
            "        weights = softmax(masked, -1)\n"
            "        seen = [weights[:, h] @ value[:, h] for h in range(self.n_head)]\n"
            "        return self.c_proj(cat(seen, 2))",
        ),
    ],
    "three linear functions": with_three_linears("query", "key", "value"),
    "three linear functions, by short names": with_three_linears("q_proj", "k_proj", "v_proj"),
    "three linear functions, and out_proj": [
        *with_three_linears("wq", "wk", "wv"), ("attention", "self.c_proj", "self.out_proj")
    ],
    "modules that remember more": [(
        "attention",
        INIT,
        f"{INIT}        self.n_embd, self.dropout = n_embd, 0.0\n",
    )],
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_right_code_is_not_rejected(name, solved):
    for module, old, new in VARIANTS[name]:
        solved.change(module, old, new)
    graded = solved.grade(*STEPS)
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong
