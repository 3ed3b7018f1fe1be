"""A learner's GPT, however it is written: made, given fixed weights, and read by nanoGPT's names.

One linear function for queries, keys and values or three, called by any of their usual names; the
sizes as a dataclass, a dict, or keyword arguments.
"""

from arrays import uneven

QUERIES = ("query", "q", "q_proj", "wq", "w_q", "W_q", "to_q", "c_q", "q_linear", "query_proj")
KEYS = tuple(name.replace("query", "key").replace("q", "k") for name in QUERIES)
VALUES = tuple(name.replace("query", "value").replace("q", "v") for name in QUERIES)
PLACE_IN_C_ATTN = {
    **dict.fromkeys(QUERIES, 0), **dict.fromkeys(KEYS, 1), **dict.fromkeys(VALUES, 2)
}  # fmt: skip
FOR_C_PROJ = ("proj", "out_proj", "o_proj", "wo", "W_o", "w_o", "c_o", "to_out", "output")


def model_of(gpt, **sizes):
    """Return the learner's GPT of these sizes."""
    config = getattr(gpt, "GPTConfig", None)
    return gpt.GPT(config(**sizes)) if config else gpt.GPT(**sizes)


def parts_by_name(module):
    """Return a dict from nanoGPT's name of each parameter to the tensors that make it up.

    They are several, one below the other, where queries, keys and values are computed by linear
    functions of their own.
    """
    found = {}
    for name, parameter in module.named_parameters():
        *path, last = name.split(".")
        place = 0
        if path and last == "weight" and path[-1] in PLACE_IN_C_ATTN:
            place = PLACE_IN_C_ATTN[path[-1]]
            path[-1] = "c_attn"
        elif path and path[-1] in FOR_C_PROJ:
            path[-1] = "c_proj"
        found.setdefault(".".join([*path, last]), {})[place] = parameter
    return {name: [parts[i] for i in sorted(parts)] for name, parts in found.items()}


def fill(module, size=0.3):
    """Give every parameter fixed numbers from a formula, none of them 0 and no gain 1."""
    import numpy

    for start, (name, parts) in enumerate(sorted(parts_by_name(module).items())):
        rows = sum(len(part.data) for part in parts)
        numbers = size * uneven(rows, *parts[0].data.shape[1:], start=start + 1)
        if "ln_" in name and name.endswith("weight"):
            numbers = numbers + 1.2
        for part in parts:
            part.data[...] = numbers[: len(part.data)]
            numbers = numbers[len(part.data) :]
            part.grad = numpy.zeros_like(part.data)


def numbers_by_name(module, attribute):
    """Return a dict from nanoGPT's name of each parameter to its ``data`` or ``grad``."""
    import numpy

    return {
        name: numpy.concatenate([numpy.asarray(getattr(part, attribute)) for part in parts])
        for name, parts in parts_by_name(module).items()
    }


def load_by_name(module, arrays):
    """Copy arrays, given by nanoGPT's names, into the parameters."""
    for name, parts in parts_by_name(module).items():
        numbers = arrays[name]
        for part in parts:
            part.data[...] = numbers[: len(part.data)]
            numbers = numbers[len(part.data) :]
