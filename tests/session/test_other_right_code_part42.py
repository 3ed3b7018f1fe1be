"""Steps 42 and 43: right code that is written otherwise than the solution passes."""

import pytest

STEPS = {"attention": (42, 43), "functional": (42, 43), "gpt": (42, 43)}
SEPARATE = """        self.query = Linear(n_embd, n_embd, bias=False)
        self.key = Linear(n_embd, n_embd, bias=False)
        self.value = Linear(n_embd, n_embd, bias=False)
"""
HEADS = """        heads = self.c_attn(x).reshape(B, T, 3, self.n_head, C // self.n_head)
        query, key, value = (heads[:, :, i].transpose(1, 2) for i in range(3))
"""
SEPARATE_HEADS = """        query, key, value = (
            f(x).reshape(B, T, self.n_head, C // self.n_head).transpose(1, 2)
            for f in (self.query, self.key, self.value)
        )
"""
MASKED = 'scores.masked_fill(future(key.shape[-2])[-T:], float("-inf"))'
CONFIG = """@dataclass
class GPTConfig:
    \"\"\"The sizes of a GPT: letters, positions, layers, heads, channels.\"\"\"

    vocab_size: int
    block_size: int
    n_layer: int
    n_head: int
    n_embd: int
"""
IN_DETAIL = """        x = x + self.attn(self.ln_1(x), cache)
        return x + self.mlp(self.ln_2(x))
"""
FILL = """        for name, parameter in self.named_parameters():
            if parameter.data.ndim < 2:
                continue
            deviation = 0.02
            if name.endswith("c_proj.weight"):
                deviation /= (2 * self.config.n_layer) ** 0.5
            numbers = [random.gauss(0.0, deviation) for _ in range(parameter.data.size)]
            parameter.data[...] = np.reshape(numbers, parameter.data.shape)
"""
FILL_BY_MODULES = """        chance = np.random.default_rng()
        for table in (self.transformer.wte, self.transformer.wpe):
            table.weight.data[...] = chance.normal(0.0, 0.02, table.weight.shape)
        small = 0.02 * (2 * len(self.transformer.h)) ** -0.5
        for block in self.transformer.h:
            for part, deviation in (
                (block.attn.c_attn, 0.02), (block.attn.c_proj, small),
                (block.mlp.c_fc, 0.02), (block.mlp.c_proj, small),
            ):
                part.weight.data[...] = chance.normal(0.0, deviation, part.weight.shape)
"""
VARIANTS = {
    "separate queries, keys and values": (
        "attention",
        ("        self.c_attn = Linear(n_embd, 3 * n_embd, bias=False)\n", SEPARATE),
        (HEADS, SEPARATE_HEADS),
    ),
    "masked by a large negative number": (
        "attention", (MASKED, MASKED.replace('float("-inf")', "-1e9"))
    ),
    "masked by the smallest float": (
        "attention", (MASKED, MASKED.replace('float("-inf")', "np.finfo(np.float64).min"))
    ),
    "a mask that is added": (
        "attention", (MASKED, "scores + np.where(future(key.shape[-2])[-T:], -1e9, 0.0)")
    ),
    "softmax of several operations": (
        "functional",
        (
            '    powers = np.exp(x.data - x.data.max(axis=dim, keepdims=True))\n',
            "    shifted = (x - x.data.max(axis=dim, keepdims=True)).exp()\n"
            "    return shifted / shifted.sum(dim, keepdim=True)\n\n"
            '    powers = np.exp(x.data - x.data.max(axis=dim, keepdims=True))\n',
        ),
    ),
    "layer norm of several operations": (
        "functional",
        (
            "    centred = x.data - x.data.mean(axis=-1, keepdims=True)\n",
            "    off = x - x.mean(-1, keepdim=True)\n"
            "    variance = (off * off).mean(-1, keepdim=True)\n"
            "    return weight * (off * (variance + eps) ** -0.5) + bias\n\n"
            "    centred = x.data - x.data.mean(axis=-1, keepdims=True)\n",
        ),
    ),
    "the loss of several operations": (
        "functional",
        (
            "    rows, targets = np.arange(len(logits.data)), np.asarray(targets)\n",
            "    chosen = np.arange(len(logits.data)), np.asarray(targets)\n"
            "    return -log_softmax(logits, 1)[chosen].mean()\n\n"
            "    rows, targets = np.arange(len(logits.data)), np.asarray(targets)\n",
        ),
    ),
    "a layer under another name for the projection": (
        "attention",
        ("        self.c_proj = ", "        self.out_proj = "),
        ("self.c_proj(seen", "self.out_proj(seen"),
        "gpt", ('"c_proj.weight"', '"proj.weight"'),
    ),
    "sizes in a dict": (
        "gpt",
        (CONFIG, "GPTConfig = dict\n"),
        ("        self.config = config\n",
         "        import types\n\n"
         "        config = self.config = types.SimpleNamespace(**config)\n"),
    ),
    "sizes by keyword": (
        "gpt",
        (CONFIG, ""),
        ("def __init__(self, config):",
         "def __init__(self, vocab_size, block_size, n_layer, n_head, n_embd):"),
        ("        self.config = config\n",
         "        import types\n\n"
         "        config = self.config = types.SimpleNamespace(\n"
         "            vocab_size=vocab_size, block_size=block_size, n_layer=n_layer,\n"
         "            n_head=n_head, n_embd=n_embd,\n"
         "        )\n"),
    ),
    "a block in steps": (
        "gpt",
        (IN_DETAIL,
         "        normed = self.ln_1(x)\n        seen = self.attn(normed)\n        x = seen + x\n"
         "        normed = self.ln_2(x)\n        thought = self.mlp(normed)\n"
         "        out = thought + x\n        return out\n"),
        ("            x = block(x, caches[i] if caches else None)\n", "            x = block(x)\n"),
    ),
    "an attention that knows of no cache": (
        "attention",
        ("def forward(self, x, cache=None):", "def forward(self, x):"),
        ("        if cache is not None:\n            key, value = cache.extend(key, value)\n", ""),
        "gpt", ("self.attn(self.ln_1(x), cache)", "self.attn(self.ln_1(x))"),
    ),
    "gelu of several operations": (
        "gpt",
        ("return self.c_proj(gelu(self.c_fc(x)))",
         "h = self.c_fc(x)\n"
         "        t = ((h + h**3 * 0.044715) * (2 / np.pi) ** 0.5).tanh()\n"
         "        return self.c_proj(h * 0.5 * (t + 1.0))"),
    ),
    "more attributes": (
        "gpt",
        ("        self.ln_1 = LayerNorm(n_embd)\n",
         "        self.n_embd, self.block_size, self.name = n_embd, block_size, 'block'\n"
         "        self.ln_1 = LayerNorm(n_embd)\n"),
        ("        self.init_weights()\n",
         "        self.init_weights()\n        self.places = np.arange(config.block_size)\n"),
        (POSITIONS := "self.transformer.wpe(np.arange(start, start + T))",
         "self.transformer.wpe(self.places[start : start + T])"),
    ),
    "positions by slicing the table": (
        "gpt", (POSITIONS, "self.transformer.wpe.weight[start : start + T]")
    ),
    "positions for every text": (
        "gpt",
        (POSITIONS, "self.transformer.wpe(np.tile(np.arange(start, start + T), (B, 1)))"),
    ),
    "a table the other way round, as a product": (
        "gpt",
        ("self.lm_head(self.transformer.ln_f(x))",
         "self.transformer.ln_f(x) @ self.transformer.wte.weight.T"),
    ),
    "the head tied the other way round": (
        "gpt",
        ("self.lm_head.weight = self.transformer.wte.weight",
         "self.transformer.wte.weight = self.lm_head.weight"),
    ),
    "tied after the weights are filled": (
        "gpt",
        ("        self.lm_head.weight = self.transformer.wte.weight\n", ""),
        ("        self.init_weights()\n",
         "        self.init_weights()\n"
         "        self.lm_head.weight = self.transformer.wte.weight\n"),
    ),
    "blocks in a tuple": (
        "gpt",
        ("        self.lm_head = Linear",
         "        self.transformer.h = tuple(self.transformer.h)\n        self.lm_head = Linear"),
    ),
    "weights by numpy, part by part": ("gpt", (FILL, FILL_BY_MODULES)),
    "the loss in a row of losses": (
        "gpt",
        ("        loss = cross_entropy(logits.reshape(B * T, -1), np.reshape(targets, -1))\n",
         "        loss = sum(\n"
         "            cross_entropy(logits[b], np.asarray(targets)[b]) for b in range(B)\n"
         "        ) * (1.0 / B)\n"),
    ),
    "sizes from the array": (
        "gpt",
        ("        B, T = np.shape(idx)\n", "        B, T = idx.shape\n"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_right_code_is_not_rejected(name, solved):
    steps, module = (), ""
    for one in VARIANTS[name]:
        if isinstance(one, str):
            module = one
            steps = (*steps, *STEPS[module])
        elif one:
            solved.change(module, *one)
    graded = solved.grade(*sorted(set(steps)))
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong
