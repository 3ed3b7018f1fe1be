"""Step 41: Many heads at once."""

from arrays import array, uneven
from dependency import dependency_map
from gpt_weights import fill, load_by_name, numbers_by_name

from grading import points

STEP = 41
UNIT = [[float(i == j) for j in range(6)] for i in range(6)]  # a projection that changes nothing


@points(1)
def test_the_weights_of_many_heads(attention):
    many = attention.CausalSelfAttention(6, 2, 8)
    shapes = {k: str(v.shape) for k, v in numbers_by_name(many, "data").items()}
    return {"shapes": shapes, "n_head": many.n_head, "block_size": many.block_size}


@points(2)
def test_what_each_head_looks_at(tensor, attention):
    x = uneven(1, 3, 6)
    x[:, :, :3] = array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    weight = 0.2 * uneven(18, 6)
    weight[12:] = array(UNIT[:3] * 2)  # values: 1 0 0, 0 1 0, 0 0 1
    many = attention.CausalSelfAttention(6, 2, 8)
    load_by_name(many, {"c_attn.weight": weight, "c_proj.weight": array(UNIT)})
    out = many(tensor.Tensor(x)).data
    return {"weights of head 0": out[0, :, :3], "weights of head 1": out[0, :, 3:]}


@points(3)
def test_three_heads_of_two_numbers(tensor, attention):
    many = attention.CausalSelfAttention(6, 3, 8)
    fill(many, 0.15)
    return {"out": many(tensor.Tensor(uneven(1, 4, 6))).data}


@points(2)
def test_five_texts_at_once(tensor, attention):
    many = attention.CausalSelfAttention(6, 2, 8)
    fill(many, 0.15)
    x = tensor.Tensor(uneven(5, 4, 6))
    out = many(x)
    out.backward(uneven(5, 4, 6, start=1))
    return {"out": out, "x": x}


@points(3)
def test_gradients_of_the_weights(tensor, attention):
    many = attention.CausalSelfAttention(6, 2, 8)
    fill(many, 0.15)
    x = tensor.Tensor(uneven(5, 4, 6))
    many(x).backward(uneven(5, 4, 6, start=1))
    found = numbers_by_name(many, "grad")
    queries, keys, values = found["c_attn.weight"].reshape(3, 6, 6)
    return {
        "queries": queries,
        "keys": keys,
        "values": values,
        "c_proj": found["c_proj.weight"],
    }


@points(1)
def test_one_head_without_values(tensor, attention):
    weight = 0.15 * uneven(18, 6)
    weight[14:16] = 0.0  # the values of the second of three heads
    many = attention.CausalSelfAttention(6, 3, 8)
    load_by_name(many, {"c_attn.weight": weight, "c_proj.weight": array(UNIT)})
    return {"out": many(tensor.Tensor(uneven(1, 2, 6))).data}


@points(2)
def test_what_depends_on_what(tensor, attention):
    many = attention.CausalSelfAttention(6, 3, 8)
    fill(many, 0.15)
    x = tensor.Tensor(uneven(1, 4, 6))
    return {"dependency map": dependency_map(lambda: many(x), x)}


@points(1)
def test_two_texts_know_nothing_of_each_other(tensor, attention):
    many = attention.CausalSelfAttention(6, 3, 8)
    fill(many, 0.15)
    x = tensor.Tensor(uneven(2, 2, 6))
    return {"dependency map": dependency_map(lambda: many(x), x)}


@points(1)
def test_the_longest_text_and_a_shorter_one(tensor, attention):
    many = attention.CausalSelfAttention(6, 2, 4)
    fill(many, 0.15)
    x = uneven(1, 4, 6)
    last = {size: many(tensor.Tensor(x[:, :size])).data[0, -1] for size in (1, 4)}
    return {f"the last of {size}": seen for size, seen in last.items()}


@points(1)
def test_scores_of_a_thousand(tensor, attention):
    many = attention.CausalSelfAttention(4, 2, 8)
    queries = array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
    weight = uneven(12, 4)
    weight[:4], weight[4:8] = queries, -queries[::-1]  # head 0 meets head 1's numbers
    load_by_name(many, {"c_attn.weight": weight, "c_proj.weight": queries})
    x = tensor.Tensor(
        [[[40, 0.1, 0.2, -40], [40.02, 0.3, 0.1, -40.01], [39.98, 0.2, 0.15, -40.03]]]
    )
    return {"the last of 3": many(x).data[0, -1]}
