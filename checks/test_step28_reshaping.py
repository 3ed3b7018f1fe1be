"""Step 28: The same numbers, another shape."""

from arrays import array, uneven

from grading import points, referee

STEP = 28


@points(2)
def test_a_matrix_reshaped(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.25]])
    out = a.reshape(3, 2)
    out.backward(array([[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
def test_a_size_that_is_left_open(tensor):
    a = tensor.Tensor(uneven(4, 3))
    out = a.reshape(2, -1)
    out.backward(array([[3.0, -10.0, 2.0, 0.5, 7.0, -4.0], [1.5, 6.0, -5.0, 9.0, -0.5, 8.0]]))
    return {"out": out, "a": a}


@points(1)
def test_a_row_of_numbers_made_of_three_dimensions(tensor):
    a = tensor.Tensor([[[1.5, -2.0, 3.0]], [[0.5, 4.0, -1.25]]])
    out = a.reshape(-1)
    out.backward(array([3.0, -10.0, 2.0, 0.5, 7.0, -4.0]))
    return {"out": out, "a": a}


@points(1)
def test_the_transpose_of_a_matrix(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.25]])
    out = a.T
    out.backward(array([[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
def test_the_transpose_of_a_square_matrix(tensor):
    a = tensor.Tensor([[1.5, -2.0], [0.5, 4.0]])
    out = a.T
    out.backward(array([[3.0, -10.0], [2.0, 0.5]]))
    return {"out": out, "a": a}


@points(2)
def test_first_and_last_of_three_dimensions_exchanged(tensor):
    a = tensor.Tensor(uneven(2, 3, 4))
    out = a.transpose(0, 2)
    out.backward(uneven(4, 3, 2, start=1))
    return {"out": out, "a": a}


@points(1)
def test_dimensions_counted_from_the_end(tensor):
    a = tensor.Tensor(uneven(3, 2, 4))
    out = a.transpose(-1, -2)
    out.backward(uneven(3, 4, 2, start=1))
    return {"out": out, "a": a}


@points(2)
def test_three_dimensions_in_another_order(tensor):
    a = tensor.Tensor(uneven(2, 3, 4))
    out = a.permute(2, 0, 1)
    out.backward(uneven(4, 2, 3, start=1))
    return {"out": out, "a": a}


@points(2)
def test_a_cube_in_another_order(tensor):
    a = tensor.Tensor([[[1.5, -2.0], [3.0, 0.5]], [[4.0, -1.25], [2.5, -6.0]]])
    out = a.permute(1, 2, 0)
    out.backward(array([[[3.0, -10.0], [2.0, 0.5]], [[7.0, -4.0], [1.5, 6.0]]]))
    return {"out": out, "a": a}


@points(1)
def test_an_order_counted_from_the_end(tensor):
    a = tensor.Tensor(uneven(2, 3, 4))
    out = a.permute(-1, 0, -2)
    out.backward(uneven(4, 2, 3, start=1))
    return {"out": out, "a": a}


@points(2)
def test_rows_split_into_two_heads(tensor):
    x = tensor.Tensor([[[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]])
    heads = x.reshape(1, 3, 2, 2).transpose(1, 2)
    heads.backward(uneven(1, 2, 3, 2, start=1))
    return {"heads": heads, "x": x}


@points(2)
def test_a_transpose_reshaped(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.25]])
    b = tensor.Tensor([[2.0, 0.25, -3.0], [-1.0, 6.0, 5.0]])
    out = (a * b).T.reshape(2, 3)
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "b": b}


@points(2)
def test_a_tensor_in_four_shapes(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.25]])
    one, two = a.T, a.reshape(3, 2)
    three, four = a.transpose(1, 0), a.permute(1, 0)
    out = one * two + three * three * four
    out.backward(array([[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
@referee("solution")
def test_every_shape_has_numbers_of_its_own(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.25]])
    shapes = [a.reshape(3, 2), a.T, a.transpose(0, 1), a.permute(1, 0)]
    for one in shapes:
        one.data[0, 0] = 100.0
        one.backward(array([[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]))
        one.grad[0, 0] = 100.0
    return {"a": a}
