"""Random expressions in which an inner node is used more than once, the smallest first.

An expression is a program of one operation a line, ``a = 1.5; b = a * a; c = b + a``: its text
is what a learner sees, and its last line is the root.
"""

import math
import random
from functools import cached_property

LEAVES = (-2.25, -1.75, -1.25, -0.75, -0.5, 0.5, 0.75, 1.25, 1.5, 1.75, 2.5)
SMALLEST, LARGEST = 0.05, 20.0  # the size of any node's number
NAMES = "abcdefghijklmnopqrstuvwxyz"


class Operation:
    """An operation as it is written, done with nodes, and done with plain numbers."""

    def __init__(self, text, with_nodes, with_numbers=None, is_allowed=lambda *numbers: True):
        """``text`` has a ``{}`` for each operand; ``is_allowed``: tells it of their numbers."""
        self.text = text
        self.operands = text.count("{}")
        self.with_nodes = with_nodes
        self.with_numbers = with_numbers or with_nodes
        self.is_allowed = is_allowed


ADD = Operation("{} + {}", lambda x, y: x + y)
MULTIPLY = Operation("{} * {}", lambda x, y: x * y)
TANH = Operation("{}.tanh()", lambda x: x.tanh(), math.tanh, lambda x: abs(x) < 2)
NEGATE = Operation("-{}", lambda x: -x)
SUBTRACT = Operation("{} - {}", lambda x, y: x - y)
DIVIDE = Operation("{} / {}", lambda x, y: x / y, None, lambda x, y: abs(y) > 0.3)
EXP = Operation("{}.exp()", lambda x: x.exp(), math.exp, lambda x: -3 < x < 3)
LOG = Operation("{}.log()", lambda x: x.log(), math.log, lambda x: x > 0.3)
RELU = Operation("{}.relu()", lambda x: x.relu(), lambda x: max(x, 0.0))
POWER = Operation("{} ** {}", lambda x, y: x**y, None, lambda x, y: x > 0.3 and abs(y) < 3)


class RandomExpressions:
    """Expressions of some operations, the smallest first, drawn when they are first needed.

    That can be before a worker forks (see ``PREPARED`` in the check files): all forks have them.
    """

    def __init__(self, operations, seed, count=200, largest=9):
        """Of 2 to ``largest`` operations each; ``seed`` is for ``random.Random``."""
        self.operations = operations
        self.seed = seed
        self.count = count
        self.largest = largest

    @cached_property
    def programs(self):
        """The programs by their text."""
        generator = random.Random(self.seed)
        found = {}
        while len(found) < self.count:
            length = 2 + _below(generator, self.largest - 1)
            program = _random_program(generator, self.operations, length)
            if program:
                found[_text(program)] = program
        return {text: found[text] for text in sorted(found, key=lambda text: text.count(";"))}

    def run(self, engine):
        """Return value and gradients of every expression, by its text."""
        return {text: _run(engine, program) for text, program in self.programs.items()}


def _random_program(generator, operations, length):
    """Return lines ``(operation, operands)`` and, for leaves, ``(None, number)``; or nothing.

    Nothing where no inner node is used more than once.
    """
    numbers = [LEAVES[_below(generator, len(LEAVES))] for _ in range(1 + _below(generator, 3))]
    program = [(None, number) for number in numbers]
    for _ in range(length):
        operation = operations[_below(generator, len(operations))]
        places = [_random_place(generator, len(program)) for _ in range(operation.operands)]
        operands = [numbers[place] for place in places]
        if operation.is_allowed(*operands):
            number = operation.with_numbers(*operands)
            if number == 0 or SMALLEST < abs(number) < LARGEST:
                program.append((operation, places))
                numbers.append(number)
    return _without_idle_lines(program)


def _random_place(generator, lines):
    """Pick an earlier line, one of the last three more often than not."""
    first = max(0, lines - 3) if generator.random() < 0.8 else 0
    return first + _below(generator, lines - first)


def _below(generator, limit):
    """Return a number from 0 up to ``limit``; only ``random()`` is the same in every Python."""
    return int(generator.random() * limit)


def _without_idle_lines(program):
    """Leave out what the last line does not depend on; nothing is left without inner reuse."""
    uses = [0] * len(program)
    uses[-1] = 1
    for line in range(len(program) - 1, -1, -1):
        operation, places = program[line]
        if operation and uses[line]:
            for place in places:
                uses[place] += 1
    if not any(operation and uses[line] > 1 for line, (operation, _) in enumerate(program)):
        return None
    new_place, kept = {}, []
    for line, (operation, what) in enumerate(program):
        if uses[line]:
            new_place[line] = len(kept)
            kept.append((operation, [new_place[place] for place in what] if operation else what))
    return kept


def _text(program):
    return "; ".join(
        f"{NAMES[line]} = {operation.text.format(*(NAMES[place] for place in what))}"
        if operation
        else f"{NAMES[line]} = {what}"
        for line, (operation, what) in enumerate(program)
    )


def _run(engine, program):
    nodes = []
    for operation, what in program:
        if operation:
            nodes.append(operation.with_nodes(*(nodes[place] for place in what)))
        else:
            nodes.append(engine.Value(what))
    nodes[-1].backward()
    seen = {"value": _without_rounding(nodes[-1].data)}
    for name, node in zip(NAMES, nodes[:-1], strict=False):
        seen[f"{name}.grad"] = _without_rounding(node.grad)
    return seen


def _without_rounding(number):
    """Return 0 for what is left of terms that cancel out, and anything else as it is."""
    return 0.0 if type(number) is float and -1e-12 < number < 1e-12 else number
