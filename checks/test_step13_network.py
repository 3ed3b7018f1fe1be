"""Step 13: a neuron, a layer of neurons, a network of layers."""

from set_parameters import named_parameters, set_parameters

from grading import passes_trivially, points, read_by

STEP = 13


@points(2)
def test_a_neuron(nn):
    neuron = nn.Neuron(3)
    neuron.w[0].data, neuron.w[1].data, neuron.w[2].data = 0.5, -0.3, 0.2
    neuron.b.data = 0.4
    out = neuron([2.0, 3.0, -1.0])
    return {"out.data": out.data}


@points(1)
def test_a_neuron_whose_weights_are_0(nn):
    neuron = nn.Neuron(2)
    neuron.w[0].data = neuron.w[1].data = 0.0
    neuron.b.data = -0.7
    out = neuron([2.0, -3.0])
    return {"out.data": out.data}


@points(2)
def test_the_gradients_of_a_neuron(nn):
    neuron = nn.Neuron(3)
    neuron.w[0].data, neuron.w[1].data, neuron.w[2].data = 0.5, -0.3, -0.8
    neuron.b.data = -0.4
    out = neuron([2.0, 3.0, 0.6])
    (out * 3.0).backward()
    weights = {f"w[{i}]": weight for i, weight in enumerate(neuron.w)}
    return {"out.data": out.data, **weights, "b": neuron.b}


@points(1)
def test_a_neuron_whose_inputs_are_nodes(engine, nn):
    neuron = nn.Neuron(3)
    neuron.w[0].data, neuron.w[1].data, neuron.w[2].data = 0.6, -0.2, 0.45
    neuron.b.data = -0.5
    x1, x2, x3 = engine.Value(1.5), engine.Value(-2.0), engine.Value(-0.8)
    out = neuron([x1, x2, x3])
    (out * 3.0).backward()
    return {"out.data": out.data, "x1": x1, "x2": x2, "x3": x3}


def random_numbers(seen):
    """Tell what is known of random weights, however they are drawn."""
    weights, bias = seen["weights"], seen["bias"]
    return {
        "number of weights": len(weights),
        "all are between -1 and 1": all(-1 <= number <= 1 for number in [*weights, bias]),
        "every weight is a node of its own": seen["different nodes"] == 40,
        "all weights are different": len(set(weights)) == len(weights),
        "some weights are negative": min(weights, default=0) < 0,
        "some weights are positive": max(weights, default=0) > 0,
        "another neuron answers the same": seen.get("answer") == seen.get("another's"),
    }


@points(1)
@read_by(random_numbers)
def test_a_new_neuron_has_random_weights(nn):
    one, another = nn.Neuron(40), nn.Neuron(40)
    x = [0.01] * 40
    return {
        "weights": [float(weight.data) for weight in one.w],
        "bias": float(one.b.data),
        "different nodes": len({id(weight) for weight in one.w}),
        "answer": one(x).data,
        "another's": another(x).data,
    }


@points(1)
@passes_trivially("it looks at what `__init__` makes, and the trivial modules keep that")
def test_the_sizes_of_a_new_layer(nn):
    layer = nn.Layer(2, 3)
    return {
        "neurons": len(layer.neurons),
        "weights of each neuron": [len(neuron.w) for neuron in layer.neurons],
    }


@points(2)
def test_a_layer(nn):
    layer = nn.Layer(2, 3)
    set_parameters(layer, seed=1)
    outs = layer([0.75, -1.25])
    return {"outs": [out.data for out in outs]}


@points(1)
def test_a_layer_of_one_neuron(nn):
    layer = nn.Layer(2, 1)
    set_parameters(layer, seed=2)
    out = layer([0.75, -1.25])
    return {"out": out}


@points(1)
@passes_trivially("it looks at what `__init__` makes, and the trivial modules keep that")
def test_the_sizes_of_a_new_network(nn):
    model = nn.MLP(3, [4, 2, 1])
    return {
        "layers": len(model.layers),
        "neurons of each layer": [len(layer.neurons) for layer in model.layers],
        "weights of their neurons": [len(layer.neurons[0].w) for layer in model.layers],
    }


@points(2)
def test_a_network(nn):
    model = nn.MLP(3, [4, 2, 1])
    set_parameters(model, seed=3)
    out = model([2.0, 3.0, -1.0])
    return {"out": out}


@points(1)
def test_a_network_of_one_neuron(nn):
    model = nn.MLP(2, [1])
    set_parameters(model, seed=4)
    out = model([0.5, -1.5])
    return {"out": out}


@points(1)
def test_a_network_of_equal_layers(nn):
    model = nn.MLP(2, [2, 2])
    set_parameters(model, seed=5)
    outs = model([1.5, -0.5])
    return {"outs": [out.data for out in outs]}


@points(2)
def test_the_gradients_of_a_network(nn):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=6)
    out = model([1.5, -0.5])
    (out * 3.0).backward()
    return {"out.data": out.data, **gradients(model)}


@points(1)
def test_the_gradients_of_a_network_with_two_outputs(engine, nn):
    model = nn.MLP(2, [3, 2])
    set_parameters(model, seed=7)
    x = [engine.Value(1.5), engine.Value(-0.5)]
    outs = model(x)
    (outs[0] * 3.0 + outs[1] * -2.0).backward()
    found = {"x[0].grad": x[0].grad, "x[1].grad": x[1].grad, **gradients(model)}
    return {"outs": [out.data for out in outs], **found}


@points(1)
def test_a_network_used_twice(nn):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=8)
    total = model([1.5, -0.5]) + model([-1.0, 2.0]) * -2.0
    total.backward()
    return {"total.data": total.data, **gradients(model)}


def gradients(model):
    """Return the gradients of all parameters by name."""
    return {f"{name}.grad": node.grad for name, node in named_parameters(model).items()}
