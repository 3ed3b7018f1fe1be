"""What the code of part 4 can do once a step passes, run on the learner's own code."""

from scalar_weights import gpt_weights, matrix, parameters_of, vector


def step22(engine, scalar_gpt):
    """Your code looks back over earlier positions, and takes most of what fits best."""
    keys = matrix(engine, [[4.0, 0.0], [0.0, 4.0], [-4.0, 0.0]])
    values = matrix(engine, [[1.0, 100.0], [2.0, 200.0], [3.0, 300.0]])
    asked = {}
    for name, query in (("the first", [2, 0]), ("the second", [0, 2]), ("none of them", [0, 0])):
        seen = scalar_gpt.attend(vector(engine, query), keys, values)
        asked[name] = [number.data for number in seen]
    return {"asked for": asked}


def step23(engine, scalar_gpt, training):
    """Your code learns to write names: a GPT on your own engine, three names to learn from."""
    letters = ".aimn"
    weights = gpt_weights(engine, size=0.3)
    parameters, state, losses = parameters_of(weights), {}, []
    for name in ["mia.", "ann.", "ina."] * 8:
        keys, values, terms = [[]], [[]], []
        for position, letter in enumerate(name):
            token = letters.index(name[position - 1]) if position else 0
            logits = scalar_gpt.gpt(token, position, keys, values, weights, n_head=2)
            terms.append(training.negative_log_likelihood(logits, letters.index(letter)))
        loss = sum(terms) * 0.25
        loss.backward()
        scalar_gpt.adam_step(parameters, state, 0.05)
        losses.append(loss.data)
    written = []
    for first in "amni":
        keys, values, name = [[]], [[]], first
        scalar_gpt.gpt(0, 0, keys, values, weights, n_head=2)
        while len(name) < 4 and not name.endswith("."):
            token = letters.index(name[-1])
            logits = scalar_gpt.gpt(token, len(name), keys, values, weights, n_head=2)
            name += letters[max(range(5), key=lambda place: logits[place].data)]
        written.append(name)
    return {"first loss": losses[0], "last loss": losses[-1], "written": written}
