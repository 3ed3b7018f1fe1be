"""What the code of each step of part 6 can do: shown when the step passes."""

from arrays import uneven


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
