"""Step 30: Cross-entropy in one go."""

import math

from arrays import array, integers, uneven

from grading import points

STEP = 30


@points(2)
def test_softmax_of_a_row(tensor, functional):
    x = tensor.Tensor([0.5, -1.0, 2.0, 0.8])
    p = functional.softmax(x, 0)
    p.backward(array([3.0, -10.0, 2.0, 7.0]))
    return {"p": p, "x": x}


@points(2)
def test_softmax_along_the_last_dimension(tensor, functional):
    x = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.2, -0.7]])
    p = functional.softmax(x, -1)
    p.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"p": p, "x": x}


@points(1)
def test_softmax_along_a_middle_dimension(tensor, functional):
    x = tensor.Tensor(uneven(2, 3, 2))
    p = functional.softmax(x, 1)
    p.backward(uneven(2, 3, 2, start=1))
    return {"p": p, "x": x}


@points(2)
def test_softmax_of_rows_far_apart(tensor, functional):
    x = tensor.Tensor([[1000.0, 1001.0, 998.0], [-1002.0, -1000.0, -1000.5]])
    p = functional.softmax(x, 1)
    p.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"p": p, "x": x}


@points(2)
def test_softmax_with_what_is_masked_out(tensor, functional):
    x = tensor.Tensor([[0.5, -math.inf, -math.inf], [1.5, 0.2, -math.inf]])
    p = functional.softmax(x, 1)
    p.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"p": p, "x": x}


@points(2)
def test_log_softmax_along_the_last_dimension(tensor, functional):
    x = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.2, -0.7]])
    logs = functional.log_softmax(x, -1)
    logs.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"logs": logs, "x": x}


@points(1)
def test_log_softmax_along_a_middle_dimension(tensor, functional):
    x = tensor.Tensor(uneven(2, 3, 2))
    logs = functional.log_softmax(x, 1)
    logs.backward(uneven(2, 3, 2, start=1))
    return {"logs": logs, "x": x}


@points(2)
def test_log_softmax_of_a_probability_too_small_for_a_float(tensor, functional):
    x = tensor.Tensor([[-3000.0, 1000.0, 999.0], [-1002.0, -1000.0, -999.0]])
    logs = functional.log_softmax(x, 1)
    logs.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"logs": logs, "x": x}


@points(3)
def test_cross_entropy_of_two_rows(tensor, functional):
    logits = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.2, -0.7]])
    loss = functional.cross_entropy(logits, [1, 0])
    (loss * 3.0).backward()
    return {"loss": loss, "logits": logits}


@points(2)
def test_cross_entropy_with_a_class_masked_out(tensor, functional):
    numbers = [[0.5, -1.0], [1.5, 0.2], [-0.7, 2.0], [0.4, -math.inf]]
    logits = tensor.Tensor(numbers)
    targets = integers([1, 0, 1, 0])
    loss = functional.cross_entropy(logits, targets)
    loss.backward()
    return {"loss": loss, "logits": logits, "targets": targets}


@points(2)
def test_cross_entropy_of_large_logits(tensor, functional):
    logits = tensor.Tensor([[-3000.0, 1000.0, 999.0], [-1002.0, -1000.0, -999.0]])
    loss = functional.cross_entropy(logits, [0, 2])
    (loss * 3.0).backward()
    return {"loss": loss, "logits": logits}


@points(2)
def test_softmax_as_a_part_of_something_larger(tensor, functional):
    a = tensor.Tensor([0.5, -1.0, 2.0])
    functional.softmax(a * 2.0, 0).backward(array([3.0, -10.0, 2.0]))
    b = tensor.Tensor([0.5, -1.0, 2.0])
    (functional.softmax(b, 0) * b).backward(array([3.0, -10.0, 2.0]))
    return {"a": a, "b": b}


@points(2)
def test_log_softmax_as_a_part_of_something_larger(tensor, functional):
    a = tensor.Tensor([0.5, -1.0, 2.0])
    functional.log_softmax(a * 2.0, 0).backward(array([3.0, -10.0, 2.0]))
    b = tensor.Tensor([0.5, -1.0, 2.0])
    (functional.log_softmax(b, 0) * b).backward(array([3.0, -10.0, 2.0]))
    return {"a": a, "b": b}


@points(2)
def test_cross_entropy_as_a_part_of_something_larger(tensor, functional):
    a = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.2, -0.7]])
    functional.cross_entropy(a * 2.0, [1, 0]).backward()
    b = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.2, -0.7]])
    out = functional.cross_entropy(b, [1, 0]) * b
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"a": a, "b": b}


@points(1)
def test_one_row_costs_what_it_cost_in_step_20(engine, training, tensor, functional):
    numbers = [engine.Value(0.5), engine.Value(-1.0), engine.Value(2.0)]
    of_numbers = training.negative_log_likelihood(numbers, 1)
    of_numbers.backward()
    row = tensor.Tensor([[0.5, -1.0, 2.0]])
    of_a_row = functional.cross_entropy(row, [1])
    of_a_row.backward()
    return {
        "numbers": numbers,
        "of numbers": of_numbers.data,
        "row": row,
        "of a row": of_a_row,
    }
