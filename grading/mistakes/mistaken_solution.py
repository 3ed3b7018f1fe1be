"""The solution with one form of a mistake made, under one of several circumstances.

What a mistake always does, it does whichever way round children are visited, in whatever order a
set gives the nodes (their places in memory say it), and whatever numbers come up at random. What
it does can depend on how much of the solution is there (a ``STAGE``).
"""

from __future__ import annotations

from pathlib import Path

from grading.course.curriculum import MODULES, STEPS
from grading.course.paths import SOLUTIONS
from grading.course.solution_blocks import foundation
from grading.mistakes.bank import Form, Mistake, with_mistake

RISING, FALLING, IN_MEMORY = ORDERS = (0, 1, 2)
# All of it; what is there at the mistake's step; that, without what makes nodes of plain numbers.
FINISHED, AT_ITS_STEP, NODES_ONLY = STAGES = (
    "",
    " (later steps not written)",
    " (numbers not made nodes)",
)
NUMBERS_ARE_LOOKED_AT = 11
WRAPPING = "        other = other if isinstance(other, Value) else Value(other)\n"
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


def is_about_order(form: Form) -> bool:
    """Tell whether a form is in ``backward`` itself: it gives a result for each way to visit."""
    return any(replacement[0] == "Value.backward" for replacement in form.replacements)


def stages_of(mistake: Mistake, form: Form) -> tuple[str, ...]:
    """Return the stages at which a form may do different things.

    An operation may run into one that is not written yet; ``backward`` uses none.
    """
    if mistake.module not in ("engine", "nn") or is_about_order(form):
        return (FINISHED,)
    if mistake.module == "engine" and mistake.step < NUMBERS_ARE_LOOKED_AT:
        return STAGES
    return (FINISHED, AT_ITS_STEP)


def write_with_mistake(
    folder: Path, mistake: Mistake, form: Form, order: int, stage: str = FINISHED
) -> None:
    """Write the solutions into ``folder``, with one form of a mistake made.

    ``order``: that of the nodes in a set. Where it is ``FALLING``, children are visited the other
    way round, too. Random numbers are others in each order, and the same each time.
    """
    last_step = STEPS[-1].number if stage == FINISHED else mistake.step
    for name in MODULES:
        source = (SOLUTIONS / f"{name}.py").read_text(encoding="utf-8")
        if name == mistake.module:
            source = with_mistake(source, form, last_step)
        else:
            source = foundation(source, last_step)
        if stage == NODES_ONLY:
            source = source.replace(WRAPPING, "")
        if name == "engine":
            source = _in_order(source, order, hashed=mistake.module != "engine")
        source += f"\n\nimport random\n\nrandom.seed({order})\n"
        (folder / f"{name}.py").write_text(source, encoding="utf-8")


def _in_order(engine: str, order: int, hashed: bool) -> str:
    """Give the nodes an order. A mistake in the engine might recurse without end in a hash."""
    if order == FALLING:
        engine = engine.replace(CHILDREN, CHILDREN.replace("node._prev", "node._prev[::-1]"))
    return engine + HASH[order] * hashed
