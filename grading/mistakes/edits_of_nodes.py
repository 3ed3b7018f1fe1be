"""Edits of rank 1: what people get wrong about nodes, their gradients and their wiring."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from grading.mistakes.edit_kinds import Function, Site, operator
from grading.mistakes.syntax_trees import Replacements, body_of, changed, parsed, statement

GRADIENT, DATA, NODE = "grad", "data", "Value"
METHODS = ("tanh", "exp", "relu", "log", "sigmoid", "backward", "_backward", "parameters")


@operator(1, "Look at how a gradient is stored: is it added to what is there?", is_habit=True)
def accumulated(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if not isinstance(node, ast.Assign) or not _is_gradient(node.targets[0]):
            continue
        if isinstance(node.value, ast.Constant):  # the seed, or a reset
            continue
        value = node.value
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.UAdd):  # `=+`
            value = value.operand
        new = ast.AugAssign(node.targets[0], ast.Add(), value)  # type: ignore[arg-type]
        yield Site(node.lineno, {node: new})


@operator(1, "Look at the chain rule: is the upstream gradient in the product?", is_habit=True)
def times_upstream(function: Function) -> Iterator[Site]:
    if not function.result:
        return
    upstream = parsed(f"{function.result}.grad")
    for node in function.nodes():
        if not isinstance(node, ast.AugAssign | ast.Assign) or not _is_gradient(_target(node)):
            continue
        if not any(_is_gradient(part) for part in ast.walk(node.value)):
            new = ast.BinOp(node.value, ast.Mult(), upstream)
            yield Site(node.lineno, {node.value: new})


@operator(1, "Look at the precedence: which part is computed first?")
def grouped(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if not isinstance(node, ast.BinOp):
            continue
        left, right = node.left, node.right
        if isinstance(right, ast.BinOp):
            inner = ast.BinOp(left, node.op, right.left)
            yield Site(node.lineno, {node: ast.BinOp(inner, right.op, right.right)})
        if isinstance(left, ast.BinOp):
            inner = ast.BinOp(left.right, node.op, right)
            yield Site(node.lineno, {node: ast.BinOp(left.left, left.op, inner)})
        if isinstance(left, ast.UnaryOp):
            inner = ast.BinOp(left.operand, node.op, right)
            yield Site(node.lineno, {node: ast.UnaryOp(left.op, inner)})


@operator(1, "Look at the parentheses of a call: too many, or none?", is_habit=True)
def called(function: Function) -> Iterator[Site]:
    inner = {s.name for s in ast.walk(function.tree) if isinstance(s, ast.FunctionDef)}
    callees = {node.func for node in function.nodes() if isinstance(node, ast.Call)}
    for node in function.nodes():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute | ast.Name):
            yield Site(node.lineno, {node.value: ast.Call(node.value, [], [])})
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            if node.attr in METHODS and node not in callees:
                yield Site(node.lineno, {node: ast.Call(node, [], [])})
        elif isinstance(node, ast.Call) and not node.args and not node.keywords:
            called_inner = isinstance(node.func, ast.Name) and node.func.id in inner
            a_number = isinstance(node.func, ast.Attribute) and node.func.attr in (GRADIENT, DATA)
            if called_inner or a_number:
                yield Site(node.lineno, {node: node.func})


@operator(1, "Look at what the function gives back: is there a `return`?", is_habit=True)
def returned(function: Function) -> Iterator[Site]:
    for scope in function.scopes():
        statements = body_of(scope)
        last = statements[-1] if statements else None
        if isinstance(last, ast.Expr):
            yield Site(last.lineno, {last: ast.Return(last.value)})
        elif isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
            yield Site(last.lineno, {last: [last, statement(f"return {last.targets[0].id}")]})
        elif last is not None and not isinstance(last, ast.Return):
            for name in ("self", *_assigned_names(scope)):
                yield Site(last.lineno, {last: [last, statement(f"return {name}")]})


@operator(1, "Look at plain numbers: is a `Value` made of them first?", is_habit=True)
def converted(function: Function) -> Iterator[Site]:
    statements = body_of(function.tree)
    for name in function.parameters[1:] if function.class_name else ():
        text = f"{name} = {name} if isinstance({name}, {NODE}) else {NODE}({name})"
        if statements and ast.unparse(statements[0]) != text:
            first = statements[0]
            yield Site(first.lineno, {first: [statement(text), first]})


@operator(1, "Look at the children that the new node is given.")
def children(function: Function) -> Iterator[Site]:
    operands = (
        [name for name in function.parameters if name != "self"] if _is_method(function) else []
    )
    tuples = ["(self,)", *(f"(self, {name})" for name in operands)]
    for node in function.nodes():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id != NODE and node.func.id != function.class_name:
            continue
        if len(node.args) == 1:
            for text in tuples:
                yield Site(node.lineno, {node: ast.Call(node.func, [*node.args, parsed(text)], [])})
        for given in node.args[1:2]:
            for text in tuples:
                if ast.unparse(given) != text:
                    yield Site(given.lineno, {given: parsed(text)})


@operator(1, "Look at the gradient with which everything begins.")
def seeded(function: Function) -> Iterator[Site]:
    if function.name.rpartition(".")[2] != "backward":
        return
    seeds = [
        node
        for node in function.nodes()
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "self.grad"
    ]
    for node in seeds:
        if ast.unparse(node.value) not in ("1", "1.0"):
            yield Site(node.lineno, {node.value: parsed("1.0")})
    statements = body_of(function.tree)
    if statements and not seeds:
        first = statements[0]
        yield Site(first.lineno, {first: [statement("self.grad = 1.0"), first]})


@operator(1, "Look at what `_backward` is put on, and what is put there.", is_habit=True)
def wired(function: Function) -> Iterator[Site]:
    inner = [s.name for s in function.tree.body if isinstance(s, ast.FunctionDef)]
    if not inner or not function.result:
        return
    right = statement(f"{function.result}._backward = {inner[-1]}")
    wiring = [
        node
        for node in function.nodes()
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and "backward" in node.targets[0].attr
    ]
    for node in wiring:
        if ast.unparse(node) != ast.unparse(right):
            yield Site(node.lineno, {node: right})
    if not wiring:
        for last in (s for s in function.tree.body if isinstance(s, ast.Return)):
            yield Site(last.lineno, {last: [right, last]})


@operator(1, "Look at what is a node and what is a number.", is_habit=True)
def numbers(function: Function) -> Iterator[Site]:
    owners = {node.value for node in function.nodes() if isinstance(node, ast.Attribute)}
    compared = set(_compared(function))
    for node in function.nodes():
        if node in compared:
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in owners:
            if node.id in function.parameters or node.id == function.result:
                for attribute in (DATA, GRADIENT) if node.id == function.result else (DATA,):
                    yield Site(node.lineno, {node: ast.Attribute(node, attribute, ast.Load())})
        elif isinstance(node, ast.Attribute) and node.attr == DATA:
            if isinstance(node.ctx, ast.Load):
                yield Site(node.lineno, {node: node.value})
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            if node not in owners and node.attr not in (GRADIENT, *METHODS):
                yield Site(node.lineno, {node: ast.Attribute(node, DATA, ast.Load())})
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == NODE and node.args:
            yield Site(node.lineno, {node: node.args[0]})


@operator(1, "Look at what keeps a walk from coming to a node twice.")
def remembered(function: Function) -> Iterator[Site]:
    for node in function.nodes():
        if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
            continue
        if isinstance(node.test.ops[0], ast.NotIn):
            met, seen = ast.unparse(node.test.left), ast.unparse(node.test.comparators[0])
            first = node.body[0]
            yield Site(first.lineno, {first: [statement(f"{seen}.add({met})"), first]})


@operator(1, "Look at both operands: does each get its gradient?")
def both_operands(function: Function) -> Iterator[Site]:
    names = function.parameters
    if len(names) != 2:
        return
    one, other = names
    for node in function.nodes():
        if isinstance(node, ast.AugAssign | ast.Assign) and _is_gradient(_target(node)):
            swapped = _swapped(node, one, other)
            yield Site(node.lineno, {node: [node, swapped]})
            yield Site(node.lineno, {node: swapped})
            target = _swapped(_target(node), one, other)
            yield Site(node.lineno, {_target(node): target})


def _compared(function: Function) -> Iterator[ast.AST]:
    """Yield the operands of comparisons that would never hold if a node or its number was meant."""
    for node in function.nodes():
        if isinstance(node, ast.Compare):
            is_identity = isinstance(node.ops[0], ast.Is | ast.IsNot)
            for operand in (node.left, *node.comparators):
                if is_identity or (isinstance(operand, ast.Attribute) and operand.attr == DATA):
                    yield operand


def _swapped(tree: ast.AST, one: str, other: str) -> Any:
    names = {one: other, other: one}
    new: Replacements = {
        node: ast.Name(names[node.id], node.ctx)
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id in names
    }
    return changed(tree, new)


def _is_method(function: Function) -> bool:
    return function.parameters[:1] == ["self"]


def _target(node: ast.Assign | ast.AugAssign) -> ast.expr:
    return node.target if isinstance(node, ast.AugAssign) else node.targets[0]


def _is_gradient(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == GRADIENT


def _assigned_names(scope: ast.FunctionDef) -> list[str]:
    names = [
        node.id
        for node in ast.walk(scope)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return list(dict.fromkeys(names))
