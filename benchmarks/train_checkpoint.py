"""Train a small GPT on first names with plain torch, and write its weights to data/.

    python benchmarks/train_checkpoint.py

It uses nothing of the kit's: a learner's GPT is to speak with weights from elsewhere. Parameters
have nanoGPT's names; attention and MLP have no biases, layer norms have both, and the head's weight
is the letters' table. It needs torch, one core and a few minutes; two runs on one machine write the
same numbers.
"""

import math
import random
import time
from pathlib import Path

import click
import numpy as np
import torch
from torch import nn
from torch.nn import functional

DATA = Path(__file__).resolve().parent.parent / "data"
CHARACTERS = ".abcdefghijklmnopqrstuvwxyz"  # the first one stands between two names
POSITIONS, LAYERS, HEADS, CHANNELS = 16, 3, 4, 32
BATCH, STEPS, WARMUP = 64, 2000, 100
MOST, LEAST, DECAY, LONGEST_GRADIENT = 4e-3, 2e-4, 0.1, 1.0
KEPT_ASIDE = 0.1  # of the names, to see how well it guesses those it has never read


class Attention(nn.Module):
    """Causal self-attention by torch's own function."""

    def __init__(self):
        """Make both projections."""
        super().__init__()
        self.c_attn = nn.Linear(CHANNELS, 3 * CHANNELS, bias=False)
        self.c_proj = nn.Linear(CHANNELS, CHANNELS, bias=False)

    def forward(self, x):
        """Return what all heads have gathered."""
        shape = (*x.shape[:2], HEADS, CHANNELS // HEADS)
        parts = self.c_attn(x).split(CHANNELS, 2)
        query, key, value = (part.view(shape).transpose(1, 2) for part in parts)
        out = functional.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.c_proj(out.transpose(1, 2).reshape(x.shape))


class Perceptron(nn.Module):
    """Two linear functions with gelu between them."""

    def __init__(self):
        """Make both."""
        super().__init__()
        self.c_fc = nn.Linear(CHANNELS, 4 * CHANNELS, bias=False)
        self.c_proj = nn.Linear(4 * CHANNELS, CHANNELS, bias=False)

    def forward(self, x):
        """Return what each position makes of its own numbers."""
        return self.c_proj(functional.gelu(self.c_fc(x), approximate="tanh"))


class Block(nn.Module):
    """Attention and MLP, each behind a norm and beside x."""

    def __init__(self):
        """Make the four parts."""
        super().__init__()
        self.ln_1, self.attn = nn.LayerNorm(CHANNELS), Attention()
        self.ln_2, self.mlp = nn.LayerNorm(CHANNELS), Perceptron()

    def forward(self, x):
        """Add what both say."""
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT(nn.Module):
    """Letters in, logits of the letters that follow out."""

    def __init__(self):
        """Make the parts, with GPT-2's first weights."""
        super().__init__()
        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding(len(CHARACTERS), CHANNELS),
                "wpe": nn.Embedding(POSITIONS, CHANNELS),
                "h": nn.ModuleList([Block() for _ in range(LAYERS)]),
                "ln_f": nn.LayerNorm(CHANNELS),
            }
        )
        self.lm_head = nn.Linear(CHANNELS, len(CHARACTERS), bias=False)
        self.lm_head.weight = self.transformer["wte"].weight
        for name, parameter in self.named_parameters():
            if parameter.dim() >= 2:
                residual = name.endswith("c_proj.weight")
                deviation = 0.02 / math.sqrt(2 * LAYERS) if residual else 0.02
                nn.init.normal_(parameter, 0.0, deviation)

    def forward(self, ids, targets):
        """Return the loss."""
        parts = self.transformer
        x = parts["wte"](ids) + parts["wpe"](torch.arange(ids.shape[1]))
        for block in parts["h"]:
            x = block(x)
        logits = self.lm_head(parts["ln_f"](x))
        return functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


def texts():
    """Return the ids of two texts, of most names and of those kept aside, in a mixed order."""
    names = (DATA / "names.txt").read_text(encoding="utf-8").split()
    random.Random(44).shuffle(names)
    aside = int(KEPT_ASIDE * len(names))
    return [
        torch.tensor([CHARACTERS.index(letter) for letter in f".{'.'.join(part)}."])
        for part in (names[aside:], names[:aside])
    ]


def pieces(ids, starts):
    """Return the pieces of a text that begin there, and the letters that follow."""
    x = torch.stack([ids[start : start + POSITIONS] for start in starts])
    return x, torch.stack([ids[start + 1 : start + POSITIONS + 1] for start in starts])


def rate(step):
    """Return the learning rate: a warmup, then half a cosine."""
    if step < WARMUP:
        return MOST * (step + 1) / WARMUP
    done = (step - WARMUP) / (STEPS - WARMUP)
    return LEAST + 0.5 * (MOST - LEAST) * (1.0 + math.cos(math.pi * done))


def trained():
    """Train, and say how it goes; return the model."""
    torch.manual_seed(44)
    chance = random.Random(45)
    learned, aside = texts()
    unseen = pieces(aside, range(0, len(aside) - POSITIONS - 1, POSITIONS))
    model = GPT()
    groups = [
        {"params": [p for p in model.parameters() if p.dim() >= 2], "weight_decay": DECAY},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=MOST, betas=(0.9, 0.95))
    began, recent = time.perf_counter(), []
    for step in range(STEPS):
        starts = [chance.randrange(len(learned) - POSITIONS) for _ in range(BATCH)]
        loss = model(*pieces(learned, starts))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), LONGEST_GRADIENT)
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        optimizer.step()
        recent = [*recent[-99:], loss.item()]
        if (step + 1) % 250 == 0:
            with torch.no_grad():
                others = model(*unseen).item()
            click.echo(
                f"{step + 1:5} steps, {time.perf_counter() - began:4.0f} s: loss "
                f"{sum(recent) / len(recent):.4f}, of unseen names {others:.4f}"
            )
    return model


@click.command()
@click.option("--output", type=click.Path(path_type=Path), default=DATA / "names_gpt.npz")
def main(output):
    """Train, and write the weights by name, with the letters and the sizes beside them."""
    torch.set_num_threads(1)
    model = trained()
    weights = {name: p.detach().numpy() for name, p in model.named_parameters()}
    np.savez(output, characters=CHARACTERS, block_size=POSITIONS, n_head=HEADS, **weights)
    click.echo(f"{sum(w.size for w in weights.values()):,} parameters, written to {output}")


if __name__ == "__main__":
    main()
