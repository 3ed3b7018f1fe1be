"""A GPT by torch: nanoGPT's shape, torch's attention, losses and optimiser."""

from dataclasses import dataclass

import numpy as np
import torch
from attention import Cache, CausalSelfAttention
from functional import cross_entropy, gelu
from layers import Embedding, LayerNorm, Linear, Module
from optim import AdamW, clip_grad_norm_, warmup_cosine
from tensor import no_grad


@dataclass
class GPTConfig:
    """The sizes of a GPT."""

    vocab_size: int
    block_size: int
    n_layer: int
    n_head: int
    n_embd: int


class MLP(Module):
    """Two linear functions with torch's gelu between them."""

    def __init__(self, n_embd):
        """Make them."""
        self.c_fc = Linear(n_embd, 4 * n_embd, bias=False)
        self.c_proj = Linear(4 * n_embd, n_embd, bias=False)

    def forward(self, x):
        """torch's linear, gelu, linear."""
        return self.c_proj(gelu(self.c_fc(x)))


class Block(Module):
    """Attention and MLP, norms before them, residuals around them."""

    def __init__(self, n_embd, n_head, block_size):
        """Make the parts."""
        self.ln_1 = LayerNorm(n_embd)
        self.attn = CausalSelfAttention(n_embd, n_head, block_size)
        self.ln_2 = LayerNorm(n_embd)
        self.mlp = MLP(n_embd)

    def forward(self, x, cache=None):
        """Add each part's result to x."""
        x = x + self.attn(self.ln_1(x), cache)
        return x + self.mlp(self.ln_2(x))


class GPT(Module):
    """nanoGPT's model."""

    def __init__(self, config):
        """Make the parts; the head's weight is the letters' table."""
        self.config = config
        self.transformer = Module()
        self.transformer.wte = Embedding(config.vocab_size, config.n_embd)
        self.transformer.wpe = Embedding(config.block_size, config.n_embd)
        sizes = config.n_embd, config.n_head, config.block_size
        self.transformer.h = [Block(*sizes) for _ in range(config.n_layer)]
        self.transformer.ln_f = LayerNorm(config.n_embd)
        self.lm_head = Linear(config.n_embd, config.vocab_size, bias=False)
        self.lm_head.weight = self.transformer.wte.weight
        self.init_weights()

    def init_weights(self):
        """torch's ``normal_``."""
        for name, parameter in self.named_parameters():
            if parameter.tensor.dim() >= 2:
                residual = name.endswith("c_proj.weight")
                deviation = 0.02 / (2 * self.config.n_layer) ** 0.5 if residual else 0.02
                torch.nn.init.normal_(parameter.tensor, 0.0, deviation)

    def forward(self, idx, targets=None, caches=None):
        """Return the logits and torch's cross-entropy."""
        idx = np.asarray(idx)
        start = caches[0].length() if caches else 0
        if start + idx.shape[1] > self.config.block_size:
            raise ValueError("more letters than positions")
        places = np.arange(start, start + idx.shape[1])
        x = self.transformer.wte(idx) + self.transformer.wpe(places)
        for i, block in enumerate(self.transformer.h):
            x = block(x, caches[i] if caches else None)
        logits = self.lm_head(self.transformer.ln_f(x))
        if targets is None:
            return logits, None
        return logits, cross_entropy(logits.reshape(-1, logits.shape[-1]), np.reshape(targets, -1))


def configure_optimizer(model, lr, weight_decay, betas=(0.9, 0.95)):
    """torch's AdamW, with matrices that decay and vectors that do not."""
    parameters = model.parameters()
    groups = [
        {"params": [p for p in parameters if p.tensor.dim() >= 2], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.tensor.dim() < 2], "weight_decay": 0.0},
    ]
    return AdamW(groups, lr, betas)


def train_step(model, optimizer, x, y, lr, max_norm):
    """torch's backward, clip and step."""
    _, loss = model(x, y)
    model.zero_grad()
    loss.tensor.backward()
    norm = clip_grad_norm_(model.parameters(), max_norm)
    optimizer.lr = lr
    optimizer.step()
    return loss.tensor.item(), norm


def train(model, batches, max_lr, min_lr, warmup_steps, weight_decay, max_norm):
    """Take all steps, with torch's schedule."""
    optimizer = configure_optimizer(model, max_lr, weight_decay)
    history = []
    for step, (x, y) in enumerate(batches):
        lr = warmup_cosine(step, max_lr, min_lr, warmup_steps, len(batches))
        history.append((*train_step(model, optimizer, x, y, lr, max_norm), lr))
    return history


def next_probabilities(logits, temperature=1.0, top_k=None):
    """torch's ``topk`` and ``softmax``, as in nanoGPT."""
    logits = torch.tensor(np.asarray(logits), dtype=torch.float64) / temperature
    if top_k is not None:
        values, _ = torch.topk(logits, min(top_k, logits.shape[-1]))
        logits[logits < values[:, [-1]]] = -float("inf")
    return torch.softmax(logits, -1).numpy()


def generate(model, idx, max_new_tokens, choose, temperature=1.0, top_k=None):
    """One letter after the other, as in nanoGPT."""
    idx = torch.tensor(np.asarray(idx))
    for _ in range(max_new_tokens):
        with no_grad():
            logits, _ = model(idx[:, -model.config.block_size :].numpy())
        p = next_probabilities(logits.data[:, -1], temperature, top_k)
        idx = torch.cat([idx, torch.tensor([[int(choose(row))] for row in p])], 1)
    return idx.numpy()


def generate_cached(model, idx, max_new_tokens, choose, temperature=1.0, top_k=None):
    """The same with caches."""
    idx = torch.tensor(np.asarray(idx))
    if idx.shape[1] + max_new_tokens > model.config.block_size + 1:
        raise ValueError("more letters than positions can see")
    caches, new = [Cache() for _ in model.transformer.h], idx
    for _ in range(max_new_tokens):
        with no_grad():
            logits, _ = model(new.numpy(), None, caches)
        p = next_probabilities(logits.data[:, -1], temperature, top_k)
        new = torch.tensor([[int(choose(row))] for row in p])
        idx = torch.cat([idx, new], 1)
    return idx.numpy()
