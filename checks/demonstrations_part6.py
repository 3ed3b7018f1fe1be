"""What the code of each step of part 6 can do: shown when the step passes."""

import math
import random

from arrays import integers


def step35(tokens):
    """Your code turns a text into ids and back, and into questions with their answers."""
    text = "she sells sea shells by the sea shore"
    tokenizer = tokens.CharTokenizer(text)
    ids = tokenizer.encode(text)
    x, y = tokens.get_batch(ids, [10], 5)
    questions = {tokenizer.decode(x[0, : t + 1]): tokenizer.decode(y[:, t]) for t in range(5)}
    return {
        "characters": "".join(tokenizer.characters),
        "ids": ids[:9],
        "back": tokenizer.decode(ids[:9]),
        "after … comes …": questions,
    }


NAMES = ["emma", "olivia", "ava", "mia", "ella", "amelia", "lily", "eva", "emily", "mila", "leo"]


def step36(tokens, bigram):
    """Your code knows from counting what follows a letter, and how likely a new name is."""
    tokenizer = tokens.CharTokenizer("." + "".join(NAMES))
    P = bigram.probabilities(bigram.counts(NAMES, tokenizer), 0.1)
    likely = {}
    for letter in ".ail":
        row = P[tokenizer.encode(letter)[0]]
        following = sorted(range(tokenizer.vocab_size), key=lambda i: -row[i])[:3]
        likely[letter] = {tokenizer.decode([i]): round(float(row[i]), 3) for i in following}
    return {
        "what follows": likely,
        "perplexity": {
            "of these names": bigram.perplexity(NAMES, tokenizer, P),
            "of emilia": bigram.perplexity(["emilia"], tokenizer, P),
            "of oomyv": bigram.perplexity(["oomyv"], tokenizer, P),
        },
    }


def step37(tokens, bigram):
    """Your code learns by gradient what step 36 counted, and writes names of its own."""
    tokenizer = tokens.CharTokenizer("." + "".join(NAMES))
    words = [tokenizer.encode(f".{name}.") for name in NAMES]
    idx = integers([[i for word in words for i in word[:-1]]])
    targets = integers([[i for word in words for i in word[1:]]])
    model, losses = bigram.Bigram(tokenizer.vocab_size), {}
    table = model.token_embedding_table.weight
    for step in range(301):
        model.zero_grad()
        _, loss = model(idx, targets)
        if step in (0, 1, 10, 100, 300):
            losses[f"after {step} steps"] = float(loss.data)
        loss.backward()
        table.data -= 10.0 * table.grad
    P = bigram.probabilities(bigram.counts(NAMES, tokenizer), 0)
    chance = random.Random(9)
    dots = tokenizer.encode("." * 5)
    written = model.generate(
        integers([[i] for i in dots]),
        12,
        lambda p: chance.choices(range(tokenizer.vocab_size), p)[0],
    )
    return {
        "loss": losses,
        "loss of the counts": bigram.nll(NAMES, tokenizer, P),
        "it writes": [tokenizer.decode(row).split(".")[1] for row in written],
    }


def step38(tokens, bigram, mlp_lm):
    """Your code looks at three letters, and knows the names better than the counts of pairs do."""
    tokenizer = tokens.CharTokenizer("." + "".join(NAMES))
    contexts, targets = mlp_lm.windows(NAMES, tokenizer, 3)
    model, losses = mlp_lm.MLPLanguageModel(tokenizer.vocab_size, 3, 4, 30), {}
    for step in range(201):
        model.zero_grad()
        _, loss = model(contexts, targets)
        if step in (0, 10, 50, 200):
            losses[f"after {step} steps"] = float(loss.data)
        loss.backward()
        for p in model.parameters():
            p.data -= 1.0 * p.grad
    P = bigram.probabilities(bigram.counts(NAMES, tokenizer), 0)
    likely = {}
    for context in ("...", "..e", ".em", "emi"):
        logits, _ = model(integers([tokenizer.encode(context)]))
        likely[context] = tokenizer.decode([logits.data[0].argmax()])
    return {
        "ln V": math.log(tokenizer.vocab_size),
        "loss": losses,
        "loss of the counted pairs": bigram.nll(NAMES, tokenizer, P),
        "most likely behind": likely,
    }


def step39(functional, attention):
    """Your code ."""
    return {}


def step40(attention):
    """Your code ."""
    return {}


def step41(attention):
    """Your code ."""
    return {}


def step42(gpt):
    """Your code ."""
    return {}


def step43(gpt):
    """Your code ."""
    return {}


def step44(gpt):
    """Your code ."""
    return {}


def step45(gpt):
    """Your code ."""
    return {}


def step46(bpe):
    """Your code ."""
    return {}


def step47(bpe):
    """Your code ."""
    return {}


def step48(attention, gpt):
    """Your code ."""
    return {}
