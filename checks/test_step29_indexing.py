"""Step 29: Picking rows."""

from arrays import array, integers, uneven

from grading import points, referee

STEP = 29


@points(1)
def test_one_row(tensor):
    a = tensor.Tensor([[1.5, -2.0], [3.0, 0.5], [4.0, -1.25]])
    out = a[1]
    out.backward(array([3.0, -10.0]))
    return {"out": out, "a": a}


@points(1)
def test_the_last_two_rows(tensor):
    a = tensor.Tensor([[1, -2, 3], [4, 5, -6], [7, -8, 9], [-3, 6, 2]])
    out = a[-2:]
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
def test_a_column(tensor):
    a = tensor.Tensor([[1.5, -2.0], [3.0, 0.5], [4.0, -1.25]])
    out = a[:, 1]
    out.backward(array([3.0, -10.0, 2.0]))
    return {"out": out, "a": a}


@points(1)
def test_every_other_row_from_the_second_column_on(tensor):
    a = tensor.Tensor(uneven(5, 4))
    out = a[::2, 1:]
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0], [1.5, 6.0, -5.0]]))
    return {"out": out, "a": a}


@points(1)
def test_one_number(tensor):
    a = tensor.Tensor([[1.5, -2.0, 2.5], [3.0, 0.5, -6.0]])
    out = a[1, 2]
    out.backward(array(-10.0))
    return {"out": out, "a": a}


@points(3)
def test_rows_of_which_one_is_picked_twice(tensor):
    a = tensor.Tensor([[1.5, -2.0], [3.0, 0.5], [4.0, -1.25]])
    out = a[[0, 2, 2]]
    out.backward(array([[1.0, -2.0], [10.0, -30.0], [100.0, -400.0]]))
    return {"out": out, "a": a}


@points(2)
def test_rows_for_an_array_of_two_dimensions(tensor):
    a = tensor.Tensor([[1.5, -2.0, 2.5], [3.0, 0.5, -6.0], [4.0, -1.25, 7.0]])
    ids = integers([[2, 0], [0, 0]])
    out = a[ids]
    out.backward(array([[[1, -2, 3], [10, -20, 30]], [[100, -200, 300], [2000, -3000, 4000]]]))
    return {"out": out, "a": a, "ids": ids}


@points(2)
def test_places_given_by_two_lists(tensor):
    a = tensor.Tensor([[1.5, -2.0, 2.5], [3.0, 0.5, -6.0]])
    out = a[[0, 1, 1, 0], [2, 0, 0, 1]]
    out.backward(array([3.0, -10.0, 200.0, 0.5]))
    return {"out": out, "a": a}


@points(2)
def test_a_tensor_that_is_picked_from_three_times(tensor):
    a = tensor.Tensor([[1.5, -2.0], [3.0, 0.5], [4.0, -1.25]])
    b = a * a
    out = b[0] * b[1] + b[1]
    out.backward(array([3.0, -10.0]))
    return {"out": out, "a": a, "b": b}


@points(1)
@referee("solution")
def test_what_was_picked_has_numbers_of_its_own(tensor):
    a = tensor.Tensor([[1.5, -2.0], [3.0, 0.5], [4.0, -1.25]])
    row, same = a[1], a[:]
    row.data[0] = 100.0
    same.data[2, 1] = 200.0
    return {"a": a, "row": row, "same": same}


@points(2)
def test_numbers_filled_in_by_a_mask(tensor):
    a = tensor.Tensor([[1.5, -2.0, 2.5], [3.0, 0.5, -6.0]])
    mask = array([[0, 1, 0], [1, 1, 0]]) > 0
    out = a.masked_fill(mask, -7.5)
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "mask": mask}


@points(1)
def test_one_mask_for_a_whole_batch(tensor):
    a = tensor.Tensor(uneven(2, 2, 3))
    mask = array([[0, 1, 1], [0, 0, 1]]) > 0
    out = a.masked_fill(mask, -7.5)
    out.backward(array([[[3, -10, 2], [0.5, 7, -4]], [[1.5, 6, -5], [9, -0.5, 8]]]))
    return {"out": out, "a": a}


@points(2)
def test_a_mask_that_leaves_no_weight_behind(tensor):
    a = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
    scores = a * 0.75
    mask = array([[0, 1, 1], [0, 0, 1]]) > 0
    powers = scores.masked_fill(mask, float("-inf")).exp()
    weights = powers / powers.sum(1, keepdim=True)
    weights.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"weights": weights, "scores": scores, "a": a}


@points(2)
def test_a_row_for_each_letter(tensor, functional):
    weight = tensor.Tensor([[1, -2], [3, 5], [4, -6], [-7, 8], [9, 0.5]])
    out = functional.embedding([1, 3, 1], weight)
    out.backward(array([[1.0, -2.0], [10.0, -30.0], [100.0, -400.0]]))
    return {"out": out, "weight": weight}


@points(2)
def test_rows_for_a_batch_of_letters(tensor, functional):
    a = tensor.Tensor([[1.5, -2.0], [3.0, 0.5], [4.0, -1.25], [-3.5, 5.0]])
    b = tensor.Tensor([0.5, -3.0])
    ids = integers([[3, 0, 3], [2, 3, 0]])
    out = functional.embedding(ids, a * b)
    out.backward(array([[[1, -2], [10, -30], [100, -400]], [[5, 6], [-70, 80], [900, -50]]]))
    return {"out": out, "a": a, "b": b, "ids": ids}
