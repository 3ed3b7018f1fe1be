"""Step 16: gradient descent: predict, measure, go backward, move, and again."""

from set_parameters import named_parameters, set_parameters

from grading import points

STEP = 16


@points(1)
def test_the_loss_of_one_step(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=1)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5]], [1.0, -1.0, 0.5]
    steps, learning_rate = 1, 0.1
    losses = training.train(model, xs, ys, steps, learning_rate)
    return {"losses": losses}


@points(2)
def test_one_step_moves_every_parameter(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=1)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5]], [1.0, -1.0, 0.5]
    steps, learning_rate = 1, 0.1
    training.train(model, xs, ys, steps, learning_rate)
    return {f"{name}.data": node.data for name, node in named_parameters(model).items()}


@points(2)
def test_the_second_step_uses_its_own_gradients_only(nn, training):
    model = nn.MLP(2, [1])
    set_parameters(model, seed=2)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5]], [1.0, -1.0]
    steps, learning_rate = 3, 0.2
    losses = training.train(model, xs, ys, steps, learning_rate)
    return {"losses": losses}


@points(1)
def test_a_single_example(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=3)
    steps, learning_rate = 5, 0.05
    losses = training.train(model, [[1.5, -0.5]], [-0.8], steps, learning_rate)
    return {"losses": losses}


@points(2)
def test_a_loss_curve(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=1)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5]], [1.0, -1.0, 0.5]
    steps, learning_rate = 15, 0.1
    losses = training.train(model, xs, ys, steps, learning_rate)
    return {"losses": losses}


@points(1)
def test_a_smaller_learning_rate(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=1)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5]], [1.0, -1.0, 0.5]
    steps, learning_rate = 6, 0.01
    losses = training.train(model, xs, ys, steps, learning_rate)
    return {"losses": losses}


@points(1)
def test_a_learning_rate_of_0_changes_nothing(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=6)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5]], [1.0, -1.0]
    steps, learning_rate = 2, 0.0
    training.train(model, xs, ys, steps, learning_rate)
    loss = training.squared_error([model(x) for x in xs], ys)
    training.zero_grad(model)
    loss.backward()
    return {"loss": loss, **named_parameters(model)}


@points(1)
def test_training_goes_on_where_it_stopped(nn, training):
    model = nn.MLP(2, [2, 1])
    set_parameters(model, seed=4)
    xs, ys = [[1.0, 2.0], [-1.0, 0.5]], [1.0, -1.0]
    steps, learning_rate = 3, 0.1
    losses = training.train(model, xs, ys, steps, learning_rate)
    more_losses = training.train(model, xs, ys, steps, learning_rate)
    return {"losses": losses, "more losses": more_losses}


@points(2)
def test_the_network_of_the_lecture(nn, training):
    model = nn.MLP(3, [4, 4, 1])
    set_parameters(model, seed=5)
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    steps, learning_rate = 10, 0.05
    losses = training.train(model, xs, ys, steps, learning_rate)
    return {"losses": losses}
