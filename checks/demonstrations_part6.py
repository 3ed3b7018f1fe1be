"""What the code of each step of part 6 can do: shown when the step passes."""

import math
import random

from arrays import array, integers, uneven
from gpt_weights import fill, load_by_name, model_of, numbers_by_name
from names_checkpoint import loaded_into

NAMES = ["emma", "olivia", "ava", "mia", "ella", "amelia", "lily", "eva", "emily", "mila", "leo"]


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


def step39(tensor, attention):
    """Your code averages the past in three ways that agree, and looks at nothing behind it."""
    x = tensor.Tensor([[[1.0], [3.0], [8.0], [4.0]]])
    loop = attention.average_loop(x)
    others = attention.average_matmul(x), attention.average_softmax(x)
    loop.backward(array([[[0.0], [1.0], [0.0], [0.0]]]))
    return {
        "x": x.data[0, :, 0].tolist(),
        "averages": loop.data[0, :, 0].tolist(),
        "the three agree": all(abs(loop.data - other.data).max() < 1e-12 for other in others),
        "what the second takes from each": x.grad[0, :, 0].tolist(),
    }


def step40(tensor, attention):
    """Your code finds, for every letter, the last vowel before it: a head that was set by hand."""
    word = "banana tree"
    is_vowel = [float(letter in "aeiou") for letter in word]
    # what a position knows: a one, whether it is a vowel, where it stands
    x = [[[1.0, vowel, place / 10] for place, vowel in enumerate(is_vowel)]]
    head = attention.Head(3, 2, 16)
    queries = [[3.0, 0.0, 0.0], [2.0, 0.0, 0.0]]
    keys = [[0.0, 60.0, 0.0], [0.0, 0.0, 60.0]]
    values = [[0.0, 1.0, 0.0], [0.0, 0.0, 10.0]]
    load_by_name(head, {"c_attn.weight": array(queries + keys + values)})
    weights = head.weights(tensor.Tensor(x)).data[0]
    looks_at = [int(row.argmax()) for row in weights]
    return {
        "letters": list(word),
        "the letter that each looks at": [word[place] for place in looks_at],
        "where that stands": looks_at,
    }


def step41(tensor, attention):
    """Your code runs all heads at once, and no position of its result depends on a later one."""
    many = attention.CausalSelfAttention(24, 4, 32)
    text = tensor.Tensor([[[0.1 * ((7 * t + 3 * c) % 11) for c in range(24)] for t in range(32)]])
    before = many(text).data
    text.data[:, 20:] += 1.0
    changed = abs(many(text).data - before).max(axis=(0, 2)) > 0
    return {
        "parameters": {
            name: str(numbers.shape) for name, numbers in numbers_by_name(many, "data").items()
        },
        "shape of the result": str(before.shape),
        "positions 20 to 31 changed, and the result changed at": [
            int(place) for place in changed.nonzero()[0]
        ],
    }


def step42(tensor, gpt):
    """Your code stacks twelve blocks, and what the last is told still reaches the first."""
    ways = {
        "as they are": lambda block, x: block(x),
        "without the sums": lambda block, x: block.mlp(block.ln_2(block.attn(block.ln_1(x)))),
        "without sums and norms": lambda block, x: block.mlp(block.attn(x)),
    }
    blocks = [gpt.Block(8, 2, 4) for _ in range(12)]
    reached = {}
    for way, run in ways.items():
        x = tensor.Tensor(uneven(1, 4, 8))
        out = x
        for block in blocks:
            out = run(block, out)
        out.backward(uneven(1, 4, 8, start=1))
        reached[way] = float(f"{abs(x.grad).max():.1g}")
    return {"largest gradient before the first block": reached}


def step43(tensor, gpt):
    """Your code is a GPT: at first it gives every letter a chance of about 1 in 27."""
    sizes = {"vocab_size": 27, "block_size": 16, "n_layer": 2, "n_head": 4, "n_embd": 32}
    model = model_of(gpt, **sizes)
    letters = [[20, 8, 5, 0, 3, 1, 20]]
    with tensor.no_grad():
        logits, loss = model(integers(letters), integers([[8, 5, 0, 3, 1, 20, 0]]))
    powers = [math.exp(logit) for logit in logits.data[0, -1]]
    chances = sorted(power / sum(powers) for power in powers)
    return {
        "parameters": len(list(model.parameters())),
        "numbers in them": sum(p.data.size for p in model.parameters()),
        "loss, and ln 27": [round(float(loss.data), 3), round(math.log(27), 3)],
        "smallest and largest chance": [round(chances[0], 3), round(chances[-1], 3)],
    }


def step44(gpt):
    """Your code trains a GPT, by torch's very steps: here it learns three names by heart."""
    letters, names = ".aehilmno", ["emma.", "noah.", "liam."]
    ids = [[letters.index(letter) for letter in name] for name in names]
    x, y = [row[:-1] for row in ids], [row[1:] for row in ids]
    model = model_of(gpt, vocab_size=9, block_size=4, n_layer=1, n_head=2, n_embd=8)
    fill(model, 0.1)
    history = gpt.train(model, [(x, y)] * 40, 0.05, 0.005, 5, 0.1, 1.0)
    likeliest = model(x)[0].data.argmax(axis=-1).tolist()
    follows = ["".join(letters[i] for i in row) for row in likeliest]
    return {
        "parameters": sum(parameter.data.size for parameter in model.parameters()),
        "loss": {f"step {step}": round(history[step][0], 4) for step in (0, 10, 20, 39)},
        "what follows": {name[:-1]: text for name, text in zip(names, follows, strict=True)},
    }


def step45(gpt):
    """Your code speaks: with weights that torch has trained, it makes up first names."""
    model, characters = loaded_into(gpt)
    chance = random.Random(7)

    def draw(p):
        return chance.choices(range(len(p)), [float(one) for one in p])[0]

    start, names = integers([[characters.index(".")]] * 2), {}
    for temperature in (0.5, 1.0, 2.0):
        rows = gpt.generate(model, start, 15, draw, temperature)
        names[f"temperature {temperature}"] = [
            "".join(characters[i] for i in row).split(".")[1] for row in rows.tolist()
        ]
    return {"numbers that torch has trained": sum(p.data.size for p in model.parameters()), **names}


def step46(bpe):
    """Your code finds out which bytes belong together, and takes a third of the ids for a text."""
    text = "the cat sat on the mat, the rat that the cat sat on sat on the mat; " * 2
    merges = bpe.train(text, 266)
    learned = [bpe.decode([new], merges) for new in merges.values()]
    other = "the fat cat ate 🙂"
    ids = bpe.encode(other, merges)
    return {
        "learned": learned,
        "bytes of the text": len(text.encode("utf-8")),
        "ids of the text": len(bpe.encode(text, merges)),
        "another text": [bpe.decode([i], merges) for i in ids],
        "put together": bpe.decode(ids, merges),
    }


def step47(bpe):
    """Your code cuts a text into words before it learns, and keeps special tokens whole."""
    text = "The dog and the cat. The cat, the dog, the dogs' cats! Dogs and cats, 2 dogs, 22 cats."
    tokenizer = bpe.RegexTokenizer()
    tokenizer.train(text, 266)
    tokenizer.register_special_tokens({"<|end|>": 300})
    ids = tokenizer.encode("the dog's cat<|end|>the 2 cats", "token")
    return {
        "pieces": tokenizer.chunks("the dog's cat, 22 cats"),
        "learned": [tokenizer.decode([new]) for new in tokenizer.merges.values()],
        "ids": ids,
        "tokens": [tokenizer.decode([i]) for i in ids],
    }


def step48(gpt):
    """Your code writes the same text, and computes the keys of each position only once."""
    model = model_of(gpt, vocab_size=11, block_size=64, n_layer=2, n_head=2, n_embd=16)
    fill(model, 0.5)
    texts, report = {}, {}
    for name in ("generate", "generate_cached"):
        positions = []
        for block in model.transformer.h:
            note_positions(block.attn, positions)
        letters = getattr(gpt, name)(model, integers([[3, 1, 4]]), 60, lambda p: int(p.argmax()))
        texts[name] = letters.tolist()
        report[name] = {"keys computed": sum(positions)}
        for block in model.transformer.h:
            del block.attn.forward
    return report | {"the same letters": texts["generate"] == texts["generate_cached"]}


def note_positions(attn, positions):
    """Write down for how many positions each call of an attention computes keys."""
    forward = attn.forward

    def noting(x, *others):
        positions.append(x.shape[1])
        return forward(x, *others)

    attn.forward = noting
