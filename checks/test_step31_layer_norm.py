"""Step 31: Layer norm."""

from arrays import array, uneven
from seen_nodes import instead

from grading import points, read_by, tolerance

STEP = 31


@points(3)
def test_layer_norm_of_two_rows(tensor, functional):
    x = tensor.Tensor([[0.5, -1.0, 2.0, 0.8], [1.5, 4.2, -0.7, 3.0]])
    weight = tensor.Tensor([1.5, -0.5, 2.0, 0.7])
    bias = tensor.Tensor([0.3, -0.2, 0.6, -1.2])
    out = functional.layer_norm(x, weight, bias, 0.1)
    out.backward(array([[3.0, -10.0, 2.0, 6.0], [0.5, 7.0, -4.0, 1.5]]))
    return {"out": out, "x": x, "weight": weight, "bias": bias}


@points(2)
def test_layer_norm_of_a_batch_of_rows(tensor, functional):
    x = tensor.Tensor(uneven(2, 4, 3))
    weight = tensor.Tensor([1.5, -0.5, 2.0])
    bias = tensor.Tensor([0.3, -0.2, 0.6])
    out = functional.layer_norm(x, weight, bias, 0.1)
    out.backward(uneven(2, 4, 3, start=1))
    return {"out": out, "x": x, "weight": weight, "bias": bias}


@points(1)
def test_layer_norm_of_a_single_row(tensor, functional):
    x = tensor.Tensor([0.5, -1.0, 2.0])
    weight = tensor.Tensor([1.5, -0.5, 2.0])
    bias = tensor.Tensor([0.3, -0.2, 0.6])
    out = functional.layer_norm(x, weight, bias, 0.1)
    out.backward(array([3.0, -10.0, 2.0]))
    return {"out": out, "x": x, "weight": weight, "bias": bias}


@points(1)
def test_the_usual_eps_beside_small_numbers(tensor, functional):
    x = tensor.Tensor([[0.002, -0.004, 0.003], [0.0005, 0.007, -0.001]])
    weight = tensor.Tensor([1.5, -0.5, 2.0])
    bias = tensor.Tensor([0.3, -0.2, 0.6])
    out = functional.layer_norm(x, weight, bias)
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "x": x, "weight": weight, "bias": bias}


@points(1)
def test_a_row_of_equal_numbers(tensor, functional):
    x = tensor.Tensor([[2.5, 2.5, 2.5, 2.5]])
    weight = tensor.Tensor([1.5, -0.5, 2.0, 0.7])
    bias = tensor.Tensor([0.3, -0.2, 0.6, -1.2])
    out = functional.layer_norm(x, weight, bias)
    out.backward(array([[3.0, -10.0, 2.0, 6.0]]))
    return {"out": out, "x": x, "weight": weight, "bias": bias}


@points(2)
@tolerance(relative=1e-7)
def test_a_row_far_from_zero(tensor, functional):
    x = tensor.Tensor([[1000000.5, 999998.1, 1000003.3, 999999.7]])
    weight = tensor.Tensor([1.5, -0.5, 2.0, 0.7])
    bias = tensor.Tensor([0.3, -0.2, 0.6, -1.2])
    out = functional.layer_norm(x, weight, bias, 0.1)
    out.backward(array([[3.0, -10.0, 2.0, 6.0]]))
    return {"out": out, "x": x, "weight": weight, "bias": bias}


def dependencies(gradients):
    """Tell in which rows of each gradient there is a number that is not 0."""
    depends = []
    for array_of_numbers in gradients:
        rows, columns = array_of_numbers["shape"]
        numbers = array_of_numbers["values"]
        starts = range(0, rows * columns, columns)
        depends += [int(any(n != 0 for n in numbers[i : i + columns])) for i in starts]
    shape = [len(gradients), len(depends) // len(gradients)]
    return {"row i depends on row j": {"shape": shape, "kind": "int", "values": depends}}


@points(2)
@read_by(instead({"gradients": dependencies}))
def test_a_row_depends_on_its_own_numbers_alone(tensor, functional):
    gradients = []
    for row in range(3):
        x = tensor.Tensor(uneven(3, 4))
        weight = tensor.Tensor([1.5, -0.5, 2.0, 0.7])
        bias = tensor.Tensor([0.3, -0.2, 0.6, -1.2])
        upstream = array([[0.0] * 4] * 3)
        upstream[row] = [3.0, -10.0, 2.0, 6.0]
        functional.layer_norm(x, weight, bias, 0.1).backward(upstream)
        gradients.append(x.grad)
    return {"gradients": gradients}


@points(2)
def test_gelu_and_its_gradient(tensor, functional):
    x = tensor.Tensor([[0.5, -1.25, 2.0], [-0.3, 0.9, -2.5]])
    out = functional.gelu(x)
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "x": x}


@points(2)
def test_layer_norm_of_what_was_computed(tensor, functional):
    a = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.2, -0.7]])
    b = tensor.Tensor([1.5, -0.5, 2.0])
    c = tensor.Tensor([0.3, -0.2, 0.6])
    out = functional.layer_norm(a * 2.0, b * 3.0, c * 0.5, 0.1)
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"a": a, "b": b, "c": c}


@points(2)
def test_layer_norm_of_what_is_used_elsewhere_too(tensor, functional):
    x = tensor.Tensor([[0.5, -1.0, 2.0], [1.5, 0.2, -0.7]])
    weight = tensor.Tensor([1.5, -0.5, 2.0])
    bias = tensor.Tensor([0.3, -0.2, 0.6])
    out = functional.layer_norm(x, weight, bias, 0.1) * x * weight + bias
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"x": x, "weight": weight, "bias": bias}


@points(1)
def test_gelu_as_a_part_of_something_larger(tensor, functional):
    a = tensor.Tensor([0.5, -1.25, 2.0])
    functional.gelu(a * 2.0).backward(array([3.0, -10.0, 2.0]))
    b = tensor.Tensor([0.5, -1.25, 2.0])
    (functional.gelu(b) * b).backward(array([3.0, -10.0, 2.0]))
    return {"a": a, "b": b}
