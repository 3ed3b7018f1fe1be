"""Steps 35 to 38: right code that is written otherwise than the solution passes."""

import json

import pytest

from grading.course.paths import CHECKS

STEPS = {"tokens": (35,), "bigram": (36, 37), "mlp_lm": (38,)}
BATCH = (
    "    for start in starts:\n"
    "        if not 0 <= start < len(ids) - block_size:\n"
    '            raise ValueError(f"no {block_size} ids and one more from {start} on")\n'
    "    places = np.asarray(starts)[:, None] + np.arange(block_size)\n"
    "    ids = np.asarray(ids)\n"
    "    return ids[places], ids[places + 1]\n"
)
COUNTS = (
    "    for word in words:\n"
    '        ids = tokenizer.encode(f".{word}.")\n'
    "        np.add.at(result, (ids[:-1], ids[1:]), 1)\n"
)
NLL = (
    "    pairs = counts(words, tokenizer)\n"
    "    seen = pairs > 0\n"
    '    with np.errstate(divide="ignore"):\n'
    "        return float(-(pairs[seen] * np.log(P[seen])).sum() / pairs.sum())\n"
)
GENERATE = (
    "        idx = np.array(idx)\n"
    "        for _ in range(max_new_tokens):\n"
    "            with no_grad():\n"
    "                logits, _ = self(idx)\n"
    "                p = softmax(logits[:, -1], -1).data\n"
    "            following = [[choose(row)] for row in p]\n"
    "            idx = np.concatenate([idx, following], axis=1)\n"
    "        return idx\n"
)
LOSS = (
    "        loss = cross_entropy(logits.reshape(-1, logits.shape[-1]), np.reshape(targets, -1))\n"
)
WINDOWS = (
    '        ids = tokenizer.encode("." * block_size + word + ".")\n'
    "        for end in range(block_size, len(ids)):\n"
    "            contexts.append(ids[end - block_size : end])\n"
    "            targets.append(ids[end])\n"
)
FEATURES = "        return self.hidden(self.wte(idx).reshape(len(idx), -1)).tanh()\n"
HEAD = "        self.head.weight.data *= 0.1\n        self.head.bias.data *= 0.0\n"
VARIANTS = {
    "characters as a text": ("tokens", "sorted(set(text))", '"".join(sorted(set(text)))'),
    "two dicts, and no list of ids": (
        "tokens",
        "        return [self.ids[character] for character in text]",
        "        stoi = dict(zip(self.characters, range(self.vocab_size)))\n"
        "        return list(map(stoi.__getitem__, text))",
    ),
    "a KeyError made a ValueError": (
        "tokens",
        "        for character in text:\n"
        "            if character not in self.ids:\n"
        "                raise ValueError("
        'f"{character!r} is not a character this tokenizer knows")\n'
        "        return [self.ids[character] for character in text]",
        "        try:\n"
        "            return [self.ids[character] for character in text]\n"
        "        except KeyError as error:\n"
        '            raise ValueError(f"unknown: {error.args[0]}") from error',
    ),
    "ids as an array": (
        "tokens",
        "return [self.ids[character] for character in text]",
        "return np.array([self.ids[character] for character in text], dtype=int)",
    ),
    "parts that are always arrays": (
        "tokens",
        "return ids[:border], ids[border:]",
        "return np.array(ids[:border]), np.array(ids[border:])",
    ),
    "a share's floor": ("tokens", "int(share * len(ids))", "int(np.floor(len(ids) * share))"),
    "slices, stacked": (
        "tokens",
        BATCH,
        "    legal = range(len(ids) - block_size)\n"
        "    if any(start not in legal for start in starts):\n"
        '        raise ValueError("beyond the ids")\n'
        "    x = np.stack([np.array(ids[i : i + block_size]) for i in starts])\n"
        "    y = np.stack([np.array(ids[i + 1 : i + block_size + 1]) for i in starts])\n"
        "    return x, y\n",
    ),
    "pieces of one letter more, cut twice": (
        "tokens",
        BATCH,
        "    pieces = [list(ids[max(i, 0) : i + block_size + 1]) for i in starts]\n"
        "    if min(starts) < 0 or any(len(piece) <= block_size for piece in pieces):\n"
        '        raise ValueError("beyond the ids")\n'
        "    pieces = np.array(pieces, dtype=np.int32)\n"
        "    return pieces[:, :-1], pieces[:, 1:]\n",
    ),
    "loops over letters": (
        "tokens",
        BATCH,
        "    x, y = np.zeros((2, len(starts), block_size), dtype=np.int64)\n"
        "    for row, start in enumerate(starts):\n"
        "        if start < 0:\n"
        '            raise ValueError("before the ids")\n'
        "        for t in range(block_size):\n"
        "            if start + t + 1 >= len(ids):\n"
        '                raise ValueError("beyond the ids")\n'
        "            x[row, t], y[row, t] = ids[start + t], ids[start + t + 1]\n"
        "    return x, y\n",
    ),
    "counting in a loop": (
        "bigram",
        COUNTS,
        "    for word in words:\n"
        '        chs = ["."] + list(word) + ["."]\n'
        "        for first, second in zip(chs, chs[1:]):\n"
        "            (i,), (j,) = tokenizer.encode(first), tokenizer.encode(second)\n"
        "            result[i, j] += 1\n",
    ),
    "words joined by single dots": (
        "bigram",
        COUNTS,
        '    ids = tokenizer.encode("." + ".".join(words) + ".")\n'
        "    np.add.at(result, (ids[:-1], ids[1:]), 1)\n",
    ),
    "counts of 32 bits": ("bigram", "dtype=int)", "dtype=np.int32)"),
    "probabilities row by row": (
        "bigram",
        "    smoothed = counts + smoothing\n"
        "    return smoothed / smoothed.sum(axis=1, keepdims=True)\n",
        "    rows = [row.astype(float) + smoothing for row in counts]\n"
        "    return np.array([row / row.sum() for row in rows])\n",
    ),
    "a column by None": (
        "bigram",
        "smoothed / smoothed.sum(axis=1, keepdims=True)",
        "smoothed / smoothed.sum(1)[:, None]",
    ),
    "the loss pair by pair": (
        "bigram",
        NLL,
        "    total, count = 0.0, 0\n"
        "    for word in words:\n"
        '        ids = tokenizer.encode("." + word + ".")\n'
        "        for i, j in zip(ids, ids[1:]):\n"
        "            total -= np.log(P[i, j])\n"
        "            count += 1\n"
        "    return total / count\n",
    ),
    "infinity as a case of its own": (
        "bigram",
        NLL,
        "    import math\n\n"
        "    losses = []\n"
        "    for word in words:\n"
        '        ids = tokenizer.encode("." + word + ".")\n'
        "        for i, j in zip(ids, ids[1:]):\n"
        "            losses.append(-math.log(P[i, j]) if P[i, j] > 0 else math.inf)\n"
        "    return math.fsum(losses) / len(losses)\n",
    ),
    "perplexity by math": (
        "bigram", "float(np.exp(nll(words, tokenizer, P)))",
        "__import__('math').exp(nll(words, tokenizer, P))",
    ),
    "a bigram that remembers its size": (
        "bigram",
        LOSS,
        "        B, T, C = logits.shape\n"
        "        self.vocab_size = C\n"
        "        targets = np.asarray(targets).reshape(B * T)\n"
        "        loss = cross_entropy(logits.reshape(B * T, C), targets)\n",
    ),
    "a composed loss": (
        "bigram",
        LOSS,
        "        from functional import log_softmax\n\n"
        "        rows, columns = np.indices(np.shape(targets))\n"
        "        logs = log_softmax(logits, -1)[rows, columns, np.asarray(targets)]\n"
        "        loss = -logs.mean()\n",
    ),
    "a loss of composed softmax": (
        "bigram",
        LOSS,
        "        e = (logits - logits.data.max(-1, keepdims=True)).exp()\n"
        "        p = e / e.sum(-1, keepdim=True)\n"
        "        hot = np.eye(p.shape[-1])[np.asarray(targets)]\n"
        "        loss = -(p * hot).sum(-1).log().mean()\n",
    ),
    "logits by one-hot rows": (
        "bigram",
        "logits = self.token_embedding_table(idx)",
        "w = self.token_embedding_table.weight\n"
        "        logits = type(w)(np.eye(w.shape[0])[np.asarray(idx)]) @ w",
    ),
    "generating with the last letter alone": (
        "bigram",
        GENERATE,
        "        rows = np.asarray(idx).tolist()\n"
        "        for _ in range(max_new_tokens):\n"
        "            with no_grad():\n"
        "                logits, _ = self(np.array([row[-1:] for row in rows]))\n"
        "            e = np.exp(logits.data[:, 0])\n"
        "            for row, p in zip(rows, e / e.sum(1, keepdims=True)):\n"
        "                row.append(choose(p))\n"
        "        return np.array(rows)\n",
    ),
    "generating without recording, all of it": (
        "bigram",
        GENERATE,
        "        idx = np.asarray(idx)\n"
        "        with no_grad():\n"
        "            for _ in range(max_new_tokens):\n"
        "                p = softmax(self(idx)[0], 2).data[:, -1, :]\n"
        "                new = np.array([choose(p[b]) for b in range(len(p))]).reshape(-1, 1)\n"
        "                idx = np.hstack((idx, new))\n"
        "        return idx\n",
    ),
    "a context that moves on": (
        "mlp_lm",
        WINDOWS,
        '        context = tokenizer.encode("." * block_size)\n'
        '        for i in tokenizer.encode(word + "."):\n'
        "            contexts.append(context)\n"
        "            targets.append(i)\n"
        "            context = context[1:] + [i]\n",
    ),
    "two dimensions made one by -1 and the sizes": (
        "mlp_lm",
        FEATURES,
        "        emb = self.wte(idx)\n"
        "        N, T, C = emb.shape\n"
        "        return self.hidden(emb.reshape(N, T * C)).tanh()\n",
    ),
    "letters joined by a sum of products": (
        "mlp_lm",
        FEATURES,
        "        emb = self.wte(idx)\n"
        "        C, out = emb.shape[2], self.hidden.bias\n"
        "        for place in range(emb.shape[1]):\n"
        "            part = self.hidden.weight[:, place * C : (place + 1) * C]\n"
        "            out = emb[:, place] @ part.T + out\n"
        "        return out.tanh()\n",
    ),
    "a quiet head of new arrays": (
        "mlp_lm",
        HEAD,
        "        self.block_size = block_size\n"
        "        self.head.weight.data = self.head.weight.data / 10\n"
        "        self.head.bias.data = np.zeros(vocab_size)\n",
    ),
    "a quiet head drawn anew": (
        "mlp_lm",
        HEAD,
        "        bound = 0.1 / n_hidden**0.5\n"
        "        rng = np.random.default_rng()\n"
        "        self.head.weight.data[...] = rng.uniform(-bound, bound, (vocab_size, n_hidden))\n"
        "        self.head.bias.data.fill(0.0)\n",
    ),
    "the parts in another order": (
        "mlp_lm",
        "        self.wte = Embedding(vocab_size, n_embd)\n"
        "        self.hidden = Linear(block_size * n_embd, n_hidden)\n",
        "        self.hidden = Linear(n_embd * block_size, n_hidden)\n"
        "        self.wte = Embedding(vocab_size, n_embd)\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_right_code_is_not_rejected(name, solved):
    module, old, new = VARIANTS[name]
    solved.change(module, old, new)
    graded = solved.grade(*STEPS[module])
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong


def test_what_gradients_find_is_what_was_counted():
    """To a thousandth, after a hundred steps: that is the point of step 37."""
    reference = json.loads((CHECKS / "references" / "step37.json").read_text(encoding="utf-8"))
    seen = reference["checks"]["test_gradients_find_what_was_counted"]
    learned, counted = (seen[name][1] for name in ("loss after 100 steps", "loss of the counts"))
    assert counted < learned < counted + 1e-3
    assert seen["loss at first"][1] > counted + 0.5
