"""Optimisers: how parameters move by their gradients, and how fast."""

import math

import numpy as np


class SGD:
    """Gradient descent: every parameter moves against its gradient."""

    def __init__(self, parameters, lr):
        """Keep the parameters, a list of tensors, and the learning rate, as ``self.lr``."""
        ### BEGIN SOLUTION step 33
        self.parameters = list(parameters)
        self.lr = lr
        ### END SOLUTION

    def step(self):
        """Set the data of every parameter to data - lr * grad; leave one whose grad is ``None``.

        The tensor stays the same object, and its gradient as it is. ``self.lr`` may be set anew
        before any step. Example: data [2, 3], grad [1, -10] and lr 0.1 give [1.9, 4].
        """
        ### BEGIN SOLUTION step 33
        for parameter in self.parameters:
            if parameter.grad is not None:
                parameter.data -= self.lr * parameter.grad
        ### END SOLUTION


class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2)."""

    def __init__(self, groups, lr, betas=(0.9, 0.999), eps=1e-8):
        """Keep the groups and the settings; ``self.lr`` may be set anew before any step.

        ``groups``: a list of dicts, each with ``"params"``, a list of tensors, and
        ``"weight_decay"``, a number for all of them. ``betas``: beta1 and beta2. Each tensor gets
        two running means of its own, m and v, of its shape and zeros at first.
        """
        ### BEGIN SOLUTION step 33
        self.groups, self.lr, self.betas, self.eps = groups, lr, betas, eps
        self.t = 0
        self.means = [
            [(np.zeros_like(p.data), np.zeros_like(p.data)) for p in group["params"]]
            for group in groups
        ]
        ### END SOLUTION

    def step(self):
        """Move every parameter; leave one whose grad is ``None``, without decay too.

        t counts the calls of ``step``, and is 1 in the first. With g the gradient, which stays as
        it is, and the square and the root taken of each number:

            data = data * (1 - lr * weight_decay)
            m = beta1 * m + (1 - beta1) * g         v = beta2 * v + (1 - beta2) * g^2
            data = data - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)

        m and v are kept from step to step without the division by 1 - beta^t.
        """
        ### BEGIN SOLUTION step 33
        self.t += 1
        beta1, beta2 = self.betas
        for group, means in zip(self.groups, self.means, strict=True):
            for p, (m, v) in zip(group["params"], means, strict=True):
                if p.grad is None:
                    continue
                p.data *= 1.0 - self.lr * group["weight_decay"]
                m[...] = beta1 * m + (1.0 - beta1) * p.grad
                v[...] = beta2 * v + (1.0 - beta2) * p.grad**2
                root = np.sqrt(v / (1.0 - beta2**self.t)) + self.eps
                p.data -= self.lr * m / (1.0 - beta1**self.t) / root
        ### END SOLUTION


def clip_grad_norm_(parameters, max_norm):
    """Shorten all gradients together to ``max_norm``, and return the length they had.

    The length, or norm, is the root of the sum of the squares of all numbers in all gradients; a
    gradient that is ``None`` has none. Where it is larger than ``max_norm``, every gradient is
    multiplied by max_norm / norm; otherwise nothing changes. (torch divides by norm + 1e-6, which
    makes no difference here.)
    Example: gradients [3, 4] and [12] have the norm 13.
    """
    ### BEGIN SOLUTION step 33
    gradients = [p.grad for p in parameters if p.grad is not None]
    norm = math.sqrt(sum(float((grad**2).sum()) for grad in gradients))
    if norm > max_norm:
        for grad in gradients:
            grad *= max_norm / norm
    return norm
    ### END SOLUTION


def warmup_cosine(step, max_lr, min_lr, warmup_steps, max_steps):
    """Return the learning rate of step ``step``, counted from 0.

    The first ``warmup_steps`` rise in a straight line: max_lr * (step + 1) / warmup_steps. From
    ``max_steps`` on it is ``min_lr``. Between them half a cosine falls from max_lr to min_lr:
    min_lr + (max_lr - min_lr) / 2 * (1 + cos(pi * r)), where r goes from 0 at step
    ``warmup_steps`` to 1 at step ``max_steps``. ``warmup_steps`` may be 0.
    """
    ### BEGIN SOLUTION step 33
    if step < warmup_steps:
        return max_lr * (step + 1) / warmup_steps
    if step >= max_steps:
        return min_lr
    ratio = (step - warmup_steps) / (max_steps - warmup_steps)
    return min_lr + 0.5 * (max_lr - min_lr) * (1.0 + math.cos(math.pi * ratio))
    ### END SOLUTION
