"""Steps 46 and 47: right code that is written otherwise than the solution passes."""

import pytest

VARIANTS = {
    "pairs by a Counter": (
        "    counts = {}\n"
        "    for pair in pairwise(ids):\n"
        "        counts[pair] = counts.get(pair, 0) + 1\n"
        "    return counts\n",
        "    from collections import Counter\n\n    return Counter(pairwise(ids))\n",
    ),
    "pairs by zip and a defaultdict": (
        "    counts = {}\n"
        "    for pair in pairwise(ids):\n"
        "        counts[pair] = counts.get(pair, 0) + 1\n"
        "    return counts\n",
        "    from collections import defaultdict\n\n"
        "    counts = defaultdict(int)\n"
        "    for pair in zip(ids, ids[1:]):\n"
        "        counts[pair] += 1\n"
        "    return counts\n",
    ),
    "a merge that looks at the end first": (
        "        found = tuple(ids[i : i + 2]) == pair\n",
        "        found = i < len(ids) - 1 and ids[i] == pair[0] and ids[i + 1] == pair[1]\n",
    ),
    "a merge that joins the last two of the new list": (
        "    result, i = [], 0\n"
        "    while i < len(ids):\n"
        "        found = tuple(ids[i : i + 2]) == pair\n"
        "        result.append(new if found else ids[i])\n"
        "        i += 2 if found else 1\n"
        "    return result\n",
        "    result, fresh = [], False\n"
        "    for number in ids:\n"
        "        if result and not fresh and (result[-1], number) == pair:\n"
        "            result[-1], fresh = new, True\n"
        "        else:\n"
        "            result.append(number)\n"
        "            fresh = False\n"
        "    return result\n",
    ),
    "training by the number of merges": (
        "    for new in range(256, vocab_size):\n"
        "        counts = count_pairs(ids)\n"
        "        if not counts:\n"
        "            break\n"
        "        pair = max(counts, key=counts.get)\n"
        "        ids = merge(ids, pair, new)\n"
        "        merges[pair] = new\n"
        "    return merges\n",
        "    while 256 + len(merges) < vocab_size and len(ids) > 1:\n"
        "        counts = count_pairs(ids)\n"
        "        pair = sorted(counts.items(), key=lambda item: -item[1])[0][0]\n"
        "        merges[pair] = 256 + len(merges)\n"
        "        ids = merge(ids, pair, merges[pair])\n"
        "    return merges\n",
    ),
    "encoding by the earliest merge that the text has": (
        "    for pair, new in merges.items():\n"
        "        ids = merge(ids, pair, new)\n"
        "    return ids\n",
        "    while len(ids) >= 2:\n"
        "        counts = count_pairs(ids)\n"
        "        pair = min(counts, key=lambda pair: merges.get(pair, float('inf')))\n"
        "        if pair not in merges:\n"
        "            break\n"
        "        ids = merge(ids, pair, merges[pair])\n"
        "    return ids\n",
    ),
    "encoding by one merge at a time, as tiktoken does": (
        "    for pair, new in merges.items():\n"
        "        ids = merge(ids, pair, new)\n"
        "    return ids\n",
        "    while True:\n"
        "        places = [i for i, pair in enumerate(pairwise(ids)) if pair in merges]\n"
        "        if not places:\n"
        "            return ids\n"
        "        i = min(places, key=lambda i: merges[ids[i], ids[i + 1]])\n"
        "        ids = ids[:i] + [merges[ids[i], ids[i + 1]]] + ids[i + 2 :]\n",
    ),
    "decoding by taking ids apart": (
        "    vocabulary = {i: bytes([i]) for i in range(256)}\n"
        "    for (first, second), new in merges.items():\n"
        "        vocabulary[new] = vocabulary[first] + vocabulary[second]\n"
        '    return b"".join(vocabulary[i] for i in ids).decode("utf-8", errors="replace")\n',
        "    pairs = {new: pair for pair, new in merges.items()}\n"
        "    left, found = list(ids)[::-1], bytearray()\n"
        "    while left:\n"
        "        i = left.pop()\n"
        "        if i in pairs:\n"
        "            left += reversed(pairs[i])\n"
        "        else:\n"
        "            found.append(i)\n"
        '    return found.decode(errors="replace")\n',
    ),
    "different pieces, and how often each is there": (
        '        pieces = [list(piece.encode("utf-8")) for piece in self.chunks(text)]\n'
        "        self.merges = {}\n"
        "        for new in range(256, vocab_size):\n"
        "            counts = {}\n"
        "            for piece in pieces:\n"
        "                for pair, count in count_pairs(piece).items():\n"
        "                    counts[pair] = counts.get(pair, 0) + count\n"
        "            if not counts:\n"
        "                break\n"
        "            pair = max(counts, key=counts.get)\n"
        "            pieces = [merge(piece, pair, new) for piece in pieces]\n"
        "            self.merges[pair] = new\n",
        "        from collections import Counter\n\n"
        "        times = Counter(self.chunks(text))\n"
        '        pieces = {piece: list(piece.encode("utf-8")) for piece in times}\n'
        "        merges = {}\n"
        "        while len(merges) < vocab_size - 256:\n"
        "            total = Counter()\n"
        "            for piece, ids in pieces.items():\n"
        "                for pair in pairwise(ids):\n"
        "                    total[pair] += times[piece]\n"
        "            if not total:\n"
        "                break\n"
        "            [(pair, _)] = total.most_common(1)\n"
        "            merges[pair] = 256 + len(merges)\n"
        "            pieces = {p: merge(ids, pair, merges[pair]) for p, ids in pieces.items()}\n"
        "        self.merges = merges\n"
        "        return self\n",
    ),
    "a compiled pattern": (
        "        return re.findall(self.pattern, text)\n",
        "        return [match.group() for match in re.compile(self.pattern).finditer(text)]\n",
    ),
    "the caller's own dict of special tokens": (
        "self.special_tokens = dict(tokens)",
        "self.special_tokens = tokens\n"
        "        self.inverse = {i: token for token, i in tokens.items()}",
    ),
    "special tokens found one after the other": (
        "        parts = [text]\n"
        '        if self.special_tokens and special != "text":\n',
        '        if special not in ("token", "text"):\n'
        "            for token in self.special_tokens:\n"
        "                if token in text:\n"
        '                    raise ValueError(f"not allowed: {token}")\n'
        '        if special == "token":\n'
        "            for token in sorted(self.special_tokens, key=len, reverse=True):\n"
        "                if token in text:\n"
        "                    before, _, after = text.partition(token)\n"
        "                    number = self.special_tokens[token]\n"
        '                    return [*self.encode(before, "token"), number,'
        ' *self.encode(after, "token")]\n'
        "        return [i for piece in self.chunks(text) for i in encode(piece, self.merges)]\n"
        "        parts = [text]\n"
        '        if self.special_tokens and special != "text":\n',
    ),
    "pickled": (
        "        merges = [[*pair, new] for pair, new in self.merges.items()]\n"
        '        with open(path, "w", encoding="utf-8") as file:\n'
        "            json.dump([self.pattern, merges, self.special_tokens], file)\n",
        "        import pickle\n\n"
        '        with open(path, "wb") as file:\n'
        "            pickle.dump(vars(self), file)\n",
        '        with open(path, encoding="utf-8") as file:\n'
        "            self.pattern, merges, self.special_tokens = json.load(file)\n"
        "        self.merges = {(first, second): new for first, second, new in merges}\n",
        "        import pickle\n\n"
        '        with open(path, "rb") as file:\n'
        "            vars(self).update(pickle.load(file))\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VARIANTS)
def test_right_code_is_not_rejected(name, solved):
    changes = VARIANTS[name]
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        solved.change("bpe", old, new)
    graded = solved.grade(46, 47)
    wrong = {c["id"]: c["message"] for s in graded["steps"] for c in s["checks"] if not c["points"]}
    assert not wrong
