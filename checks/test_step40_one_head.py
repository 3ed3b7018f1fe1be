"""Step 40: One head."""

from arrays import array, uneven
from dependency import dependency_map
from gpt_weights import PLACE_IN_C_ATTN, fill, load_by_name, numbers_by_name

from grading import points

STEP = 40


PARTS = ("query", "key", "value")


@points(1)
def test_the_three_weights_of_a_head(attention):
    head = attention.Head(5, 4, 8)
    shapes = {}
    for name, parameter in head.named_parameters():
        part, _, last = name.rpartition(".")
        if part in PLACE_IN_C_ATTN:  # q, to_q, … are a query, too
            part = PARTS[PLACE_IN_C_ATTN[part]]
        shapes[f"{part}.{last}"] = str(tuple(parameter.shape))
    return {"shapes": shapes, "block_size": head.block_size}


@points(3)
def test_how_much_each_position_takes_from_each(tensor, attention):
    head = attention.Head(5, 4, 8)
    fill(head, 0.1)
    weights = head.weights(tensor.Tensor(uneven(1, 3, 5)))
    return {"weights": weights.data}


@points(3)
def test_what_each_position_sees(tensor, attention):
    head = attention.Head(3, 2, 8)
    fill(head)
    x = tensor.Tensor([[[1.5, -2.0, 0.5], [3.0, 0.25, -1.0], [-1.0, 0.75, 2.0]]])
    out = head(x)
    out.backward(array([[[3.0, -10.0], [2.0, 0.5], [7.0, -4.0]]]))
    return {"out": out, "x": x}


@points(2)
def test_two_texts_at_once(tensor, attention):
    head = attention.Head(5, 4, 8)
    fill(head, 0.1)
    x = tensor.Tensor(uneven(2, 7, 5))
    out = head(x)
    out.backward(uneven(2, 7, 4, start=1))
    return {"out": out, "x": x}


@points(3)
def test_gradients_of_the_three_weights(tensor, attention):
    head = attention.Head(7, 4, 8)
    fill(head, 0.1)
    head(tensor.Tensor(uneven(2, 3, 7))).backward(uneven(2, 3, 4, start=1))
    query, key, value = numbers_by_name(head, "grad")["c_attn.weight"].reshape(3, 4, 7)
    return {"query.weight.grad": query, "key.weight.grad": key, "value.weight.grad": value}


@points(3)
def test_what_depends_on_what(tensor, attention):
    head = attention.Head(3, 2, 8)
    fill(head)
    x = tensor.Tensor(uneven(1, 4, 3))
    return {"dependency map": dependency_map(lambda: head(x), x)}


@points(1)
def test_the_longest_text_and_shorter_ones(tensor, attention):
    head = attention.Head(3, 2, 4)
    fill(head)
    x = uneven(1, 4, 3)
    last = {size: head(tensor.Tensor(x[:, :size])).data[0, -1] for size in (1, 3, 4)}
    return {f"the last of {size}": seen for size, seen in last.items()}


@points(2)
def test_scores_of_a_thousand(tensor, attention):
    head = attention.Head(3, 2, 8)
    queries, keys = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0], [0.0, -1.0, 0.0]]
    values = [[0.5, -1.5, 2.0], [-0.25, 3.0, 0.75]]
    load_by_name(head, {"c_attn.weight": array(queries + keys + values)})
    x = tensor.Tensor([[[40.0, 1.5, -2.0], [40.02, 0.5, 3.0], [39.98, 2.5, 0.25]]])
    return {"weights": head.weights(x).data}
