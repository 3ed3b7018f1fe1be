"""Step 48: Do not compute twice."""

from arrays import array, integers, uneven
from gpt_weights import fill, model_of

from grading import points

STEP = 48


@points(1)
def test_a_cache_holds_what_it_got(tensor, attention):
    cache = attention.Cache()
    lengths = [cache.length()]
    for start, positions in enumerate((1, 2)):
        keys = tensor.Tensor(uneven(1, 2, positions, 4, start=start))
        values = tensor.Tensor(uneven(1, 2, positions, 4, start=start + 5))
        all_keys, all_values = cache.extend(keys, values)
        lengths.append(cache.length())
    return {
        "length": lengths, "keys so far": all_keys.data, "values so far": all_values.data,
        "keys": keys.data,
    }  # fmt: skip


@points(1)
def test_two_caches_share_nothing(tensor, attention):
    one, other = attention.Cache(), attention.Cache()
    one.extend(tensor.Tensor(uneven(1, 2, 3, 4)), tensor.Tensor(uneven(1, 2, 3, 4, start=1)))
    before = other.length()
    new = tensor.Tensor(uneven(1, 2, 1, 3)), tensor.Tensor(uneven(1, 2, 1, 3, start=1))
    keys, values = other.extend(*new)
    return {
        "length": [one.length(), before, other.length()],
        "keys": keys.data, "values": values.data,
    }  # fmt: skip


def in_pieces(tensor, attention, pieces):
    """Send six channels through an attention with a cache, some positions at a time."""
    module = attention.CausalSelfAttention(6, 2, 8)
    fill(module, 0.15)
    x = uneven(1, sum(pieces), 6)
    cache, rows, first = attention.Cache(), [], 0
    for positions in pieces:
        out = module(tensor.Tensor(x[:, first : first + positions]), cache)
        rows += out.data[0].tolist()
        first += positions
    return array(rows)


@points(2)
def test_attention_one_position_after_the_other(tensor, attention):
    """Send four positions through an attention with fixed weights: at once, and one by one.

    module = attention.CausalSelfAttention(6, 2, 8)
    at_once = module(tensor.Tensor(uneven(1, 4, 6)))
    cache = attention.Cache()
    for t in range(4):
        out = module(tensor.Tensor(uneven(1, 4, 6)[:, t : t + 1]), cache)
    """
    module = attention.CausalSelfAttention(6, 2, 8)
    fill(module, 0.15)
    at_once = module(tensor.Tensor(uneven(1, 4, 6)))
    one_by_one = in_pieces(tensor, attention, [1, 1, 1, 1])
    return {"at once": at_once.data[0], "one by one": one_by_one}


@points(2)
def test_attention_to_a_beginning_and_what_follows(tensor, attention):
    """Send five positions through an attention with fixed weights and a cache, three of them first:

    module = attention.CausalSelfAttention(6, 2, 8)
    cache = attention.Cache()
    x = uneven(1, 5, 6)
    for piece in (x[:, 0:3], x[:, 3:4], x[:, 4:5]):
        out = module(tensor.Tensor(piece), cache)
    """
    rows = in_pieces(tensor, attention, [3, 1, 1])
    return {"the first three": rows[:3], "the others": rows[3:]}


@points(3)
def test_attention_in_two_pieces(tensor, attention):
    """Send four positions through an attention with fixed weights and a cache, in two pieces:

    module = attention.CausalSelfAttention(6, 2, 8)
    cache = attention.Cache()
    x = uneven(1, 4, 6)
    first = module(tensor.Tensor(x[:, 0:1]), cache)
    second = module(tensor.Tensor(x[:, 1:4]), cache)
    """
    rows = in_pieces(tensor, attention, [1, 3])
    halves = in_pieces(tensor, attention, [2, 2])
    return {"one and three": rows, "two and two": halves}


@points(1)
def test_attention_without_a_cache_after_one_with(tensor, attention):
    """Use an attention with fixed weights without a cache, with one, and without again:

    module = attention.CausalSelfAttention(6, 2, 8)
    x = uneven(1, 4, 6)
    before = module(tensor.Tensor(x))
    module(tensor.Tensor(x[:, 0:3]), attention.Cache())
    after = module(tensor.Tensor(x))
    """
    module = attention.CausalSelfAttention(6, 2, 8)
    fill(module, 0.15)
    x = uneven(1, 4, 6)
    before = module(tensor.Tensor(x))
    module(tensor.Tensor(x[:, 0:3]), attention.Cache())
    after = module(tensor.Tensor(x))
    return {"before": before.data[0], "after": after.data[0]}


def small_gpt(gpt, size=0.25):
    """Return a GPT for 7 letters and 8 positions, with fixed weights."""
    model = model_of(gpt, vocab_size=7, block_size=8, n_layer=2, n_head=2, n_embd=6)
    fill(model, size)
    return model


def empty_caches(attention, model):
    """Return a cache for each block."""
    return [attention.Cache() for block in model.transformer.h]


@points(2)
def test_logits_letter_by_letter(attention, gpt):
    """Ask a GPT with fixed weights for logits with caches, one letter at a time:

    caches = [attention.Cache() for block in model.transformer.h]
    for letter in (3, 0, 5):
        logits, loss = model(integers([[letter]]), None, caches)
    """
    model = small_gpt(gpt)
    caches, rows = empty_caches(attention, model), []
    for letter in (3, 0, 5):
        logits, loss = model(integers([[letter]]), None, caches)
        rows += logits.data[0].tolist()
    lengths = [cache.length() for cache in caches]
    return {"logits": array(rows), "loss": loss, "length of each cache": lengths}


@points(3)
def test_logits_of_two_texts_in_pieces(attention, gpt):
    """Ask a GPT with fixed weights for the logits of two texts, in three pieces:

    idx = integers([[3, 0, 5, 5, 1, 2], [6, 6, 4, 0, 2, 1]])
    caches = [attention.Cache() for block in model.transformer.h]
    for piece in (idx[:, 0:3], idx[:, 3:5], idx[:, 5:6]):
        logits, loss = model(piece, None, caches)
    """
    model = small_gpt(gpt)
    idx = integers([[3, 0, 5, 5, 1, 2], [6, 6, 4, 0, 2, 1]])
    caches, seen = empty_caches(attention, model), {}
    for piece in (idx[:, 0:3], idx[:, 3:5], idx[:, 5:6]):
        logits, _ = model(piece, None, caches)
        seen[f"{piece.shape[1]} letters"] = logits.data[:, -1]
    return {"logits at the last": seen, "length of each cache": [c.length() for c in caches]}


@points(1)
def test_nothing_is_kept_without_caches(attention, gpt):
    """Ask a GPT with fixed weights for logits three times, with caches only the second time:

    first, _ = model(integers([[3, 0, 5]]))
    caches = [attention.Cache() for block in model.transformer.h]
    model(integers([[1, 2]]), None, caches)
    again, _ = model(integers([[3, 0, 5]]))
    """
    model = small_gpt(gpt)
    first, _ = model(integers([[3, 0, 5]]))
    model(integers([[1, 2]]), None, empty_caches(attention, model))
    again, _ = model(integers([[3, 0, 5]]))
    return {"first": first.data[0], "again": again.data[0]}


@points(1)
def test_more_letters_than_positions(attention, gpt):
    """Ask a GPT with 8 positions for logits, with caches that hold 6 letters already:

    caches = [attention.Cache() for block in model.transformer.h]
    model(integers([[3, 0, 5, 5, 1, 2]]), None, caches)
    model(integers([[4, 4, 4]]), None, caches)
    """
    seen = {}
    for more in ([4, 4], [4, 4, 4]):
        model = small_gpt(gpt)
        caches = empty_caches(attention, model)
        model(integers([[3, 0, 5, 5, 1, 2]]), None, caches)
        try:
            model(integers([more]), None, caches)
            seen[f"6 + {len(more)} letters"] = "no error"
        except ValueError:
            seen[f"6 + {len(more)} letters"] = "ValueError"
    return {"seen": seen}


def likeliest(p):
    """Choose the letter with the largest probability."""
    return int(p.argmax())


@points(2)
def test_letters_are_generated(gpt):
    """Let a GPT go on with two texts:

    idx = integers([[3, 0, 5], [6, 6, 4]])
    longer = gpt.generate_cached(model, idx, 5, choose)

    where choose takes the letter with the largest probability.
    """
    model = small_gpt(gpt, 0.6)
    idx = integers([[3, 0, 5], [6, 6, 4]])
    longer = gpt.generate_cached(model, idx, 5, likeliest)
    return {"longer": longer, "idx": idx}


@points(2)
def test_what_choose_is_asked(gpt):
    """Let a GPT go on with a text, and look at the probabilities that choose gets:

    gpt.generate_cached(model, integers([[3, 0]]), 3, choose, temperature=0.5, top_k=4)
    """
    asked = []

    def choose(p):
        asked.append([float(number) for number in p])
        return (5, 2, 6)[len(asked) - 1]

    model = small_gpt(gpt)
    longer = gpt.generate_cached(model, integers([[3, 0]]), 3, choose, 0.5, 4)
    return {"probabilities": array(asked), "longer": longer}


def note_positions(model, calls):
    """Write down for how many positions each call of each attention computes keys."""
    for place, block in enumerate(model.transformer.h):
        calls[f"layer {place}"] = noted = []

        def noting(x, *others, noted=noted, forward=block.attn.forward, **named):
            out = forward(x, *others, **named)
            noted.append({"positions": x.shape[1], "inputs kept": len(out._prev)})
            return out

        block.attn.forward = noting


@points(3)
def test_each_key_is_computed_once(gpt):
    """Let a GPT go on with a text of 3 letters, and note for how many positions the attention of
    each layer computes keys, call by call:

    gpt.generate_cached(model, integers([[3, 0, 5]]), 4, choose)
    """
    model = small_gpt(gpt)
    calls = {}
    note_positions(model, calls)
    gpt.generate_cached(model, integers([[3, 0, 5]]), 4, likeliest)
    return {
        "keys of": {layer: [call["positions"] for call in noted] for layer, noted in calls.items()},
        "inputs kept": [call["inputs kept"] for call in calls["layer 0"]],
    }


@points(2)
def test_two_generations_share_nothing(gpt):
    """Let a GPT go on with one text, then with another:

    gpt.generate_cached(model, integers([[3, 0, 5]]), 4, choose)
    gpt.generate_cached(model, integers([[2, 6]]), 4, choose)
    """
    model = small_gpt(gpt, 0.6)
    one = gpt.generate_cached(model, integers([[3, 0, 5]]), 4, likeliest)
    other = gpt.generate_cached(model, integers([[2, 6]]), 4, likeliest)
    return {"one": one, "other": other}


@points(2)
def test_as_long_as_there_are_positions(gpt):
    """Let a GPT with 8 positions go on with a text of 5 letters:

    for more in (0, 4, 5):
        end = gpt.generate_cached(model, integers([[3, 0, 5, 1, 1]]), more, choose)
    """
    seen = {}
    for more in (0, 4, 5):
        asked = []

        def choose(p, asked=asked):
            asked.append(p)
            return likeliest(p)

        try:
            model = small_gpt(gpt, 0.6)
            end = gpt.generate_cached(model, integers([[3, 0, 5, 1, 1]]), more, choose)
        except ValueError:
            end = "ValueError"
        else:
            end = integers(end)  # no text
        seen[f"{more} more letters"] = {"end": end, "letters chosen": len(asked)}
    return {"seen": seen}
