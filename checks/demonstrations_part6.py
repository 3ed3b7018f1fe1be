"""What the code of each step of part 6 can do: shown when the step passes."""


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
