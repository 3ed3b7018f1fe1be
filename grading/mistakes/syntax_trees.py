"""Syntax trees of functions: finding what is inside, and copying one with parts replaced."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

Replacements = dict[ast.AST, "ast.AST | list[ast.stmt]"]

NOWHERE = 0  # the line of a statement that stands in no file yet


def changed(tree: ast.AST, new: Replacements) -> Any:
    """Return a copy of a tree with nodes replaced; a statement by none, one or several."""
    if tree in new:
        replacement = new[tree]
        for node in replacement if isinstance(replacement, list) else [replacement]:
            if getattr(node, "lineno", NOWHERE) == NOWHERE:
                ast.copy_location(node, tree)
        return replacement
    fields: dict[str, Any] = {}
    for name, value in ast.iter_fields(tree):
        if isinstance(value, list):
            items: list[Any] = []
            for item in value:
                item = changed(item, new) if isinstance(item, ast.AST) else item
                items += item if isinstance(item, list) else [item]
            if name == "body" and not items:
                items = [ast.Pass()]
            fields[name] = items
        else:
            fields[name] = changed(value, new) if isinstance(value, ast.AST) else value
    return ast.copy_location(type(tree)(**fields), tree)


def body_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return a function's statements without its docstring."""
    return function.body[1:] if ast.get_docstring(function) is not None else function.body


def parsed(text: str) -> Any:
    """Return the tree of an expression."""
    return ast.parse(text, mode="eval").body


def statement(text: str) -> ast.stmt:
    """Return the tree of a statement, which comes to stand where it is put in."""
    one = ast.parse(text).body[0]
    one.lineno = NOWHERE
    return one


def named_functions(node: ast.FunctionDef, name: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield a function and those inside it, with their qualified names."""
    yield name, node
    for inner in inside_scope(node):
        if isinstance(inner, ast.FunctionDef):
            yield from named_functions(inner, f"{name}.{inner.name}")


def inside_scope(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef):
            yield from inside_scope(child)
