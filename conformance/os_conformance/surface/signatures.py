"""Documented signatures, and whether a real one accepts every documented call."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = range(5)


@dataclass(frozen=True)
class Parameter:
    """One parameter; `kind` as in `inspect.Parameter`, `default` as source text, None without one."""

    name: str
    kind: int
    default: str | None = None


@cache
def documented() -> dict[str, str]:
    """Dotted name -> what stands after "def name", as the manual gives it."""
    text = (resources.files("os_conformance.surface") / "signatures.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)["signatures"]
    return found


def parse(signature: str) -> list[Parameter]:
    """The parameters of a signature such as "(path, mode=0o777, *, dir_fd=None)"."""
    (definition,) = ast.parse(f"def f{signature}: pass").body
    assert isinstance(definition, ast.FunctionDef)
    given = definition.args
    found = []
    plain = [(a, POSITIONAL_ONLY) for a in given.posonlyargs]
    plain += [(a, POSITIONAL_OR_KEYWORD) for a in given.args]
    missing = [None] * (len(plain) - len(given.defaults))
    for (argument, kind), default in zip(plain, [*missing, *given.defaults], strict=True):
        found.append(Parameter(argument.arg, kind, _text(default)))
    if given.vararg:
        found.append(Parameter(given.vararg.arg, VAR_POSITIONAL))
    for argument, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        found.append(Parameter(argument.arg, KEYWORD_ONLY, _text(default)))
    if given.kwarg:
        found.append(Parameter(given.kwarg.arg, VAR_KEYWORD))
    return found


def _text(node: ast.expr | None) -> str | None:
    return ast.unparse(node) if node is not None else None


def refused(wanted: Sequence[Parameter], real: Sequence[Parameter]) -> str | None:
    """Why some documented call would be refused or mean something else; None if every one works."""
    by_name = {p.name: p for p in real}
    kinds = {p.kind for p in real}
    for index, parameter in enumerate(wanted):
        problem = _refused_one(parameter, index, real, by_name, kinds)
        if problem:
            return problem
    known = {p.name for p in wanted} | {p.name for p in real[: len(wanted)]}
    for parameter in real:
        extra = parameter.name not in known and parameter.kind not in (VAR_POSITIONAL, VAR_KEYWORD)
        if extra and parameter.default is None:
            return f"it requires the undocumented parameter {parameter.name}"
    return None


def _refused_one(
    parameter: Parameter,
    index: int,
    real: Sequence[Parameter],
    by_name: dict[str, Parameter],
    kinds: set[int],
) -> str | None:
    name = parameter.name
    if parameter.kind in (VAR_POSITIONAL, VAR_KEYWORD):
        return None if parameter.kind in kinds else f"it does not take *{name}"
    positional = [p for p in real if p.kind in (POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD)]
    here = positional[index] if index < len(positional) else None
    found = by_name.get(name)
    if parameter.kind == POSITIONAL_ONLY:
        if here is None and VAR_POSITIONAL not in kinds:
            return f"it takes no parameter at the place of {name}"
        return _default_differs(parameter, here)
    if found is None or found.kind == POSITIONAL_ONLY:
        if VAR_KEYWORD in kinds and (parameter.kind == KEYWORD_ONLY or VAR_POSITIONAL in kinds):
            return None
        return f"it does not take {name} by keyword"
    if parameter.kind == POSITIONAL_OR_KEYWORD and found is not here:
        return f"{name} is not at its documented place"
    return _default_differs(parameter, found)


def _default_differs(wanted: Parameter, real: Parameter | None) -> str | None:
    if wanted.default is None or real is None:
        return None
    if real.default is None:
        return f"{wanted.name} has no default, documented is {wanted.default}"
    try:
        same = ast.literal_eval(wanted.default) == ast.literal_eval(real.default)
    except (ValueError, SyntaxError):  # a name or an object: its value cannot be compared as text
        return None
    return (
        None
        if same
        else f"{wanted.name} defaults to {real.default}, documented is {wanted.default}"
    )
