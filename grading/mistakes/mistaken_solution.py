"""The solution with one form of a mistake made, under one of several circumstances.

It is the finished one, or what a learner has at the mistake's step. What a mistake always does, it
does whichever way round children are visited, in whatever order a set gives the nodes (their places
in memory say it), and whatever numbers come up at random.
"""

from __future__ import annotations

from pathlib import Path

from grading.course.curriculum import MODULES, STEPS
from grading.course.paths import SOLUTIONS
from grading.course.solution_blocks import foundation
from grading.mistakes.bank import Form, Mistake, with_mistake

RISING, FALLING, IN_MEMORY = ORDERS = (0, 1, 2)
WRAPPING = "        other = other if isinstance(other, Value) else Value(other)\n"
FIRST_WITH_NUMBERS = 11  # before this step nothing asks for operations with plain numbers
CHILDREN = "for child in node._prev:"
PLACE_OF_NODE = '''

def _place(node, _places=iter(range(1, 1 << 60))):
    """Return a number of the node's own: they rise in the order in which they are asked for."""
    if not hasattr(node, "_place"):
        node._place = next(_places)
    return node._place
'''
HASH = {
    RISING: f"{PLACE_OF_NODE}\n\nValue.__hash__ = _place\n",
    FALLING: f"{PLACE_OF_NODE}\n\nValue.__hash__ = lambda node: ~_place(node)\n",
    IN_MEMORY: "",
}


def write_with_mistake(
    folder: Path, mistake: Mistake, form: Form, order: int, at_its_step: bool = False
) -> None:
    """Write the solutions into ``folder``, with one form of a mistake made.

    ``order``: that of the nodes in a set. Where it is ``FALLING``, children are visited the other
    way round, too. Random numbers are others in each order, and the same each time.
    ``at_its_step``: as a learner has them then, without what later steps ask for.
    """
    known = mistake.step if at_its_step else len(STEPS)
    for name in MODULES:
        source = (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")
        if name == mistake.module:
            source = with_mistake(source, form, known)
        else:
            source = foundation(source, known)
        if name == "engine":
            if known < FIRST_WITH_NUMBERS:
                source = source.replace(WRAPPING, "")
            source = _in_order(source, order, hashed=mistake.module != "engine")
        source += f"\n\nimport random\n\nrandom.seed({order})\n"
        (folder / f"{name}.py").write_text(source, encoding="utf-8")


def _in_order(engine: str, order: int, hashed: bool) -> str:
    """Give the nodes an order. A mistake in the engine might recurse without end in a hash."""
    if order == FALLING:
        engine = engine.replace(CHILDREN, CHILDREN.replace("node._prev", "node._prev[::-1]"))
    return engine + HASH[order] * hashed
