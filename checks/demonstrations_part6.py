"""What the code of each step of part 6 can do: shown when the step passes."""

from arrays import integers
from gpt_weights import fill, model_of


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
    """Your code ."""
    return {}


def step45(gpt):
    """Your code ."""
    return {}


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
