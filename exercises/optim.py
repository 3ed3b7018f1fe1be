"""Optimisers: how parameters move by their gradients, and how fast."""

import math

import numpy as np


class SGD:
    """Gradient descent: every parameter moves against its gradient."""

    def __init__(self, parameters, lr):
        """Keep the parameters, a list of tensors, and the learning rate, as ``self.lr``."""
        raise NotImplementedError("step 33: SGD.__init__")

    def step(self):
        """Set the data of every parameter to data - lr * grad; leave one whose grad is ``None``.

        The tensor stays the same object, and its gradient as it is. ``self.lr`` may be set anew
        before any step. Example: data [2, 3], grad [1, -10] and lr 0.1 give [1.9, 4].
        """
        raise NotImplementedError("step 33: SGD.step")


class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2)."""

    def __init__(self, groups, lr, betas=(0.9, 0.999), eps=1e-8):
        """Keep the groups and the settings; ``self.lr`` may be set anew before any step.

        ``groups``: a list of dicts, each with ``"params"``, a list of tensors, and
        ``"weight_decay"``, a number for all of them. ``betas``: beta1 and beta2. Each tensor gets
        two running means of its own, m and v, of its shape and zeros at first.
        """
        raise NotImplementedError("step 33: AdamW.__init__")

    def step(self):
        """Move every parameter; leave one whose grad is ``None``, without decay too.

        t counts the calls of ``step``, and is 1 in the first. With g the gradient, which stays as
        it is, and the square and the root taken of each number:

            data = data * (1 - lr * weight_decay)
            m = beta1 * m + (1 - beta1) * g         v = beta2 * v + (1 - beta2) * g^2
            data = data - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)

        m and v are kept from step to step without the division by 1 - beta^t.
        """
        raise NotImplementedError("step 33: AdamW.step")


def clip_grad_norm_(parameters, max_norm):
    """Shorten all gradients together to ``max_norm``, and return the length they had.

    The length, or norm, is the root of the sum of the squares of all numbers in all gradients; a
    gradient that is ``None`` has none. Where it is larger than ``max_norm``, every gradient is
    multiplied by max_norm / norm; otherwise nothing changes. (torch divides by norm + 1e-6, which
    makes no difference here.)
    Example: gradients [3, 4] and [12] have the norm 13.
    """
    raise NotImplementedError("step 33: clip_grad_norm_")


def warmup_cosine(step, max_lr, min_lr, warmup_steps, max_steps):
    """Return the learning rate of step ``step``, counted from 0.

    The first ``warmup_steps`` rise in a straight line: max_lr * (step + 1) / warmup_steps. From
    ``max_steps`` on it is ``min_lr``. Between them half a cosine falls from max_lr to min_lr:
    min_lr + (max_lr - min_lr) / 2 * (1 + cos(pi * r)), where r goes from 0 at step
    ``warmup_steps`` to 1 at step ``max_steps``. ``warmup_steps`` may be 0.
    """
    raise NotImplementedError("step 33: warmup_cosine")
