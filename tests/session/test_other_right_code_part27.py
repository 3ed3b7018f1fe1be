"""Steps 27 to 29: right code that is written otherwise than the solutions is not rejected."""

import re

import pytest

from grading.course.stubs import solution_source

STEPS = (27, 28, 29)


def what_is_wrong(submission):
    """Return the messages of the checks that do not pass."""
    graded = submission.grade(*STEPS)
    return {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}


def written(submission, module, function, code):
    """Put ``code`` in place of the marked block of a function."""
    source = solution_source(module)
    name = function.rpartition(".")[2]
    inside = "def _backward" if name == "_backward" else None
    start = source.index(f"def {function.split('.')[-2] if inside else name}(")
    if inside:
        start = source.index(inside, start)
    first = source.index("\n", source.index("### BEGIN SOLUTION", start)) + 1
    last = source.rindex("\n", first, source.index("### END SOLUTION", first)) + 1
    block = source[first:last]
    indent = block[: len(block) - len(block.lstrip())]
    new = "".join(f"{indent}{line}\n" for line in code.strip().splitlines())
    submission.change(module, block, new)


PRODUCTS = {
    "a case for each kind of vector": """
a, b, g = self.data, other.data, out.grad
if a.ndim == 1 and b.ndim == 1:
    self.grad += g * b
    other.grad += g * a
elif a.ndim == 1:
    self.grad += unbroadcast((b @ g[..., None])[..., 0], a.shape)
    other.grad += unbroadcast(a[:, None] * g[..., None, :], b.shape)
elif b.ndim == 1:
    self.grad += unbroadcast(g[..., None] * b, a.shape)
    other.grad += unbroadcast((a.swapaxes(-1, -2) @ g[..., None])[..., 0], b.shape)
else:
    self.grad += unbroadcast(g @ b.swapaxes(-1, -2), a.shape)
    other.grad += unbroadcast(a.swapaxes(-1, -2) @ g, b.shape)
""",
    "einsum": """
a, b = np.atleast_2d(self.data), other.data
b = b[:, None] if b.ndim == 1 else b
g = out.grad.reshape(np.matmul(a, b).shape)
to_left = np.einsum("...nm,...km->...nk", g, b)
to_right = np.einsum("...nk,...nm->...km", a, g)
self.grad = self.grad + unbroadcast(to_left, a.shape).reshape(self.shape)
other.grad = other.grad + unbroadcast(to_right, b.shape).reshape(other.shape)
""",
}


@pytest.mark.parametrize("name", PRODUCTS)
def test_gradients_of_a_product_written_otherwise(name, solved):
    written(solved, "tensor", "Tensor.__matmul__._backward", PRODUCTS[name])
    assert not what_is_wrong(solved)


def own_node(forward, gradient):
    """Return an operation that is a node of its own, with its ``_backward`` inside."""
    return f"""
out = Tensor({forward}, (self,), "another name")
def _backward():
    self.grad += {gradient}
out._backward = _backward
return out
"""


SHAPES = {
    "transpose as a node of its own": (
        "Tensor.transpose",
        own_node("self.data.swapaxes(i, j)", "out.grad.swapaxes(i, j)"),
    ),
    "T as a node of its own": ("Tensor.T", own_node("self.data.T", "out.grad.T")),
    "T by the last two dimensions": ("Tensor.T", "return self.transpose(-1, -2)"),
    "transpose by positive dimensions": (
        "Tensor.transpose",
        "n = self.data.ndim\n"
        "i, j = i % n, j % n\n"
        "return self.permute(*[{i: j, j: i}.get(dim, dim) for dim in range(n)])",
    ),
    "the order back by argsort": (
        "Tensor.permute._backward",
        "self.grad += out.grad.transpose(np.argsort([dim % out.grad.ndim for dim in dims]))",
    ),
    "the order back number by number": (
        "Tensor.permute._backward",
        "back = [0] * len(dims)\n"
        "for place, dim in enumerate(dims):\n"
        "    back[dim] = place\n"
        "self.grad += np.transpose(out.grad, back)",
    ),
    "reshape by another function of numpy": (
        "Tensor.reshape",
        'out = Tensor(np.reshape(self.data, shape), [self], "view")',
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_changed_otherwise(name, solved):
    written(solved, "tensor", *SHAPES[name])
    assert not what_is_wrong(solved)


ROWS = {
    "a place for every number": (
        "tensor",
        "Tensor.__getitem__._backward",
        "places = np.arange(self.data.size).reshape(self.data.shape)[index]\n"
        "sums = np.bincount(places.ravel(), out.grad.ravel(), self.data.size)\n"
        "self.grad += sums.reshape(self.data.shape)",
    ),
    "an array of zeros first": (
        "tensor",
        "Tensor.__getitem__._backward",
        "grad = np.zeros_like(self.data)\nnp.add.at(grad, index, out.grad)\n"
        "self.grad = self.grad + grad",
    ),
    "filled by an index": (
        "tensor",
        "Tensor.masked_fill",
        "data = self.data.copy()\ndata[np.broadcast_to(mask, data.shape)] = value\n"
        'out = Tensor(data, (self,), "filled")',
    ),
    "the mask as a factor of the gradient": (
        "tensor",
        "Tensor.masked_fill._backward",
        "self.grad += out.grad * ~mask",
    ),
    "rows of zeros with a single one": (
        "functional",
        "embedding",
        "return Tensor(np.eye(len(weight.data))[np.array(ids)]) @ weight",
    ),
    "ids as they are": ("functional", "embedding", "return weight[ids]"),
    "the embedding as a node of its own": (
        "functional",
        "embedding",
        """
ids = np.array(ids)
out = Tensor(weight.data[ids], (weight,), "embedding")
def _backward():
    for place in np.ndindex(ids.shape):
        weight.grad[ids[place]] += out.grad[place]
out._backward = _backward
return out
""",
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_picked_otherwise(name, solved):
    written(solved, *ROWS[name])
    assert not what_is_wrong(solved)


def test_gradients_that_are_none_before_backward(solved):
    text = (solved.folder / "tensor.py").read_text(encoding="utf-8")
    text = text.replace("self.grad = np.zeros_like(self.data)", "self.grad = None", 1)
    text = text.replace(
        "np.add.at(self.grad, index, out.grad)",
        "grad = np.zeros_like(self.data)\n"
        "            np.add.at(grad, index, out.grad)\n"
        "            self.grad += grad",
    )
    text = text.replace("if all(isinstance(part, int | slice) for part in parts):", "if False:")
    text = re.sub(r"(self|other)\.grad \+= (.+)", r"\1.add_gradient(\2)", text)
    solved.write("tensor", text)
    method = """
def add_gradient(self, grad):
    self.grad = np.array(grad) if self.grad is None else self.grad + grad

Tensor.add_gradient = add_gradient
"""
    solved.append("tensor", method)
    assert not what_is_wrong(solved)


def test_other_attributes_and_a_list_of_children(solved):
    solved.change(
        "tensor",
        "self._prev = tuple(_children) if Tensor.recording else ()",
        "self._prev = list(_children)\n        self.name, self.requires_grad = None, True",
    )
    assert not what_is_wrong(solved)
