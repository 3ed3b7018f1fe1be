"""Step 20: a classifier's losses: softmax, negative log-likelihood, max-margin."""

from grading import points

STEP = 20


@points(2)
def test_softmax_of_three_logits(engine, training):
    logits = [engine.Value(0.5), engine.Value(-1.0), engine.Value(2.0)]
    probabilities = training.softmax(logits)
    return {"probabilities": [p.data for p in probabilities]}


@points(2)
def test_gradients_of_softmax(engine, training):
    a, b, c = engine.Value(0.5), engine.Value(-1.0), engine.Value(2.0)
    p = training.softmax([a, b, c])
    out = p[0] * 2.0 + p[1] * -3.0 + p[2] * 0.7
    out.backward()
    return {"out.data": out.data, "a": a, "b": b, "c": c}


@points(1)
def test_softmax_of_equal_logits(engine, training):
    a, b, c = engine.Value(-0.7), engine.Value(-0.7), engine.Value(-0.7)
    p = training.softmax([a, b, c])
    out = p[0] * 2.0
    out.backward()
    return {"out.data": out.data, "a": a, "b": b, "c": c}


@points(2)
def test_softmax_of_large_logits(engine, training):
    a, b, c = engine.Value(1000.0), engine.Value(1001.0), engine.Value(998.0)
    p = training.softmax([a, b, c])
    out = p[0] * 3.0
    out.backward()
    return {"p": [p[0].data, p[1].data, p[2].data], "a": a, "b": b, "c": c}


@points(1)
def test_softmax_of_very_negative_logits(engine, training):
    logits = [engine.Value(-1002.0), engine.Value(-1000.0), engine.Value(-1000.5)]
    probabilities = training.softmax(logits)
    return {"probabilities": [p.data for p in probabilities]}


@points(1)
def test_softmax_of_a_logit_far_above_the_others(engine, training):
    logits = [engine.Value(0.0), engine.Value(3000.0), engine.Value(3.0)]
    probabilities = training.softmax(logits)
    return {"probabilities": [p.data for p in probabilities]}


@points(2)
def test_negative_log_likelihood_of_each_class(engine, training):
    losses = []
    for target in range(3):
        logits = [engine.Value(0.5), engine.Value(-1.0), engine.Value(2.0)]
        losses.append(training.negative_log_likelihood(logits, target).data)
    return {"losses": losses}


@points(2)
def test_gradients_of_the_negative_log_likelihood(engine, training):
    a, b, c = engine.Value(0.5), engine.Value(-1.0), engine.Value(2.0)
    loss = training.negative_log_likelihood([a, b, c], 1)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "a": a, "b": b, "c": c}


@points(1)
def test_the_gradient_reaches_what_the_logits_were_computed_from(engine, training):
    x = engine.Value(0.6)
    logits = [x * 2.0, x * -3.0, x * 0.7]
    loss = training.negative_log_likelihood(logits, 2)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "x": x}


@points(2)
def test_negative_log_likelihood_of_large_logits(engine, training):
    a, b, c = engine.Value(1000.0), engine.Value(1001.0), engine.Value(998.0)
    loss = training.negative_log_likelihood([a, b, c], 0)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "a": a, "b": b, "c": c}


@points(1)
def test_negative_log_likelihood_of_very_negative_logits(engine, training):
    a, b = engine.Value(-1002.0), engine.Value(-1000.0)
    loss = training.negative_log_likelihood([a, b], 0)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "a": a, "b": b}


@points(2)
def test_a_target_whose_probability_is_too_small_for_a_float(engine, training):
    a, b = engine.Value(-900.0), engine.Value(1100.0)
    loss = training.negative_log_likelihood([a, b], 0)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "a": a, "b": b}


@points(2)
def test_max_margin_without_regularisation(engine, training):
    scores = [engine.Value(0.3), engine.Value(-0.4), engine.Value(2.5), engine.Value(0.7)]
    labels = [1, 1, 1, -1]
    loss = training.max_margin_loss(scores, labels, [engine.Value(1.7)], 0.0)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "scores": scores}


@points(2)
def test_regularisation_when_all_margins_are_kept(engine, training):
    scores = [engine.Value(1.5), engine.Value(-2.5)]
    a, b, c = engine.Value(0.5), engine.Value(-2.0), engine.Value(1.25)
    loss = training.max_margin_loss(scores, [1, -1], [a, b, c], 0.1)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "a": a, "b": b, "c": c}


@points(2)
def test_max_margin_loss_of_a_small_classifier(engine, training):
    w, b = engine.Value(0.8), engine.Value(-0.3)
    scores = [w * 1.5 + b, w * -0.5 + b, w * 0.2 + b]
    loss = training.max_margin_loss(scores, [1, -1, 1], [w, b], 0.25)
    (loss * 3.0).backward()
    return {"loss.data": loss.data, "w": w, "b": b}
