"""Step 42: A block."""

from arrays import array, uneven
from dependency import dependency_map
from gpt_weights import fill, numbers_by_name, parts_by_name
from weighted_sums import weighted_sum

from grading import passes_trivially, points

STEP = 42


def shapes_by_name(module):
    """Return a dict from the name of each parameter to its shape, as text."""
    return {name: str(a.shape) for name, a in numbers_by_name(module, "data").items()}


@points(1)
@passes_trivially("it is about __init__, which code that returns its input has, too")
def test_the_parameters_of_an_mlp(gpt):
    mlp = gpt.MLP(3)
    return {"shape": shapes_by_name(mlp)}


@points(2)
def test_an_mlp_and_its_gradients(tensor, gpt):
    mlp = gpt.MLP(3)
    fill(mlp, size=0.8)
    x = tensor.Tensor([[[0.5, -1.5, 0.75], [2.0, 0.25, -1.0]]])
    out = mlp(x)
    out.backward(array([[[3.0, -10.0, 2.0], [0.5, 7.0, -4.0]]]))
    return {"out": out, "x": x, "c_fc.weight": mlp.c_fc.weight, "c_proj.weight": mlp.c_proj.weight}


@points(1)
@passes_trivially("it is about __init__, which code that returns its input has, too")
def test_the_parameters_of_a_block(gpt):
    block = gpt.Block(6, 2, 5)
    return {"shape": shapes_by_name(block)}


def block_with(gpt, zeros):
    """Return a block for 4 numbers and 1 head with fixed weights, and zeros in these matrices."""
    block = gpt.Block(4, 1, 3)
    fill(block)
    for name, parts in parts_by_name(block).items():
        for part in parts:
            if name in zeros:
                part.data[...] = 0.0
    return block


@points(2)
@passes_trivially("a block that adds nothing returns its input")
def test_a_block_that_adds_nothing(tensor, gpt):
    """Let both c_proj be zeros, so that attention and MLP return zeros:

    block = block_with(gpt, zeros=["attn.c_proj.weight", "mlp.c_proj.weight"])
    x = tensor.Tensor([[[1.0, 7.0, 5.0, 3.0], [0.5, -1.5, 0.75, 2.0]]])
    out = block(x)
    out.backward(array([[[3.0, -10.0, 2.0, 6.0], [0.5, 7.0, -4.0, 1.5]]]))
    """
    block = block_with(gpt, zeros=["attn.c_proj.weight", "mlp.c_proj.weight"])
    x = tensor.Tensor([[[1.0, 7.0, 5.0, 3.0], [0.5, -1.5, 0.75, 2.0]]])
    out = block(x)
    out.backward(array([[[3.0, -10.0, 2.0, 6.0], [0.5, 7.0, -4.0, 1.5]]]))
    return {"out": out, "x": x}


@points(2)
def test_attention_alone(tensor, gpt):
    """Let the MLP's c_proj be zeros, so that the block is x plus the attention of its norm:

    block = block_with(gpt, zeros=["mlp.c_proj.weight"])
    x = tensor.Tensor([[[1.0, 7.0, 5.0, 3.0], [0.5, -1.5, 0.75, 2.0]]])
    out = block(x)
    out.backward(array([[[3.0, -10.0, 2.0, 6.0], [0.5, 7.0, -4.0, 1.5]]]))
    """
    block = block_with(gpt, zeros=["mlp.c_proj.weight"])
    x = tensor.Tensor([[[1.0, 7.0, 5.0, 3.0], [0.5, -1.5, 0.75, 2.0]]])
    out = block(x)
    out.backward(array([[[3.0, -10.0, 2.0, 6.0], [0.5, 7.0, -4.0, 1.5]]]))
    return {"out": out, "x": x}


@points(2)
def test_the_mlp_alone(tensor, gpt):
    """Let the attention's c_proj be zeros, so that the block is x plus the MLP of its norm:

    block = block_with(gpt, zeros=["attn.c_proj.weight"])
    x = tensor.Tensor([[[1.0, 7.0, 5.0, 3.0], [0.5, -1.5, 0.75, 2.0]]])
    out = block(x)
    out.backward(array([[[3.0, -10.0, 2.0, 6.0], [0.5, 7.0, -4.0, 1.5]]]))
    """
    block = block_with(gpt, zeros=["attn.c_proj.weight"])
    x = tensor.Tensor([[[1.0, 7.0, 5.0, 3.0], [0.5, -1.5, 0.75, 2.0]]])
    out = block(x)
    out.backward(array([[[3.0, -10.0, 2.0, 6.0], [0.5, 7.0, -4.0, 1.5]]]))
    return {"out": out, "x": x}


@points(3)
def test_the_gradients_of_all_the_weights(tensor, gpt):
    """Take a block for 12 numbers and 3 heads, and sum up each weight's gradients:

    block = gpt.Block(12, 3, 6)
    fill(block)
    x = tensor.Tensor(uneven(2, 5, 12))
    out = block(x)
    out.backward(uneven(2, 5, 12, start=1))
    """
    block = gpt.Block(12, 3, 6)
    fill(block)
    x = tensor.Tensor(uneven(2, 5, 12))
    out = block(x)
    out.backward(uneven(2, 5, 12, start=1))
    gradients = numbers_by_name(block, "grad")
    return {
        "out": out.data,
        "weighted sum of the gradient": {n: weighted_sum(g) for n, g in gradients.items()},
    }


@points(2)
def test_a_position_depends_on_those_before_it_in_its_text(tensor, gpt):
    block = gpt.Block(6, 2, 5)
    fill(block)
    two_texts = tensor.Tensor(uneven(2, 2, 6))
    return {"dependency map": dependency_map(lambda: block(two_texts), two_texts)}
