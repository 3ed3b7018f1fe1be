"""Edits of ranks 2 and 3: names, signs, operands, statements; then operators and constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grading.mistakes.edit_kinds import Function, Site, operator
from grading.mistakes.syntax_trees import Replacements, parsed

MOST_NAMES = 8
COMPARISONS: tuple[type[ast.cmpop], ...] = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
OPERATORS: tuple[type[ast.operator], ...] = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
COMPOUND = (ast.For, ast.If, ast.While)
MATHS = ("exp", "log", "tanh", "sqrt", "sinh", "cosh")


@operator(2, "Look at whether the statement belongs there.")
def dropped(function: Function) -> Iterator[Site]:
    for statements in function.lists():
        for one in statements:
            if not isinstance(one, ast.FunctionDef) and not _is_text(one):
                yield Site(one.lineno, {one: []})


@operator(2, "Look at the condition: does it belong there?")
def conditions(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.If) and not node.orelse:
            yield Site(node.lineno, {node: list(node.body)})
        elif isinstance(node, ast.IfExp):
            yield Site(node.lineno, {node: node.body})
            yield Site(node.lineno, {node: node.orelse})
        elif isinstance(node, ast.BoolOp) and len(node.values) == 2:
            for value in node.values:
                yield Site(node.lineno, {node: value})
        elif isinstance(node, ast.ListComp | ast.GeneratorExp):
            for one in node.generators:
                if one.ifs:
                    every = ast.comprehension(one.target, one.iter, [], one.is_async)
                    yield Site(node.lineno, {one: every})


@operator(2, "Look at the sign.", is_habit=True)
def added(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield Site(node.lineno, {node: ast.AugAssign(node.target, other, node.value)})


@operator(2, "Look at the order of two operands.")
def exchanged(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Div | ast.Pow):
            yield Site(node.lineno, {node: ast.BinOp(node.right, node.op, node.left)})
        elif isinstance(node, ast.Call) and len(node.args) == 2:
            swapped = ast.Call(node.func, node.args[::-1], node.keywords)
            yield Site(node.lineno, {node: swapped})
        elif isinstance(node, ast.IfExp):
            yield Site(node.lineno, {node: ast.IfExp(node.test, node.orelse, node.body)})


@operator(2, "Look at the sign.", is_habit=True)
def signs(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield Site(node.lineno, {node: node.operand})
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            other = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            yield Site(node.lineno, {node: ast.BinOp(node.left, other, node.right)})
        elif isinstance(node, ast.AugAssign | ast.Assign | ast.Return) and node.value:
            yield Site(node.lineno, {node.value: ast.UnaryOp(ast.USub(), node.value)})


@operator(2, "Look at the name: is it the one that is meant?")
def names(function: Function) -> Iterator[Site]:
    known = [argument.arg for argument in ast.walk(function.tree) if isinstance(argument, ast.arg)]
    known += [
        node.id
        for node in ast.walk(function.tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    for node in function.nodes():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            for name in list(dict.fromkeys(known))[:MOST_NAMES]:
                if name != node.id:
                    yield Site(node.lineno, {node: ast.Name(name, ast.Load())})


@operator(2, "Look at the attribute: is it the one that is meant?", is_habit=True)
def attributes(function: Function) -> Iterator[Site]:
    used = [node.attr for node in function.nodes() if isinstance(node, ast.Attribute)]
    known = list(dict.fromkeys(["data", "grad", *used]))[:MOST_NAMES]
    for node in function.nodes():
        if isinstance(node, ast.Attribute):
            for name in known:
                if name != node.attr:
                    yield Site(node.lineno, {node: ast.Attribute(node.value, name, node.ctx)})


@operator(2, "Look at the comparison.")
def comparisons(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            for other in _other_comparisons(node.ops[0]):
                yield Site(node.lineno, {node: ast.Compare(node.left, [other], node.comparators)})


@operator(2, "Look at the order in which a loop goes through its list.")
def reversals(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.For):
            loop = node.iter
            if isinstance(loop, ast.Call) and ast.unparse(loop.func) == "reversed":
                yield Site(node.lineno, {loop: loop.args[0]})
            else:
                yield Site(node.lineno, {loop: parsed(f"reversed(list({ast.unparse(loop)}))")})


@operator(2, "Look at where the statement stands: in the loop, behind it, before another?")
def moved(function: Function) -> Iterator[Site]:
    for statements in function.lists():
        for place, one in enumerate(statements):
            if place + 1 < len(statements):
                other = statements[place + 1]
                simple = other if isinstance(one, COMPOUND) else one  # which of the two has moved
                yield Site(simple.lineno, {one: other, other: one})
                if isinstance(one, COMPOUND):
                    yield _moved_into(one, [other])
                    yield _moved_into(one, statements[place + 1 :])
            if isinstance(one, COMPOUND) and len(one.body) > 1:
                fields = dict(ast.iter_fields(one))
                first, last = one.body[0], one.body[-1]
                before = type(one)(**{**fields, "body": one.body[1:]})
                behind = type(one)(**{**fields, "body": one.body[:-1]})
                yield Site(last.lineno, {one: [ast.copy_location(behind, one), last]})
                yield Site(first.lineno, {one: [first, ast.copy_location(before, one)]})


@operator(3, "Look at the parts of the expression: does each belong there?")
def parts(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.BinOp):
            yield Site(node.lineno, {node: node.left})
            yield Site(node.lineno, {node: node.right})
        elif isinstance(node, ast.Call) and not node.keywords and _gives_one_of_its(node):
            for argument in node.args:
                yield Site(node.lineno, {node: argument})


@operator(3, "Look at the operation.")
def operations(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if isinstance(node, ast.BinOp):
            for kind in OPERATORS:
                if not isinstance(node.op, kind):
                    yield Site(node.lineno, {node: ast.BinOp(node.left, kind(), node.right)})
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "math":
            for name in MATHS:
                if name != node.attr:
                    yield Site(node.lineno, {node: ast.Attribute(node.value, name, node.ctx)})


@operator(3, "Look at the number.")
def constants(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
            continue
        value = node.value
        if isinstance(value, int | float):
            for number in dict.fromkeys((0, 1, -1, 2, value + 1, value - 1, -value)):
                if number != value:
                    yield Site(node.lineno, {node: ast.Constant(number)})


def _moved_into(one: ast.For | ast.If | ast.While, statements: list[ast.stmt]) -> Site:
    """Return a loop or condition with the statements behind it in its body."""
    fields = dict(ast.iter_fields(one)) | {"body": [*one.body, *statements]}
    gone: Replacements = {each: [] for each in statements}
    return Site(statements[0].lineno, {one: ast.copy_location(type(one)(**fields), one)} | gone)


def _other_comparisons(operator_: ast.cmpop) -> Iterator[ast.cmpop]:
    if isinstance(operator_, ast.In):
        yield ast.NotIn()
    elif isinstance(operator_, ast.NotIn):
        yield ast.In()
    elif isinstance(operator_, COMPARISONS):
        for kind in COMPARISONS:
            if not isinstance(operator_, kind):
                yield kind()


def _gives_one_of_its(call: ast.Call) -> bool:
    """Tell whether a call changes its argument, or chooses one of several."""
    return len(call.args) == 1 or ast.unparse(call.func) in ("min", "max")


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
