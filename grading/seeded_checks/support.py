"""The programs that check files share, drawn anew: the formulas of their numbers, their leaves."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

from grading.course.paths import CHECKS, KIT
from grading.seeded_checks.draws import Draws
from grading.seeded_checks.literals import redrawn_float
from grading.seeded_checks.source import Edit, Source

OF_FORMULAS = ("arrays.py", "scalar_weights.py")  # numbers between bounds, by a sine
OF_LEAVES = "four_ways.py"  # the operands that a check leaves out
CHECKPOINT = "names_gpt.npz"
PLACE = re.compile(r"\.parent\.parent / \"data\" / (?=\"names_gpt\.npz\")")


def write_support(folder: Path, seed: int) -> dict[str, str]:
    """Write the drawn programs; return what the numbers of left out operands have become.

    ``folder`` then needs nothing of ``checks/`` but the checks themselves.
    """
    numbers: dict[str, str] = {}
    for path in sorted(CHECKS.glob("*.py")):
        if path.name.startswith(("test_", "conftest")):
            continue
        source = Source(path.read_text(encoding="utf-8"))
        draws = Draws(seed, path.name)
        drawn: dict[str, str] = {}
        nodes: list[ast.Constant] = []
        if path.name in OF_FORMULAS:
            nodes = _in_sines(source.tree)
        elif path.name == OF_LEAVES:
            nodes, numbers = _defaults(source.tree), drawn
        for text in dict.fromkeys(source.written(node) for node in nodes):
            drawn[text] = redrawn_float(text, draws, drawn)
        edits = [Edit(*source.span(node), drawn[source.written(node)]) for node in nodes]
        text = PLACE.sub(".parent / ", source.edited(edits))
        (folder / path.name).write_text(text, encoding="utf-8")
    shutil.copyfile(KIT / "data" / CHECKPOINT, folder / CHECKPOINT)
    return numbers


def _in_sines(tree: ast.Module) -> list[ast.Constant]:
    return [
        constant
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "math.sin"
        for constant in ast.walk(call)
        if isinstance(constant, ast.Constant) and type(constant.value) is float
    ]


def _defaults(tree: ast.Module) -> list[ast.Constant]:
    return [
        constant
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for default in function.args.defaults
        for constant in ast.walk(default)
        if isinstance(constant, ast.Constant) and type(constant.value) is float
    ]
