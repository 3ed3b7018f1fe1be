"""Code that does nothing of use: every check must notice it.

Made of the solutions: every marked block answers 0, or hands back what it was given.
"""

from __future__ import annotations

import ast
import textwrap

from grading.course.solution_blocks import BEGIN, blocks_of

ZERO, INPUT = "answers 0", "returns its input"


def trivial_solution(source: str, kind: str) -> str:
    """Return a solution's source with its blocks made trivial; ``kind``: ``ZERO`` or ``INPUT``."""
    lines = source.splitlines()
    definitions = _definitions(source)
    for block in reversed(blocks_of(source)):
        marker = BEGIN.match(lines[block.first - 1])
        assert marker is not None
        definition = definitions[block.function]
        if definition.name == "__init__":
            inside = lines[block.first : block.last - 1]
            if kind == ZERO:
                inside += textwrap.indent("self.data = 0.0\n", marker[1]).splitlines()
        else:
            inside = [marker[1] + _body(definition, block.function, kind)]
        lines[block.first - 1 : block.last] = inside
    return "\n".join(lines) + "\n"


def _body(definition: ast.FunctionDef, function: str, kind: str) -> str:
    arguments = [argument.arg for argument in definition.args.args if argument.arg != "ctx"]
    if definition.name == "__repr__":
        return 'return ""'
    if not arguments:
        return "pass"
    if kind == ZERO:
        return "return Value(0.0)" if function.startswith("Value.") else "return 0.0"
    given = [name for name in arguments if name != "self"] if definition.name == "__call__" else []
    return f"return {(given or arguments)[0]}"


def _definitions(source: str) -> dict[str, ast.FunctionDef]:
    found: dict[str, ast.FunctionDef] = {}

    def visit(node: ast.AST, outer: str) -> None:
        for child in ast.iter_child_nodes(node):
            name = f"{outer}{getattr(child, 'name', '')}"
            if isinstance(child, ast.FunctionDef):
                found[name] = child
            inside = isinstance(child, ast.FunctionDef | ast.ClassDef)
            visit(child, f"{name}." if inside else outer)

    visit(ast.parse(source), "")
    return found
