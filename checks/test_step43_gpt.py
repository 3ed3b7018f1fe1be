"""Step 43: The GPT."""

import math

from arrays import integers
from dependency import dependency_map
from gpt_weights import fill, model_of, numbers_by_name, parts_by_name
from seen_nodes import instead, name_of
from two_engines import on_scalars, on_tensors, weights_of
from weighted_sums import weighted_sum

from grading import passes_trivially, points, read_by, referee

STEP = 43
ABOUT_INIT = "it is about __init__, which code that returns its input has, too"


@points(2)
@passes_trivially(ABOUT_INIT)
@referee("solution")
@read_by(
    instead(
        {
            "lm_head.weight": lambda name: {"lm_head.weight is wte.weight": name == "wte.weight"},
            "parameters listed again": lambda n: {"the same parameter twice": n > 0},
        }
    )
)
def test_letters_and_head_share_one_tensor(gpt):
    model = model_of(gpt, vocab_size=5, block_size=4, n_layer=1, n_head=2, n_embd=4)
    parameters = list(model.parameters())
    return {
        "lm_head.weight": name_of(
            model.lm_head.weight, {"wte.weight": model.transformer.wte.weight}
        ),
        "numbers in all parameters": sum(p.data.size for p in parameters),
        "parameters listed again": len(parameters) - len({id(p) for p in parameters}),
    }


@points(2)
@passes_trivially(ABOUT_INIT)
def test_the_names_and_shapes_of_all_parameters(gpt):
    """Take a model of two blocks, and look at the second one and at what is beside the blocks:

    model = model_of(gpt, vocab_size=5, block_size=4, n_layer=2, n_head=3, n_embd=6)
    names = [name for name, parameter in model.named_parameters()]
    """
    model = model_of(gpt, vocab_size=5, block_size=4, n_layer=2, n_head=3, n_embd=6)
    numbers = numbers_by_name(model, "data")
    shapes = {name: str(array.shape) for name, array in numbers.items() if ".h." not in name}
    shapes |= {name: str(array.shape) for name, array in numbers.items() if ".h.1." in name}
    return {"shape": shapes, "parameters in the blocks": sum(".h." in name for name in numbers)}


DEVIATIONS = {
    "wte and wpe": 0.02,
    "c_attn and c_fc of all blocks": 0.02,
    "c_proj of all blocks": 0.02 / math.sqrt(2 * 8),
}


def moments(arrays):
    """Return what tells how random numbers are spread; nothing where there are none."""
    import numpy

    if not arrays:
        return {}
    numbers = numpy.concatenate([array.ravel() for array in arrays])
    return {
        "mean": float(numbers.mean()),
        "deviation": float(numbers.std()),
        "largest": float(abs(numbers).max()),
    }


def spread(seen):
    """Tell what is known of random numbers with a standard deviation, however drawn."""
    found = {}
    for part, deviation in DEVIATIONS.items():
        if f"{part}: mean" not in seen:
            found[part] = {"numbers": "none"}
            continue
        mean, drawn = seen[f"{part}: mean"], seen[f"{part}: deviation"]
        found[part] = {
            "mean about 0": abs(mean) < deviation / 4,
            f"standard deviation about {deviation:.4f}":
                0.86 * deviation < drawn < 1.16 * deviation,
            f"a few beyond {2.2 * deviation:.4f}": seen[f"{part}: largest"] > 2.2 * deviation,
        }  # fmt: skip
    return found | {"numbers in the norms": seen["numbers in the norms"]}


@points(2)
@passes_trivially(ABOUT_INIT)
@referee("solution")
@read_by(spread)
def test_the_weights_at_first(gpt):
    """Ask of a model that was just made how its numbers are spread:

    model = model_of(gpt, vocab_size=60, block_size=60, n_layer=8, n_head=2, n_embd=6)
    """
    model = model_of(gpt, vocab_size=60, block_size=60, n_layer=8, n_head=2, n_embd=6)
    numbers = numbers_by_name(model, "data")
    norms = [array for name, array in numbers.items() if "ln_" in name]
    added = [array for name, array in numbers.items() if name.endswith("c_proj.weight")]
    inside = [
        array for name, array in numbers.items() if name.endswith(("attn.weight", "fc.weight"))
    ]
    tables = [array for name, array in numbers.items() if "wte" in name or "wpe" in name]
    return {
        "wte and wpe": moments(tables),
        "c_attn and c_fc of all blocks": moments(inside),
        "c_proj of all blocks": moments(added),
        "numbers in the norms": sorted({float(n) for array in norms for n in array}),
    }


@points(1)
@referee("solution")
@read_by(
    lambda seen: {
        name.replace("change", "other numbers"): value != 0 if name.startswith("change") else value
        for name, value in seen.items()
    }
)
def test_weights_filled_anew(gpt):
    model = model_of(gpt, vocab_size=5, block_size=4, n_layer=1, n_head=2, n_embd=4)
    before = numbers_by_name(model, "data")
    tensors = list(model.parameters())
    model.init_weights()
    after = numbers_by_name(model, "data")
    return {
        "tensors that are others now": sum(
            p is not q for p, q in zip(tensors, model.parameters(), strict=True)
        ),
        "change": {
            name: float(abs(before[name] - after[name]).max())
            for name in before
            if "ln_" not in name
        },
    }


@points(1)
@referee("solution")
@read_by(lambda seen: {"within 0.1 of ln 27": abs(seen["loss"] - math.log(27)) < 0.1})
def test_the_loss_before_any_training(gpt):
    model = model_of(gpt, vocab_size=27, block_size=8, n_layer=2, n_head=2, n_embd=8)
    letters = integers([[5, 13, 13, 1, 0, 20, 8, 3]])
    _, loss = model(letters, integers([[13, 13, 1, 0, 20, 8, 3, 26]]))
    return {"loss": float(loss.data)}


def filled(model):
    """Give all parameters fixed numbers, and zeros to those that the model does not list."""
    parts = model.transformer
    for part in (parts.wte, parts.wpe, parts.ln_f, *parts.h):
        for parameter in part.parameters():
            parameter.data[...] = 0.0
    fill(model)
    return model


def small_model(gpt, zeros=()):
    """Return a GPT for 4 letters with fixed weights, and zeros in the matrices of these names."""
    model = filled(model_of(gpt, vocab_size=4, block_size=5, n_layer=1, n_head=1, n_embd=3))
    for name, parts in parts_by_name(model).items():
        for part in parts:
            if name.endswith(tuple(zeros)):
                part.data[...] = 0.0
    return model


@points(2)
def test_letters_and_positions_alone(gpt):
    """Let both c_proj be zeros, so that the block adds nothing:

    model = small_model(gpt, zeros=["c_proj.weight"])
    logits, loss = model(integers([[2, 0, 2]]))
    """
    model = small_model(gpt, zeros=["c_proj.weight"])
    logits, loss = model(integers([[2, 0, 2]]))
    return {"logits": logits.data, "loss": loss}


@points(2)
def test_both_gradients_of_the_shared_table(gpt):
    """The letter 2 alone is looked up, but every row of the table makes a logit:

    model = small_model(gpt, zeros=["c_proj.weight"])
    _, loss = model(integers([[2, 2]]), integers([[1, 3]]))
    loss.backward()
    """
    model = small_model(gpt, zeros=["c_proj.weight"])
    _, loss = model(integers([[2, 2]]), integers([[1, 3]]))
    loss.backward()
    wte, wpe = model.transformer.wte, model.transformer.wpe
    return {
        "loss": loss.data,
        "wte.weight.grad": wte.weight.grad,
        "wpe.weight.grad[:2]": wpe.weight.grad[:2],
    }


@points(2)
def test_logits_of_a_text(gpt):
    model = small_model(gpt)
    logits, _ = model(integers([[2, 0, 2]]))
    return {"logits": logits.data}


@points(2)
def test_the_loss_of_a_batch(gpt):
    model = small_model(gpt)
    idx, targets = integers([[2, 0, 2], [3, 1, 0]]), integers([[0, 2, 3], [1, 0, 0]])
    logits, loss = model(idx, targets)
    shape = str(tuple(logits.shape))
    return {"shape of the logits": shape, "loss": loss.data, "idx": idx, "targets": targets}


@points(2)
def test_three_blocks_one_after_the_other(gpt):
    model = filled(model_of(gpt, vocab_size=4, block_size=5, n_layer=3, n_head=2, n_embd=6))
    logits, _ = model(integers([[2, 0, 3]]))
    return {"logits of the last position": logits.data[0, -1]}


def in_groups(gradients):
    """Return one weighted sum for the gradients of each block, and of each part beside them."""
    groups = {}
    for name, gradient in sorted(gradients.items()):
        part = ".".join(name.split(".")[1 : 3 if ".h." in name else 2])
        groups.setdefault(part, []).append(gradient)
    return {part: weighted_sum(*arrays) for part, arrays in groups.items()}


@points(3)
def test_the_gradients_of_all_the_weights(gpt):
    """Take a GPT of two blocks, and sum up the gradients of each block and of the other parts:

    model = filled(model_of(gpt, vocab_size=7, block_size=5, n_layer=2, n_head=3, n_embd=6))
    idx = integers([[2, 0, 6, 2], [5, 1, 3, 5]])
    _, loss = model(idx, integers([[0, 6, 2, 4], [1, 3, 5, 5]]))
    loss.backward()
    """
    model = filled(model_of(gpt, vocab_size=7, block_size=5, n_layer=2, n_head=3, n_embd=6))
    idx = integers([[2, 0, 6, 2], [5, 1, 3, 5]])
    _, loss = model(idx, integers([[0, 6, 2, 4], [1, 3, 5, 5]]))
    loss.backward()
    gradients = in_groups(numbers_by_name(model, "grad"))
    return {"loss": loss, "weighted sum of the gradient": gradients}


@points(2)
def test_a_logit_depends_on_the_positions_so_far(gpt):
    model = filled(model_of(gpt, vocab_size=5, block_size=4, n_layer=2, n_head=2, n_embd=6))
    positions, letters = model.transformer.wpe.weight, integers([[2, 0, 3, 1]])
    return {"dependency map": dependency_map(lambda: model(letters)[0], positions)}


@points(1)
def test_what_is_too_long_is_refused(gpt):
    model = small_model(gpt)
    said = {}
    for T in (1, 5, 6):
        try:
            logits, _ = model(integers([[1, 3, 0, 2, 2, 1][:T]]))
            said[f"T {T}, block_size 5"] = str(tuple(logits.shape))
        except ValueError:
            said[f"T {T}, block_size 5"] = "a ValueError"
    return said


@points(1)
def test_the_weights_of_one_model_in_another(gpt):
    one = small_model(gpt, zeros=["c_proj.weight"])
    other = small_model(gpt, zeros=["weight"])
    other.load_state_dict(one.state_dict())
    logits, _ = other(integers([[1, 3, 0]]))
    return {"logits of the last position": logits.data[0, -1]}


@points(2)
def test_the_gpt_in_plain_numbers_and_this_one(
    engine, training, scalar_gpt, tensor, functional, attention
):
    """Step 23's GPT and one of tensors with the same options and weights, on the same letters:

    weights = weights_of(engine)
    one = on_scalars(scalar_gpt, training, weights, word)
    other = on_tensors(tensor, functional, attention, weights, word)
    """
    word = [0, 3, 3, 1]
    weights = weights_of(engine)
    scalars, by_scalars = on_scalars(scalar_gpt, training, weights, word)
    tensors, by_tensors = on_tensors(tensor, functional, attention, weights, word)
    return {
        "loss": {"scalars": scalars, "tensors": tensors},
        "gradient": {
            name: {"scalars": by_scalars[name], "tensors": by_tensors[name]} for name in weights
        },
    }
