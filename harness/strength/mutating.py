"""Single-point mutants of a source file: where they are, and the text of each.

A mutant's name says file, function, operator and the how-manieth of these it is in the function, so
names outlive changes elsewhere in the file.
"""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from strength.operators import OPERATORS, Change

#: Calls whose text arguments are read by people only.
WORDING = ("warn", "_warn")


@dataclass(frozen=True)
class Mutant:
    """One mutant of a file.

    `lines` are the numbers of the lines whose execution can show it, `span` the first and the last
    line of the function around them (of the file, outside of functions).
    """

    name: str
    file: str
    function: str
    words: str
    lines: tuple[int, ...]
    span: tuple[int, int]
    node: int
    change: int


def mutants(source: str, file: str) -> list[Mutant]:
    """All single-point mutants of a source text; `file` is what they are named after."""
    tree = ast.parse(source)
    whole = Place((), (), (1, source.count("\n") + 1), False, tree)
    numbers = {id(node): number for number, node in enumerate(ast.walk(tree))}
    seen: Counter[str] = Counter()
    found = []
    for place in _places(tree, whole):
        for change_number, change in enumerate(_changes(place.node, place.wording)):
            stem = f"{file}::{place.function}::{change.operator}"
            seen[stem] += 1
            mutant = Mutant(
                name=f"{stem}-{seen[stem]}",
                file=file,
                function=place.function,
                words=change.words,
                lines=place.lines,
                span=place.span,
                node=numbers[id(place.node)],
                change=change_number,
            )
            found.append(mutant)
    return found


def mutated(source: str, mutant: Mutant) -> str:
    """The text of the file with this one change."""
    tree = ast.parse(source)
    target = next(n for number, n in enumerate(ast.walk(tree)) if number == mutant.node)
    change = [c for operator in OPERATORS for c in operator(target)][mutant.change]
    return ast.unparse(ast.fix_missing_locations(_Replace(target, change).visit(tree))) + "\n"


def sample(found: Iterable[Mutant], many: int | None) -> list[Mutant]:
    """So many of them, picked by the hash of their names: the same ones at every run."""
    listed = list(found)
    if many is None or many >= len(listed):
        return listed
    keyed = sorted(listed, key=lambda m: hashlib.sha256(m.name.encode()).hexdigest())
    chosen = {m.name for m in keyed[:many]}
    return [m for m in listed if m.name in chosen]


class _Replace(ast.NodeTransformer):
    """Puts what a change makes in the place of one node."""

    def __init__(self, target: ast.AST, change: Change) -> None:
        self.target, self.change = target, change

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.target:
            return self.change.make(node)
        self.generic_visit(node)
        return node


@dataclass(frozen=True)
class Place:
    """Where in the tree a node is: what is around it, and whether texts there are only wording."""

    names: tuple[str, ...]
    lines: tuple[int, ...]
    span: tuple[int, int]
    wording: bool
    node: ast.AST

    @property
    def function(self) -> str:
        """The qualified name of the function or class around the node; "" for the module."""
        return ".".join(self.names)


def _changes(node: ast.AST, wording: bool) -> list[Change]:
    if wording and isinstance(node, ast.Constant | ast.BinOp):
        return []
    return [change for operator in OPERATORS for change in operator(node)]


def _places(node: ast.AST, around: Place) -> Iterator[Place]:
    """Every node that may be changed, in the order of the text."""
    if _is_unread(node):
        return
    lines = _own_lines(node) if isinstance(node, ast.stmt | ast.ExceptHandler) else around.lines
    wording = around.wording or _is_wording(node)
    yield Place(around.names, lines, around.span, wording, node)
    names, span = around.names, around.span
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        names, span = (*names, node.name), (node.lineno, node.end_lineno or node.lineno)
    for child in _children(node):
        yield from _places(child, Place(names, lines, span, wording, child))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What is below a node, without annotations."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "type_comment"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _is_unread(node: ast.AST) -> bool:
    """Whether no run of the program reads what is here: documentation, blocks for type checkers."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name):
        return node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Assign | ast.Delete):
        return any(isinstance(t, ast.Name) and t.id == "TYPE_CHECKING" for t in node.targets)
    return False


def _is_wording(node: ast.AST) -> bool:
    """Whether texts below are messages, which may say anything."""
    if isinstance(node, ast.Raise):
        return True
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return name in WORDING
    return False


def _own_lines(node: ast.stmt | ast.ExceptHandler) -> tuple[int, ...]:
    """The lines of a statement, for a compound one those of its head."""
    body = getattr(node, "body", None)
    last = body[0].lineno - 1 if body else node.end_lineno
    return tuple(range(node.lineno, max(node.lineno, last or node.lineno) + 1))
