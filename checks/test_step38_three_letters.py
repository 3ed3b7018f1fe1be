"""Step 38: A memory of three letters."""

from arrays import array, integers
from gpt_weights import fill

from grading import points, read_by

STEP = 38


@points(2)
def test_the_windows_of_a_word(tokens, mlp_lm):
    tokenizer = tokens.CharTokenizer(".abn")
    contexts, targets = mlp_lm.windows(["banan"], tokenizer, 3)
    return {"contexts": contexts, "targets": targets}


@points(2)
def test_the_windows_of_several_words(tokens, mlp_lm):
    tokenizer = tokens.CharTokenizer("a b.n")
    words = ["bab", "n", "aan"]
    contexts, targets = mlp_lm.windows(words, tokenizer, 2)
    return {"characters": list(tokenizer.characters), "contexts": contexts, "targets": targets}


@points(1)
def test_windows_longer_and_shorter_than_a_word(tokens, mlp_lm):
    tokenizer = tokens.CharTokenizer(".ab")
    longer = mlp_lm.windows(["ab"], tokenizer, 5)
    shorter = mlp_lm.windows(["ab", ""], tokenizer, 1)
    return {
        "longer: contexts": longer[0], "longer: targets": longer[1],
        "shorter: contexts": shorter[0], "shorter: targets": shorter[1],
    }  # fmt: skip


@points(2)
def test_the_parameters(mlp_lm):
    model = mlp_lm.MLPLanguageModel(5, 3, 2, 7)
    named = list(model.named_parameters())
    return {
        "shape": {name: str(tuple(p.shape)) for name, p in named},
        "numbers in them": sum(p.data.size for name, p in named),
    }


@points(2)
def test_the_hidden_layer_and_its_gradients(mlp_lm):
    model = mlp_lm.MLPLanguageModel(5, 3, 2, 4)
    fill(model)
    hidden = model.features(integers([[2, 0, 3], [1, 1, 2]]))
    hidden.backward(array([[3.0, -10.0, 2.0, 6.0], [5.0, 7.0, -4.0, 1.0]]))
    return {
        "hidden.data": hidden.data, "wte.weight": model.wte.weight,
        "hidden.weight.grad": model.hidden.weight.grad, "hidden.bias.grad": model.hidden.bias.grad,
    }  # fmt: skip


@points(2)
def test_the_order_of_a_context(mlp_lm):
    """Ask for the hidden layer of the contexts 1, 2, 3 and 3, 2, 1, and of each by itself."""
    model = mlp_lm.MLPLanguageModel(4, 3, 2, 3)
    fill(model)
    both = model.features(integers([[1, 2, 3], [3, 2, 1]]))
    first = model.features(integers([[1, 2, 3]]))
    second = model.features(integers([[3, 2, 1]]))
    return {"both": both.data, "first": first.data, "second": second.data}


@points(2)
def test_the_logits_without_targets(mlp_lm):
    model = mlp_lm.MLPLanguageModel(5, 3, 2, 4)
    fill(model)
    logits, loss = model(integers([[2, 0, 4], [1, 1, 2]]))
    logits.backward(array([[3.0, -10.0, 2.0, 6.0, 0.5], [5.0, 7.0, -4.0, 1.0, 9.0]]))
    return {
        "logits.data": logits.data, "loss": loss, "head.weight.grad": model.head.weight.grad,
        "head.bias.grad": model.head.bias.grad,
    }  # fmt: skip


@points(2)
def test_the_loss_and_its_gradients(mlp_lm):
    model = mlp_lm.MLPLanguageModel(5, 3, 2, 4)
    fill(model)
    idx, targets = integers([[2, 0, 4], [1, 1, 2], [3, 4, 2]]), integers([4, 0, 2])
    logits, loss = model(idx, targets)
    loss.backward(array(10.0))
    return {
        "loss.data": loss.data, "shape of the loss": str(tuple(loss.shape)),
        "shape of the logits": str(tuple(logits.shape)), "wte.weight.grad": model.wte.weight.grad,
        "hidden.bias.grad": model.hidden.bias.grad, "head.bias.grad": model.head.bias.grad,
        "idx": idx, "targets": targets,
    }  # fmt: skip


def first_numbers(seen):
    """Tell what is known of a new model's loss and weights, however they are drawn."""
    head, hidden = seen["head: largest"], seen["hidden: largest"]
    return {
        "a loss above 3.4": seen["loss"] > 3.4,
        "a weight of the head above 0.009": head > 0.009,
        "a weight of the head above 0.01": head > 0.01,
        "a weight of the head that is not 0": head > 0 or seen["head: smallest"] < 0,
        "a bias of the head that is not 0": seen["bias of the head: size"] != 0,
        "a weight of the hidden layer above 0.16": hidden > 0.16,
        "a bias of the hidden layer beyond 0.1": seen["bias of the hidden layer: size"] > 0.1,
    }


@points(3)
@read_by(first_numbers)
def test_a_new_model_is_sure_of_nothing(mlp_lm):
    """Make MLPLanguageModel(27, 3, 10, 100), and from its first weights take a loss.

    All 27 letters are about equally likely, so it is near to ln 27, 3.2958.
    Linear(100, 27) has weights from -0.1 to 0.1; the head's are a tenth of that.
    """
    model = mlp_lm.MLPLanguageModel(27, 3, 10, 100)
    idx = integers([[i % 27, (i * i) % 27, (7 * i + 3) % 27] for i in range(200)])
    _, loss = model(idx, integers([(5 * i + i * i // 3) % 27 for i in range(200)]))
    head, hidden = model.head.weight.data, model.hidden.weight.data
    return {
        "loss": float(loss.data),
        "head": {"smallest": float(head.min()), "largest": float(head.max())},
        "hidden": {"largest": float(hidden.max())},
        "bias of the head": {"size": float(abs(model.head.bias.data).max())},
        "bias of the hidden layer": {"size": float(abs(model.hidden.bias.data).max())},
    }


@points(3)
def test_ten_steps(tokens, mlp_lm):
    """Train a model of eight letters on four words, 10 steps with a learning rate of 0.5."""
    words = ["anna", "otto", "hanno", "rita"]
    tokenizer = tokens.CharTokenizer("." + "".join(words))
    contexts, targets = mlp_lm.windows(words, tokenizer, 3)
    model = mlp_lm.MLPLanguageModel(tokenizer.vocab_size, 3, 2, 6)
    fill(model, size=0.7)
    losses = []
    for _ in range(10):
        model.zero_grad()
        _, loss = model(contexts, targets)
        loss.backward()
        for p in model.parameters():
            p.data -= 0.5 * p.grad
        losses.append(float(loss.data))
    return {
        "losses": array(losses),
        "share of the hidden layer beyond 0.9": float(
            (abs(model.features(contexts).data) > 0.9).mean()
        ),
    }


@points(2)
def test_four_words_by_heart(tokens, mlp_lm):
    """Train a model on four words, 50 steps with a learning rate of 2. It knows them by heart:

    only their beginnings, which it cannot know, are left in the loss.
    """
    words = ["anna", "otto", "hugo", "rita"]
    tokenizer = tokens.CharTokenizer("." + "".join(words))
    contexts, targets = mlp_lm.windows(words, tokenizer, 3)
    model = mlp_lm.MLPLanguageModel(tokenizer.vocab_size, 3, 3, 12)
    fill(model, size=0.5)
    losses = []
    for _ in range(50):
        model.zero_grad()
        _, loss = model(contexts, targets)
        loss.backward()
        for p in model.parameters():
            p.data -= 2.0 * p.grad
        losses.append(float(loss.data))
    return {"loss at first": losses[0], "loss after 50 steps": losses[-1]}
