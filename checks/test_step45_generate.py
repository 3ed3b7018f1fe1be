"""Step 45: Let it speak."""

from arrays import array, integers
from gpt_weights import fill, model_of
from names_checkpoint import loaded_into
from seen_nodes import instead

from grading import points, read_by, seconds

STEP = 45


def small_gpt(gpt):
    """Return a GPT of 5 letters and 4 positions, with fixed numbers in all parameters."""
    model = model_of(gpt, vocab_size=5, block_size=4, n_layer=1, n_head=2, n_embd=6)
    fill(model, 0.9)
    return model


def the_likeliest(p):
    """Choose the letter with the largest probability."""
    return max(range(len(p)), key=lambda i: p[i])


def given(*letters):
    """Return a ``choose`` that takes these letters one after the other, and what it was handed."""
    handed, waiting = [], list(letters)

    def choose(p):
        handed.append([float(number) for number in p])
        return waiting.pop(0)

    return choose, handed


@points(2)
def test_a_temperature(gpt):
    logits = array([[1.0, 2.0, 3.0], [0.5, -1.5, 0.2]])
    found = {}
    for temperature in (1.0, 0.5, 4.0):
        found[f"temperature {temperature}"] = gpt.next_probabilities(logits, temperature)
    return {**found, "logits": logits}


@points(2)
def test_the_likeliest_letters_alone(gpt):
    logits = array([[1.0, 2.5, 3.0, -0.5], [2.0, -1.5, 0.2, 0.4]])
    found = {}
    for top_k in (1, 2, 3, 4, 9):
        found[f"top_k {top_k}"] = gpt.next_probabilities(logits, top_k=top_k)
    return {**found, "logits": logits}


@points(1)
def test_the_likeliest_letters_at_a_temperature(gpt):
    logits = array([[1.0, 2.5, 3.0, -0.5], [2.0, -1.5, 0.2, 0.4]])
    return {"p": gpt.next_probabilities(logits, 2.0, 2)}


@points(1)
def test_letters_that_are_as_likely_as_the_last_of_them(gpt):
    return {
        "p": gpt.next_probabilities(array([[1.0, 3.0, 2.0, 2.0], [4.0, 0.5, 4.0, 1.0]]), top_k=2)
    }


@points(1)
def test_large_logits(gpt):
    logits = array([[1000.0, 1001.0, 998.0], [-1000.0, -1003.0, -1001.0]])
    return {"p": gpt.next_probabilities(logits), "top_k 2": gpt.next_probabilities(logits, top_k=2)}


@points(2)
def test_two_letters_are_appended(gpt):
    """Make a GPT of 5 letters and 4 positions, and give its parameters fixed numbers.

    idx = array([[3, 1], [0, 4]])
    out = generate(model, idx, 2, the_likeliest)
    """
    idx = integers([[3, 1], [0, 4]])
    out = gpt.generate(small_gpt(gpt), idx, 2, the_likeliest)
    return {"out": out, "idx": idx}


@points(2)
def test_what_choose_is_handed(gpt):
    """Make a GPT of 5 letters and 4 positions, and give its parameters fixed numbers.

    out = generate(model, array([[3, 1], [0, 4]]), 2, choose)

    choose answers 2, 4, 0, 1 and notes down what it is handed.
    """
    choose, handed = given(2, 4, 0, 1)
    out = gpt.generate(small_gpt(gpt), integers([[3, 1], [0, 4]]), 2, choose)
    return {"out": integers(out), "handed": array(handed)}


@points(2)
def test_more_letters_than_positions(gpt):
    """Make a GPT of 5 letters and 4 positions, and give its parameters fixed numbers.

    out = generate(model, array([[3, 1, 0, 2, 4, 4]]), 4, choose)

    choose answers 0, 3, 1, 2 and notes down what it is handed.
    """
    choose, handed = given(0, 3, 1, 2)
    out = gpt.generate(small_gpt(gpt), integers([[3, 1, 0, 2, 4, 4]]), 4, choose)
    return {"out": integers(out), "handed": array(handed)}


@points(1)
def test_temperature_and_top_k_of_a_text(gpt):
    """Make a GPT of 5 letters and 4 positions, and give its parameters fixed numbers.

    out = generate(model, array([[3, 1], [0, 4]]), 1, choose, 2.5, 3)

    choose answers 2, 4 and notes down what it is handed.
    """
    choose, handed = given(2, 4)
    out = gpt.generate(small_gpt(gpt), integers([[3, 1], [0, 4]]), 1, choose, 2.5, 3)
    return {"out": integers(out), "handed": array(handed)}


@points(1)
@read_by(instead({"afterwards": lambda n: {"afterwards there are some": n > 0}}))
def test_no_graph_is_built_for_a_text(gpt):
    """Make a GPT, and look at the logits whenever it computes some.

    generate(model, array([[3, 1]]), 3, choose)
    """
    model, inputs = small_gpt(gpt), []
    own = model.forward

    def forward(*arguments):
        logits, loss = own(*arguments)
        inputs.append(len(logits._prev))
        return logits, loss

    model.forward = forward
    gpt.generate(model, integers([[3, 1]]), 3, the_likeliest)
    logits, _ = own(integers([[3, 1]]))
    return {"inputs of the logits": inputs, "afterwards": len(logits._prev)}


@points(3)
@seconds(8.0)
def test_weights_that_torch_has_trained(gpt):
    """Load the weights in data/names_gpt.npz into your GPT; let it write 40 letters behind ".".

    model, characters = loaded_into(gpt)
    out = generate(model, array([[characters.index(".")]]), 40, choose)

    choose goes through the probabilities up to a given share of 1.
    """
    model, characters = loaded_into(gpt)
    step = 0

    def choose(p):
        nonlocal step
        step += 1
        share, i = 0.618034 * step % 1.0, 0
        while i < len(p) - 1 and share > p[i]:
            share -= p[i]
            i += 1
        return i

    out = gpt.generate(model, integers([[characters.index(".")]]), 40, choose)
    return {"text": "".join(characters[i] for i in out[0].tolist())}
