"""The snippets of the process checks can run where only their own source is."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import pkgutil
import symtable
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from os_conformance.checks import processes

GIVEN = {"FSPath", *vars(builtins)}  # what an agent gives a snippet


def snippets() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function that is sent to an agent: its first parameter is `os`, typed Any."""
    for found in pkgutil.iter_modules(processes.__path__):
        module = importlib.import_module(f"{processes.__name__}.{found.name}")
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                first = next(iter(inspect.signature(value).parameters.values()), None)
                if first is not None and (first.name, first.annotation) == ("os", "Any"):
                    yield f"{found.name}.{name}", value


SNIPPETS = dict(snippets())


def globals_of(source: str) -> set[str]:
    """The global names that the functions of a source use."""

    def walk(table: symtable.SymbolTable) -> Iterator[str]:
        if table.get_type() != "module":
            yield from (s.get_name() for s in table.get_symbols() if s.is_global())
        for child in table.get_children():
            yield from walk(child)

    return set(walk(symtable.symtable(source, "snippet", "exec")))


def stripped(function: Callable[..., Any]) -> str:
    """The source without annotations, of which agents see none."""
    tree = ast.parse(inspect.getsource(function))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.unparse(tree)


def test_there_are_snippets() -> None:
    assert {"children.in_child", "spawning.launched", "exec_family.replaced"} <= set(SNIPPETS)


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippet_needs_nothing_of_its_module(name: str) -> None:
    assert globals_of(stripped(SNIPPETS[name])) - GIVEN == set()


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippet_is_read_by_python_3_8(name: str) -> None:
    ast.parse(stripped(SNIPPETS[name]), feature_version=(3, 8))


@pytest.mark.parametrize("name", SNIPPETS)
def test_forked_children_end_in_the_snippet(name: str) -> None:
    source = inspect.getsource(SNIPPETS[name])
    if "os.fork()" in source and "pid == 0" in source:
        assert "_exit(" in source


def test_a_global_is_found() -> None:
    source = "def snippet(os):\n    def inner():\n        return HELPER\n    return len(inner())"
    assert globals_of(source) == {"HELPER", "len"}
