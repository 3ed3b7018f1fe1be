"""Step 25: Shapes that stretch."""

from arrays import array, uneven

from grading import points

STEP = 25


@points(2)
def test_a_row_added_to_every_row(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    row = tensor.Tensor([10.0, 20.0, 30.0])
    out = a + row
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "row": row}


@points(2)
def test_a_row_times_every_row(tensor):
    row = tensor.Tensor([2.5, 1.5, -0.5])
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = row * a
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "row": row, "a": a}


@points(2)
def test_a_column_added_to_every_column(tensor):
    column = tensor.Tensor([[10.0], [20.0]])
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = column + a
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "column": column, "a": a}


@points(2)
def test_a_column_times_every_column(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    column = tensor.Tensor([[2.5], [-0.5]])
    out = a * column
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "column": column}


@points(2)
def test_a_column_plus_a_row(tensor):
    column = tensor.Tensor([[1.5], [-2.0]])
    row = tensor.Tensor([[10.0, 20.0, 30.0]])
    out = column + row
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "column": column, "row": row}


@points(2)
def test_a_row_times_a_column(tensor):
    row = tensor.Tensor([2.5, 1.5, -0.5, 4.0])
    column = tensor.Tensor([[1.5], [-2.0], [0.7]])
    out = row * column
    out.backward(uneven(3, 4))
    return {"out": out, "row": row, "column": column}


@points(2)
def test_one_number_with_many(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b, c = tensor.Tensor(2.5), tensor.Tensor([[-0.7]])
    out = (a + b) * c
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "b": b, "c": c}


@points(1)
def test_a_vector_of_one_number(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([2.5])
    out = b * a
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "b": b}


@points(2)
def test_a_row_and_a_column_of_a_square(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5], [0.7, 1.1, -0.3]])
    row, column = tensor.Tensor([2.5, 1.5, -0.5]), tensor.Tensor([[0.3], [-4.0], [2.0]])
    out = a * row + column
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0], [6.0, 1.2, -0.9]]))
    return {"out": out, "a": a, "row": row, "column": column}


@points(2)
def test_a_vector_with_a_batch_of_matrices(tensor):
    vector = tensor.Tensor([2.5, 1.5, -0.5])
    a = tensor.Tensor(uneven(4, 2, 3))
    out = vector * a
    out.backward(uneven(4, 2, 3, start=1))
    return {"out": out, "vector": vector, "a": a}


@points(2)
def test_a_dimension_in_the_middle(tensor):
    a = tensor.Tensor(uneven(2, 1, 3))
    b = tensor.Tensor(uneven(4, 1, start=1))
    out = a * b
    out.backward(uneven(2, 4, 3, start=2))
    return {"out": out, "a": a, "b": b}


@points(1)
def test_a_dimension_of_size_1_that_does_not_stretch(tensor):
    a = tensor.Tensor([[-0.7]])
    b = tensor.Tensor([[[0.5, 4.0, -1.5]], [[2.5, 1.5, -0.5]]])
    out = a + b
    out.backward(array([[[3.0, -10.0, 2.0]], [[0.5, 7.0, -4.0]]]))
    return {"out": out, "a": a, "b": b}


@points(2)
def test_differences_and_quotients_stretch_as_well(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    column, row = tensor.Tensor([[0.6], [-0.5]]), tensor.Tensor([2.0, -4.0, 0.8])
    out = (a - column) / row
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "column": column, "row": row}


@points(2)
def test_a_row_used_twice(tensor):
    row = tensor.Tensor([2.5, 1.5, -0.5])
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = row * a + row
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "row": row, "a": a}


@points(1)
def test_a_plain_number_and_a_negative(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = 3.0 - a * 2.0
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a}
