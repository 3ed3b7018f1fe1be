"""Step 17: a function of your own that PyTorch differentiates through."""

from grading import points, seconds

STEP = 17


@points(2)
def test_the_values_of_tanh(in_torch):
    import torch

    x = torch.tensor([-2.0, -0.5, 0.0, 0.3, 1.5], dtype=torch.float64)
    y = in_torch.Tanh.apply(x)
    return {"y": y.tolist()}


@points(1)
def test_the_shape_of_x_is_kept(in_torch):
    import torch

    x = torch.tensor([[0.1, -0.2, 0.3], [1.0, -2.0, 0.7]], dtype=torch.float64, requires_grad=True)
    y = in_torch.Tanh.apply(x)
    upstream = torch.tensor([[2.0, -1.0, 0.5], [3.0, 4.0, -2.5]], dtype=torch.float64)
    (y * upstream).sum().backward()
    return {"y": y.tolist(), **gradients(x)}


@points(2)
def test_the_gradient_that_comes_from_above_is_passed_on(in_torch):
    import torch

    x = torch.tensor([-1.0, 0.4, 2.0], dtype=torch.float64, requires_grad=True)
    y = in_torch.Tanh.apply(x)
    upstream = torch.tensor([3.0, -2.0, 0.5], dtype=torch.float64)
    (y * upstream).sum().backward()
    return {"y": y.tolist(), **gradients(x)}


@points(1)
def test_in_the_middle_of_an_expression(in_torch):
    import torch

    x = torch.tensor([-1.2, 0.4], dtype=torch.float64, requires_grad=True)
    total = (in_torch.Tanh.apply(x * x) * 3.0).sum()
    total.backward()
    return {"total": total.item(), **gradients(x)}


@points(1)
def test_two_uses_in_one_expression(in_torch):
    import torch

    x = torch.tensor([-1.2, 0.4], dtype=torch.float64, requires_grad=True)
    total = (in_torch.Tanh.apply(x) * in_torch.Tanh.apply(x + 0.5)).sum()
    total.backward()
    return {"total": total.item(), **gradients(x)}


@points(1)
def test_a_neuron_of_a_single_number(in_torch):
    import torch

    w = torch.tensor([-0.75, 0.5], dtype=torch.float64, requires_grad=True)
    b = torch.tensor(1.25, dtype=torch.float64, requires_grad=True)
    out = in_torch.Tanh.apply(w[0] * 2.0 + w[1] * -1.5 + b)
    (out * 3.0).backward()
    return {"out": out.item(), **gradients(w, "w"), **gradients(b, "b")}


@points(2)
@seconds(10)
def test_gradcheck_accepts_it(in_torch):
    import torch

    x = torch.tensor([-1.5, -0.3, 0.2, 0.9], dtype=torch.float64, requires_grad=True)
    y = in_torch.Tanh.apply(x)
    accepted = torch.autograd.gradcheck(in_torch.Tanh.apply, (x,), raise_exception=False)
    y.sum().backward()
    return {"y": y.tolist(), **gradients(x), "accepted": accepted}


def gradients(tensor, name="x"):
    """Return the tensor's gradient, each number under its name; ``None`` counts as 0."""
    numbers = (tensor * 0.0 if tensor.grad is None else tensor.grad).flatten().tolist()
    if tensor.ndim == 0:
        return {f"{name}.grad": numbers[0]}
    return {f"{name}[{i}].grad": number for i, number in enumerate(numbers)}
