"""The mutation operators: what may be changed at one node of a syntax tree.

Each operator is a function from a node to its *changes*: words that say what becomes of the node
(no text of the source), and a function that makes the new node from the old one.  A change never
touches what only people read: documentation, annotations, the wording of errors.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Change(NamedTuple):
    """One thing that can be done to a node; `make` may change the node it is given."""

    operator: str
    words: str
    make: Callable[[ast.AST], ast.AST]


COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
#: Comparisons whose negation is what the operator `comparison` makes of them.
NEGATED_ALREADY = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)


def comparison(node: ast.AST) -> Iterator[Change]:
    """`==` becomes `!=`, `<` becomes `<=`, and so on."""
    if not isinstance(node, ast.Compare):
        return
    for number, operation in enumerate(node.ops):
        new = COMPARISONS[type(operation)]

        def make(old: ast.AST, number: int = number, new: type[ast.cmpop] = new) -> ast.AST:
            assert isinstance(old, ast.Compare)
            old.ops[number] = new()
            return old

        yield Change("comparison", f"{type(operation).__name__} becomes {new.__name__}", make)


def connective(node: ast.AST) -> Iterator[Change]:
    """`and` becomes `or`, and the other way round."""
    if isinstance(node, ast.BoolOp):
        new = ast.Or if isinstance(node.op, ast.And) else ast.And

        def make(old: ast.AST) -> ast.AST:
            assert isinstance(old, ast.BoolOp)
            old.op = new()
            return old

        yield Change("connective", f"{type(node.op).__name__} becomes {new.__name__}", make)


def negation(node: ast.AST) -> Iterator[Change]:
    """A `not` or a minus sign is dropped."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield Change("negation", f"{type(node.op).__name__} is dropped", _operand)


def _operand(old: ast.AST) -> ast.AST:
    assert isinstance(old, ast.UnaryOp)
    return old.operand


def condition(node: ast.AST) -> Iterator[Change]:
    """The condition of a branch or loop is turned round."""
    if not isinstance(node, ast.If | ast.While | ast.IfExp):
        return
    test = node.test
    single = isinstance(test, ast.Compare) and len(test.ops) == 1
    if single and isinstance(test.ops[0], NEGATED_ALREADY):  # type: ignore[attr-defined]
        return
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return
    if isinstance(test, ast.Constant):
        return
    yield Change("condition", f"the condition of {type(node).__name__} is negated", _negate)


def _negate(old: ast.AST) -> ast.AST:
    assert isinstance(old, ast.If | ast.While | ast.IfExp)
    old.test = ast.UnaryOp(ast.Not(), old.test)
    return old


def arithmetic(node: ast.AST) -> Iterator[Change]:
    """`+` becomes `-`, `|` becomes `&`, also in `+=`."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in ARITHMETIC:
        new = ARITHMETIC[type(node.op)]

        def make(old: ast.AST) -> ast.AST:
            assert isinstance(old, ast.BinOp | ast.AugAssign)
            old.op = new()
            return old

        yield Change("arithmetic", f"{type(node.op).__name__} becomes {new.__name__}", make)


def constant(node: ast.AST) -> Iterator[Change]:
    """A number grows by one, a truth value is turned round, a text gets a letter more."""
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    new: object
    if isinstance(value, bool):
        new, words = not value, f"{value} becomes {not value}"
    elif isinstance(value, int):
        new, words = value + 1, f"{value} becomes {value + 1}"
    elif isinstance(value, str):
        new, words = value + "x", "a text gets a letter more"
    elif isinstance(value, bytes):
        new, words = value + b"x", "bytes get a letter more"
    else:
        return

    def make(old: ast.AST) -> ast.AST:
        assert isinstance(old, ast.Constant)
        return ast.copy_location(ast.Constant(new), old)

    yield Change("constant", words, make)


def result(node: ast.AST) -> Iterator[Change]:
    """A function returns None instead of its value."""
    if isinstance(node, ast.Return) and node.value is not None:
        if isinstance(node.value, ast.Constant) and node.value.value is None:
            return

        def make(old: ast.AST) -> ast.AST:
            return ast.copy_location(ast.Return(ast.Constant(None)), old)

        yield Change("result", "None is returned", make)


def omission(node: ast.AST) -> Iterator[Change]:
    """A call for its effect, a `raise` or a `del` is left out."""
    left_out = isinstance(node, ast.Raise | ast.Delete) or (
        isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    )
    if left_out:
        words = {"Raise": "a raise", "Delete": "a del"}.get(type(node).__name__, "a call")
        yield Change("omission", f"{words} is left out", lambda old: ast.Pass())


def jump(node: ast.AST) -> Iterator[Change]:
    """`break` becomes `continue`, and the other way round."""
    if isinstance(node, ast.Break):
        yield Change("jump", "Break becomes Continue", lambda old: ast.Continue())
    elif isinstance(node, ast.Continue):
        yield Change("jump", "Continue becomes Break", lambda old: ast.Break())


def handler(node: ast.AST) -> Iterator[Change]:
    """An `except` catches nothing."""
    if isinstance(node, ast.ExceptHandler) and node.type is not None:

        def make(old: ast.AST) -> ast.AST:
            assert isinstance(old, ast.ExceptHandler)
            old.type = ast.Tuple([], ast.Load())
            return old

        yield Change("handler", "except catches nothing", make)


OPERATORS: tuple[Callable[[ast.AST], Iterator[Change]], ...] = (
    comparison,
    connective,
    negation,
    condition,
    arithmetic,
    constant,
    result,
    omission,
    jump,
    handler,
)
