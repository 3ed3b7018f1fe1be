"""`play names`: a GPT of single numbers learns first names, on a learner's own modules."""

import gc
import math
import random
from itertools import pairwise

LETTERS = ".abcdefghijklmnopqrstuvwxyz"  # the first one begins and ends a name
LONGEST = 12
SIZE, HEADS, LAYERS = 16, 4, 1
LEARNING_RATE = 0.01
TEMPERATURE = 0.5
NAMES_AT_ONCE, STEPS_BETWEEN = 5, 20
# Each node lies in a circle with its `_backward`, which only the collector frees. Left to itself it
# takes ten times as long as the training; never run, 35 MB are lost at each step.
STEPS_BETWEEN_COLLECTIONS = 2


def names(engine, training, scalar_gpt, words, steps):
    """Train on ``words``, one a step; yield step and loss, and now and then five new names."""
    gc.disable()
    chance = random.Random(42)
    words = [word for word in words if 0 < len(word) < LONGEST]
    chance.shuffle(words)
    weights = random_weights(engine, chance)
    parameters = [node for rows in weights.values() for row in rows for node in row]
    state = {}
    yield {"parameters": len(parameters), "steps": steps}
    for step in range(1, steps + 1):
        word = words[step % len(words)]
        loss = loss_of(training, scalar_gpt, weights, word)
        seen = {"step": step, "loss": loss.data}
        if step == 1:
            seen |= {"word": word, "nodes": number_of_nodes(loss)}
        loss.backward()
        rate = LEARNING_RATE * (1 - (step - 1) / steps)
        scalar_gpt.adam_step(parameters, state, rate)
        loss = None
        if step % STEPS_BETWEEN == 0 or step == steps:
            seen["names"] = []
            for _ in range(NAMES_AT_ONCE):
                gc.collect()
                seen["names"].append(invented(training, scalar_gpt, weights, chance))
        if step % STEPS_BETWEEN_COLLECTIONS == 0:
            gc.collect()
        yield seen


def random_weights(engine, chance):
    """Return matrices of small random numbers, each a list of rows of nodes."""
    shapes = {
        "wte": (len(LETTERS), SIZE),
        "wpe": (LONGEST + 1, SIZE),
        "lm_head": (len(LETTERS), SIZE),
    }
    for layer in range(LAYERS):
        for name in ("wq", "wk", "wv", "wo"):
            shapes[f"layer{layer}.{name}"] = (SIZE, SIZE)
        shapes[f"layer{layer}.fc1"] = (4 * SIZE, SIZE)
        shapes[f"layer{layer}.fc2"] = (SIZE, 4 * SIZE)
    return {
        name: [[engine.Value(chance.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]
        for name, (rows, columns) in shapes.items()
    }


def loss_of(training, scalar_gpt, weights, word):
    """Return the mean loss of predicting each letter of a word from those before it."""
    letters = [LETTERS.index(letter) for letter in f".{word}."]
    keys, values = ([[] for _ in range(LAYERS)] for _ in range(2))
    total = 0.0
    for position, (letter, follower) in enumerate(pairwise(letters)):
        logits = scalar_gpt.gpt(letter, position, keys, values, weights, HEADS)
        total = training.negative_log_likelihood(logits, follower) + total
    return total * (1 / (len(letters) - 1))


def invented(training, scalar_gpt, weights, chance):
    """Return a name that the network makes up, letter by letter."""
    keys, values = ([[] for _ in range(LAYERS)] for _ in range(2))
    letter, word = 0, ""
    for position in range(LONGEST):
        logits = scalar_gpt.gpt(letter, position, keys, values, weights, HEADS)
        numbers = [logit.data / TEMPERATURE for logit in logits]
        if not all(map(math.isfinite, numbers)):
            return "(nan)"
        largest = max(numbers)
        chances = [math.exp(number - largest) for number in numbers]
        letter = chance.choices(range(len(LETTERS)), chances)[0]
        if letter == 0:
            break
        word += LETTERS[letter]
    return word


def number_of_nodes(root):
    """Return of how many nodes a graph consists."""
    seen, unseen = {id(root)}, [root]
    while unseen:
        for child in unseen.pop()._prev:
            if id(child) not in seen:
                seen.add(id(child))
                unseen.append(child)
    return len(seen)
