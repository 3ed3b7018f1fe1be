"""What the code of each step of part 6 can do: shown when the step passes."""

import math

from arrays import integers, uneven
from gpt_weights import model_of


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
