"""Optimisers by torch, on the twin's tensors."""

import torch


class SGD:
    """torch's SGD."""

    def __init__(self, parameters, lr):
        """Hand the tensors to torch."""
        self.optimiser = torch.optim.SGD([p.tensor for p in parameters], lr=lr)

    @property
    def lr(self):
        """The learning rate of all groups."""
        return self.optimiser.param_groups[0]["lr"]

    @lr.setter
    def lr(self, number):
        for group in self.optimiser.param_groups:
            group["lr"] = number

    def step(self):
        """torch's step."""
        self.optimiser.step()


class AdamW(SGD):
    """torch's AdamW."""

    def __init__(self, groups, lr, betas=(0.9, 0.999), eps=1e-8):
        """Hand the groups to torch."""
        tensors = [{**group, "params": [p.tensor for p in group["params"]]} for group in groups]
        self.optimiser = torch.optim.AdamW(tensors, lr=lr, betas=betas, eps=eps)


def clip_grad_norm_(parameters, max_norm):
    """torch's own."""
    return torch.nn.utils.clip_grad_norm_([p.tensor for p in parameters], max_norm).item()


def warmup_cosine(step, max_lr, min_lr, warmup_steps, max_steps):
    """torch's ``LinearLR``, then ``CosineAnnealingLR``, stepped ``step`` times."""
    if step >= max_steps == warmup_steps:  # torch has no cosine of length 0
        return min_lr
    optimiser = torch.optim.SGD([torch.zeros(1)], lr=max_lr)
    scheduler = torch.optim.lr_scheduler
    if warmup_steps:
        rise = scheduler.LinearLR(optimiser, 1.0 / warmup_steps, total_iters=warmup_steps - 1)
        fall = scheduler.CosineAnnealingLR(optimiser, max_steps - warmup_steps, eta_min=min_lr)
        both = scheduler.SequentialLR(optimiser, [rise, fall], milestones=[warmup_steps])
    else:
        both = scheduler.CosineAnnealingLR(optimiser, max_steps, eta_min=min_lr)
    for _ in range(min(step, max_steps)):
        optimiser.step()
        both.step()
    return both.get_last_lr()[0]
