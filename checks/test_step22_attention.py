"""Step 22: Attention in plain numbers."""

from scalar_weights import matrix, vector

from grading import points

STEP = 22


@points(1)
def test_linear_of_two_numbers(engine, scalar_gpt):
    x = vector(engine, [1.5, -2.0])
    w = matrix(engine, [[3.0, 0.5], [-4.0, 2.5], [0.7, 6.0]])
    out = scalar_gpt.linear(x, w)
    return {"length": len(out), "out.data": [node.data for node in out]}


@points(2)
def test_gradients_of_linear(engine, scalar_gpt):
    x = vector(engine, [1.5, -2.0])
    w = matrix(engine, [[3.0, 0.5], [-4.0, 2.5], [0.7, 6.0]])
    out = scalar_gpt.linear(x, w)
    loss = out[0] * 2.0 + out[1] * -3.0 + out[2] * 0.7
    loss.backward()
    return {"loss.data": loss.data, "x": x, "w": w}


@points(1)
def test_linear_with_a_row_that_is_the_input(engine, scalar_gpt):
    x = vector(engine, [1.5, -2.0, 0.4])
    w = [x, vector(engine, [3.0, 0.5, -6.0])]
    out = scalar_gpt.linear(x, w)
    loss = out[0] * 2.0 + out[1] * -3.0
    loss.backward()
    return {"out.data": [node.data for node in out], "x": x}


@points(1)
def test_rmsnorm_of_three_numbers(engine, scalar_gpt):
    x = vector(engine, [0.5, -1.5, 2.5])
    out = scalar_gpt.rmsnorm(x, eps=0.1)
    return {"length": len(out), "out.data": [node.data for node in out]}


@points(2)
def test_gradients_of_rmsnorm(engine, scalar_gpt):
    x = vector(engine, [0.5, -1.5, 2.5])
    out = scalar_gpt.rmsnorm(x, eps=0.1)
    loss = out[0] * 2.0 + out[1] * -3.0 + out[2] * 0.7
    loss.backward()
    return {"loss.data": loss.data, "x": x}


@points(1)
def test_rmsnorm_of_zeros(engine, scalar_gpt):
    x = vector(engine, [0.0, 0.0])
    out = scalar_gpt.rmsnorm(x)
    loss = out[0] * 2.0 + out[1] * -3.0
    loss.backward()
    return {"loss.data": loss.data, "x": x}


@points(1)
def test_with_a_single_key_its_value_is_the_result(engine, scalar_gpt):
    query = vector(engine, [0.5, -1.5])
    keys = matrix(engine, [[2.0, 0.3]])
    values = matrix(engine, [[-0.7, 4.0]])
    out = scalar_gpt.attend(query, keys, values)
    loss = out[0] * 2.0 + out[1] * -3.0
    loss.backward()
    return {
        "out.data": [node.data for node in out],
        "query": query,
        "key": keys[0],
        "value": values[0],
    }


@points(2)
def test_how_much_each_of_three_positions_counts(engine, scalar_gpt):
    """Let the values be such that the result shows the weights, which add up to 1:

    query = vector(engine, [0.5, -1.5, 1.2])
    keys = matrix(engine, [[1.0, 0.3, -0.4], [-0.2, -1.1, 0.6], [0.9, 0.8, 0.1]])
    values = matrix(engine, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    weights = scalar_gpt.attend(query, keys, values)
    """
    query = vector(engine, [0.5, -1.5, 1.2])
    keys = matrix(engine, [[1.0, 0.3, -0.4], [-0.2, -1.1, 0.6], [0.9, 0.8, 0.1]])
    values = matrix(engine, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    weights = scalar_gpt.attend(query, keys, values)
    numbers = [node.data for node in weights]
    return {"weights": numbers, "their sum": sum(numbers)}


@points(2)
def test_attention_over_two_keys(engine, scalar_gpt):
    query = vector(engine, [0.5, -1.5, 1.2])
    keys = matrix(engine, [[1.0, 0.3, -0.4], [-0.2, -1.1, 0.6]])
    values = matrix(engine, [[-0.7, 4.0, 1.3], [2.2, -3.0, 0.6]])
    out = scalar_gpt.attend(query, keys, values)
    return {"length": len(out), "out.data": [node.data for node in out]}


@points(3)
def test_gradients_of_attention_over_three_keys(engine, scalar_gpt):
    query = vector(engine, [0.5, -1.5])
    keys = matrix(engine, [[1.0, 0.3], [-0.2, -1.1], [0.9, 0.8]])
    values = matrix(engine, [[-0.7, 4.0], [2.2, -3.0], [1.3, 0.6]])
    out = scalar_gpt.attend(query, keys, values)
    loss = out[0] * 2.0 + out[1] * -3.0
    loss.backward()
    return {"loss.data": loss.data, "query": query, "keys": keys, "values": values}


@points(2)
def test_query_keys_and_values_from_the_same_numbers(engine, scalar_gpt):
    a, b = vector(engine, [0.5, -1.5]), vector(engine, [2.0, 0.7])
    out = scalar_gpt.attend(b, [a, b], [a, b])
    loss = out[0] * 2.0 + out[1] * -3.0
    loss.backward()
    return {"loss.data": loss.data, "a": a, "b": b}


@points(2)
def test_scores_of_a_thousand(engine, scalar_gpt):
    query = vector(engine, [40.0, -30.0])
    keys = matrix(engine, [[35.0, 0.1], [35.01, 0.15], [-50.0, 30.0]])
    values = matrix(engine, [[-0.7, 4.0], [2.2, -3.0], [1.3, 0.6]])
    out = scalar_gpt.attend(query, keys, values)
    loss = out[0] * 2.0 + out[1] * -3.0
    loss.backward()
    return {"out.data": [node.data for node in out], "query": query, "keys": keys}


@points(1)
def test_the_lists_are_left_as_they_were(engine, scalar_gpt):
    query = vector(engine, [0.5, -1.5])
    keys = matrix(engine, [[1.0, 0.3], [-0.2, -1.1]])
    values = matrix(engine, [[-0.7, 4.0], [2.2, -3.0]])
    out = scalar_gpt.attend(query, keys, values)
    again = scalar_gpt.attend(query, keys, values)
    return {
        "out.data": [node.data for node in out],
        "again.data": [node.data for node in again],
        "query": [node.data for node in query],
        "keys": [[node.data for node in key] for key in keys],
        "values": [[node.data for node in value] for value in values],
    }
