"""Finite differences by torch: ``torch.gradient`` on samples of the function.

At the ends of its samples it takes one-sided differences, between them central ones.
See https://docs.pytorch.org/docs/stable/generated/torch.gradient.html
"""

import torch


def _slopes(f, samples, spacing):
    values = torch.tensor([f(sample) for sample in samples], dtype=torch.float64)
    (slopes,) = torch.gradient(values, spacing=spacing)
    return slopes.tolist()


def forward_difference(f, x, h):
    """The one-sided difference at the first of two samples."""
    return _slopes(f, [x, x + h], h)[0]


def central_difference(f, x, h):
    """The central difference at the middle one of three samples."""
    return _slopes(f, [x - h, x, x + h], h)[1]


def gradient(f, point, h):
    """The central difference along each axis."""
    start = torch.tensor(list(point), dtype=torch.float64)
    slopes = []
    for axis in torch.eye(len(point), dtype=torch.float64):
        samples = [(start + k * h * axis).tolist() for k in (-1, 0, 1)]
        slopes.append(_slopes(lambda sample: f(*sample), samples, h)[1])
    return slopes
