"""Tensors, shapes that stretch and sums, written in other ways that are as right."""

import re

import pytest

from grading.course.paths import SOLUTIONS

pytest.importorskip("numpy")

STEPS = (24, 25, 26)

LOOP = """
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for i, size in enumerate(shape):
        if size == 1:
            grad = grad.sum(axis=i, keepdims=True)
    return grad
"""
RESHAPED = """
    front = grad.ndim - len(shape)
    stretched = [front + i for i, size in enumerate(shape) if size == 1]
    return grad.sum(axis=(*range(front), *stretched)).reshape(shape)
"""
# Each operation for itself; the stub of `unbroadcast` stays as it was handed out.
FITTING = """
            def fitted(grad, shape):
                for _ in range(grad.ndim - len(shape)):
                    grad = grad.sum(0)
                for i, size in enumerate(shape):
                    grad = grad.sum(i, keepdims=True) if size == 1 else grad
                return grad

"""
OWN_MEAN = """
        out = Tensor(np.mean(self.data, axis=dim, keepdims=keepdim), (self,), "mean")

        def _backward():
            grad = out.grad
            if dim is not None and not keepdim:
                grad = np.expand_dims(grad, dim)
            self.grad += np.ones_like(self.data) * grad * (out.data.size / self.data.size)

        out._backward = _backward
        return out
"""
SUM_BY_RESHAPE = """
            dims = range(self.data.ndim) if dim is None else np.atleast_1d(dim)
            kept = {i % self.data.ndim for i in dims}
            shape = [1 if i in kept else size for i, size in enumerate(self.data.shape)]
            self.grad += out.grad.reshape(shape) * np.ones(self.data.shape)
"""
MAX_BY_PLACE = """
            grad = out.grad if keepdim else np.expand_dims(out.grad, dim)
            places = np.expand_dims(self.data.argmax(axis=dim), dim)
            mask = np.zeros_like(self.data)
            np.put_along_axis(mask, places, 1.0, axis=dim)
            self.grad += mask * grad
"""
MAX_THAT_SHARES = """
            grad = out.grad if keepdim else np.expand_dims(out.grad, dim)
            mask = self.data == self.data.max(axis=dim, keepdims=True)
            self.grad += mask / mask.sum(axis=dim, keepdims=True) * grad
"""
RECURSIVE = """
        order, visited = [], set()

        def build(node):
            if node not in visited:
                visited.add(node)
                for child in node._prev:
                    build(child)
                order.append(node)

        build(self)
        if gradient is None:
            if self.data.size > 1:
                raise RuntimeError("grad can be implicitly created only for scalar outputs")
            gradient = 1.0
        for node in order:
            node.grad = np.zeros(node.data.shape)
        self.grad = self.grad + gradient
        for node in reversed(order):
            node._backward()
"""
TANH = """
        e = (self * 2.0).exp()
        return (e - 1.0) / (e + 1.0)
"""
DIFFERENCE = """
        other = other if isinstance(other, Tensor) else Tensor(other)
        out = Tensor(self.data - other.data, [self, other], "-")

        def _backward():
            self.grad += unbroadcast(out.grad, self.shape)
            other.grad -= unbroadcast(out.grad, other.shape)

        out._backward = _backward
        return out
"""


def with_block(source, function, text):
    """Return the source with the marked block of a function replaced."""
    outer, _, inner = function.partition(".")
    start = source.index(f"def {outer}(")
    if inner:
        start = source.index("def _backward", start)
    first = source.index("### BEGIN SOLUTION", start)
    last = source.index("### END SOLUTION", first)
    first, last = source.rindex("\n", 0, first) + 1, source.rindex("\n", 0, last) + 1
    return source[:first] + text.lstrip("\n") + source[last:]


def blocks(**texts):
    """Return a change that replaces the blocks of some functions."""

    def change(source):
        for name, text in texts.items():
            source = with_block(source, name.replace("__of_", "."), text)
        return source

    return change


def text(*pairs):
    """Return a change that replaces text wherever it stands."""

    def change(source):
        for old, new in pairs:
            assert old in source
            source = source.replace(old, new)
        return source

    return change


def with_none_at_first(source):
    """Gradients are None before the first one arrives, and new arrays afterwards."""
    source = source.replace("self.grad = np.zeros_like(self.data)", "self.grad = None", 1)
    return re.sub(
        r"(self|other)\.grad \+= (.+)",
        r"\1.grad = (0.0 if \1.grad is None else \1.grad) + \2",
        source,
    )


def with_inline_sums(source):
    """Every operation brings its gradients back by itself."""
    source = with_block(source, "unbroadcast", '    raise NotImplementedError("step 25")\n')
    for operation in ("__add__", "__mul__"):
        start = source.index("### BEGIN SOLUTION", source.index("def _backward", source.index(
            f"def {operation}(")))  # fmt: skip
        at = source.rindex("\n", 0, start) + 1
        end = source.index("### END SOLUTION", start)
        source = source[:at] + FITTING.lstrip("\n") + source[at:end].replace(
            "unbroadcast(", "fitted(") + source[end:]  # fmt: skip
    return source


VARIANTS = {
    "no gradient at first": with_none_at_first,
    "sums in each operation": with_inline_sums,
    "a loop of sums": blocks(unbroadcast=LOOP),
    "one sum, then a reshape": blocks(unbroadcast=RESHAPED),
    "new gradient arrays": lambda source: re.sub(
        r"(self|other)\.grad \+= ", r"\1.grad = \1.grad + ", source
    ),
    "inputs in a list": text(("tuple(_children)", "list(_children)")),
    "inputs in a set": text(("tuple(_children)", "set(_children)")),
    "extra arguments and attributes": text(
        ('_op=""):', '_op="", requires_grad=True, name=None):\n        self.name = name'),
    ),
    "asarray and a copy": text(
        ("np.array(data, dtype=Tensor.dtype)", "np.asarray(data, dtype=float).copy()")
    ),
    "backward with a walk of its own": blocks(backward=RECURSIVE),
    "tanh made of exp": lambda source: re.sub(
        r"(    def tanh.*?\"\"\".*?\"\"\"\n).*?(?=\n    def )",
        lambda found: found[1] + TANH.lstrip("\n"),
        source,
        flags=re.DOTALL,
    ),
    "relu by where": text(
        ("np.maximum(self.data, 0.0)", "np.where(self.data > 0, self.data, 0.0)"),
        ("(self.data > 0) * out.grad", "np.where(self.data > 0, out.grad, 0.0)"),
    ),
    "relu by a product": text(
        ("np.maximum(self.data, 0.0)", "self.data * (self.data > 0)"),
        ("(self.data > 0) * out.grad", "np.sign(out.data) * out.grad"),
    ),
    "a difference of its own": text(
        ("        return self + -other\n", DIFFERENCE.lstrip("\n")),
    ),
    "derivatives computed again": text(
        ("out.data * out.grad", "np.exp(self.data) * out.grad"),
        ("(1.0 - out.data**2)", "np.cosh(self.data) ** -2"),
        ("out.grad / self.data", "self.data**-1 * out.grad"),
    ),
    "a mean of its own": blocks(mean=OWN_MEAN),
    "a mean that divides": text(
        (
            "return total * (total.data.size / self.data.size)",
            "return total / int(self.data.size / total.data.size)",
        )
    ),
    "a mean of what was divided": blocks(
        mean="        each = self.data.size // self.data.sum(axis=dim).size\n"
        "        return (self / each).sum(dim, keepdim)\n"
    ),
    "a sum's gradient by reshape": blocks(sum__of__backward=SUM_BY_RESHAPE),
    "a maximum by its place": blocks(max__of__backward=MAX_BY_PLACE),
    "equal maxima share": blocks(max__of__backward=MAX_THAT_SHARES),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_right_tensor_is_not_rejected(name, solved):
    source = (SOLUTIONS / "tensor.py").read_text(encoding="utf-8")
    changed = VARIANTS[name](source)
    assert changed != source
    solved.write("tensor", changed)
    graded = solved.grade(*STEPS)
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong


def test_a_first_version_without_stretching_passes_its_step(solved):
    source = (SOLUTIONS / "tensor.py").read_text(encoding="utf-8")
    source = re.sub(r"unbroadcast\((.+), \w+\.data\.shape\)", r"\1", source)
    solved.write("tensor", with_block(source, "unbroadcast", "    raise NotImplementedError\n"))
    assert all(check["points"] for check in solved.checks(24).values())
