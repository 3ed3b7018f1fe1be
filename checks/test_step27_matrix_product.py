"""Step 27: The matrix product."""

from arrays import array, uneven

from grading import points

STEP = 27


@points(2)
def test_a_product_of_two_matrices(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([[2, -3, 5, 4], [-6, 7, 8, -2], [3, -4, 9, -5]])
    out = a @ b
    out.backward(array([[3.0, -10.0, 2.0, 0.5], [7.0, -4.0, 1.5, 6.0]]))
    return {"out": out, "a": a, "b": b}


@points(2)
def test_a_product_of_two_square_matrices(tensor):
    a = tensor.Tensor([[1.5, -2.0], [0.5, 4.0]])
    b = tensor.Tensor([[2.5, 3.0], [-3.5, 6.0]])
    out = a @ b
    out.backward(array([[3.0, -10.0], [7.0, 0.25]]))
    return {"out": out, "a": a, "b": b}


@points(2)
def test_a_vector_times_a_matrix(tensor):
    v = tensor.Tensor([1.5, -2.0, 3.0])
    b = tensor.Tensor([[2, -3, 5, 4], [-6, 7, 8, -2], [3, -4, 9, -5]])
    out = v @ b
    out.backward(array([3.0, -10.0, 2.0, 0.5]))
    return {"out": out, "v": v, "b": b}


@points(2)
def test_a_matrix_times_a_vector(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    v = tensor.Tensor([2.5, -3.0, 0.75])
    out = a @ v
    out.backward(array([3.0, -10.0]))
    return {"out": out, "a": a, "v": v}


@points(2)
def test_a_vector_times_a_vector(tensor):
    u = tensor.Tensor([1.5, -2.0, 3.0])
    v = tensor.Tensor([2.5, -3.0, 0.75])
    out = u @ v
    out.backward(array(-10.0))
    return {"out": out, "u": u, "v": v}


@points(2)
def test_three_matrices_times_three_matrices(tensor):
    a = tensor.Tensor([[[1.5, -2.0]], [[0.5, 4.0]], [[-1.25, 3.0]]])
    b = tensor.Tensor(uneven(3, 2, 4))
    out = a @ b
    out.backward(
        array([[[3.0, -10.0, 2.0, 0.5]], [[7.0, -4.0, 1.5, 6.0]], [[5.0, -0.5, 9.0, -3.0]]])
    )
    return {"out": out, "a": a, "b": b}


@points(3)
def test_three_matrices_times_the_same_matrix(tensor):
    x = tensor.Tensor(uneven(3, 2, 4))
    w = tensor.Tensor(uneven(4, 5, start=1))
    out = x @ w
    out.backward(uneven(3, 2, 5, start=2))
    return {"out": out, "x": x, "w": w}


@points(2)
def test_the_same_matrix_times_two_matrices(tensor):
    a = tensor.Tensor(uneven(5, 4))
    x = tensor.Tensor(uneven(2, 4, 3, start=1))
    out = a @ x
    out.backward(uneven(2, 5, 3, start=2))
    return {"out": out, "a": a, "x": x}


@points(2)
def test_two_batches_that_stretch_each_other(tensor):
    a = tensor.Tensor(uneven(3, 1, 2, 4))
    b = tensor.Tensor(uneven(1, 5, 4, 1, start=1))
    out = a @ b
    out.backward(uneven(3, 5, 2, 1, start=2))
    return {"out": out, "a": a, "b": b}


@points(1)
def test_a_batch_times_a_vector(tensor):
    x = tensor.Tensor(uneven(2, 3, 4))
    v = tensor.Tensor([2.5, -3.0, 0.75, 1.25])
    out = x @ v
    out.backward(array([[3.0, -10.0, 2.0], [7.0, -4.0, 1.5]]))
    return {"out": out, "x": x, "v": v}


@points(1)
def test_a_vector_times_a_batch(tensor):
    v = tensor.Tensor([2.5, -3.0, 0.75, 1.25])
    x = tensor.Tensor(uneven(2, 4, 3))
    out = v @ x
    out.backward(array([[3.0, -10.0, 2.0], [7.0, -4.0, 1.5]]))
    return {"out": out, "v": v, "x": x}


@points(2)
def test_a_matrix_used_in_two_products(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([[2.5], [-3.0], [0.75]])
    c = tensor.Tensor([[-0.5], [6.0], [3.5]])
    out = a @ b + a @ c
    out.backward(array([[3.0], [-10.0]]))
    return {"out": out, "a": a, "b": b, "c": c}


@points(1)
def test_a_matrix_times_itself(tensor):
    a = tensor.Tensor([[1.5, -2.0], [0.5, 4.0]])
    out = a @ a
    out.backward(array([[3.0, -10.0], [7.0, 0.25]]))
    return {"out": out, "a": a}


@points(1)
def test_an_array_on_either_side(tensor):
    numbers = array([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    a = tensor.Tensor([[2.5, 1.5], [-3.0, 0.25], [0.75, -4.0]])
    left = numbers @ a
    right = a @ numbers
    left.backward(array([[3.0, -10.0], [7.0, 0.5]]))
    right.backward(array([[2.0, 0.5, -1.0], [-4.0, 1.5, 6.0], [5.0, -0.5, 9.0]]))
    return {"left": left, "right": right, "a": a, "numbers": numbers}


@points(2)
def test_a_product_of_two_products(tensor):
    x = tensor.Tensor([[1.5, -0.5, 0.75], [0.25, 2.0, -1.25]])
    w = tensor.Tensor(uneven(3, 5))
    u = tensor.Tensor([[0.5], [-2.0], [1.25], [3.0], [-0.75]])
    v = tensor.Tensor([[2.5, -3.0, 0.25, 1.75]])
    out = (x @ w) @ (u @ v)
    out.backward(array([[3.0, -10.0, 2.0, 0.5], [7.0, -4.0, 1.5, 6.0]]))
    return {"out": out, "x": x, "w": w, "u": u, "v": v}
