"""Weights that torch has trained on first names, in a learner's GPT: see data/README.md."""

from pathlib import Path

from gpt_weights import load_by_name, model_of

FILE = Path(__file__).resolve().parent.parent / "data" / "names_gpt.npz"


def loaded_into(gpt):
    """Return the learner's GPT with these weights, and its letters, a text; "." is the first."""
    import numpy

    with numpy.load(FILE) as arrays:
        found = dict(arrays)
    characters = str(found["characters"])
    layers = {name.split(".")[2] for name in found if name.startswith("transformer.h.")}
    model = model_of(
        gpt, vocab_size=len(characters), block_size=int(found["block_size"]),
        n_layer=len(layers), n_head=int(found["n_head"]),
        n_embd=found["transformer.wte.weight"].shape[1],
    )  # fmt: skip
    load_by_name(model, found)
    return model, characters
