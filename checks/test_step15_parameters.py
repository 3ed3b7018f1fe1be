"""Step 15: all the parameters of a network in one list, and their gradients back to 0."""

from set_parameters import named_parameters, set_parameters

from grading import points

STEP = 15


@points(2)
def test_the_parameters_of_a_neuron(nn):
    neuron = nn.Neuron(3)
    parameters = neuron.parameters()
    return found_in(parameters, neuron)


@points(2)
def test_the_parameters_of_a_layer(nn):
    layer = nn.Layer(2, 3)
    parameters = layer.parameters()
    return found_in(parameters, layer)


@points(2)
def test_the_parameters_of_a_network(nn):
    model = nn.MLP(3, [4, 4, 1])
    parameters = model.parameters()
    return found_in(parameters, model)


@points(1)
def test_the_parameters_of_a_network_of_one_layer(nn):
    model = nn.MLP(2, [3])
    parameters = model.parameters()
    return found_in(parameters, model)


@points(1)
def test_asking_a_neuron_twice(nn):
    neuron = nn.Neuron(2)
    neuron.parameters()
    parameters = neuron.parameters()
    return found_in(parameters, neuron)


@points(1)
def test_asking_a_network_twice(nn):
    model = nn.MLP(2, [2, 1])
    model.parameters()
    parameters = model.parameters()
    return found_in(parameters, model)


@points(1)
def test_a_second_network_has_parameters_of_its_own(nn):
    nn.MLP(2, [2, 1]).parameters()
    second = nn.MLP(3, [1])
    parameters = second.parameters()
    return found_in(parameters, second)


@points(1)
def test_changing_a_parameter_changes_the_network(nn):
    model = nn.MLP(2, [2, 1])
    for parameter in model.parameters():
        parameter.data = 0.25
    return {name: node.data for name, node in named_parameters(model).items()}


@points(2)
def test_zero_grad_sets_every_gradient_to_0(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=1)
    for parameter in model.parameters():
        parameter.grad = 5.0
    training.zero_grad(model)
    return named_parameters(model)


@points(1)
def test_gradients_start_afresh_after_zero_grad(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=2)
    (model([1.5, -0.5]) * 3.0).backward()
    training.zero_grad(model)
    (model([-1.0, 2.0]) * -2.0).backward()
    return named_parameters(model)


def found_in(parameters, model):
    """Return how many of the model's weights and biases are in the list: these very nodes."""
    listed = list(parameters)
    names = {id(node): name for name, node in named_parameters(model).items()}
    found = [names[id(node)] for node in listed if id(node) in names]
    return {
        "number of parameters": len(listed),
        "weights of the model": len({name for name in found if not name.endswith("b")}),
        "biases of the model": len({name for name in found if name.endswith("b")}),
        "listed again": len(found) - len(set(found)),
        "other things": len(listed) - len(found),
    }
