"""Lists of nodes that checks hand to a learner's GPT in plain numbers."""


def vector(engine, numbers):
    """Return a list with a node for each number."""
    return [engine.Value(number) for number in numbers]


def matrix(engine, rows):
    """Return a list of such lists."""
    return [vector(engine, row) for row in rows]
