"""Step 36: Count the pairs."""

from arrays import array, integers

from grading import points

STEP = 36


@points(2)
def test_the_pairs_of_a_word(tokens, bigram):
    tokenizer = tokens.CharTokenizer(".abn")
    counts = bigram.counts(["banana"], tokenizer)
    return {"counts": counts}


@points(2)
def test_the_pairs_of_several_words(tokens, bigram):
    tokenizer = tokens.CharTokenizer(".abn")
    words = ["ban", "a", "nab", "nana", "ban"]
    counts = bigram.counts(words, tokenizer)
    return {"counts": counts, "words": words}


@points(1)
def test_a_word_without_letters(tokens, bigram):
    tokenizer = tokens.CharTokenizer(".ab")
    counts = bigram.counts(["", "b"], tokenizer)
    return {"counts": counts}


@points(2)
def test_letters_that_are_in_no_word(tokens, bigram):
    tokenizer = tokens.CharTokenizer("a b. c")
    counts = bigram.counts(["ab", "b"], tokenizer)
    return {"characters": list(tokenizer.characters), "counts": counts}


@points(2)
def test_every_row_of_the_probabilities_sums_to_one(bigram):
    counts = integers([[1, 2, 5], [3, 4, 9], [0, 6, 1]])
    P = bigram.probabilities(counts, 0)
    return {"P": P, "sums of the rows": P.sum(axis=1), "counts": counts}


@points(2)
def test_smoothing(bigram):
    counts = integers([[1, 0, 5], [0, 0, 0], [7, 2, 0]])
    by_one = bigram.probabilities(counts, 1)
    by_half = bigram.probabilities(counts, 0.5)
    return {"by_one": by_one, "by_half": by_half, "counts": counts}


P = [
    [0.05, 0.4, 0.25, 0.3],
    [0.35, 0.125, 0.45, 0.075],
    [0.2, 0.6, 0.15, 0.05],
    [0.1, 0.7, 0.12, 0.08],
]


@points(2)
def test_the_loss_of_one_word(tokens, bigram):
    tokenizer = tokens.CharTokenizer(".abn")
    table = array(P)
    nll = bigram.nll(["banana"], tokenizer, table)
    return {"nll": nll, "table": table}


@points(2)
def test_the_loss_of_words_of_different_lengths(tokens, bigram):
    tokenizer = tokens.CharTokenizer(".abn")
    of_words = bigram.nll(["bananaban", "a", "nab"], tokenizer, array(P))
    of_one_letter = bigram.nll(["n"], tokenizer, array(P))
    return {"of_words": of_words, "of_one_letter": of_one_letter}


@points(2)
def test_what_can_never_follow(tokens, bigram):
    """Ask for the loss of "aa" and "b", and of "ab", with the characters ".ab" and

    P = [[0.0, 0.25, 0.75], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]: "b" behind "a" is impossible.
    """
    tokenizer = tokens.CharTokenizer(".ab")
    table = array([[0.0, 0.25, 0.75], [0.5, 0.5, 0.0], [1.0, 0.0, 0.0]])
    return {
        "nll of aa, b": bigram.nll(["aa", "b"], tokenizer, table),
        "nll of ab": f"{bigram.nll(['ab'], tokenizer, table)}",
        "perplexity of ab": f"{bigram.perplexity(['ab'], tokenizer, table)}",
        "P": table,
    }


@points(2)
def test_perplexity(tokens, bigram):
    tokenizer = tokens.CharTokenizer(".abn")
    perplexity = bigram.perplexity(["ban", "nab"], tokenizer, array(P))
    all_alike = bigram.perplexity(["ban"], tokenizer, array([[0.25] * 4] * 4))
    return {"perplexity": perplexity, "all_alike": all_alike}


@points(2)
def test_from_words_to_a_loss(tokens, bigram):
    """Count the pairs of five names, and ask for the loss of these and of others."""
    names = ["emma", "ava", "mia", "eva", "eve"]
    tokenizer = tokens.CharTokenizer("." + "".join(names))
    counts = bigram.counts(names, tokenizer)
    P = bigram.probabilities(counts, 0.1)
    likely = [tokenizer.decode([row.argmax()]) for row in P[[0, 3, 5]]]
    return {
        "most likely first letter, behind i, behind v": likely,
        "nll of the names": bigram.nll(names, tokenizer, P),
        "nll of mave, ami": bigram.nll(["mave", "ami"], tokenizer, P),
        "perplexity of mave, ami": bigram.perplexity(["mave", "ami"], tokenizer, P),
    }
