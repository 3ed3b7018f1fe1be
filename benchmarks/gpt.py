"""Prints what a training step of solutions/'s GPT costs, beside the same model made of torch.

    python benchmarks/gpt.py [REPEATS]

On one thread, in float32, as `play` trains, in turns: forward, backward, clipping and AdamW, with
some 26,000 and 805,000 parameters. Before that, in float64, the losses of both over five steps from
the same weights, which must be equal. Needs torch.
"""

import gc
import math
import os
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402 - after the number of threads is set

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError:
    sys.exit("This compares with torch, which is not installed for this Python.")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "solutions"))

import gpt  # noqa: E402 - found in solutions/
from tensor import Tensor  # noqa: E402

LR, DECAY, CLIP = 1e-3, 0.1, 1.0
SIZES = {
    "at 26,000 parameters": (gpt.GPTConfig(27, 16, 2, 4, 32), 32),
    "at 805,000 parameters": (gpt.GPTConfig(65, 64, 4, 4, 128), 12),
}


class TorchBlock(nn.Module):
    """nanoGPT's block without biases."""

    def __init__(self, config):
        super().__init__()
        n, self.n_head = config.n_embd, config.n_head
        self.ln_1, self.ln_2 = nn.LayerNorm(n), nn.LayerNorm(n)
        self.attn, self.mlp = nn.Module(), nn.Module()
        self.attn.c_attn = nn.Linear(n, 3 * n, bias=False)
        self.attn.c_proj = nn.Linear(n, n, bias=False)
        self.mlp.c_fc = nn.Linear(n, 4 * n, bias=False)
        self.mlp.c_proj = nn.Linear(4 * n, n, bias=False)

    def forward(self, x):
        """Attend, then think."""
        parts = self.attn.c_attn(self.ln_1(x)).chunk(3, -1)
        heads = [part.unflatten(-1, (self.n_head, -1)).transpose(1, 2) for part in parts]
        seen = F.scaled_dot_product_attention(*heads, is_causal=True)
        x = x + self.attn.c_proj(seen.transpose(1, 2).flatten(2))
        hidden = F.gelu(self.mlp.c_fc(self.ln_2(x)), approximate="tanh")
        return x + self.mlp.c_proj(hidden)


class TorchGPT(nn.Module):
    """nanoGPT's model."""

    def __init__(self, config):
        super().__init__()
        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding(config.vocab_size, config.n_embd),
                "wpe": nn.Embedding(config.block_size, config.n_embd),
                "h": nn.ModuleList(TorchBlock(config) for _ in range(config.n_layer)),
                "ln_f": nn.LayerNorm(config.n_embd),
            }
        )

    def forward(self, idx, targets):
        """Return the loss."""
        parts = self.transformer
        x = parts["wte"](idx) + parts["wpe"](torch.arange(idx.shape[1]))
        for block in parts["h"]:
            x = block(x)
        logits = F.linear(parts["ln_f"](x), parts["wte"].weight)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def own_step(model, x, y):
    """Return a function that makes one training step of the solutions."""
    optimizer = gpt.configure_optimizer(model, LR, DECAY)

    def step():
        loss, _ = gpt.train_step(model, optimizer, x, y, LR, CLIP)
        return loss

    return step


def torch_step(model, x, y):
    """Return a function that makes the same step in torch."""
    groups = [
        {"params": [p for p in model.parameters() if p.dim() >= 2], "weight_decay": DECAY},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=LR, betas=(0.9, 0.95))
    x, y = torch.tensor(x), torch.tensor(y)

    def step():
        loss = model(x, y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        optimizer.step()
        return loss.item()

    return step


def both(config, batch, kind):
    """Return a step of each, from the same weights, on the same batch, with numbers of a kind."""
    Tensor.dtype = getattr(np, kind)
    own = gpt.GPT(config)
    other = TorchGPT(config).to(getattr(torch, kind))
    own_weights = own.state_dict()
    other.load_state_dict({name: torch.tensor(array) for name, array in own_weights.items()})
    numbers = np.arange(batch * (config.block_size + 1)).reshape(batch, -1)
    letters = (numbers * numbers + 3 * numbers) % config.vocab_size
    x, y = letters[:, :-1], letters[:, 1:]
    return {"solutions": own_step(own, x, y), "torch": torch_step(other, x, y)}


def medians(steps, repeats):
    """Return the median time of each, taken in turns."""
    times = {name: [] for name in steps}
    gc.collect()
    gc.freeze()
    gc.disable()
    for turn in range(repeats + 3):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            gc.collect()
            if turn >= 3:
                times[name].append(time.perf_counter() - began)
    gc.enable()
    return {name: sorted(taken)[len(taken) // 2] for name, taken in times.items()}


def main():
    """Compare the losses, then the times."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    torch.set_num_threads(1)
    config, batch = SIZES["at 26,000 parameters"]
    steps = both(config, batch, "float64")
    losses = {name: [step() for _ in range(5)] for name, step in steps.items()}
    apart = max(abs(a - b) for a, b in zip(*losses.values(), strict=True))
    # torch clips by norm + 1e-6, the solution by the norm.
    print(f"losses of five steps in float64: {losses['solutions'][-1]!r}, {apart:.0e} apart")
    if not math.isclose(apart, 0.0, abs_tol=1e-6):
        sys.exit("They are not the same.")
    for size, (config, batch) in SIZES.items():
        taken = medians(both(config, batch, "float32"), repeats)
        ratio = taken["solutions"] / taken["torch"]
        own, other = (1000 * seconds for seconds in taken.values())
        print(f"{size:24} {own:8.1f} ms, torch {other:8.1f} ms: {ratio:5.2f} x torch")


if __name__ == "__main__":
    main()
