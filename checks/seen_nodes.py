"""What a check saw, told by the names of the nodes it made itself.

In the learner's process nodes are told by identity alone: a class of theirs may say what it likes
of ``==``, ``in`` and ``len``. What is made of the names, the judge's side does (``read_by``).
"""

MOST = 2_000  # things in one of a learner's collections
ANOTHER = "another"


def name_of(thing, known):
    """Return which of ``known`` (nodes by name) a thing is; of others only whether a float."""
    for name, node in known.items():
        if thing is node:
            return name
    return "a float" if issubclass(type(thing), float) else ANOTHER


def names_of(things, known):
    """Return that of each thing in a collection."""
    names = []
    for thing in things:
        names.append(name_of(thing, known))
        if len(names) > MOST:
            break
    return names


def graph_seen(nodes, edges, **known):
    """Return the names of a graph's nodes, and of the two of each of its edges: ``"(a, c)"``."""
    pairs = []
    for tail, head in edges:
        pairs.append(f"({name_of(tail, known)}, {name_of(head, known)})")
        if len(pairs) > MOST:
            break
    return {"nodes": names_of(nodes, known), "edges": pairs}


def number_of(things):
    """Return how many things a collection gives, one after the other."""
    number = 0
    for _ in things:
        number += 1
        if number > MOST:
            break
    return number


def instead(tellers):
    """Return a reader that replaces what lies under these names by what a function tells of it."""

    def reader(seen):
        found = {}
        for name, value in seen.items():
            found.update(tellers[name](value) if name in tellers else {name: value})
        return found

    return reader


def members(number, sentences):
    """Return a function that tells how many names there are, and which of some are among them.

    ``number``: what it calls how many; nothing where that is of no interest. ``sentences``: what
    it calls it, by name, that this one is among them.
    """

    def tell(names):
        names = names if type(names) is list else []
        counted = {number: len(names)} if number else {}
        return counted | {said: name in names for name, said in sentences.items()}

    return tell


def is_new(sentence):
    """Return a function that tells whether a node is none of those that were there before."""
    return lambda name: {sentence: name == ANOTHER}
