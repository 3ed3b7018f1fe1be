"""Step 33: Optimisers."""

from arrays import array, uneven

from grading import points, tolerance

STEP = 33


@points(1)
def test_two_steps_of_gradient_descent(tensor, optim):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([2.5, -0.75])
    sgd = optim.SGD([a, b], lr=0.3)
    a.grad = array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]])
    b.grad = array([-6.0, 1.25])
    sgd.step()
    first = {"a.data": a.data.copy(), "b.data": b.data.copy()}
    a.grad = array([[0.2, 5.0, -8.0], [1.5, -0.4, 9.0]])
    sgd.lr = 0.05
    sgd.step()
    return {"after one step": first, "a": a, "b": b}


@points(1)
def test_gradient_descent_without_one_of_the_gradients(tensor, optim):
    a, b = tensor.Tensor([1.5, -2.0, 3.0]), tensor.Tensor([2.5, -0.75])
    sgd = optim.SGD([a, b], lr=0.3)
    a.grad = None
    b.grad = array([-6.0, 1.25])
    sgd.step()
    return {"a.data": a.data, "b": b}


@points(2)
def test_the_first_step_of_adamw(tensor, optim):
    a = tensor.Tensor([[1.5, -2.0, 3.0], [0.5, 4.0, -1.5]])
    b = tensor.Tensor([2.5, -0.75])
    adamw = optim.AdamW([{"params": [a, b], "weight_decay": 0.0}], lr=0.1)
    a.grad = array([[1e-3, -2e-4, 5e-5], [3e-6, -8e-4, 6e-4]])
    b.grad = array([-4e-5, 7e-7])
    adamw.step()
    return {"a": a, "b": b}


@points(2)
def test_the_second_step_of_adamw(tensor, optim):
    a, b = tensor.Tensor([1.5, -2.0, 3.0]), tensor.Tensor([[2.5], [-0.75]])
    adamw = optim.AdamW([{"params": [a, b], "weight_decay": 0.0}], lr=0.1)
    a.grad, b.grad = array([1e-3, -2e-4, 5e-5]), array([[6e-4], [-3e-5]])
    adamw.step()
    a.grad, b.grad = array([4e-5, 9e-4, -7e-4]), array([[2e-5], [-8e-4]])
    adamw.step()
    return {"a": a, "b": b}


@points(2)
def test_weight_decay(tensor, optim):
    a = tensor.Tensor([2.0, -3.0, 0.5])
    adamw = optim.AdamW([{"params": [a], "weight_decay": 0.5}], lr=0.1)
    a.grad = array([1e-3, 2e-4, -5e-5])
    adamw.step()
    return {"a": a}


@points(2)
def test_groups_with_decay_and_without(tensor, optim):
    weight, other = tensor.Tensor([[2.0, -3.0], [0.5, 4.0]]), tensor.Tensor([[1.5, -0.25]])
    bias = tensor.Tensor([1.25, -2.5])
    groups = [
        {"params": [bias], "weight_decay": 0.0},
        {"params": [weight, other], "weight_decay": 0.4},
    ]
    adamw = optim.AdamW(groups, lr=0.1)
    weight.grad = array([[1e-3, -2e-4], [5e-5, 8e-4]])
    other.grad, bias.grad = array([[-6e-4, 3e-4]]), array([7e-4, 4e-5])
    adamw.step()
    adamw.step()
    return {"weight": weight, "other": other, "bias": bias}


@points(3)
def test_five_steps_with_other_settings(tensor, optim):
    a, b = tensor.Tensor(uneven(2, 3)), tensor.Tensor(uneven(4, start=1))
    a.grad = b.grad = None
    group = {"params": [a, b], "weight_decay": 0.25}
    adamw = optim.AdamW([group], lr=0.1, betas=(0.7, 0.8), eps=1e-4)
    for t in range(5):
        a.grad = 5e-4 * uneven(2, 3, start=2 + t)
        b.grad = 5e-4 * uneven(4, start=7 + t)
        adamw.lr = 0.1 / (1 + t)
        adamw.step()
    return {"a": a, "b": b}


@points(1)
def test_adamw_without_one_of_the_gradients(tensor, optim):
    a, b, c = tensor.Tensor([1.5, -2.0, 3.0]), tensor.Tensor([2.5, -0.75]), tensor.Tensor([4.0])
    adamw = optim.AdamW([{"params": [a, c, b], "weight_decay": 0.5}], lr=0.1)
    a.grad, b.grad, c.grad = array([1e-3, -2e-4, 5e-5]), array([6e-4, -3e-5]), None
    adamw.step()
    first = a.data.copy()
    a.grad, b.grad = None, array([2e-5, -8e-4])
    adamw.step()
    return {"a after one step": first, "a after two": a.data, "b": b, "c.data": c.data}


@points(2)
@tolerance(relative=1e-6)
def test_gradients_are_shortened_together(tensor, optim):
    a, b = tensor.Tensor([1.5, -2.0]), tensor.Tensor([2.5])
    a.grad, b.grad = array([3.0, -4.0]), array([12.0])
    norm = optim.clip_grad_norm_([a, b], 2.6)
    return {"norm": norm, "a": a, "b": b}


@points(1)
def test_short_gradients_stay_as_they_are(tensor, optim):
    a, b = tensor.Tensor([1.5, -2.0]), tensor.Tensor([2.5])
    a.grad, b.grad = array([0.3, -0.4]), array([1.2])
    norm = optim.clip_grad_norm_([a, b], 2.6)
    return {"norm": norm, "a": a, "b": b}


@points(1)
@tolerance(relative=1e-6)
def test_shortening_without_one_of_the_gradients(tensor, optim):
    a, b = tensor.Tensor([1.5, -2.0]), tensor.Tensor([[2.5, -0.75], [4.0, 6.0]])
    a.grad, b.grad = None, array([[1.0, -5.0], [3.0, 1.0]])
    norm = optim.clip_grad_norm_([a, b], 1.5)
    return {"norm": norm, "a.data": a.data, "b": b}


@points(1)
def test_the_learning_rate_rises(optim):
    rates = {}
    for step in (0, 1, 2, 3):
        rates[f"step {step}"] = optim.warmup_cosine(step, 0.6, 0.05, 4, 13)
    return {"rate": rates}


@points(2)
def test_the_learning_rate_falls(optim):
    rates = {}
    for step in (4, 5, 7, 10, 12):
        rates[f"step {step}"] = optim.warmup_cosine(step, 0.6, 0.05, 4, 13)
    return {"rate": rates}


@points(1)
def test_a_learning_rate_without_a_warmup(optim):
    rates = {}
    for step in (0, 2, 7, 8):
        rates[f"step {step}"] = optim.warmup_cosine(step, 0.6, 0.05, 0, 8)
    return {"rate": rates}


@points(1)
def test_the_learning_rate_at_the_end(optim):
    rates = {}
    for step in (13, 14, 20, 100):
        rates[f"step {step}"] = optim.warmup_cosine(step, 0.6, 0.05, 4, 13)
    rates["a warmup to the end"] = optim.warmup_cosine(9, 0.6, 0.05, 9, 9)
    return {"rate": rates}
