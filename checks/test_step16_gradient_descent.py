"""Step 16: gradient descent."""

from grading import points

STEP = 16


@points(2)
def test_the_loss_curve(nn, training):
    model = nn.MLP(2, [2, 1])
    numbers = iter([0.5, -0.25, 0.1, -0.7, 0.3, 0.2, 0.4, -0.6, 0.05])
    for layer in model.layers:
        for neuron in layer.neurons:
            for weight in neuron.w:
                weight.data = next(numbers)
            neuron.b.data = next(numbers)
    losses = training.train(model, [[1.0, 2.0], [-1.0, 0.5]], [1.0, -1.0], 20, 0.05)
    return {"losses": losses, "weight": model.layers[0].neurons[0].w[0].data}
