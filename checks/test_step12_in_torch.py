"""Step 12: the neuron and its gradients, computed by PyTorch."""

from grading import points, read_by

STEP = 12
NUMBER = "a number"


@points(2)
def test_the_output_of_a_neuron(in_torch):
    x1, x2, w1, w2, b = 2.0, -1.5, -0.75, 0.5, 1.25
    output, _ = in_torch.neuron(x1, x2, w1, w2, b)
    return {"output": number(output)}


@points(2)
def test_the_gradients_of_a_neuron(in_torch):
    x1, x2, w1, w2, b = 2.0, -1.5, -0.75, 0.5, 1.25
    output, gradients = in_torch.neuron(x1, x2, w1, w2, b)
    return {"output": number(output), **named(gradients)}


@points(1)
def test_the_neuron_of_the_lecture(in_torch):
    # The lecture's bias is 6.8813735870195432: a little more.
    x1, x2, w1, w2, b = 2.0, 0.0, -3.0, 1.0, 6.875
    output, gradients = in_torch.neuron(x1, x2, w1, w2, b)
    return {"output": number(output), **named(gradients)}


@points(1)
def test_a_neuron_whose_inputs_are_0(in_torch):
    x1, x2, w1, w2, b = 0.0, 0.0, -3.0, 1.5, -0.375
    output, gradients = in_torch.neuron(x1, x2, w1, w2, b)
    return {"output": number(output), **named(gradients)}


@points(1)
def test_a_small_number_beside_large_ones(in_torch):
    # 4096 * 4096 = 16777216, so tanh is taken of 1.0 * 0.5.
    x1, x2, w1, w2, b = 4096.0, 1.0, 4096.0, 0.5, -16777216.0
    output, gradients = in_torch.neuron(x1, x2, w1, w2, b)
    return {"output": number(output), **named(gradients)}


def are_numbers(seen):
    """Tell of the kinds of things that were returned whether each is a number's."""
    gradients = seen["gradients"]
    return {
        "output is a number": seen["output"] == NUMBER,
        "gradients are numbers": [kind == NUMBER for kind in gradients],
    }


@points(1)
@read_by(are_numbers)
def test_output_and_gradients_are_plain_numbers(in_torch):
    x1, x2, w1, w2, b = -0.5, 3.0, 1.5, 0.25, 0.125
    output, gradients = in_torch.neuron(x1, x2, w1, w2, b)
    return {
        "output": kind_of(output),
        "gradients": [kind_of(gradient) for gradient in gradients],
    }


def kind_of(thing):
    """Return whether a thing is a plain number, whatever it says of itself."""
    return NUMBER if issubclass(type(thing), (int, float)) else "something else"


def number(result):
    """Return the number in a tensor; that it should have been one already, one check says."""
    return result.item() if hasattr(result, "item") else result


def named(gradients):
    """Return the gradients by the names of the inputs they belong to."""
    names = ("x1.grad", "x2.grad", "w1.grad", "w2.grad", "b.grad")
    return dict(zip(names, map(number, gradients), strict=False))
