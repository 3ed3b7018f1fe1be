"""Step 23: A GPT that learns names."""

from scalar_weights import gpt_weights, parameters_of, vector, weighted_sums

from grading import points

STEP = 23


@points(1)
def test_where_the_layer_adds_nothing(engine, scalar_gpt):
    """Take a GPT for 5 letters, with 6 numbers each, and let wo and fc2 be zeros:

    weights = gpt_weights(engine, wo=0.0, fc2=0.0)
    keys, values = [[]], [[]]
    logits = scalar_gpt.gpt(3, 1, keys, values, weights, n_head=2)
    """
    weights = gpt_weights(engine, wo=0.0, fc2=0.0)
    keys, values = [[]], [[]]
    logits = scalar_gpt.gpt(3, 1, keys, values, weights, n_head=2)
    return {"length": len(logits), "logits": [node.data for node in logits]}


@points(1)
def test_the_second_half_of_the_layer_alone(engine, scalar_gpt):
    """Let wo be zeros, so that of the layer only fc1, relu and fc2 do something:

    weights = gpt_weights(engine, wo=0.0)
    keys, values = [[]], [[]]
    logits = scalar_gpt.gpt(3, 1, keys, values, weights, n_head=2)
    """
    weights = gpt_weights(engine, wo=0.0)
    keys, values = [[]], [[]]
    logits = scalar_gpt.gpt(3, 1, keys, values, weights, n_head=2)
    return {"length": len(logits), "logits": [node.data for node in logits]}


@points(2)
def test_attention_of_one_head_alone(engine, scalar_gpt):
    """Let fc2 be zeros, so that of the layer only the attention does something, with one head:

    weights = gpt_weights(engine, fc2=0.0)
    keys, values = [[]], [[]]
    first = scalar_gpt.gpt(3, 0, keys, values, weights, n_head=1)
    second = scalar_gpt.gpt(1, 1, keys, values, weights, n_head=1)
    """
    weights = gpt_weights(engine, fc2=0.0)
    keys, values = [[]], [[]]
    first = scalar_gpt.gpt(3, 0, keys, values, weights, n_head=1)
    second = scalar_gpt.gpt(1, 1, keys, values, weights, n_head=1)
    return {"first": [node.data for node in first], "second": [node.data for node in second]}


@points(2)
def test_logits_with_more_and_more_heads(engine, scalar_gpt):
    logits = {}
    for n_head in (1, 2, 3):
        weights = gpt_weights(engine)
        keys, values = [[]], [[]]
        scalar_gpt.gpt(3, 0, keys, values, weights, n_head)
        second = scalar_gpt.gpt(1, 1, keys, values, weights, n_head)
        logits[f"n_head {n_head}"] = [node.data for node in second]
    return {"logits": logits}


@points(2)
def test_logits_of_three_letters(engine, scalar_gpt):
    weights = gpt_weights(engine)
    keys, values = [[]], [[]]
    logits = {}
    for position, token in enumerate([2, 0, 3]):
        nodes = scalar_gpt.gpt(token, position, keys, values, weights, n_head=2)
        logits[f"position {position}"] = [node.data for node in nodes]
    return {"logits": logits}


@points(1)
def test_the_same_letter_at_every_position(engine, scalar_gpt):
    weights = gpt_weights(engine)
    keys, values = [[]], [[]]
    logits = {}
    for position in range(3):
        nodes = scalar_gpt.gpt(2, position, keys, values, weights, n_head=2)
        logits[f"position {position}"] = [node.data for node in nodes]
    return {"logits": logits}


@points(2)
def test_keys_and_values_of_two_layers(engine, scalar_gpt):
    weights = gpt_weights(engine, layers=2)
    keys, values = [[], []], [[], []]
    for position, token in enumerate([2, 0, 3]):
        logits = scalar_gpt.gpt(token, position, keys, values, weights, n_head=2)
    return {
        "number of keys": [len(layer) for layer in keys],
        "number of values": [len(layer) for layer in values],
        "last keys": [[node.data for node in layer[-1]] for layer in keys],
        "last values": [[node.data for node in layer[-1]] for layer in values],
        "logits": [node.data for node in logits],
    }


@points(1)
def test_another_word_begins_afresh(engine, scalar_gpt):
    weights = gpt_weights(engine)
    words = {}
    for word in ("first", "second"):
        keys, values = [[]], [[]]
        logits = scalar_gpt.gpt(3, 0, keys, values, weights, n_head=2)
        words[f"{word} word"] = [node.data for node in logits]
    return {
        "logits": words,
        "wte[3]": [node.data for node in weights["wte"][3]],
        "wpe[0]": [node.data for node in weights["wpe"][0]],
    }


@points(3)
def test_gradients_of_all_the_matrices(engine, scalar_gpt, training):
    """Sum up the losses of three letters, go backward, and sum up each matrix's gradients:

    weights = gpt_weights(engine, layers=2)
    keys, values = [[], []], [[], []]
    word = [0, 3, 1, 3]
    loss = 0.0
    for position in range(3):
        logits = scalar_gpt.gpt(word[position], position, keys, values, weights, n_head=2)
        loss += training.negative_log_likelihood(logits, word[position + 1])
    loss.backward()
    sums = weighted_sums(weights, "grad")
    """
    weights = gpt_weights(engine, layers=2)
    keys, values = [[], []], [[], []]
    word = [0, 3, 1, 3]
    loss = 0.0
    for position in range(3):
        logits = scalar_gpt.gpt(word[position], position, keys, values, weights, n_head=2)
        loss += training.negative_log_likelihood(logits, word[position + 1])
    loss.backward()
    return {"loss": loss.data, "weighted sum": weighted_sums(weights, "grad")}


@points(2)
def test_the_first_step_of_adam(engine, scalar_gpt):
    a, b, c, d = vector(engine, [0.5, -1.5, 2.0, 0.8])
    a.grad, b.grad, c.grad, d.grad = 1e-3, -4e-5, 0.0, 6e-7
    parameters = [a, b, c, d]
    scalar_gpt.adam_step(parameters, {}, 0.1)
    return {"a": a, "b": b, "c": c, "d": d, "parameters": [node.data for node in parameters]}


@points(2)
def test_three_steps_of_adam(engine, scalar_gpt):
    a, b = engine.Value(0.5), engine.Value(-1.5)
    state = {}
    after = {}
    for step in (1, 2, 3):
        a.grad, b.grad = 1e-3 * step, -4e-5 / step
        scalar_gpt.adam_step([a, b], state, 0.1 / step)
        after[f"{step} steps"] = [a.data, b.data]
    return {"after": after}


@points(1)
def test_adam_with_other_betas(engine, scalar_gpt):
    a = engine.Value(0.5)
    state = {}
    numbers = []
    for gradient in (1e-3, -5e-4, 2e-3, 7e-4):
        a.grad = gradient
        scalar_gpt.adam_step([a], state, 0.1, beta1=0.6, beta2=0.8, eps=1e-4)
        numbers.append(a.data)
    return {"a.data": numbers, "a": a}


@points(1)
def test_two_states_of_adam(engine, scalar_gpt):
    a, b, c = engine.Value(0.5), engine.Value(-1.5), engine.Value(2.0)
    one, other = {}, {}
    a.grad, b.grad, c.grad = 1e-3, -4e-4, 2e-3
    scalar_gpt.adam_step([a, b], one, 0.1)
    scalar_gpt.adam_step([c], other, 0.1)
    a.grad, b.grad, c.grad = -2e-3, -1e-4, 5e-4
    scalar_gpt.adam_step([a, b], one, 0.1)
    scalar_gpt.adam_step([c], other, 0.1)
    return {"a": a, "b": b, "c": c}


@points(3)
def test_five_steps_on_two_words(engine, scalar_gpt, training):
    weights = gpt_weights(engine, channels=4, hidden=5, size=0.3)
    parameters, state = parameters_of(weights), {}
    words = [[0, 3, 3, 0], [0, 2, 4]]
    losses = []
    for step in range(5):
        word = words[step % 2]
        keys, values = [[]], [[]]
        terms = []
        for position in range(len(word) - 1):
            logits = scalar_gpt.gpt(word[position], position, keys, values, weights, n_head=2)
            terms.append(training.negative_log_likelihood(logits, word[position + 1]))
        loss = sum(terms) * (1.0 / len(terms))
        loss.backward()
        scalar_gpt.adam_step(parameters, state, 0.01)
        losses.append(loss.data)
    return {"losses": losses, "weighted sum": weighted_sums(weights, "data")}
