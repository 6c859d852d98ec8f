"""Snippets: the helpers they use go with them, and nothing else of their modules is needed."""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import os
import pkgutil
import symtable
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from os_conformance import checks
from os_conformance import snippets as shared

GIVEN = {"FSPath", *vars(builtins)}  # what an agent gives a snippet


def snippets() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every function that is sent to an agent: its first parameter is `os`, typed Any."""
    parts = pkgutil.walk_packages(checks.__path__, f"{checks.__name__}.")
    modules = [importlib.import_module(found.name) for found in parts]
    for module in (shared, *modules):
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                first = next(iter(inspect.signature(value).parameters.values()), None)
                if first is not None and (first.name, first.annotation) == ("os", "Any"):
                    where = module.__name__.removeprefix(f"{checks.__name__}.")
                    yield f"{where}.{name}", value


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
    assert {"processes.children.in_child", "looking.times.times_of"} & set(SNIPPETS)
    assert len(SNIPPETS) > 200


@pytest.mark.parametrize("name", SNIPPETS)
def test_snippet_needs_nothing_of_its_module(name: str) -> None:
    helpers = {helper.__name__ for helper in shared.helpers_of(SNIPPETS[name])}
    assert globals_of(stripped(SNIPPETS[name])) - GIVEN <= helpers


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


def first(os: Any) -> None: ...


@shared.uses(first)
def second(os: Any) -> None: ...


@shared.uses(first, second)
def third(os: Any) -> None: ...


def test_helpers_come_once_each_after_its_own() -> None:
    assert shared.helpers_of(third) == [first, second]
    assert shared.helpers_of(first) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")
def test_children_wait_until_the_descriptor_is_closed() -> None:
    pids, gate = shared.waiting(os, 3, 4)
    assert [os.waitpid(pid, os.WNOHANG) for pid in pids] == [(0, 0), (0, 0)]
    os.close(gate)
    assert [os.waitpid(pid, 0)[1] >> 8 for pid in pids] == [3, 4]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")
def test_a_child_tells() -> None:
    assert shared.told_by_child(os, lambda: b"x" * 5000) == b"x" * 5000
