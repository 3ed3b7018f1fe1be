"""Step 39: Averaging the past, three ways."""

from arrays import array, uneven
from dependency import dependency_map

from grading import points

STEP = 39


@points(2)
def test_matrices_side_by_side(tensor, functional):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.25]])
    b = tensor.Tensor([[6.0], [-3.5]])
    out = functional.cat([a, b], 1)
    out.backward(array([[3.0, -10.0, 2.0, 0.5], [7.0, -4.0, 1.5, 6.0]]))
    return {"out": out, "a": a, "b": b}


@points(1)
def test_rows_of_which_one_comes_twice(tensor, functional):
    a = tensor.Tensor([[1.5, -2.0]])
    b = tensor.Tensor([[6.0, -3.5], [2.5, 0.5]])
    out = functional.cat([a, b, a], 0)
    out.backward(array([[3.0, -10.0], [2.0, 0.5], [7.0, -4.0], [1.5, 600.0]]))
    return {"out": out, "a": a, "b": b}


@points(2)
def test_three_computed_tensors_one_behind_the_other(tensor, functional):
    a = tensor.Tensor(uneven(2, 1, 3))
    b = tensor.Tensor(uneven(2, 2, 3, start=1))
    out = functional.cat([a * 2.0, b, a * b], 1) * 0.5
    out.backward(uneven(2, 5, 3, start=2))
    return {"out": out, "a": a, "b": b}


@points(1)
def test_where_the_future_is(attention):
    return {"of 4 positions": attention.future(4), "of 1 position": attention.future(1)}


@points(2)
def test_the_average_by_a_loop(tensor, attention):
    x = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5], [-4.0, 6.0]]])
    out = attention.average_loop(x)
    out.backward(array([[[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]]))
    return {"out": out, "x": x}


@points(2)
def test_the_average_by_a_matrix_product(tensor, attention):
    x = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5], [-4.0, 6.0]]])
    out = attention.average_matmul(x)
    out.backward(array([[[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]]))
    return {"out": out, "x": x}


@points(2)
def test_the_average_by_a_softmax(tensor, attention):
    x = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5], [-4.0, 6.0]]])
    out = attention.average_softmax(x)
    out.backward(array([[[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]]))
    return {"out": out, "x": x}


@points(2)
def test_what_the_loop_looks_at(tensor, attention):
    x = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5], [-4.0, 6.0], [2.5, 7.0]]])
    return {"dependency map": dependency_map(lambda: attention.average_loop(x), x)}


@points(2)
def test_what_the_matrix_product_looks_at(tensor, attention):
    x = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5], [-4.0, 6.0], [2.5, 7.0]]])
    return {"dependency map": dependency_map(lambda: attention.average_matmul(x), x)}


@points(2)
def test_what_the_softmax_looks_at(tensor, attention):
    x = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5], [-4.0, 6.0], [2.5, 7.0]]])
    return {"dependency map": dependency_map(lambda: attention.average_softmax(x), x)}


WAYS = ("average_loop", "average_matmul", "average_softmax")


@points(3)
def test_averages_of_a_batch(tensor, attention):
    found = {}
    for way in WAYS:
        x = tensor.Tensor(uneven(2, 3, 5))
        out = getattr(attention, way)(x)
        out.backward(uneven(2, 3, 5, start=1))
        one = getattr(attention, way)(tensor.Tensor([[[1.5, -2.0]], [[3.0, 0.5]]]))
        found |= {f"{way}(x)": out, f"x of {way}": x, f"{way} of one position": one.data}
    return found


@points(1)
def test_averages_within_something_larger(tensor, attention):
    found = {}
    for way in WAYS:
        x = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5], [-4.0, 6.0]]])
        average = getattr(attention, way)
        (average(x * 2.0) * x).backward(array([[[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]]))
        found[f"x of {way}"] = x.grad
    return found
