"""Steps 44 and 45: right code that is written otherwise than the solution passes."""

import pytest

STEPS = (44, 45)
ZERO_AND_BACKWARD = "    model.zero_grad()\n    loss.backward()\n"
ONE_LINEAR = (
    ("attention", "        self.c_attn = Linear(n_embd, 3 * n_embd, bias=False)\n",
     "        self.q_proj = Linear(n_embd, n_embd, bias=False)\n"
     "        self.k_proj = Linear(n_embd, n_embd, bias=False)\n"
     "        self.v_proj = Linear(n_embd, n_embd, bias=False)\n"),
    ("attention", "self.c_attn(x)", "cat([self.q_proj(x), self.k_proj(x), self.v_proj(x)], -1)"),
)  # fmt: skip
VARIANTS = {
    "groups by hand": (
        ("gpt",
         '        {"params": [p for p in parameters if p.data.ndim >= 2],'
         ' "weight_decay": weight_decay},\n'
         '        {"params": [p for p in parameters if p.data.ndim < 2], "weight_decay": 0.0},\n',
         '        {"params": [p], "weight_decay": weight_decay if len(p.shape) > 1 else 0}\n'
         "        for p in parameters\n"),
    ),
    "a dict by name first, as nanoGPT has it": (
        ("gpt", "    parameters = model.parameters()\n",
         "    parameters = list({n: p for n, p in model.named_parameters()}.values())\n"),
    ),
    "gradients zeroed by hand, before the forward pass": (
        ("gpt", "    _, loss = model(x, y)\n    model.zero_grad()\n",
         "    for p in model.parameters():\n"
         "        p.grad = np.zeros_like(p.data)\n"
         "    _, loss = model(x, y)\n"),
    ),
    "gradients zeroed once more behind the step": (
        ("gpt", "    optimizer.step()\n", "    optimizer.step()\n    model.zero_grad()\n"),
    ),
    "the rate set first": (
        ("gpt", "    optimizer.lr = lr\n    optimizer.step()\n", "    optimizer.step()\n"),
        ("gpt", ZERO_AND_BACKWARD, f"    optimizer.lr = lr\n{ZERO_AND_BACKWARD}"),
    ),
    "clipping as torch does it": (
        ("optim", "grad *= max_norm / norm", "grad *= max_norm / (norm + 1e-6)"),
    ),
    "the loss as numpy has it, the norm as an array": (
        ("gpt", "return float(loss.data), norm", "return loss.data, np.float64(norm)"),
    ),
    "entries that are lists": (
        ("gpt", "history.append((loss, norm, lr))", "history += [[loss, norm, float(lr)]]"),
    ),
    "training by index": (
        ("gpt", "    for step, (x, y) in enumerate(batches):\n",
         "    for step in range(len(batches)):\n        x, y = batches[step]\n"),
    ),
    "softmax of step 30": (
        ("gpt",
         "    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))\n"
         "    return powers / powers.sum(axis=-1, keepdims=True)\n",
         "    from functional import softmax\n    from tensor import Tensor\n\n"
         "    return softmax(Tensor(logits), -1).data\n"),
    ),
    "-1e9 for -inf": (("gpt", "kth[:, None], -np.inf, logits", "kth[:, None], -1e9, logits"),),
    "the smallest float for -inf": (
        ("gpt", "kth[:, None], -np.inf, logits", "kth[:, None], np.finfo(float).min, logits"),
    ),
    "the k-th largest by partition": (
        ("gpt", "np.sort(logits, axis=-1)[:, -min(top_k, logits.shape[-1])]",
         "np.partition(logits, -min(top_k, logits.shape[-1]))[:, -min(top_k, logits.shape[-1])]"),
    ),
    "row by row, as lists": (
        ("gpt",
         "    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))\n"
         "    return powers / powers.sum(axis=-1, keepdims=True)\n",
         "    rows = [np.exp(row - max(row)) for row in logits]\n"
         "    return np.array([row / sum(row) for row in rows])\n"),
    ),
    "cut only where it is too long": (
        ("gpt", "model(idx[:, -model.config.block_size :])",
         "model(idx if idx.shape[1] <= model.config.block_size"
         " else idx[:, idx.shape[1] - model.config.block_size :])"),
    ),
    "a text written into an array made before": (
        ("gpt",
         "        idx = np.concatenate([idx, [[choose(row)] for row in p]], axis=1)\n    return",
         "        new = np.empty((len(idx), idx.shape[1] + 1), dtype=int)\n"
         "        new[:, :-1] = idx\n"
         "        for i, row in enumerate(p):\n"
         "            new[i, -1] = choose(row.tolist())\n"
         "        idx = new\n"
         "    return"),
    ),
    "a text as nested lists": (
        ("gpt",
         "    idx = np.array(idx)\n"
         "    for _ in range(max_new_tokens):\n"
         "        with no_grad():\n"
         "            logits, _ = model(idx[:, -model.config.block_size :])\n"
         "        p = next_probabilities(logits.data[:, -1], temperature, top_k)\n"
         "        idx = np.concatenate([idx, [[choose(row)] for row in p]], axis=1)\n"
         "    return idx\n",
         "    rows = [list(row) for row in idx]\n"
         "    for _ in range(max_new_tokens):\n"
         "        with no_grad():\n"
         "            seen = np.array([row[-model.config.block_size :] for row in rows])\n"
         "            logits, _ = model(seen)\n"
         "            p = next_probabilities(logits.data[:, -1, :], temperature, top_k)\n"
         "            for row, chances in zip(rows, p, strict=True):\n"
         "                row.append(int(choose(chances)))\n"
         "    return np.array(rows)\n"),
    ),
    "queries, keys and values by three layers": ONE_LINEAR,
    "a mask of -1e9": (("attention", 'float("-inf")', "-1e9"),),
    "a configuration that is a dict": (
        ("gpt", "@dataclass\nclass GPTConfig:\n", "class GPTConfig(dict):\n"),
        ("gpt", "        self.config = config\n",
         "        from types import SimpleNamespace\n\n"
         "        config = self.config = SimpleNamespace(**config)\n"),
    ),
    "sizes as keyword arguments": (
        ("gpt", "@dataclass\nclass GPTConfig:\n", "@dataclass\nclass _Sizes:\n"),
        ("gpt", "    def __init__(self, config):\n", "    def __init__(self, **sizes):\n"),
        ("gpt", "        self.config = config\n",
         "        config = self.config = _Sizes(**sizes)\n"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_right_code_is_not_rejected(name, solved):
    for module, old, new in VARIANTS[name]:
        solved.change(module, old, new)
    graded = solved.grade(*STEPS)
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong
