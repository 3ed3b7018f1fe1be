"""Step 26: Sums."""

from arrays import array, uneven

from grading import points

STEP = 26


@points(2)
def test_the_sum_of_all_numbers(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = a.sum()
    out.backward(array(-3.0))
    return {"out": out, "a": a}


@points(2)
def test_the_sum_of_each_column(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = a.sum(0)
    out.backward(array([3.0, -10.0, 2.0]))
    return {"out": out, "a": a}


@points(2)
def test_the_sum_of_each_row(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = a.sum(1)
    out.backward(array([3.0, -10.0]))
    return {"out": out, "a": a}


@points(2)
def test_sums_of_a_square(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5], [0.7, 1.1, -0.3]])
    b = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5], [0.7, 1.1, -0.3]])
    rows, columns = a.sum(1), b.sum(0)
    rows.backward(array([3.0, -10.0, 2.0]))
    columns.backward(array([3.0, -10.0, 2.0]))
    return {"rows": rows, "a": a, "columns": columns, "b": b}


@points(2)
def test_a_summed_dimension_that_stays(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([[2.5, 1.5, -0.5], [-3.0, 2.0, 6.0]])
    rows, every = a.sum(1, keepdim=True), b.sum(keepdim=True)
    rows.backward(array([[3.0], [-10.0]]))
    every.backward(array([[-7.0]]))
    return {"rows": rows, "a": a, "every": every, "b": b}


@points(2)
def test_dimensions_counted_from_the_end(tensor):
    a = tensor.Tensor(uneven(2, 3, 4))
    b = tensor.Tensor(uneven(2, 3, 4, start=1))
    last, middle = a.sum(-1), b.sum(-2)
    last.backward(uneven(2, 3, start=2))
    middle.backward(uneven(2, 4, start=3))
    return {"last": last, "a": a, "middle": middle, "b": b}


@points(2)
def test_sums_over_two_dimensions(tensor):
    a = tensor.Tensor(uneven(2, 3, 4))
    b = tensor.Tensor(uneven(2, 3, 4, start=1))
    one, other = a.sum((0, 2)), b.sum((1, -1), keepdim=True)
    one.backward(array([3.0, -10.0, 2.0]))
    other.backward(array([[[0.5]], [[-7.0]]]))
    return {"one": one, "a": a, "other": other, "b": b}


@points(2)
def test_the_mean_of_all_numbers(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = a.mean()
    out.backward(array(-3.0))
    return {"out": out, "a": a}


@points(2)
def test_means_along_one_dimension(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([[2.5, 1.5, -0.5], [-3.0, 2.0, 6.0]])
    columns, rows = a.mean(0), b.mean(-1, keepdim=True)
    columns.backward(array([3.0, -10.0, 2.0]))
    rows.backward(array([[0.5], [-7.0]]))
    return {"columns": columns, "a": a, "rows": rows, "b": b}


@points(1)
def test_a_mean_over_two_dimensions(tensor):
    a = tensor.Tensor(uneven(2, 3, 4))
    out = a.mean((0, -1))
    out.backward(array([3.0, -10.0, 2.0]))
    return {"out": out, "a": a}


@points(2)
def test_the_maximum_of_each_row(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [-0.5, -4.0, -1.5]])
    out = a.max(1)
    out.backward(array([3.0, 10.0]))
    return {"out": out, "a": a}


@points(2)
def test_the_maximum_of_each_column(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, -4.0, 5.5]])
    out = a.max(0, keepdim=True)
    out.backward(array([[3.0, -10.0, 2.0]]))
    return {"out": out, "a": a}


@points(1)
def test_maxima_in_a_batch(tensor):
    a = tensor.Tensor(uneven(2, 3, 4))
    out = a.max(-2)
    out.backward(uneven(2, 4, start=1))
    kept = a.max(2, keepdim=True)
    return {"out": out, "a": a, "kept.data": kept.data}


@points(2)
def test_rows_divided_by_their_sums(tensor):
    a = tensor.Tensor([[1.5, 2.0, 3.0], [0.5, 4.0, 1.2], [0.7, 1.1, 0.3]])
    out = a / a.sum(1, keepdim=True)
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0], [6.0, 1.2, -0.9]]))
    return {"out": out, "a": a}


@points(2)
def test_a_sum_a_mean_and_a_maximum_taken_twice(tensor):
    x = [tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]]) for _ in range(3)]
    a, b, c = (leaf * tensor.Tensor([2.0, 3.0, 0.7]) for leaf in x)
    (a.sum(1) + a.sum(1)).backward(array([3.0, -10.0]))
    (b.mean(1) + b.mean(1)).backward(array([3.0, -10.0]))
    (c.max(1) + c.max(1)).backward(array([3.0, -10.0]))
    return {"x": x}
