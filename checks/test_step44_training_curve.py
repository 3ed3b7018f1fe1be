"""Step 44: Train it: torch's curve."""

from arrays import array, integers, uneven
from gpt_weights import fill, model_of, numbers_by_name

from grading import points, tolerance

STEP = 44
LETTERS = ".abdmns"
TEXT = "banana.sand.bands.and.banana.mad.man.bad.dam.sad.bananas.mans."


def small_gpt(gpt, n_layer):
    """Return a GPT of 7 letters and 5 positions, with fixed numbers in all parameters."""
    model = model_of(gpt, vocab_size=7, block_size=5, n_layer=n_layer, n_head=2, n_embd=8)
    fill(model, 0.1)
    return model


def pieces_of_text(count):
    """Return ``count`` batches (x, y) of three pieces of ``TEXT`` each, five letters long."""
    ids = [LETTERS.index(letter) for letter in TEXT]
    batches = []
    for k in range(count):
        starts = [(13 * k + 29 * row) % (len(ids) - 5) for row in range(3)]
        x, y = [ids[i : i + 5] for i in starts], [ids[i + 1 : i + 6] for i in starts]
        batches.append((integers(x), integers(y)))
    return batches


def curve(history):
    """Return the columns of what ``train`` returns as arrays, with ten decimals."""
    loss, norm, lr = zip(*history, strict=True)
    return {"loss": array(loss).round(10), "norm": array(norm).round(10), "lr": array(lr)}


def numbers_of(model, name):
    """Return the numbers of a parameter."""
    return numbers_by_name(model, "data")[f"transformer.{name}"]


@points(2)
def test_what_decays_in_a_gpt(gpt):
    """Make a small GPT, and give its parameters fixed numbers; all gradients are 0.

    optimizer = configure_optimizer(model, lr=0.5, weight_decay=0.4)
    optimizer.step()

    What is left of the first number of each parameter?
    """
    model = small_gpt(gpt, n_layer=1)
    before = {name: data.flat[0] for name, data in numbers_by_name(model, "data").items()}
    gpt.configure_optimizer(model, 0.5, 0.4).step()
    after = numbers_by_name(model, "data")
    return {"left of": {name: after[name].flat[0] / before[name] for name in sorted(before)}}


@points(1)
def test_what_moves_and_decays_in_another_module(tensor, layers, gpt):
    class Odd(layers.Module):
        def __init__(self):
            self.scale = tensor.Tensor(2.5)
            self.layer = layers.Linear(3, 2)
            self.cube = tensor.Tensor(uneven(2, 3, 2, start=1))

    odd = Odd()
    odd.layer.weight.data = array([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75]])
    odd.layer.bias.data = array([1.25, -2.5])
    for parameter in odd.parameters():
        parameter.grad = 0.001 * parameter.data
    gpt.configure_optimizer(odd, 0.1, 1.5).step()
    return {name: parameter.data for name, parameter in odd.named_parameters()}


@points(2)
def test_the_optimizer_that_is_made(layers, gpt):
    after = {}
    for settings in ({}, {"betas": (0.7, 0.8)}):
        linear = layers.Linear(3, 2)
        linear.weight.data = array([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75]])
        linear.bias.data = array([1.25, -2.5])
        optimizer = gpt.configure_optimizer(linear, 0.1, 0.3, **settings)
        for size in (1e-3, -4e-4):
            linear.weight.grad = size * array([[3.0, -1.0, 2.0], [0.5, 7.0, -4.0]])
            linear.bias.grad = size * array([1.5, -6.0])
            optimizer.step()
        numbers = {"weight": linear.weight.data, "bias": linear.bias.data}
        after[f"betas {settings.get('betas', 'left out')}"] = numbers
    return after


def one_step(gpt, optim, max_norm):
    """Take one step of gradient descent on one batch, with old gradients around."""
    model = small_gpt(gpt, n_layer=1)
    for parameter in model.parameters():
        parameter.grad = parameter.grad + 7.0
    optimizer = optim.SGD(model.parameters(), lr=5.0)
    [(x, y)] = pieces_of_text(1)
    loss, norm = gpt.train_step(model, optimizer, x, y, 0.2, max_norm)
    return {
        "loss": loss, "norm": norm, "optimizer.lr": optimizer.lr,
        "ln_f.bias": numbers_of(model, "ln_f.bias"), "wte.weight": numbers_of(model, "wte.weight"),
    }  # fmt: skip


@points(3)
def test_one_step_of_gradient_descent(gpt, optim):
    """Make a small GPT, and give its parameters fixed numbers; all gradients are 7.

    optimizer = SGD(model.parameters(), lr=5.0)
    x, y = a batch of shape (3, 5)
    loss, norm = train_step(model, optimizer, x, y, 0.2, 1e9)
    """
    return one_step(gpt, optim, 1e9)


@points(2)
@tolerance(relative=1e-6)
def test_one_step_with_gradients_that_are_too_long(gpt, optim):
    """Make a small GPT, and give its parameters fixed numbers; all gradients are 7.

    optimizer = SGD(model.parameters(), lr=5.0)
    x, y = a batch of shape (3, 5)
    loss, norm = train_step(model, optimizer, x, y, 0.2, 0.3)
    """
    return one_step(gpt, optim, 0.3)


@points(1)
def test_what_training_returns(gpt):
    """Make a small GPT, and give its parameters fixed numbers.

    batches = 3 pairs (x, y), each of shape (3, 5)
    history = train(model, batches, 0.02, 0.002, 1, 0.1, 1e9)
    """
    batches = pieces_of_text(3)
    return {"history": gpt.train(small_gpt(gpt, n_layer=1), batches, 0.02, 0.002, 1, 0.1, 1e9)}


@points(3)
def test_the_curve_of_20_steps(gpt):
    """Make a GPT of two layers, and give its parameters fixed numbers.

    batches = 20 pairs (x, y), each of shape (3, 5)
    history = train(model, batches, 0.02, 0.002, 4, 0.1, 1e9)
    """
    model = small_gpt(gpt, n_layer=2)
    history = gpt.train(model, pieces_of_text(20), 0.02, 0.002, 4, 0.1, 1e9)
    return {**curve(history), "wte.weight": numbers_of(model, "wte.weight")}


@points(2)
@tolerance(relative=1e-5)
def test_a_curve_with_gradients_that_are_too_long(gpt):
    """Make a GPT of two layers, and give its parameters fixed numbers.

    batches = 4 pairs (x, y), each of shape (3, 5)
    history = train(model, batches, 0.02, 0.002, 2, 0.1, 1.5)
    """
    model = small_gpt(gpt, n_layer=2)
    history = gpt.train(model, pieces_of_text(4), 0.02, 0.002, 2, 0.1, 1.5)
    return {"loss": curve(history)["loss"], "norm": curve(history)["norm"]}


@points(1)
def test_the_same_batch_again_and_again(gpt):
    """Make a small GPT, and give its parameters fixed numbers.

    batches = 16 times the same pair (x, y), of shape (3, 5)
    history = train(model, batches, 0.05, 0.05, 0, 0.0, 1e9)
    """
    model = small_gpt(gpt, n_layer=1)
    history = gpt.train(model, pieces_of_text(1) * 16, 0.05, 0.05, 0, 0.0, 1e9)
    return {"loss": {f"step {step}": history[step][0] for step in (0, 5, 10, 15)}}
