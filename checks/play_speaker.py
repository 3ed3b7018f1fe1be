"""`play attention` and `play speak`: a learner's GPT with weights that torch trained."""

import gc
import random

from dependency import dependency_map
from names_checkpoint import loaded_into

LONGEST = 15


def attention(gpt, word):
    """Show for a word what depends on what, and where each head looks; one map at a time."""
    model, characters = loaded_into(gpt)
    letters = [letter for letter in f".{word}" if letter in characters][: LONGEST + 1]
    ids = [[characters.index(letter) for letter in letters]]
    yield {"letters": "".join(letters)}
    places = model.transformer.wpe.weight
    seen = dependency_map(lambda: model(ids)[0], places)
    yield {"map": seen[:, : len(letters)], "of": "what depends on what"}
    logits, _ = model(ids)
    found = [node for node in nodes_under(logits) if are_weights(node.data, len(letters))]
    for layer, node in enumerate(reversed(found)):
        for head, numbers in enumerate(node.data.reshape(-1, len(letters), len(letters))):
            yield {"map": numbers, "of": f"layer {layer} head {head}"}


def are_weights(numbers, size):
    """Tell whether these are attention weights: rows of ``size`` that sum to 1, no future."""
    import numpy

    if numbers.ndim < 2 or numbers.shape[-2:] != (size, size):
        return False
    return bool(
        (numbers >= 0).all()
        and numpy.allclose(numbers.sum(-1), 1.0)
        and (numpy.triu(numbers, 1) == 0).all()
    )


def nodes_under(root):
    """Return all nodes that ``root`` was made of, the nearest first."""
    seen, found = {id(root)}, [root]
    for node in found:  # it grows meanwhile
        for child in node._prev:
            if id(child) not in seen:
                seen.add(id(child))
                found.append(child)
    return found


def speak(gpt, count, temperature):
    """Make up names, one letter after the other."""
    import numpy

    model, characters = loaded_into(gpt)
    chance = random.Random()

    def draw(p):
        return chance.choices(range(len(p)), [float(one) for one in p])[0]

    for _ in range(count):
        start = numpy.array([[characters.index(".")]])
        ids = gpt.generate(model, start, LONGEST, draw, temperature)
        text = "".join(characters[i] for i in ids[0].tolist())
        gc.collect()
        yield {"name": text.split(".")[1]}
