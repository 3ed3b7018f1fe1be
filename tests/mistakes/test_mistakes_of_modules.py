"""The mistake is named, of parts 4 to 6: on code that is spoiled otherwise than in the bank."""

import pytest

TABLE = "uniform((num_embeddings, embedding_dim), 1.0)"
CLIPPED = "    norm = clip_grad_norm_(model.parameters(), max_norm)\n"
LENGTH = "    norm = float(sum((p.grad**2).sum() for p in model.parameters())) ** 0.5\n"
STEPPED = "    optimizer.lr = lr\n    optimizer.step()\n"
# By name: the module, what stands in it, what in its place, the step, and the mistake's name.
MADE_BY_LEARNERS = {
    "an embedding divided by the root of its rows' length": (
        "layers", TABLE, TABLE.replace("1.0", "embedding_dim**-0.5"), 32, "embedding-other-bound",
    ),
    "an embedding of small normal numbers": (
        "layers", TABLE,
        "Tensor(np.random.default_rng(0).normal(0, 0.02, (num_embeddings, embedding_dim)))",
        32, "embedding-other-bound",
    ),
    "an embedding of zeros": (
        "layers", TABLE, "Tensor(np.zeros((num_embeddings, embedding_dim)))",
        32, "weights-all-alike-at-first",
    ),
    "a linear layer of numbers from 0 on": (
        "layers", "self.weight = uniform((out_features, in_features), bound)",
        "self.weight = Tensor(np.random.uniform(0, bound, (out_features, in_features)))",
        32, "weights-of-one-sign-at-first",
    ),
    "relu with a slope of 1 at 0": (
        "tensor", "(self.data > 0) * out.grad", "np.where(self.data < 0, 0.0, out.grad)",
        24, "tensor-relu-rule",
    ),
    "numbers that are moved back": (
        "tensor", "tensor.data[place] = number\n", "tensor.data[place] = tensor.data[place] + h\n",
        34, "gradcheck-numbers-computed-back",
    ),
    "clipped after the step": (
        "gpt", CLIPPED + STEPPED, f"{STEPPED}{CLIPPED}", 44, "gpt-step-not-clipped",
    ),
    "measured, and not clipped": ("gpt", CLIPPED, LENGTH, 44, "gpt-step-not-clipped"),
    "number by number": (
        "gpt", CLIPPED,
        f"{LENGTH}    for p in model.parameters():\n"
        "        p.grad = np.minimum(np.maximum(p.grad, -max_norm), max_norm)\n",
        44, "gpt-clipped-one-by-one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MADE_BY_LEARNERS)
def test_the_mistake_is_named(name, solved):
    module, old, new, step, mistake = MADE_BY_LEARNERS[name]
    solved.change(module, old, new)
    named = {c["mistake"] for c in solved.checks(step).values() if c["status"] != "passed"}
    assert named == {mistake}
