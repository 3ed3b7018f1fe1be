"""Step 47: Words first."""

import os
import tempfile

from grading import points, read_by, referee

STEP = 47

TEXT = "be bee been bee be been0000"
SPECIAL = {"<|end|>": 300, "(user)": 301}


def trained(bpe, text=TEXT, vocab_size=262):
    """Return the learner's tokenizer, trained on a text."""
    tokenizer = bpe.RegexTokenizer()
    tokenizer.train(text, vocab_size)
    return tokenizer


def plain(found):
    """Return a dict of any kind as a plain one."""
    return dict(found) if isinstance(found, dict) else found


@points(2)
def test_a_text_in_pieces(bpe):
    tokenizer = bpe.RegexTokenizer()
    pieces = {}
    for text in ("is it 42?", "It's   déjà vu...", " x_1 \n", "we'll go\n\n  on  "):
        pieces[repr(text)] = tokenizer.chunks(text)
    return {"pieces": pieces}


@points(1)
def test_pieces_of_another_pattern(bpe):
    """Make two tokenizers, the first with a pattern of its own:

    one, other = bpe.RegexTokenizer(r"[ab]+|[^ab]+"), bpe.RegexTokenizer()
    pieces = [one.chunks("cab abba!"), other.chunks("cab abba!")]
    one.train("ab! ab! ab", 258)
    ids = one.encode("ab! ab")
    """
    one, other = bpe.RegexTokenizer(r"[ab]+|[^ab]+"), bpe.RegexTokenizer()
    pieces = [one.chunks("cab abba!"), other.chunks("cab abba!")]
    one.train("ab! ab! ab", 258)
    ids = one.encode("ab! ab")
    return {"pieces": pieces, "merges": plain(one.merges), "ids": ids}


@points(1)
def test_before_any_training(bpe):
    tokenizer = bpe.RegexTokenizer()
    return {
        "merges": len(tokenizer.merges), "special tokens": len(tokenizer.special_tokens),
        "ids": tokenizer.encode("né 1"), "text": tokenizer.decode([110, 195, 169]),
    }  # fmt: skip


@points(3)
def test_pairs_are_counted_within_pieces(bpe):
    tokenizer = bpe.RegexTokenizer()
    tokenizer.train("no no no no", 270)
    return {"number of merges": len(tokenizer.merges), "merges": plain(tokenizer.merges)}


@points(3)
def test_the_counts_of_all_pieces_are_added(bpe):
    tokenizer = bpe.RegexTokenizer()
    tokenizer.train("be bee been bee be been0000", 262)
    return {"number of merges": len(tokenizer.merges), "merges": plain(tokenizer.merges)}


@points(1)
def test_trained_a_second_time(bpe):
    tokenizer, other = bpe.RegexTokenizer(), bpe.RegexTokenizer()
    tokenizer.train("no no no no", 258)
    tokenizer.train("10 ha! 10 aha 10 aha aha 10 aha aha ha ah", 260)
    return {
        "number of merges": len(tokenizer.merges), "merges": plain(tokenizer.merges),
        "merges of another": len(other.merges),
    }  # fmt: skip


@points(2)
def test_each_piece_is_encoded_by_itself(bpe):
    tokenizer = bpe.RegexTokenizer()
    tokenizer.train("        ", 258)
    ids = {}
    for text in ("  a", "    a", "     ", "a  b"):
        ids[repr(text)] = tokenizer.encode(text)
    return {"merges": plain(tokenizer.merges), "ids": ids}


@points(2)
def test_ids_of_texts_that_training_has_not_seen(bpe):
    """Train on a text, and encode others:

    tokenizer = bpe.RegexTokenizer()
    tokenizer.train("be bee been bee be been0000", 262)
    for text in ("bees been 1000", "be, bee 🙂 000", ""):
        ids = tokenizer.encode(text)
        back = tokenizer.decode(ids)
    """
    tokenizer = trained(bpe)
    ids, back = {}, {}
    for text in ("bees been 1000", "be, bee 🙂 000", ""):
        ids[text] = tokenizer.encode(text)
        back[text] = tokenizer.decode(ids[text])
    return {"ids": ids, "text": back}


@points(2)
def test_special_tokens_become_their_ids(bpe):
    """Train on a text, register special tokens, and encode others:

    tokenizer.train("be bee been bee be been0000", 262)
    tokenizer.register_special_tokens({"<|end|>": 300, "(user)": 301})
    for text in ("<|end|>", "bee<|end|> bee", "(user)(user)be<|end|>", "end | (us"):
        ids = tokenizer.encode(text, "token")
    """
    tokenizer = trained(bpe)
    tokenizer.register_special_tokens(SPECIAL)
    ids = {}
    for text in ("<|end|>", "bee<|end|> bee", "(user)(user)be<|end|>", "end | (us"):
        ids[text] = tokenizer.encode(text, "token")
    return {"ids": ids, "special tokens": plain(tokenizer.special_tokens)}


@points(1)
def test_pieces_end_at_a_special_token(bpe):
    """Train on a text, register special tokens, and encode others:

    tokenizer.train("        ", 258)
    tokenizer.register_special_tokens({"<|end|>": 300, "(user)": 301})
    for text in ("a  <|end|>b", "    (user)  a", "  <|end|>  (user)  "):
        ids = tokenizer.encode(text, "token")
    """
    tokenizer = trained(bpe, "        ", 258)
    tokenizer.register_special_tokens(SPECIAL)
    ids = {}
    for text in ("a  <|end|>b", "    (user)  a", "  <|end|>  (user)  "):
        ids[text] = tokenizer.encode(text, "token")
    return {"ids": ids}


@points(2)
def test_special_tokens_as_text_like_any_other(bpe):
    """Train on a text, register special tokens, and encode others:

    tokenizer.train("        ", 258)
    before = tokenizer.encode("a  <|end|>")
    tokenizer.register_special_tokens({"<|end|>": 300, "(user)": 301})
    ids = tokenizer.encode("a  <|end|>", "text")
    alone = tokenizer.encode("<|end|>", "text")
    """
    tokenizer = trained(bpe, "        ", 258)
    before = tokenizer.encode("a  <|end|>")
    tokenizer.register_special_tokens(SPECIAL)
    ids = tokenizer.encode("a  <|end|>", "text")
    alone = tokenizer.encode("<|end|>", "text")
    return {"before": before, "ids": ids, "alone": alone, "text": tokenizer.decode(ids)}


def tokens_in_errors(seen):
    """Tell which of the special tokens each error's message names."""
    found = {}
    for name, value in seen.items():
        if type(value) is str:
            found[name] = [token for token in SPECIAL if token in value]
        else:
            found[name.removesuffix(": ids")] = value
    return found


@points(2)
@read_by(tokens_in_errors)
def test_special_tokens_are_refused(bpe):
    """Train on a text, register special tokens, and encode others:

    tokenizer.train("be bee been bee be been0000", 262)
    tokenizer.register_special_tokens({"<|end|>": 300, "(user)": 301})
    for text in ("bee<|end|>", "be (user) been", "been"):
        ids = tokenizer.encode(text)
    """
    tokenizer = trained(bpe)
    tokenizer.register_special_tokens(SPECIAL)
    seen = {}
    for text in ("bee<|end|>", "be (user) been", "been"):
        try:
            seen[text] = {"ids": tokenizer.encode(text)}
        except ValueError as error:
            seen[text] = f"{error}"
    return {"ids, or what the error names": seen}


@points(1)
@referee("solution")
def test_the_longer_one_of_two_special_tokens(bpe):
    tokenizer = bpe.RegexTokenizer()
    tokenizer.register_special_tokens({"<a": 300, "<a>": 301, "<a>>": 302})
    ids = {text: tokenizer.encode(text, "token") for text in ("<a>>", "<a>b", "<ab", "<a><a>>")}
    return {"ids": ids}


@points(2)
def test_special_tokens_in_a_text_that_is_decoded(bpe):
    """Train on a text, register special tokens, and decode ids:

    tokenizer.train("né née é é née1111 née né née", 263)
    tokenizer.register_special_tokens({"<|end|>": 300, "(user)": 301})
    for ids in ([257, 300, 301, 262], [195, 169, 300], [300, 195, 97], [255, 301]):
        text = tokenizer.decode(ids)
    """
    tokenizer = trained(bpe, "né née é é née1111 née né née", 263)
    tokenizer.register_special_tokens(SPECIAL)
    texts = {}
    for ids in ([257, 300, 301, 262], [195, 169, 300], [300, 195, 97], [255, 301]):
        texts[str(ids)] = tokenizer.decode(ids)
    return {"text": texts}


@points(3)
def test_saved_and_loaded(bpe):
    """Train on a text, register special tokens, save; and load it elsewhere:

    tokenizer = bpe.RegexTokenizer(r"[a-z]+|[^a-z]+")
    tokenizer.train("be bee been bee be been0000", 260)
    tokenizer.register_special_tokens({"<|end|>": 300, "(user)": 301})
    other = bpe.RegexTokenizer()
    other.train("no no no no", 258)
    tokenizer.save(path)
    other.load(path)
    ids = other.encode("no bees<|end|> bee0", "token")
    """
    tokenizer = bpe.RegexTokenizer(r"[a-z]+|[^a-z]+")
    tokenizer.train(TEXT, 260)
    tokenizer.register_special_tokens(SPECIAL)
    other = trained(bpe, "no no no no", 258)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "tokenizer")
        tokenizer.save(path)
        other.load(path)
    ids = other.encode("no bees<|end|> bee0", "token")
    return {
        "ids": ids, "text": other.decode(ids), "pieces": other.chunks("no bees"),
        "merges": plain(other.merges), "special tokens": plain(other.special_tokens),
    }  # fmt: skip
