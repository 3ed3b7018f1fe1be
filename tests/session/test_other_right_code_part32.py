"""Steps 32 to 34: right code that is written otherwise than the solution passes."""

import json

import pytest

from grading.course.paths import CHECKS

STEPS = {"layers": (32, 34), "optim": (33,), "tensor": (34,), "two_moons": (34,)}
VARIANTS = {
    "names from a generator": (
        "layers",
        "        return [(name, p) for name, p in found if not (id(p) in seen or seen.add(id(p)))]",
        "        yield from ((n, p) for n, p in found if not (id(p) in seen or seen.add(id(p))))",
    ),
    "a module's own tensors before its parts, as torch lists them": (
        "layers",
        "        seen = set()\n",
        '        found.sort(key=lambda pair: pair[0] not in vars(self) and "." in pair[0])\n'
        "        seen = set()\n",
    ),
    "a walk with a memory instead of recursion": (
        "layers",
        "        found = []\n        for name, value in vars(self).items():",
        "        found, waiting = [], [('', self)]\n"
        "        while waiting:\n"
        "            where, what = waiting.pop(0)\n"
        "            if isinstance(what, Tensor):\n"
        "                if all(what is not other for _, other in found):\n"
        "                    found.append((where[:-1], what))\n"
        "            elif isinstance(what, Module):\n"
        "                inside = vars(what).items()\n"
        "                waiting = [(f'{where}{n}.', v) for n, v in inside] + waiting\n"
        "            elif isinstance(what, list):\n"
        "                waiting = [(f'{where}{n}.', v) for n, v in enumerate(what)] + waiting\n"
        "        return found\n"
        "        for name, value in vars(self).items():",
    ),
    "attributes by __dict__": ("layers", "in vars(self).items()", "in self.__dict__.items()"),
    "parameters in a tuple": (
        "layers",
        "return [parameter for _, parameter in self.named_parameters()]",
        "return tuple(parameter for _, parameter in self.named_parameters())",
    ),
    "states by deepcopy": (
        "layers",
        "parameter.data.copy() for",
        "__import__('copy').deepcopy(parameter.data) for",
    ),
    "loading a copy of each array": (
        "layers", "parameter.data[...] = state[name]", "parameter.data = np.array(state[name])"
    ),
    "a message like torch's, with all that does not fit": (
        "layers",
        "        for name in own.keys() ^ state.keys():\n"
        '            raise ValueError(f"{name} is only on one side")',
        "        missing, extra = own.keys() - state.keys(), state.keys() - own.keys()\n"
        "        if missing or extra:\n"
        '            raise ValueError(f"missing: {missing}, unexpected: {extra}")',
    ),
    "gradients zeroed in place where there are any": (
        "layers",
        "            parameter.grad = np.zeros_like(parameter.data)",
        "            if parameter.grad is None:\n"
        "                parameter.grad = np.zeros(parameter.shape)\n"
        "            else:\n"
        "                parameter.grad[...] = 0.0",
    ),
    "a linear layer as one node": (
        "layers",
        "        out = x @ self.weight.T\n"
        "        return out if self.bias is None else out + self.bias",
        "        b = 0.0 if self.bias is None else self.bias.data\n"
        "        used = (x, self.weight) if self.bias is None else (x, self.weight, self.bias)\n"
        "        out = Tensor(x.data @ self.weight.data.T + b, used, 'linear')\n"
        "        def _backward():\n"
        "            rows = out.grad.reshape(-1, out.grad.shape[-1])\n"
        "            x.grad += out.grad @ self.weight.data\n"
        "            self.weight.grad += rows.T @ x.data.reshape(-1, x.data.shape[-1])\n"
        "            if self.bias is not None:\n"
        "                self.bias.grad += rows.sum(0)\n"
        "        out._backward = _backward\n"
        "        return out",
    ),
    "modules that remember their sizes": (
        "layers",
        "        bound = in_features**-0.5",
        "        self.in_features, self.out_features = in_features, out_features\n"
        "        self.kind = 'linear'\n"
        "        bound = 1 / np.sqrt(in_features)",
    ),
    "random numbers by numpy": (
        "layers",
        "self.weight = uniform((out_features, in_features), bound)",
        "self.weight = Tensor(\n"
        "            np.random.default_rng().uniform(-bound, bound, (out_features, in_features))\n"
        "        )",
    ),
    "data put anew by SGD": (
        "optim",
        "parameter.data -= self.lr * parameter.grad",
        "parameter.data = parameter.data - self.lr * parameter.grad",
    ),
    "Adam with torch's algebra": (
        "optim",
        "                root = np.sqrt(v / (1.0 - beta2**self.t)) + self.eps\n"
        "                p.data -= self.lr * m / (1.0 - beta1**self.t) / root",
        "                size = self.lr / (1 - beta1**self.t)\n"
        "                root = np.sqrt(v) / (1 - beta2**self.t) ** 0.5 + self.eps\n"
        "                p.data = p.data + -size * (m / root)",
    ),
    "Adam with the corrections in the learning rate": (
        "optim",
        "                root = np.sqrt(v / (1.0 - beta2**self.t)) + self.eps\n"
        "                p.data -= self.lr * m / (1.0 - beta1**self.t) / root",
        "                both = (1 - beta2**self.t) ** 0.5\n"
        "                rate = self.lr * both / (1 - beta1**self.t)\n"
        "                p.data -= rate * m / (np.sqrt(v) + self.eps * both)",
    ),
    "running means moved by a part of the difference": (
        "optim",
        "m[...] = beta1 * m + (1.0 - beta1) * p.grad",
        "m += (1.0 - beta1) * (p.grad - m)",
    ),
    "running means in a dict, made when they are needed": (
        "optim",
        "                m[...] = beta1 * m + (1.0 - beta1) * p.grad\n"
        "                v[...] = beta2 * v + (1.0 - beta2) * p.grad**2",
        "                kept = vars(self).setdefault('state', {})\n"
        "                m, v = kept.get(id(p), (0.0, 0.0))\n"
        "                m = beta1 * m + (1.0 - beta1) * p.grad\n"
        "                v = beta2 * v + (1.0 - beta2) * p.grad * p.grad\n"
        "                kept[id(p)] = m, v",
    ),
    "decay as a subtraction": (
        "optim",
        'p.data *= 1.0 - self.lr * group["weight_decay"]',
        'p.data = p.data - self.lr * group["weight_decay"] * p.data',
    ),
    "clipping as torch does it": (
        "optim",
        "    if norm > max_norm:\n"
        "        for grad in gradients:\n"
        "            grad *= max_norm / norm",
        "    factor = min(1.0, max_norm / (norm + 1e-6))\n"
        "    for p in parameters:\n"
        "        if p.grad is not None:\n"
        "            p.grad = p.grad * factor",
    ),
    "the norm of all gradients in a row": (
        "optim",
        "math.sqrt(sum(float((grad**2).sum()) for grad in gradients))",
        "np.linalg.norm(np.concatenate([grad.ravel() for grad in gradients]))",
    ),
    "the cosine by numpy": ("optim", "math.cos(math.pi * ratio)", "np.cos(np.pi * ratio)"),
    "no_grad by a generator": (
        "tensor",
        "class no_grad:",
        "import contextlib\n\n\n@contextlib.contextmanager\n"
        "def no_grad():\n"
        "    before, Tensor.recording = Tensor.recording, False\n"
        "    try:\n"
        "        yield\n"
        "    finally:\n"
        "        Tensor.recording = before\n\n\n"
        "class _unused:",
    ),
    "no_grad that says that errors go on": (
        "tensor",
        "        Tensor.recording = self.before",
        "        Tensor.recording = self.before\n        return False",
    ),
    "a gradcheck on copies": (
        "tensor",
        "            tensor.data[place] = number + h\n"
        "            above = f(*inputs).data\n"
        "            tensor.data[place] = number - h\n"
        "            below = f(*inputs).data\n"
        "            tensor.data[place] = number\n",
        "            with no_grad():\n"
        "                up = [Tensor(t.data) for t in inputs]\n"
        "                down = [Tensor(t.data) for t in inputs]\n"
        "                which = [t is tensor for t in inputs].index(True)\n"
        "                up[which].data[place] = number + h\n"
        "                down[which].data[place] = number - h\n"
        "                above, below = f(*up).data, f(*down).data\n",
    ),
    "a gradcheck that answers with numpy's truth": (
        "tensor",
        "                return False\n    return True",
        "                return np.False_\n    return np.True_",
    ),
    "scores and labels as rows": (
        "two_moons",
        "    labels = np.asarray(labels, dtype=float).reshape(-1, 1)\n"
        "    loss = (1.0 - scores * labels).relu().mean()",
        "    scores = scores.reshape(-1)\n"
        "    loss = (1.0 - scores * Tensor(labels)).relu().sum() / len(labels)",
    ),
    "squares as powers": ("two_moons", "(parameter * parameter).sum()", "(parameter**2).sum()"),
    "the price first, all in one": (
        "two_moons",
        "    for parameter in parameters:\n"
        "        loss = loss + alpha * (parameter * parameter).sum()\n"
        "    return loss",
        "    return sum(alpha * (p * p).sum() for p in parameters) + loss",
    ),
    "training with step 33's SGD": (
        "two_moons",
        "        for parameter in model.parameters():\n"
        "            parameter.data -= (1.0 - 0.9 * k / len(batches)) * parameter.grad",
        "        from optim import SGD\n\n"
        "        SGD(model.parameters(), 1.0 - 0.9 * k / len(batches)).step()",
    ),
    "gradients zeroed after the step": (
        "two_moons",
        "        losses.append(float(loss.data))",
        "        losses.append(loss.data.item())\n        model.zero_grad()",
    ),
    "accuracy in a loop": (
        "two_moons",
        "    with no_grad():\n        scores = model(Tensor(xs)).data[:, 0]\n",
        "    with no_grad():\n"
        "        scores = np.array([model(Tensor([x])).data.item() for x in xs])\n",
    ),
    "decisions as labels": (
        "two_moons",
        "np.mean((scores > 0) == (np.asarray(ys) > 0))",
        "np.mean(np.where(scores > 0, 1, -1) == np.asarray(ys))",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_right_code_is_not_rejected(name, solved):
    module, old, new = VARIANTS[name]
    solved.change(module, old, new)
    graded = solved.grade(*STEPS[module])
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong


def test_the_tensors_losses_are_those_of_the_scalars():
    """Of the same network, from the same numbers, on the same batches."""
    curves = []
    for file in ("step21.json", "step34.json"):
        reference = json.loads((CHECKS / "references" / file).read_text(encoding="utf-8"))
        seen = reference["checks"]["test_two_moons"]
        curves.append([value[1] for name, value in seen.items() if name.startswith("losses")])
    scalars, tensors = curves
    assert len(scalars) == 20
    assert tensors == pytest.approx(scalars, rel=1e-9)
