"""Step 14: one number that says how wrong all predictions are."""

from grading import points

STEP = 14


@points(2)
def test_the_four_points_of_the_lecture(engine, training):
    predictions = [engine.Value(number) for number in (0.7, 0.4, -0.2, 0.9)]
    loss = training.squared_error(predictions, [1.0, -1.0, -1.0, 1.0])
    return {"loss": loss}


@points(1)
def test_a_single_prediction(engine, training):
    loss = training.squared_error([engine.Value(0.5)], [-1.2])
    return {"loss": loss}


@points(1)
def test_too_high_is_as_wrong_as_too_low(engine, training):
    too_high = training.squared_error([engine.Value(2.5)], [1.0])
    too_low = training.squared_error([engine.Value(-0.5)], [1.0])
    return {"too high": too_high, "too low": too_low}


@points(1)
def test_errors_in_both_directions_do_not_cancel(engine, training):
    predictions = [engine.Value(3.5), engine.Value(-4.5)]
    loss = training.squared_error(predictions, [1.0, -2.0])
    return {"loss": loss}


@points(1)
def test_each_prediction_has_its_own_target(engine, training):
    predictions = [engine.Value(2.0), engine.Value(-1.0), engine.Value(0.5)]
    loss = training.squared_error(predictions, [2.0, -1.0, 0.25])
    return {"loss": loss}


@points(2)
def test_the_gradients_of_the_predictions(engine, training):
    a, b, c = engine.Value(0.7), engine.Value(0.4), engine.Value(-0.9)
    loss = training.squared_error([a, b, c], [1.0, -1.0, -2.0])
    (loss * 1.5).backward()
    return {"loss": loss, "a": a, "b": b, "c": c}


@points(1)
def test_gradients_reach_what_a_prediction_was_computed_from(engine, training):
    w, x = engine.Value(0.5), engine.Value(-3.0)
    prediction = w * x
    loss = training.squared_error([prediction], [0.3])
    loss.backward()
    return {"loss": loss, "w": w, "x": x}


@points(1)
def test_one_node_predicts_twice(engine, training):
    a = engine.Value(0.7)
    loss = training.squared_error([a, a], [1.5, -2.0])
    (loss * -0.5).backward()
    return {"loss": loss, "a": a}
