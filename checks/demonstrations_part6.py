"""What the code of each step of part 6 can do: shown when the step passes."""

from arrays import array
from gpt_weights import load_by_name, numbers_by_name


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
