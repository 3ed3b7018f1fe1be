"""What the code of each step of part 6 can do: shown when the step passes."""

import random

from arrays import integers
from gpt_weights import fill, model_of
from names_checkpoint import loaded_into


def step35(tokens):
    """Your code ."""
    return {}


def step36(bigram):
    """Your code ."""
    return {}


def step37(bigram):
    """Your code ."""
    return {}


def step38(mlp_lm):
    """Your code ."""
    return {}


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
    """Your code ."""
    return {}


def step47(bpe):
    """Your code ."""
    return {}


def step48(attention, gpt):
    """Your code ."""
    return {}
