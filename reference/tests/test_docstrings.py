"""The documentation of the portable functions: promise, parameters, errors, clauses that exist."""

import ast
import inspect
import re
import textwrap
import tomllib
import types
from pathlib import Path

import pytest

from os_reference import directories, environment, libraries, pipes, processes
from os_reference.paths import mac, nt, posix

CATALOGUE = Path(__file__).resolve().parents[2] / "conformance" / "os_conformance" / "clauses"
CLAUSE = re.compile(r"\bos(?:\.\w+)*/[\w-]+")
#: What modules are made with; no promise of the manual is theirs.
MAKERS = {
    "bytes_environ", "fdopen_over", "file_system_encoding", "make_fs_codec", "open_descriptor",
}  # fmt: skip


def functions():
    """Yield every portable function, and the methods of what they return, with a title."""
    for module in (directories, environment, libraries, pipes, processes, posix, nt, mac):
        for name, value in vars(module).items():
            if getattr(value, "__module__", None) != module.__name__ or name.startswith("_"):
                continue
            if isinstance(value, types.FunctionType):
                yield pytest.param(value, id=f"{module.__name__}.{name}")
    codec = environment.make_fs_codec("utf-8", "strict", environment.fspath)
    yield from (pytest.param(function, id=function.__name__) for function in codec)


def raised(function):
    """Return the names of the exceptions that the text of ``function`` raises."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.exc)
    return {
        call.func.id
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    } - {"_wrong_type"}


@pytest.mark.parametrize("function", [*functions()])
def test_the_promise_comes_first(function):
    summary, *rest = inspect.getdoc(function).split("\n", 2)
    assert re.search(r"[.:]$", summary), summary
    assert not rest or rest[0] == "", "a summary is one line"


@pytest.mark.parametrize("function", [*functions()])
def test_parameters_have_types(function):
    """By an annotation; where that says nothing, the text names the parameter."""
    for name, parameter in inspect.signature(function).parameters.items():
        assert parameter.annotation is not inspect.Parameter.empty, name
        if parameter.annotation == "Any":
            assert f"``{name}``" in inspect.getdoc(function), name


@pytest.mark.parametrize("function", [*functions()])
def test_errors_are_named(function):
    missing = {name for name in raised(function) if name not in inspect.getdoc(function)}
    assert not missing


@pytest.mark.parametrize("function", [*functions()])
def test_clauses_are_in_the_catalogue(function):
    named = set(CLAUSE.findall(inspect.getdoc(function)))
    if function.__name__ not in MAKERS:
        assert named, "no clause"
    assert named <= catalogue()


def test_all_texts_name_clauses_that_exist():
    root = Path(environment.__file__).parent
    for path in (*root.glob("*.py"), *root.glob("paths/*.py")):
        assert set(CLAUSE.findall(path.read_text(encoding="utf-8"))) <= catalogue(), path.name


def catalogue():
    """Return the identifiers of all clauses."""
    if not _KNOWN:
        for path in CATALOGUE.glob("*.toml"):
            _KNOWN.update(tomllib.loads(path.read_text(encoding="utf-8")).get("clause", {}))
    return _KNOWN


_KNOWN: set[str] = set()
