"""A GPT: the shape of GPT-2, small, on your own tensors."""

import random
from dataclasses import dataclass

import numpy as np
from attention import Cache, CausalSelfAttention
from functional import cross_entropy, gelu
from layers import Embedding, LayerNorm, Linear, Module
from optim import AdamW, clip_grad_norm_, warmup_cosine
from tensor import no_grad


@dataclass
class GPTConfig:
    """The sizes of a GPT: letters, positions, layers, heads, channels."""

    vocab_size: int
    block_size: int
    n_layer: int
    n_head: int
    n_embd: int


class MLP(Module):
    """What every position computes by itself: wider, bent, narrow again."""

    def __init__(self, n_embd):
        """Set ``c_fc``, a ``Linear`` from ``n_embd`` to four times as many, and ``c_proj``, back.

        Both without bias. Example: in ``MLP(6)`` the weights have the shapes (24, 6) and (6, 24).
        """
        ### BEGIN SOLUTION step 42
        self.c_fc = Linear(n_embd, 4 * n_embd, bias=False)
        self.c_proj = Linear(4 * n_embd, n_embd, bias=False)
        ### END SOLUTION

    def forward(self, x):
        """Return ``c_proj`` of ``gelu`` of ``c_fc`` of x, a tensor of the shape of ``x``."""
        ### BEGIN SOLUTION step 42
        return self.c_proj(gelu(self.c_fc(x)))
        ### END SOLUTION


class Block(Module):
    """Positions speak with each other, then each thinks by itself."""

    def __init__(self, n_embd, n_head, block_size):
        """Set ``ln_1``, ``attn``, ``ln_2`` and ``mlp``, in this order.

        ``ln_1`` and ``ln_2``: a ``LayerNorm`` of ``n_embd`` numbers each. ``attn``: step 41's
        ``CausalSelfAttention``, of the same three sizes. ``mlp``: an ``MLP``.
        """
        ### BEGIN SOLUTION step 42
        self.ln_1 = LayerNorm(n_embd)
        self.attn = CausalSelfAttention(n_embd, n_head, block_size)
        self.ln_2 = LayerNorm(n_embd)
        self.mlp = MLP(n_embd)
        ### END SOLUTION

    def forward(self, x, cache=None):
        """Return x plus attention of its norm, and that sum plus the MLP of the sum's norm.

        ``x``: a tensor of shape (B, T, C), as the result is. x + attn(ln_1(x)), and with that as
        x, x + mlp(ln_2(x)): what is added is computed from the norm, what it is added to is not
        normed. ``x`` itself stays as it is.
        Step 48 asks for ``cache``, a ``Cache``, which goes to the attention.
        """
        ### BEGIN SOLUTION step 42
        x = x + self.attn(self.ln_1(x), cache)
        return x + self.mlp(self.ln_2(x))
        ### END SOLUTION


class GPT(Module):
    """Letters in, for each position the logits of the letter that follows out."""

    def __init__(self, config):
        """Make the parts, with the names that nanoGPT has, and their weights (``init_weights``).

        ``config``: a ``GPTConfig``, kept as ``self.config``. ``self.transformer``: a ``Module``
        with the attributes ``wte``, an ``Embedding`` of the letters; ``wpe``, an ``Embedding`` of
        the positions, ``block_size`` of them; ``h``, a list of ``n_layer`` blocks; ``ln_f``, a
        ``LayerNorm``. ``self.lm_head``: a ``Linear`` from ``n_embd`` to ``vocab_size`` numbers,
        without bias, whose weight is the very tensor ``wte.weight``. A letter has a row of
        ``n_embd`` numbers in ``wte``, and so has a position in ``wpe``.
        Example: the first block's attention holds ``transformer.h.0.attn.c_attn.weight``.
        """
        ### BEGIN SOLUTION step 43
        self.config = config
        self.transformer = Module()
        self.transformer.wte = Embedding(config.vocab_size, config.n_embd)
        self.transformer.wpe = Embedding(config.block_size, config.n_embd)
        self.transformer.h = [
            Block(config.n_embd, config.n_head, config.block_size) for _ in range(config.n_layer)
        ]
        self.transformer.ln_f = LayerNorm(config.n_embd)
        self.lm_head = Linear(config.n_embd, config.vocab_size, bias=False)
        self.lm_head.weight = self.transformer.wte.weight
        self.init_weights()
        ### END SOLUTION

    def init_weights(self):
        """Fill all weights anew, as GPT-2 does; the tensors stay the same objects.

        Every weight of a ``Linear`` and an ``Embedding`` gets random numbers (``random.gauss``)
        with mean 0 and standard deviation 0.02; but for the two ``c_proj`` of each block, whose
        results are added to x: theirs is 0.02 / sqrt(2 * n_layer). Norms keep weight 1, bias 0.
        """
        ### BEGIN SOLUTION step 43
        for name, parameter in self.named_parameters():
            if parameter.data.ndim < 2:
                continue
            deviation = 0.02
            if name.endswith("c_proj.weight"):
                deviation /= (2 * self.config.n_layer) ** 0.5
            numbers = [random.gauss(0.0, deviation) for _ in range(parameter.data.size)]
            parameter.data[...] = np.reshape(numbers, parameter.data.shape)
        ### END SOLUTION

    def forward(self, idx, targets=None, caches=None):
        """Return ``(logits, loss)``; without targets the loss is ``None``.

        ``idx``, ``targets``: integers of shape (B, T), letters and for each of them the one that
        follows. Raises ``ValueError`` where T is more than ``block_size``. x is the sum of the
        letters' rows of ``wte`` and of the positions' rows of ``wpe``, shape (B, T, C). It goes
        through the blocks in ``h``, one after the other, then ``ln_f``, then ``lm_head``.
        ``logits``: a tensor of shape (B, T, V). ``loss``: the mean of the cross-entropy over all
        B * T positions, a tensor of shape ().
        Step 48 asks for ``caches``, a list with a ``Cache`` for each block: the letters in
        ``idx`` come behind those that are in them, at the positions from there on, and
        ``ValueError`` is raised where these together are more than ``block_size``.
        """
        ### BEGIN SOLUTION step 43
        B, T = np.shape(idx)
        start = caches[0].length() if caches else 0
        if start + T > self.config.block_size:
            raise ValueError(f"{start + T} positions, and the model has {self.config.block_size}")
        x = self.transformer.wte(idx) + self.transformer.wpe(np.arange(start, start + T))
        for i, block in enumerate(self.transformer.h):
            x = block(x, caches[i] if caches else None)
        logits = self.lm_head(self.transformer.ln_f(x))
        if targets is None:
            return logits, None
        loss = cross_entropy(logits.reshape(B * T, -1), np.reshape(targets, -1))
        return logits, loss
        ### END SOLUTION


def configure_optimizer(model, lr, weight_decay, betas=(0.9, 0.95)):
    """Return an ``AdamW`` over all parameters of a model, in two groups.

    Those with at least two dimensions decay by ``weight_decay``; the others, gains and biases, do
    not. Every parameter is in exactly one group.
    """
    ### BEGIN SOLUTION step 44
    parameters = model.parameters()
    groups = [
        {"params": [p for p in parameters if p.data.ndim >= 2], "weight_decay": weight_decay},
        {"params": [p for p in parameters if p.data.ndim < 2], "weight_decay": 0.0},
    ]
    return AdamW(groups, lr, betas)
    ### END SOLUTION


def train_step(model, optimizer, x, y, lr, max_norm):
    """Learn from one batch; return ``(loss, norm)``, plain numbers.

    ``x``, ``y``: integers of shape (B, T). The loss of the batch; all gradients set to zero;
    backward; the gradients clipped to ``max_norm``; the optimizer's learning rate set to ``lr``;
    its step. ``loss`` is the one before the step, ``norm`` that of the gradients before clipping.
    """
    ### BEGIN SOLUTION step 44
    _, loss = model(x, y)
    model.zero_grad()
    loss.backward()
    norm = clip_grad_norm_(model.parameters(), max_norm)
    optimizer.lr = lr
    optimizer.step()
    return float(loss.data), norm
    ### END SOLUTION


def train(model, batches, max_lr, min_lr, warmup_steps, weight_decay, max_norm):
    """Train on all batches in their order; return a list with (loss, norm, lr) for each.

    ``batches``: a list of pairs (x, y). The learning rate of step k, from 0 on, is
    ``warmup_cosine`` of k, with as many steps in all as there are batches. One optimizer, of
    ``configure_optimizer``, takes all steps (``train_step``).
    """
    ### BEGIN SOLUTION step 44
    optimizer = configure_optimizer(model, max_lr, weight_decay)
    history = []
    for step, (x, y) in enumerate(batches):
        lr = warmup_cosine(step, max_lr, min_lr, warmup_steps, len(batches))
        loss, norm = train_step(model, optimizer, x, y, lr, max_norm)
        history.append((loss, norm, lr))
    return history
    ### END SOLUTION


def next_probabilities(logits, temperature=1.0, top_k=None):
    """Return how likely each letter is to come next, an array of shape (B, V).

    ``logits``: an array of shape (B, V). They are divided by ``temperature``. Where ``top_k`` is
    a number, all but the ``top_k`` largest of each row become -inf; it may be larger than V, and
    logits that are as large as the smallest of these stay. Then softmax of each row.
    Example: [[1, 2, 3]] with the temperature 0.5 is about [[0.0159, 0.1173, 0.8668]].
    """
    ### BEGIN SOLUTION step 45
    logits = np.asarray(logits) / temperature
    if top_k is not None:
        kth = np.sort(logits, axis=-1)[:, -min(top_k, logits.shape[-1])]
        logits = np.where(logits < kth[:, None], -np.inf, logits)
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
    ### END SOLUTION


def generate(model, idx, max_new_tokens, choose, temperature=1.0, top_k=None):
    """Return ``idx`` with ``max_new_tokens`` more letters in every row, an array of integers.

    ``model``: a ``GPT``. ``idx``: an array of integers of shape (B, T), T at least 1 and as long as
    you like: the model sees the last ``model.config.block_size`` letters of each row. ``choose``:
    a function that takes an array of V probabilities and returns an id; for each new letter it is
    called once a row, from the first to the last, with ``next_probabilities`` of the logits at the
    last position. The letter is appended to the row. No graph is built. The caller's ``idx`` stays
    as it is.
    """
    ### BEGIN SOLUTION step 45
    idx = np.array(idx)
    for _ in range(max_new_tokens):
        with no_grad():
            logits, _ = model(idx[:, -model.config.block_size :])
        p = next_probabilities(logits.data[:, -1], temperature, top_k)
        idx = np.concatenate([idx, [[choose(row)] for row in p]], axis=1)
    return idx
    ### END SOLUTION


def generate_cached(model, idx, max_new_tokens, choose, temperature=1.0, top_k=None):
    """Return the same as ``generate``, but compute keys and values of each position only once.

    The first call of the model gets all letters of ``idx``, with empty caches; each further one
    the new letter alone. Every call has caches of its own: two texts share nothing. ``idx`` and
    the new letters together are at most ``block_size`` + 1; otherwise raise ``ValueError`` before
    any letter is chosen: with more, every letter would move to another position, and no key could
    be kept.
    """
    ### BEGIN SOLUTION step 48
    idx = np.array(idx)
    if idx.shape[1] + max_new_tokens > model.config.block_size + 1:
        raise ValueError(f"more letters than {model.config.block_size} positions can see")
    caches, new = [Cache() for _ in model.transformer.h], idx
    for _ in range(max_new_tokens):
        with no_grad():
            logits, _ = model(new, None, caches)
        p = next_probabilities(logits.data[:, -1], temperature, top_k)
        new = np.array([[choose(row)] for row in p])
        idx = np.concatenate([idx, new], axis=1)
    return idx
    ### END SOLUTION
