"""What the code of part 4 can do once a step passes, run on the learner's own code."""

from scalar_weights import matrix, vector


def step22(engine, scalar_gpt):
    """Your code looks back over earlier positions, and takes most of what fits best."""
    keys = matrix(engine, [[4.0, 0.0], [0.0, 4.0], [-4.0, 0.0]])
    values = matrix(engine, [[1.0, 100.0], [2.0, 200.0], [3.0, 300.0]])
    asked = {}
    for name, query in (("the first", [2, 0]), ("the second", [0, 2]), ("none of them", [0, 0])):
        seen = scalar_gpt.attend(vector(engine, query), keys, values)
        asked[name] = [number.data for number in seen]
    return {"asked for": asked}


def step23(engine, scalar_gpt):
    """To be written."""
    return {}
