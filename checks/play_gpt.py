"""`play` on tensors: a learner's own GPT learns Roman numerals, names, or any text, and speaks."""

import gc
import math
import random

from gpt_weights import model_of

LEARNING_RATE, LOWEST_RATE, WARMUP = 5e-3, 5e-4, 20
WEIGHT_DECAY, CLIP = 0.1, 1.0
STEPS_BETWEEN = 20  # two reports that show what it can do
UNSEEN = 100  # numbers that are kept for the test
LARGEST_NUMBER = 3999
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
ROMAN_SIZES = {"block_size": 20, "n_layer": 2, "n_head": 4, "n_embd": 32}
ROMAN_BATCH = 64
NAMES_SIZES = {"block_size": 12, "n_layer": 2, "n_head": 4, "n_embd": 32}
NAMES_BATCH, NAMES_AT_ONCE = 32, 5
TEXT_SIZES = {"block_size": 64, "n_layer": 4, "n_head": 4, "n_embd": 128}
TEXT_BATCH, TEXT_RATE, SAMPLE = 12, 1e-3, 60


def roman(tensor, tokens, optim, gpt, steps, weights, resume):
    """Learn to write numbers as the Romans did, from 3,899 of them; be asked for 100 others."""
    import numpy

    lines = [f"{number:04}={as_roman(number)}" for number in range(1, LARGEST_NUMBER + 1)]
    chance = random.Random(7)
    chance.shuffle(lines)
    unseen, known = lines[:UNSEEN], lines[UNSEEN:]
    tokenizer = tokens.CharTokenizer("\n" + "".join(lines))
    width = ROMAN_SIZES["block_size"] + 1
    rows = numpy.array([tokenizer.encode(f"{line:{width}}".replace(" ", "\n")) for line in known])
    asked = numpy.array([tokenizer.encode(line[:5]) for line in unseen])

    def batch():
        picked = rows[chance.sample(range(len(rows)), ROMAN_BATCH)]
        return picked[:, :-1], picked[:, 1:]

    def shown(model):
        answers = continued(tensor, model, asked, width - 6, largest)
        texts = [tokenizer.decode(answer).split("\n")[0] for answer in answers.tolist()]
        right = [text for text, line in zip(texts, unseen, strict=True) if text == line]
        wrong = [text for text, line in zip(texts, unseen, strict=True) if text != line]
        return {"right": len(right), "of": UNSEEN, "examples": [*wrong[:1], *right[:1]]}

    model = new_model(tensor, gpt, tokenizer, ROMAN_SIZES, chance)
    yield from learning(gpt, optim, model, batch, steps, weights, resume, shown)


def as_roman(number):
    """Return a number as the Romans wrote it: 1948 is MCMXLVIII."""
    text = ""
    for size, letters in ROMAN:
        text += letters * (number // size)
        number %= size
    return text


def names_on_tensors(tensor, tokens, optim, gpt, words, steps, weights, resume):
    """Learn first names, a batch of them at a time; make some up now and then."""
    import numpy

    width = NAMES_SIZES["block_size"] + 1
    chance = random.Random(42)
    tokenizer = tokens.CharTokenizer("." + "".join(words))
    rows = numpy.array(
        [tokenizer.encode(f".{word[: width - 2]}".ljust(width, ".")) for word in words]
    )

    def batch():
        picked = rows[[chance.randrange(len(rows)) for _ in range(NAMES_BATCH)]]
        return picked[:, :-1], picked[:, 1:]

    def shown(model):
        begin = [tokenizer.encode(".")] * NAMES_AT_ONCE
        texts = continued(tensor, model, begin, width - 1, drawn(chance, 0.7))
        return {"names": [tokenizer.decode(row).split(".")[1] for row in texts.tolist()]}

    model = new_model(tensor, gpt, tokenizer, NAMES_SIZES, chance)
    yield from learning(gpt, optim, model, batch, steps, weights, resume, shown)


def text(tensor, tokens, optim, gpt, words, steps, weights, resume):
    """Learn a text, letter by letter; go on with it now and then. ``words``: the text's lines."""
    import numpy

    tokenizer = tokens.CharTokenizer("\n" + "".join(words))
    ids = numpy.array(tokenizer.encode("\n".join(words)))
    chance, length = random.Random(1), TEXT_SIZES["block_size"]

    def batch():
        starts = [chance.randrange(len(ids) - length) for _ in range(TEXT_BATCH)]
        return tokens.get_batch(ids, starts, length)

    def shown(model):
        begin = [tokenizer.encode("\n")]
        written = continued(tensor, model, begin, SAMPLE, drawn(chance, 0.7))
        return {"text": tokenizer.decode(written[0].tolist()).strip()}

    model = new_model(tensor, gpt, tokenizer, TEXT_SIZES, chance)
    yield from learning(gpt, optim, model, batch, steps, weights, resume, shown, TEXT_RATE)


def continued(tensor, model, idx, count, choose):
    """Return ids with ``count`` more in every row: each chosen by the logits at the last place."""
    import numpy

    idx = numpy.array(idx)
    length = model.transformer.wpe.weight.data.shape[0]
    for _ in range(count):
        with tensor.no_grad():
            logits, _ = model(idx[:, -length:])
        new = [[choose(row)] for row in logits.data[:, -1]]
        idx = numpy.concatenate([idx, new], axis=1)
        gc.collect()
    return idx


def new_model(tensor, gpt, tokenizer, sizes, chance):
    """Return a learner's GPT, its numbers of half the length: twice as fast, and enough here."""
    import numpy

    tensor.Tensor.dtype = numpy.float32
    random.seed(chance.random())
    return model_of(gpt, vocab_size=tokenizer.vocab_size, **sizes)


def learning(gpt, optim, model, batch, steps, weights, resume, shown, rate=LEARNING_RATE):
    """Train; yield what was reached after each step, and now and then what the model can do.

    ``weights``: the file in which they are kept; with ``resume`` those in it are gone on with.
    """
    began = 0
    if resume:
        began, problem = load(model, weights)
        if problem:
            yield {"problem": problem}
            return
    optimizer = gpt.configure_optimizer(model, rate, WEIGHT_DECAY)
    yield {
        "parameters": sum(parameter.data.size for parameter in model.parameters()),
        "steps": steps, "begun at": began, "letters": len(model.transformer.wte.weight.data),
    }  # fmt: skip
    # Nodes lie in circles with their `_backward`, and hold large arrays: freed after each step.
    gc.collect()
    gc.freeze()
    gc.disable()
    for step in range(1, steps + 1):
        at = optim.warmup_cosine(step - 1, rate, rate / 10, WARMUP, steps)
        loss, norm = gpt.train_step(model, optimizer, *batch(), at, CLIP)
        gc.collect()
        seen = {"step": step, "loss": float(loss), "norm": float(norm)}
        if step % STEPS_BETWEEN == 0 or step == steps:
            seen |= shown(model)
            keep(model, weights, began + step)
        yield seen


def keep(model, file, step):
    """Write the weights to a file: whole or not at all."""
    import os

    import numpy

    beside = f"{file}.new.npz"
    arrays = {name: parameter.data for name, parameter in model.named_parameters()}
    numpy.savez(beside, step=step, **arrays)
    os.replace(beside, file)


def load(model, file):
    """Take the weights that ``keep`` wrote; return after how many steps, and what is in the way."""
    import numpy

    kept = numpy.load(file)
    for name, parameter in model.named_parameters():
        if name not in kept or kept[name].shape != parameter.data.shape:
            return 0, f"the weights kept are of another network: {name} does not fit"
    for name, parameter in model.named_parameters():
        parameter.data[...] = kept[name]
    return int(kept["step"]), ""


def largest(logits):
    """Choose the likeliest."""
    return int(logits.argmax())


def drawn(chance, temperature):
    """Return a function that draws one by the softmax of logits."""

    def draw(logits):
        powers = [math.exp(float(one) / temperature) for one in logits - logits.max()]
        return chance.choices(range(len(powers)), powers)[0]

    return draw
