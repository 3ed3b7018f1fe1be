"""Step 24: a tensor: the engine's operations on whole arrays."""

from arrays import array, integers
from seen_nodes import instead, names_of

from grading import passes_trivially, points, read_by

STEP = 24

both_are_inputs = instead(
    {"inputs": lambda names: {"a and b are its inputs": set(names) == {"a", "b"}}}
)


@points(1)
@passes_trivially("it is about making a tensor; no operation takes part")
def test_whole_numbers_become_floats(tensor):
    a = tensor.Tensor([[1, 2, 3], [4, 5, 6]])
    b = tensor.Tensor(7)
    c = tensor.Tensor(integers([4, -2]))
    return {"a": a, "b": b, "c": c, "children of a": len(a._prev)}


@points(1)
@passes_trivially("it is about making a tensor; no operation takes part")
def test_the_array_is_its_own(tensor):
    numbers = array([1.0, 2.0, 3.0])
    a = tensor.Tensor(numbers)
    numbers[0] = 50.0
    a.data[2] = 70.0
    return {"a.data": a.data, "numbers": numbers}


@points(2)
@read_by(both_are_inputs)
def test_a_sum_and_its_gradients(tensor):
    a = tensor.Tensor([[1.0, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([[2.5, 1.5, -0.5], [-3.0, 2.0, 6.0]])
    out = a + b
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "b": b, "inputs": names_of(out._prev, {"a": a, "b": b})}


@points(2)
@read_by(both_are_inputs)
def test_a_product_and_its_gradients(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([[2.5, 1.5, -0.5], [-3.0, 2.0, 6.0]])
    out = a * b
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a, "b": b, "inputs": names_of(out._prev, {"a": a, "b": b})}


@points(2)
def test_a_power_and_its_gradient(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    out = a**3
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
def test_exp_and_its_gradient(tensor):
    a = tensor.Tensor([[0.5, -1.25, 2.0], [-0.75, 0.2, 1.6]])
    out = a.exp()
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
def test_log_and_its_gradient(tensor):
    a = tensor.Tensor([[0.5, 1.25, 2.0], [0.75, 0.2, 1.6]])
    out = a.log()
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
def test_tanh_and_its_gradient(tensor):
    a = tensor.Tensor([[0.5, -1.25, 2.0], [-0.75, 0.2, -1.6]])
    out = a.tanh()
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    return {"out": out, "a": a}


@points(1)
def test_relu_and_its_gradient(tensor):
    a = tensor.Tensor([[0.5, -1.25, 2.0, 0.0], [-0.75, 0.2, -1.6, 3.0]])
    out = a.relu()
    out.backward(array([[-3.0, 10.0, 2.0, 5.0], [0.5, -7.0, -4.0, 1.5]]))
    return {"out": out, "a": a}


@points(2)
def test_a_tensor_used_twice(tensor):
    a = tensor.Tensor([1.5, -2.0, 3.0])
    out = a * a + a
    out.backward(array([3.0, -10.0, 2.0]))
    return {"out": out, "a": a}


@points(2)
def test_every_function_taken_twice(tensor):
    x = [tensor.Tensor([0.5, 1.25, 2.0]) for _ in range(5)]
    a, b, c, d, e = (leaf * tensor.Tensor([2.0, 3.0, 0.7]) for leaf in x)
    upstream = array([3.0, -10.0, 2.0])
    (a.exp() + a.exp()).backward(upstream)
    (b.log() + b.log()).backward(upstream)
    (c**3 + c**3).backward(upstream)
    (d.tanh() + d.tanh()).backward(upstream)
    (e.relu() + e.relu()).backward(upstream)
    return {"x": x}


@points(3)
def test_a_diamond(tensor):
    a = tensor.Tensor([[1.5, -2.0, 3.0]])
    b = tensor.Tensor([[0.5, 4.0, -1.5]])
    c = a * b
    d = c.tanh()
    e = c * a
    out = d + e
    out.backward(array([[3.0, -10.0, 2.0]]))
    return {"a": a, "b": b, "c": c, "d": d, "e": e}


@points(2)
def test_gradients_share_no_memory(tensor):
    a = tensor.Tensor([1.5, -2.0])
    b = tensor.Tensor([0.5, 4.0])
    upstream = array([3.0, -10.0])
    out = a + b
    out.backward(upstream)
    a.grad[0] = 100.0
    upstream[1] = 50.0
    return {"a.grad": a.grad, "b.grad": b.grad, "out.grad": out.grad, "upstream": upstream}


@points(2)
def test_numbers_and_arrays_on_either_side(tensor):
    a = tensor.Tensor([1.5, -2.0, 4.0])
    numbers = array([2.0, 3.0, -5.0])
    out = numbers * a - numbers
    out.backward(array([3.0, -10.0, 2.0]))
    return {
        "numbers * a - numbers": out,
        "a": a,
        "2 + a": 2 + a,
        "3 * a": 3 * a,
        "1 - a": 1 - a,
        "a / 4": a / 4,
        "6 / a": 6 / a,
        "a - numbers": a - numbers,
        "numbers + a": numbers + a,
        "numbers / a": numbers / a,
    }


@points(2)
def test_backward_without_a_gradient(tensor):
    a, b, c = tensor.Tensor(1.5), tensor.Tensor([[-2.0]]), tensor.Tensor([1.5, -2.0])
    one, other = a * a, b.exp()
    one.backward()
    other.backward()
    try:
        (c * 3.0).backward()
        refused = False
    except RuntimeError:
        refused = True
    return {"a": a, "b": b, "one": one, "other": other, "two numbers: RuntimeError": refused}
