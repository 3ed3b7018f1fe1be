"""Functions on tensors, each one node with its whole gradient: what torch has in `functional`."""

import math

import numpy as np
from tensor import Tensor


def embedding(ids, weight):
    """Return the rows of ``weight`` that ``ids`` names.

    ``weight``: a tensor of shape (V, C), a row of C numbers for each of V letters. ``ids``: an
    array or nested list of integers from 0 to V - 1, of any shape. The result has the shape of
    ``ids`` with C behind it: (B, T) gives (B, T, C). A row that is named twice gets both
    gradients, one that is not named gets 0.
    Example: for the rows [1, 2], [3, 4], [5, 6] and the ids [2, 0] it is [[5, 6], [1, 2]].
    """
    ### BEGIN SOLUTION step 29
    return weight[np.asarray(ids)]
    ### END SOLUTION


def softmax(x, dim):
    """Return e^x / (sum of e^x along ``dim``), a tensor of the shape of ``x``.

    Take the largest number along ``dim`` off first, as in step 20, so that nothing overflows. A
    number may be -inf, but not all along ``dim``: its probability is 0. ``x`` stays as it is.
    Example: ``softmax(Tensor([0.0, 1.0986]), 0)`` is about [0.25, 0.75].
    """
    ### BEGIN SOLUTION step 30
    powers = np.exp(x.data - x.data.max(axis=dim, keepdims=True))
    out = Tensor(powers / powers.sum(axis=dim, keepdims=True), (x,), "softmax")
    ### END SOLUTION

    def _backward():
        """Pass ``out.grad``, g, on: p * (g - (sum of g * p along ``dim``)), where p is the result.

        Every probability depends on every number along ``dim``, by the sum below the fraction.
        """
        ### BEGIN SOLUTION step 30
        inner = (out.grad * out.data).sum(axis=dim, keepdims=True)
        x.grad += out.data * (out.grad - inner)
        ### END SOLUTION

    out._backward = _backward
    return out


def log_softmax(x, dim):
    """Return the natural logarithm of softmax, x - m - ln(sum of e^(x - m)) along ``dim``.

    m is the largest number along ``dim``. The result has the shape of ``x``. No logarithm is taken
    of a probability, which may have become 0: for [0, 2000] it is [-2000, 0].
    Example: ``log_softmax(Tensor([0.0, 1.0986]), 0)`` is about [-1.3863, -0.2877].
    """
    ### BEGIN SOLUTION step 30
    shifted = x.data - x.data.max(axis=dim, keepdims=True)
    out = Tensor(
        shifted - np.log(np.exp(shifted).sum(axis=dim, keepdims=True)), (x,), "log_softmax"
    )
    ### END SOLUTION

    def _backward():
        """Pass ``out.grad``, g, on: g - p * (sum of g along ``dim``), where p is softmax(x)."""
        ### BEGIN SOLUTION step 30
        x.grad += out.grad - np.exp(out.data) * out.grad.sum(axis=dim, keepdims=True)
        ### END SOLUTION

    out._backward = _backward
    return out


def cross_entropy(logits, targets):
    """Return the mean of -ln softmax(row)[target] over all rows, a tensor of shape ().

    ``logits``: a tensor of shape (N, V). ``targets``: an array or list of N integers from 0 to
    V - 1, for each row the class that is right. Logits may be large (1000.0), or -inf where the
    class is not the right one. Example: for equal logits of 4 classes it is ln 4, about 1.386.
    """
    ### BEGIN SOLUTION step 30
    rows, targets = np.arange(len(logits.data)), np.asarray(targets)
    shifted = logits.data - logits.data.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    out = Tensor(-logs[rows, targets].mean(), (logits,), "cross_entropy")
    ### END SOLUTION

    def _backward():
        """Pass ``out.grad`` on: (p - 1 at the target, p elsewhere) / N, where p is softmax."""
        ### BEGIN SOLUTION step 30
        grad = np.exp(logs)
        grad[rows, targets] -= 1.0
        logits.grad += grad / len(rows) * out.grad
        ### END SOLUTION

    out._backward = _backward
    return out


def layer_norm(x, weight, bias, eps=1e-5):
    """Return weight * (x - mean) / sqrt(variance + eps) + bias, along the last dimension.

    ``x``: a tensor of shape (…, C). ``weight`` and ``bias``: tensors of shape (C,). Mean and
    variance are taken of each row of C numbers by itself, and the variance divides by C: it is the
    mean of (x - mean)^2. ``x``, ``weight`` and ``bias`` stay as they are.
    Example: the row [1, 0, 0, 0] with eps 0.1, weight 1 and bias 0 begins with 1.3988.
    """
    ### BEGIN SOLUTION step 31
    centred = x.data - x.data.mean(axis=-1, keepdims=True)
    scale = ((centred**2).mean(axis=-1, keepdims=True) + eps) ** -0.5
    normed = centred * scale
    out = Tensor(weight.data * normed + bias.data, (x, weight, bias), "layer_norm")
    ### END SOLUTION

    def _backward():
        """Pass ``out.grad``, g, on to ``bias``, ``weight`` and ``x``.

        n is the normed row, (x - mean) / sqrt(variance + eps). ``bias`` gets g and ``weight``
        gets g * n, each summed over all rows. With d = g * weight, ``x`` gets
        (d - mean of d - n * mean of d * n) / sqrt(variance + eps), the means along the row: both
        the mean and the variance depend on every number in it.
        """
        ### BEGIN SOLUTION step 31
        rows = tuple(range(x.data.ndim - 1))
        bias.grad += out.grad.sum(axis=rows)
        weight.grad += (out.grad * normed).sum(axis=rows)
        d = out.grad * weight.data
        shared = d.mean(axis=-1, keepdims=True)
        along = (d * normed).mean(axis=-1, keepdims=True)
        x.grad += scale * (d - shared - normed * along)
        ### END SOLUTION

    out._backward = _backward
    return out


def gelu(x):
    """Return x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) for every number.

    The form with tanh, which GPT-2 has. Example: gelu(2) is about 1.954598.
    """
    ### BEGIN SOLUTION step 31
    root = math.sqrt(2.0 / math.pi)
    cube = x.data * x.data * x.data  # `**` takes ten times as long
    bend = np.tanh(root * (x.data + 0.044715 * cube))
    out = Tensor(0.5 * x.data * (1.0 + bend), (x,), "gelu")
    ### END SOLUTION

    def _backward():
        """Pass ``out.grad`` on times the derivative, by the product rule and the chain rule.

        With t the tanh above: (1 + t) / 2 + x / 2 * (1 - t^2) * sqrt(2 / pi) *
        (1 + 3 * 0.044715 * x^2).
        """
        ### BEGIN SOLUTION step 31
        inner = root * (1.0 + 3 * 0.044715 * x.data**2)
        slope = 0.5 * (1.0 + bend) + 0.5 * x.data * (1.0 - bend**2) * inner
        x.grad += slope * out.grad
        ### END SOLUTION

    out._backward = _backward
    return out


def cat(tensors, dim):
    """Return the tensors one behind the other along ``dim``, as one tensor (``np.concatenate``).

    ``tensors``: a list; along all other dimensions they have the same sizes. A tensor may be in
    it twice. Example: shapes (2, 1, 3) and (2, 4, 3) along dimension 1 give (2, 5, 3).
    """
    ### BEGIN SOLUTION step 39
    out = Tensor(np.concatenate([t.data for t in tensors], axis=dim), tensors, "cat")
    ### END SOLUTION

    def _backward():
        """Pass on to each tensor its own part of ``out.grad``."""
        ### BEGIN SOLUTION step 39
        borders = np.cumsum([t.data.shape[dim] for t in tensors])[:-1]
        for tensor, grad in zip(tensors, np.split(out.grad, borders, axis=dim), strict=True):
            tensor.grad += grad
        ### END SOLUTION

    out._backward = _backward
    return out
