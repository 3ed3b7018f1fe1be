"""Step 35: Text becomes numbers."""

from itertools import pairwise
from string import ascii_lowercase

from arrays import integers
from seen_nodes import instead

from grading import passes_trivially, points, read_by

STEP = 35


def falling(characters):
    """Tell whether one of the characters is not larger than the one before."""
    found = len(characters) < 2 or any(a >= b for a, b in pairwise(characters))
    return {"one that is not larger than the one before": found}


def capital_behind_small(characters):
    """Tell whether a capital letter comes right behind a small one."""
    found = any(a.islower() and b.isupper() for a, b in pairwise(characters))
    return {"a capital letter behind a small one": found}


@points(1)
@passes_trivially("it is about __init__, which code that returns its input has, too")
@read_by(instead({"characters": falling}))
def test_the_order_of_many_characters(tokens):
    """Make a tokenizer of a text with 54 different characters;

    look whether each character in its list is larger than the one before, as Python sorts them.
    """
    text = "Pack my box with five dozen jugs.\nTHE QUICK BROWN FOX JUMPS OVER 13 LAZY DOGS!"
    tokenizer = tokens.CharTokenizer(text)
    return {"vocab_size": tokenizer.vocab_size, "characters": list(tokenizer.characters)}


@points(1)
@passes_trivially("it is about __init__, which code that returns its input has, too")
@read_by(instead({"characters": capital_behind_small}))
def test_capital_letters_come_first(tokens):
    """Make a tokenizer of a text with all letters, and look for capital ones behind small ones."""
    tokenizer = tokens.CharTokenizer("".join(small + small.upper() for small in ascii_lowercase))
    return {"vocab_size": tokenizer.vocab_size, "characters": list(tokenizer.characters)}


@points(2)
@passes_trivially("it is about __init__, which code that returns its input has, too")
def test_the_characters_of_a_text(tokens):
    tokenizer = tokens.CharTokenizer("Do as I do.")
    return {"characters": list(tokenizer.characters), "vocab_size": tokenizer.vocab_size}


@points(3)
def test_a_text_as_ids_and_ids_as_a_text(tokens):
    tokenizer = tokens.CharTokenizer("banana bread")
    ids = tokenizer.encode("bad bean")
    text = tokenizer.decode([2, 1, 3, 0, 2, 4, 1, 5])
    of_array = tokenizer.decode(integers([5, 1, 5, 1]))
    return {
        "ids": list(ids), "text": text, "of_array": of_array,
        "characters": "".join(tokenizer.characters),
    }  # fmt: skip


@points(1)
def test_there_and_back(tokens):
    tokenizer = tokens.CharTokenizer("To be,\nor not to be?")
    return {
        "a text": tokenizer.decode(tokenizer.encode("not Tob,\nor beer?")),
        "ids of no text": list(tokenizer.encode("")),
        "text of no ids": tokenizer.decode([]),
    }


SAID = "a ValueError: "
UNKNOWN = {"bad Queen": "Q", "7 bananas": "7", "bandé": "é"}


def characters_in_errors(seen):
    """Tell whether each error's message has the text's unknown character, and no other text's."""
    found = {}
    for name, value in seen.items():
        text = name.removeprefix("encode: ")
        if text not in UNKNOWN or type(value) is not str:
            found[name] = value
            continue
        others = {"Q", "é"} - {UNKNOWN[text]}  # a 7 may be that of a place
        message = value.removeprefix(SAID)
        has_it = UNKNOWN[text] in message and not any(other in message for other in others)
        said = f"a ValueError {'with' if has_it else 'without'} the character in its message"
        found[name] = said
    return found


@points(2)
@read_by(characters_in_errors)
def test_an_unknown_character_is_refused(tokens):
    tokenizer = tokens.CharTokenizer("banana bread")
    said = {}
    for text in ("bad Queen", "7 bananas", "bandé"):
        try:
            said[text] = {"returned": tokenizer.encode(text)}
        except ValueError as error:
            said[text] = f"a ValueError: {error}"
    return {"encode": said, "vocab_size": tokenizer.vocab_size}


def both_parts(tokens, ids, share):
    """Return what ``split`` makes of the ids, lists or arrays, as arrays."""
    first, rest = tokens.split(ids, share)
    return {"first": integers(list(first)), "rest": integers(list(rest))}


@points(2)
def test_a_part_to_learn_from_and_a_part_to_test_on(tokens):
    seven, three = [5, 15, 25, 35, 45, 55, 65], [2, 4, 6]
    return {
        "seven, 0.6": both_parts(tokens, seven, 0.6),
        "seven, 0.55": both_parts(tokens, seven, 0.55),
        "three, 0.0": both_parts(tokens, three, 0.0),
        "three, 1.0": both_parts(tokens, three, 1.0),
        "an array": both_parts(tokens, integers(seven), 0.75),
        "seven": integers(seven),
    }


@points(3)
def test_a_batch(tokens):
    ids = [31, 4, 15, 9, 26, 5, 35, 8, 97]
    x, y = tokens.get_batch(ids, [5, 0], 3)
    return {"x": x, "y": y, "ids": integers(ids)}


@points(1)
def test_a_batch_of_pieces_that_overlap(tokens):
    ids = integers([31, 4, 15, 9, 26, 5, 35, 8, 97])
    x, y = tokens.get_batch(ids, integers([2, 4, 3, 4]), 2)
    single = tokens.get_batch(ids, [6], 1)
    return {"x": x, "y": y, "ids": ids, "block_size 1: x": single[0], "block_size 1: y": single[1]}


@points(2)
def test_the_last_piece_that_there_is(tokens):
    ids = [31, 4, 15, 9, 26, 5]
    x, y = tokens.get_batch(ids, [1, 2], 3)
    of_all = tokens.get_batch(ids, [0], 5)
    return {"x": x, "y": y, "block_size 5: x": of_all[0], "block_size 5: y": of_all[1]}


@points(2)
def test_what_goes_beyond_the_ids_is_refused(tokens):
    """Ask for get_batch([31, 4, 15, 9, 26, 5], [start], 3), for the starts 3, 4, 6 and -1;

    these pieces have no next letter, go beyond the ids, begin behind them, or before them.
    """
    said = {}
    for starts in ([3], [4], [6], [-1], [2, 3]):
        name = "starts 2 and 3" if len(starts) > 1 else f"start {starts[0]}"
        try:
            batch = tokens.get_batch([31, 4, 15, 9, 26, 5], starts, 3)
        except ValueError:
            said[name] = "a ValueError"
        else:
            x, y = batch
            said[name] = {"x": x, "y": y}
    return said


@points(2)
def test_a_text_on_its_way_into_a_model(tokens):
    text = "the rain in Spain stays mainly in the plain"
    tokenizer = tokens.CharTokenizer(text)
    train, test = tokens.split(integers(tokenizer.encode(text)), 0.8)
    x, y = tokens.get_batch(train, [4, 18], 5)
    return {
        "x": [tokenizer.decode(row) for row in x],
        "y": [tokenizer.decode(row) for row in y],
        "to test on": tokenizer.decode(test),
    }
