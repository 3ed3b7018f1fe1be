"""Step 32: Modules."""

from arrays import array, uneven

from grading import passes_trivially, points, read_by, referee

STEP = 32


@points(1)
def test_the_parameters_of_a_linear_layer(layers):
    linear = layers.Linear(3, 2)
    shapes = {name: str(tuple(p.shape)) for name, p in linear.named_parameters()}
    own = [str(tuple(linear.weight.shape)), str(tuple(linear.bias.shape))]
    return {"shape": shapes, "weight and bias": own}


@points(2)
def test_a_linear_layer_and_its_gradients(tensor, layers):
    linear = layers.Linear(3, 2)
    linear.weight.data = array([[0.5, -1.5, 2.0], [3.0, 0.25, -0.75]])
    linear.bias.data = array([1.25, -2.5])
    x = tensor.Tensor([[1.0, -2.0, 4.0], [0.5, 3.0, -1.0], [6.0, 2.5, 0.2], [-3.0, 1.5, 2.2]])
    out = linear(x)
    out.backward(array([[3.0, -10.0], [2.0, 0.5], [7.0, -4.0], [1.5, 6.0]]))
    return {"out": out, "x": x, "weight": linear.weight, "bias": linear.bias}


@points(1)
def test_a_linear_layer_without_a_bias(tensor, layers):
    linear = layers.Linear(2, 3, bias=False)
    linear.weight.data = array([[0.5, -1.5], [2.0, 3.0], [0.25, -0.75]])
    out = linear(tensor.Tensor([[[1.0, -2.0], [4.0, 0.5]], [[3.0, -1.0], [2.5, 6.0]]]))
    names = [name for name, p in linear.named_parameters()]
    return {"names": names, "bias": linear.bias, "out": out}


def ends_of(data):
    """Return the smallest and the largest of an array's numbers."""
    return {"smallest": float(data.min()), "largest": float(data.max())}


BOUNDS = {
    "weight of Linear(25, 400)": 0.2,
    "bias of Linear(25, 400)": 0.2,
    "weight of Embedding(30, 20)": 1.0,
}


def spread(seen):
    """Tell what is known of random numbers from -bound to bound, however they are drawn."""
    found = {}
    for name, bound in BOUNDS.items():
        smallest, largest = seen[f"{name}: smallest"], seen[f"{name}: largest"]
        found[name] = {
            f"all from -{bound} to {bound}": -bound <= smallest and largest <= bound,
            f"some above 0.9 * {bound}": largest > 0.9 * bound,
            f"some below -0.9 * {bound}": smallest < -0.9 * bound,
            "not all the same": smallest < largest,
        }
    return found


@points(1)
@referee("solution")
@passes_trivially("it is about __init__, which code that returns its input has, too")
@read_by(spread)
def test_random_numbers_to_begin_with(layers):
    linear = layers.Linear(25, 400)
    table = layers.Embedding(30, 20)
    return {
        "weight of Linear(25, 400)": ends_of(linear.weight.data),
        "bias of Linear(25, 400)": ends_of(linear.bias.data),
        "weight of Embedding(30, 20)": ends_of(table.weight.data),
    }


@points(1)
def test_an_embedding_and_its_gradient(layers):
    table = layers.Embedding(4, 3)
    shape = str(tuple(table.weight.shape))
    table.weight.data = array(
        [[0.5, -1.5, 2.0], [3.0, 0.25, -0.75], [1.25, -2.5, 4.0], [-0.2, 6.0, 1.6]]
    )
    out = table([[2, 0], [3, 2]])
    out.backward(array([[[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]], [[1.5, 6.0, 0.2], [8.0, 5.0, 9.0]]]))
    return {"shape of the weight": shape, "out": out, "weight": table.weight}


@points(2)
def test_a_layer_norm_and_its_gradients(tensor, layers):
    norm = layers.LayerNorm(3, eps=0.1)
    first = {"weight": norm.weight.data.copy(), "bias": norm.bias.data.copy()}
    norm.weight.data = array([0.5, -1.5, 2.0])
    norm.bias.data = array([3.0, 0.25, -0.75])
    x = tensor.Tensor([[1.0, -0.5, 0.25], [0.5, 0.75, -0.5]])
    out = norm(x)
    out.backward(array([[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]))
    names = [name for name, p in norm.named_parameters()]
    return {
        "at first": first, "names": names, "out": out, "x": x,
        "weight": norm.weight, "bias": norm.bias,
    }  # fmt: skip


@points(2)
def test_the_parameters_of_parts_inside_parts(tensor, layers):
    class Pair(layers.Module):
        def __init__(self):
            self.scale = tensor.Tensor([0.5, 4.0])
            self.left = layers.Linear(2, 3)
            self.right = layers.Embedding(4, 5)

    class Whole(layers.Module):
        def __init__(self):
            self.shift = tensor.Tensor([1.5])
            self.pair = Pair()
            self.norm = layers.LayerNorm(6)

    whole = Whole()
    named = list(whole.named_parameters())
    return {
        "names": [name for name, p in named],
        "shapes": [str(tuple(p.shape)) for name, p in named],
        "parameters()": [str(tuple(p.shape)) for p in whole.parameters()],
    }


@points(2)
def test_the_parameters_of_parts_in_a_list(layers):
    class Stack(layers.Module):
        def __init__(self):
            self.blocks = [layers.LayerNorm(2), layers.Linear(3, 4), layers.Embedding(5, 6)]
            self.last = layers.Linear(7, 1, bias=False)

    stack = Stack()
    named = list(stack.named_parameters())
    return {
        "names": [name for name, p in named],
        "shapes": [str(tuple(p.shape)) for name, p in named],
        "parameters()": [str(tuple(p.shape)) for p in stack.parameters()],
    }


@points(2)
def test_a_shared_parameter_is_listed_once(layers):
    class Tied(layers.Module):
        def __init__(self):
            self.letters = layers.Embedding(5, 3)
            self.one = layers.LayerNorm(3)
            self.two = layers.LayerNorm(3)
            self.out = layers.Linear(3, 5, bias=False)
            self.out.weight = self.letters.weight

    tied = Tied()
    names = [name for name, p in tied.named_parameters()]
    return {"names": names, "parameters()": [str(tuple(p.shape)) for p in tied.parameters()]}


@points(1)
def test_what_else_a_module_holds_is_no_parameter(tensor, layers):
    class Odd(layers.Module):
        def __init__(self):
            self.size = 3
            self.name = "odd"
            self.nothing = None
            self.mask = array([1.0, 0.0])
            self.sizes = [2, 3]
            self.weight = tensor.Tensor([0.5, -1.5])

    odd = Odd()
    return {"parameters": dict(odd.named_parameters()), "parameters()": list(odd.parameters())}


@points(1)
def test_the_state_is_a_copy(layers):
    linear = layers.Linear(2, 1)
    linear.weight.data = array([[0.5, -1.5]])
    linear.bias.data = array([2.0])
    state = linear.state_dict()
    before = {name: numbers.copy() for name, numbers in state.items()}
    state["weight"][0, 0] = 70.0
    linear.bias.data[0] = 50.0
    return {"before": before, "after": state, "weight": linear.weight, "bias": linear.bias}


@points(2)
def test_loading_fills_the_same_tensors(layers):
    class Stack(layers.Module):
        def __init__(self):
            self.blocks = [layers.Linear(2, 1), layers.Embedding(3, 2)]

    stack = Stack()
    kept = [p for name, p in stack.named_parameters()]
    state = {
        "blocks.1.weight": uneven(3, 2),
        "blocks.0.weight": array([[0.5, -1.5]]),
        "blocks.0.bias": array([2.0]),
    }
    stack.load_state_dict(state)
    state["blocks.0.bias"][0] = 50.0
    return {"kept before": kept, "in it now": dict(stack.named_parameters())}


@points(1)
def test_a_state_goes_from_one_module_to_another(layers):
    one, other = layers.Linear(3, 2), layers.Linear(3, 2)
    one.weight.data = uneven(2, 3)
    one.bias.data = array([0.5, -1.5])
    other.load_state_dict(one.state_dict())
    one.weight.data[0, 0] = 70.0
    return {"other.weight": other.weight, "other.bias": other.bias}


NAMED = {
    "the bias is missing": "bias",
    "one too many": "extra",
    "another shape": "bias",
    "one row, where two are needed": "weight",
}


def names_in_errors(seen):
    """Tell whether each error's message has the name it is about; ``extra`` is in one alone."""
    found = {}
    for name, value in seen.items():
        case, _, what = name.partition(": ")
        if what != "raised" or value == "nothing":
            found[name] = value
            continue
        message = value.removeprefix("a ValueError: ")
        with_name = NAMED[case] in message and ("extra" not in message or NAMED[case] == "extra")
        found[name] = f"a ValueError {'with the name' if with_name else 'without it'}"
    return found


@points(2)
@referee("solution")
@read_by(names_in_errors)
def test_what_does_not_fit_is_refused(layers):
    weight, bias = array([[0.5, -1.5, 4.0], [3.0, 2.0, 6.0]]), array([1.25, -2.5])
    states = {
        "the bias is missing": {"weight": weight},
        "one too many": {"weight": weight, "bias": bias, "extra": bias},
        "another shape": {"weight": weight, "bias": array([1.0, 2.0, 3.0])},
        "one row, where two are needed": {"weight": weight[:1], "bias": bias},
    }
    found = {}
    for case, state in states.items():
        linear = layers.Linear(3, 2)
        linear.weight.data = uneven(2, 3)
        linear.bias.data = array([0.75, 8.0])
        try:
            linear.load_state_dict(state)
            said = "nothing"
        except ValueError as error:
            said = f"a ValueError: {error}"
        found[case] = {"raised": said, "weight": linear.weight, "bias": linear.bias}
    return found


@points(2)
def test_gradients_are_set_to_zero(tensor, layers):
    class Stack(layers.Module):
        def __init__(self):
            self.scale = tensor.Tensor([0.5, -1.5])
            self.blocks = [layers.Linear(2, 3), layers.LayerNorm(3)]

    stack = Stack()
    for start, p in enumerate(stack.parameters()):
        p.data = uneven(*p.shape, start=start)
        p.grad = uneven(*p.shape, start=start + 10)
    stack.scale.grad = None
    stack.zero_grad()
    return {
        "scale.grad": stack.scale.grad, "blocks.0.weight": stack.blocks[0].weight,
        "blocks.0.bias": stack.blocks[0].bias, "blocks.1.weight": stack.blocks[1].weight,
        "blocks.1.bias": stack.blocks[1].bias,
    }  # fmt: skip
