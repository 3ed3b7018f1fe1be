"""Forty wrong GPTs, each the whole solution with one line spoiled: some check notices every one.

In training few of them would be: those that see what they are to predict have a lower loss than the
right one, and that of most others is hardly another. What is spoiled in attention or below it is
noticed by the step that it was written in as well.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from grading.course.check import checks_of
from grading.course.curriculum import MODULES, step_numbered
from grading.judging.verdict import PASSED
from grading.session.session import Session
from grading.session.worker_pool import WorkerPool

STEPS = (43, 42, 44, 41, 40, 39)  # those that take the whole model first
MASK = "np.triu(np.ones((positions, positions), dtype=bool), 1)"
SCORES = "scores = query @ key.transpose(-2, -1) * key.shape[-1] ** -0.5\n"
MANY = f"{SCORES}        masked = scores.masked_fill(future(key"  # not that of the one head
MASKED = 'scores.masked_fill(future(key.shape[-2])[-T:], float("-inf"))'
ATTENTION = "x = x + self.attn(self.ln_1(x), cache)"
POSITIONS = "self.transformer.wpe(np.arange(start, start + T))"
CLIP = "    norm = clip_grad_norm_(model.parameters(), max_norm)\n"
# By name: the module, what stands in it, and what in its place.
IN_THE_MODEL = {
    "sees one letter ahead": ("attention", MASK, MASK.replace(", 1)", ", 2)")),
    "does not see itself": ("attention", MASK, MASK.replace(", 1)", ", 0)")),
    "sees the future, not the past": ("attention", MASK, f"{MASK}.T"),
    "sees everything": ("attention", MASKED, "scores"),
    "future masked with 0": ("attention", MASKED, MASKED.replace('float("-inf")', "0.0")),
    "weights sum to 1 down the columns": (
        "attention", "seen = softmax(masked, -1)", "seen = softmax(masked, -2)"
    ),
    "scores divided by the root of all channels": (
        "attention", MANY, MANY.replace("key.shape[-1]", "C")
    ),
    "scores not divided": ("attention", MANY, MANY.replace(" * key.shape[-1] ** -0.5", "")),
    "keys ask and queries answer": (
        "attention", MANY, MANY.replace("query @ key.tr", "key @ query.tr")
    ),
    "heads split without transpose": (
        "attention", "heads[:, :, i].transpose(1, 2)",
        "heads[:, :, i].reshape(B, self.n_head, T, C // self.n_head)",
    ),
    "heads merged without transpose": ("attention", "seen.transpose(1, 2).reshape", "seen.reshape"),
    "query, key and value side by side in each head": (
        "attention", "reshape(B, T, 3, self.n_head, C // self.n_head)",
        "reshape(B, T, self.n_head, 3, C // self.n_head).transpose(2, 3)",
    ),
    "keys before queries": ("attention", "query, key, value = (h", "key, query, value = (h"),
    "no projection behind the heads": (
        "attention", "self.c_proj(seen.transpose(1, 2).reshape(B, T, C))",
        "seen.transpose(1, 2).reshape(B, T, C)",
    ),
    "no gradient through the weights of attention": (
        "attention", "seen = softmax(masked, -1) @", "seen = Tensor(softmax(masked, -1).data) @"
    ),
    "norm after the sum": ("gpt", ATTENTION, "x = self.ln_1(x + self.attn(x, cache))"),
    "added to the norm": ("gpt", ATTENTION, "x = self.ln_1(x); x = x + self.attn(x, cache)"),
    "attention replaces x": ("gpt", ATTENTION, "x = self.attn(self.ln_1(x), cache)"),
    "one norm twice": ("gpt", "self.mlp(self.ln_2(x))", "self.mlp(self.ln_1(x))"),
    "relu": ("gpt", "gelu(self.c_fc(x))", "self.c_fc(x).relu()"),
    "head not tied": ("gpt", "        self.lm_head.weight = self.transformer.wte.weight\n", ""),
    "positions backwards": ("gpt", POSITIONS, POSITIONS.replace(" + T)", " + T)[::-1]")),
    "positions by letter": ("gpt", POSITIONS, "self.transformer.wpe(idx)"),
    "no last norm": ("gpt", "self.lm_head(self.transformer.ln_f(x))", "self.lm_head(x)"),
    "large sums at first": ("gpt", 'endswith("c_proj.weight")', 'endswith("c_proj")'),
    "learns to copy": ("gpt", "np.reshape(targets, -1)", "np.reshape(idx, -1)"),
    "gradients not zeroed": ("gpt", "    model.zero_grad()\n", ""),
    "clipped after the step": (
        "gpt", f"{CLIP}    optimizer.lr = lr\n    optimizer.step()\n",
        f"    optimizer.lr = lr\n    optimizer.step()\n{CLIP}",
    ),
    "learning rate one step late": (
        "gpt", "    optimizer.lr = lr\n    optimizer.step()\n",
        "    optimizer.step()\n    optimizer.lr = lr\n",
    ),
    "gains decay": ("gpt", '"weight_decay": 0.0}', '"weight_decay": weight_decay}'),
}  # fmt: skip
# The same, with the step in which it was written.
BELOW = {
    "softmax passes on the diagonal alone": (
        30, "functional", "out.data * (out.grad - inner)", "out.data * (1 - out.data) * out.grad"
    ),
    "layer norm's mean and variance are constants": (
        31, "functional", "scale * (d - shared - normed * along)", "scale * d"
    ),
    "gelu's slope without the chain rule": (31, "functional", "(1.0 - bend**2) * inner", "inner"),
    "gradient of the loss not divided by the rows": (
        30, "functional", "grad / len(rows) * out.grad", "grad * out.grad"
    ),
    "a row that is looked up twice learns once": (
        29, "tensor", "np.add.at(self.grad, index, out.grad)", "self.grad[index] += out.grad"
    ),
    "a weight hears from the second half of the rows alone": (
        27, "tensor", "unbroadcast(left.swapaxes(-1, -2) @ grad, right.shape)",
        "(left.swapaxes(-1, -2) * (np.arange(left.shape[0]) >= left.shape[0] // 2)) @ grad",
    ),
    "a shared parameter is listed twice": (
        32, "layers", "if not (id(p) in seen or seen.add(id(p)))", ""
    ),
    "Adam without correction": (33, "optim", "v / (1.0 - beta2**self.t)", "v"),
    "decay without the learning rate": (
        33, "optim", '1.0 - self.lr * group["weight_decay"]', '1.0 - group["weight_decay"]'
    ),
    "each gradient clipped by itself": (
        33, "optim", "            grad *= max_norm / norm",
        "            grad *= min(1.0, max_norm / math.sqrt(float((grad**2).sum()) or 1.0))",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def pool():
    """Workers that go from one session to the next."""
    made = WorkerPool()
    yield made
    made.close()


def test_there_are_forty():
    assert len(IN_THE_MODEL) + len(BELOW) == 40


def test_every_wrong_gpt_is_noticed(tmp_path, solved_text, pool):
    right = {name: solved_text(name) for name in MODULES}

    def not_noticed_by(name):
        """Return the steps that should have noticed the GPT of this name, and did not."""
        *written_in, module, old, new = BELOW.get(name) or IN_THE_MODEL[name]
        written_in = [41] if module == "attention" else written_in
        assert right[module].count(old) == 1, name
        folder = tmp_path / name.replace(" ", "_")
        folder.mkdir()
        for one, text in right.items():
            spoiled = text.replace(old, new) if one == module else text
            (folder / f"{one}.py").write_text(spoiled, encoding="utf-8")
        with Session(folder, solutions=None, judges=1, pool=pool) as session:
            missing = [] if any(notices(session, n) for n in STEPS) else [STEPS]
            return missing + [n for n in written_in if not notices(session, n)]

    names = [*IN_THE_MODEL, *BELOW]
    with ThreadPoolExecutor(2) as threads:
        found = dict(zip(names, threads.map(not_noticed_by, names), strict=True))
    assert {name: steps for name, steps in found.items() if steps} == {}


def notices(session, number):
    """Tell whether a check of this step does not pass; the first that does not is enough."""
    checks = checks_of(step_numbered(number))
    return any(session.verdicts([check])[0].status != PASSED for check in checks)
