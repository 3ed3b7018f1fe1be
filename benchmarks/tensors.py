"""Prints what a training step of a small GPT costs on solutions/'s tensors, beside torch's.

    python benchmarks/tensors.py [REPEATS]

The same numbers in float64 on one thread, forward, backward and AdamW, in one run: the losses are
printed, and must be equal. Needs torch.
"""

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
    from torch.nn import functional as F
except ImportError:
    sys.exit("This compares with torch, which is not installed for this Python.")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "solutions"))

import functional  # noqa: E402 - found in solutions/
import optim  # noqa: E402
from tensor import Tensor  # noqa: E402

LETTERS, POSITIONS, CHANNELS, HEADS, LAYERS, BATCH = 27, 16, 32, 4, 2, 32


def weights():
    """Return the arrays of a GPT of some 26,000 parameters, by name; numbers from a formula."""
    shapes = {"wte": (LETTERS, CHANNELS), "wpe": (POSITIONS, CHANNELS)}
    for layer in range(LAYERS):
        shapes |= {
            f"{layer}.qkv": (3 * CHANNELS, CHANNELS), f"{layer}.out": (CHANNELS, CHANNELS),
            f"{layer}.up": (4 * CHANNELS, CHANNELS), f"{layer}.down": (CHANNELS, 4 * CHANNELS),
            f"{layer}.gain1": (CHANNELS,), f"{layer}.bias1": (CHANNELS,),
            f"{layer}.gain2": (CHANNELS,), f"{layer}.bias2": (CHANNELS,),
        }  # fmt: skip
    made = {}
    for number, (name, shape) in enumerate(shapes.items()):
        places = np.arange(math.prod(shape)) + 1000 * number
        made[name] = 0.2 * np.sin(1.7 * places + 0.9).reshape(shape) + ("gain" in name)
    return made


def batch():
    """Return ``(ids, targets)``, whole numbers of shape (B, T)."""
    numbers = np.arange(BATCH * (POSITIONS + 1)).reshape(BATCH, POSITIONS + 1)
    letters = (numbers * numbers + 3 * numbers) % LETTERS
    return letters[:, :-1], letters[:, 1:]


def own_step():
    """Return a function that makes one training step on the solutions' tensors."""
    w = {name: Tensor(array) for name, array in weights().items()}
    optimiser = optim.AdamW([{"params": list(w.values()), "weight_decay": 0.1}], lr=1e-3)
    ids, targets = batch()
    future = np.triu(np.ones((POSITIONS, POSITIONS), dtype=bool), 1)

    def heads(x):
        return x.reshape(BATCH, POSITIONS, HEADS, CHANNELS // HEADS).transpose(1, 2)

    def step():
        x = functional.embedding(ids, w["wte"]) + w["wpe"]
        for layer in range(LAYERS):
            n = functional.layer_norm(x, w[f"{layer}.gain1"], w[f"{layer}.bias1"])
            qkv = n @ w[f"{layer}.qkv"].T
            q, k, v = (heads(qkv[..., i * CHANNELS : (i + 1) * CHANNELS]) for i in range(3))
            scores = (q @ k.transpose(-2, -1)) * (CHANNELS // HEADS) ** -0.5
            seen = functional.softmax(scores.masked_fill(future, -np.inf), -1) @ v
            x = x + seen.transpose(1, 2).reshape(BATCH, POSITIONS, CHANNELS) @ w[f"{layer}.out"].T
            n = functional.layer_norm(x, w[f"{layer}.gain2"], w[f"{layer}.bias2"])
            x = x + functional.gelu(n @ w[f"{layer}.up"].T) @ w[f"{layer}.down"].T
        logits = (x @ w["wte"].T).reshape(BATCH * POSITIONS, LETTERS)
        loss = functional.cross_entropy(logits, targets.reshape(-1))
        for parameter in w.values():
            parameter.grad = np.zeros_like(parameter.data)
        loss.backward()
        optimiser.step()
        return float(loss.data)

    return step


def torch_step():
    """Return a function that makes the same step in torch."""
    torch.set_num_threads(1)
    w = {name: torch.tensor(array, requires_grad=True) for name, array in weights().items()}
    optimiser = torch.optim.AdamW(list(w.values()), lr=1e-3, weight_decay=0.1)
    ids, targets = (torch.tensor(array) for array in batch())

    def heads(x):
        return x.view(BATCH, POSITIONS, HEADS, CHANNELS // HEADS).transpose(1, 2)

    def norm(x, layer, which):
        gain, bias = w[f"{layer}.gain{which}"], w[f"{layer}.bias{which}"]
        return F.layer_norm(x, (CHANNELS,), gain, bias)

    def step():
        x = F.embedding(ids, w["wte"]) + w["wpe"]
        for layer in range(LAYERS):
            parts = F.linear(norm(x, layer, 1), w[f"{layer}.qkv"]).split(CHANNELS, dim=2)
            seen = F.scaled_dot_product_attention(*map(heads, parts), is_causal=True)
            joined = seen.transpose(1, 2).reshape(BATCH, POSITIONS, CHANNELS)
            x = x + F.linear(joined, w[f"{layer}.out"])
            hidden = F.gelu(F.linear(norm(x, layer, 2), w[f"{layer}.up"]), approximate="tanh")
            x = x + F.linear(hidden, w[f"{layer}.down"])
        loss = F.cross_entropy(F.linear(x, w["wte"]).view(-1, LETTERS), targets.view(-1))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def main():
    """Take turns, so that both see the same machine; print the medians and their ratio."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    steps = {"solutions' tensors": own_step(), "torch, one thread": torch_step()}
    times = {name: [] for name in steps}
    for turn in range(repeats + 3):
        losses = {}
        for name, step in steps.items():
            began = time.perf_counter()
            losses[name] = step()
            if turn >= 3:
                times[name].append(time.perf_counter() - began)
        if not math.isclose(*losses.values(), rel_tol=1e-9):
            sys.exit(f"The losses differ at step {turn}: {losses}")
    medians = {name: sorted(taken)[len(taken) // 2] for name, taken in times.items()}
    count = sum(array.size for array in weights().values())
    print(f"a training step of a GPT of {count:,} parameters, median of {repeats}")
    for name, seconds in medians.items():
        ratio = seconds / medians["torch, one thread"]
        print(f"  {name:20} {1000 * seconds:8.1f} ms  {ratio:5.2f} x torch")
    print(f"  the losses of the last step: {', '.join(map(repr, losses.values()))}")


if __name__ == "__main__":
    main()
