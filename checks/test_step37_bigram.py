"""Step 37: The same by gradient."""

from arrays import array, integers
from seen_nodes import instead

from grading import points, read_by

STEP = 37


TABLE = [
    [0.5, -1.0, 2.0, 0.3],
    [1.5, 0.2, -0.7, -2.0],
    [-0.4, 1.1, 0.6, 2.5],
    [3.0, -1.5, 0.8, 0.1],
]


def with_table(bigram):
    """Return a model of four letters with fixed logits."""
    model = bigram.Bigram(4)
    model.token_embedding_table.weight.data = array(TABLE)
    return model


@points(1)
def test_the_parameters_of_a_bigram(bigram):
    model = bigram.Bigram(5)
    return {"shape": {name: str(tuple(p.shape)) for name, p in model.named_parameters()}}


@points(2)
def test_the_logits_without_targets(bigram):
    model = with_table(bigram)
    logits, loss = model(integers([[2, 0, 3], [3, 1, 3]]))
    logits.backward(
        array(
            [
                [[3, -10, 2, 6], [5, 7, -4, 1], [8, 0.5, 9, -3]],
                [[1, 4, 6, 2], [7, 3, 5, -8], [0.2, 9, -1, 4]],
            ]
        )
    )
    return {"logits.data": logits.data, "loss": loss, "table": model.token_embedding_table.weight}


@points(2)
def test_the_loss_of_a_single_letter(bigram):
    model = with_table(bigram)
    _, loss = model(integers([[2]]), integers([[1]]))
    loss.backward(array(10.0))
    return {"loss": loss.data, "table": model.token_embedding_table.weight}


@points(3)
def test_the_loss_of_a_batch(bigram):
    model = with_table(bigram)
    idx, targets = integers([[2, 0, 3], [3, 1, 3]]), integers([[0, 3, 1], [2, 2, 1]])
    logits, loss = model(idx, targets)
    loss.backward(array(10.0))
    return {
        "logits.data": logits.data, "loss.data": loss.data,
        "shape of the loss": str(tuple(loss.shape)),
        "table": model.token_embedding_table.weight, "idx": idx, "targets": targets,
    }  # fmt: skip


@points(2)
def test_logits_and_loss_used_together(bigram):
    model = with_table(bigram)
    logits, loss = model(integers([[2, 0, 3], [3, 1, 3]]), integers([[0, 3, 1], [2, 2, 1]]))
    out = (logits * 0.5).tanh().mean() * loss
    out.backward(array(10.0))
    return {"out": out.data, "table": model.token_embedding_table.weight}


def train(model, idx, targets, lr, steps):
    """Go down the slope of the loss; return the losses."""
    table, losses = model.token_embedding_table.weight, []
    for _ in range(steps):
        model.zero_grad()
        _, loss = model(idx, targets)
        loss.backward()
        table.data -= lr * table.grad
        losses.append(float(loss.data))
    return losses


@points(2)
def test_the_loss_goes_down(bigram):
    model = with_table(bigram)
    idx, targets = integers([[2, 0, 3], [3, 1, 3]]), integers([[0, 3, 1], [2, 2, 1]])
    losses = train(model, idx, targets, lr=1.0, steps=6)
    return {"losses": array(losses)}


@points(3)
def test_gradients_find_what_was_counted(tokens, bigram):
    """Train a model on all pairs of five words, 100 steps with a learning rate of 10.

    Its loss comes near to that of the counts, and its rows become their probabilities.
    """
    words = ["ab", "b", "aab", "ba", "abba"]
    tokenizer = tokens.CharTokenizer(".ab")
    ids = [tokenizer.encode(f".{word}.") for word in words]
    idx = integers([[i for word in ids for i in word[:-1]]])
    targets = integers([[i for word in ids for i in word[1:]]])
    model = bigram.Bigram(3)
    model.token_embedding_table.weight.data = array([[0.5, -1, 2], [0.3, 1.5, -0.7], [0.2, -2, 1]])
    losses = train(model, idx, targets, lr=10.0, steps=100)
    P = bigram.probabilities(bigram.counts(words, tokenizer), 0)
    powers = 2.718281828459045**model.token_embedding_table.weight.data
    return {
        "loss at first": losses[0],
        "loss after 100 steps": losses[-1],
        "loss of the counts": bigram.nll(words, tokenizer, P),
        "softmax of the table": powers / powers.sum(axis=1, keepdims=True),
    }


def chooser(choices, seen):
    """Return a ``choose`` that notes what it is given and returns these ids, one after another."""
    left = iter(choices)

    def choose(p):
        seen.append(p)
        return next(left)

    return choose


@points(2)
def test_one_new_letter(bigram):
    seen, idx = [], integers([[2, 0, 3]])
    out = with_table(bigram).generate(idx, 1, chooser([1], seen))
    return {"out": out, "choose was given": seen, "idx": idx}


@points(3)
def test_new_letters_for_several_rows(bigram):
    """Generate two more letters for two rows; choose returns 1, 3, 0, 2, one after another."""
    seen, idx = [], integers([[2, 0, 3], [0, 3, 1]])
    out = with_table(bigram).generate(idx, 2, chooser([1, 3, 0, 2], seen))
    return {"out": out, "choose was given": seen, "idx": idx}


@points(1)
def test_always_the_most_likely_letter(bigram):
    model = with_table(bigram)
    idx = integers([[1], [3]])
    four = model.generate(idx, 4, lambda p: int(p.argmax()))
    none = model.generate(idx, 0, lambda p: int(p.argmax()))
    return {"four": four, "none": none}


@points(1)
@read_by(
    instead({"inputs": lambda inputs: {"logits remember their inputs": [n > 0 for n in inputs]}})
)
def test_generating_builds_no_graph(bigram):
    inputs = []

    class Watched(bigram.Bigram):
        def forward(self, idx, targets=None):
            logits, loss = super().forward(idx, targets)
            inputs.append(len(logits._prev))
            return logits, loss

    model = Watched(4)
    model.token_embedding_table.weight.data = array(TABLE)
    model.generate(integers([[2, 0]]), 2, lambda p: 1)
    model(integers([[2, 0]]))
    return {"inputs": inputs}
