"""Asks the agent on behalf of the probe, and records every question and answer."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

from os_conformance.expect import Unmet
from os_conformance.snippets import helpers_of
from os_harness.errors import Interrupted
from os_harness.probe.handles import with_handles
from os_harness.probe.remote import MissingName, RemoteFunction, RemoteObject
from os_harness.probe.trace import Event, Kind, Trace
from os_harness.protocol.session import Facts, Session

NO_MODULE = re.compile(r"[Nn]o module named '?(?P<module>[\w.]+)")
NO_NAME = re.compile(
    r"(?:module '(?P<module>[\w.]+)'|'?(?P<owner>\w+)'? object) has no attribute '(?P<name>\w+)'"
)
ABOUT_OS = frozenset({"os", "posix", "nt", "posixpath", "ntpath", "macpath", "genericpath"})


class Caller:
    """Asks the agent and records every question in the trace."""

    def __init__(self, session: Session, trace: Trace) -> None:
        self.session, self.trace = session, trace
        self.methods: dict[str, frozenset[str]] = {}
        self.quiet = False
        codec = session.codec
        codec.wrap = codec.decoders["object"] = self.wrap
        codec.reference = self.reference

    def wrap(self, told: dict[str, Any]) -> RemoteObject:
        """The stand-in for an object that the agent told about."""
        kind = told["type"]
        if "methods" in told:
            self.methods[kind] = frozenset(told["methods"])
        return RemoteObject(self, told["id"], kind, self.methods.get(kind, frozenset()))

    @staticmethod
    def reference(value: object) -> int | None:
        """The agent's number for a stand-in; None for a value of the host."""
        return value._number if isinstance(value, RemoteObject) else None

    def call(
        self, target: RemoteObject | None, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Call `name` of an object (None: of the module); raises what the candidate raises."""
        message: dict[str, Any] = {"op": "call", "name": name}
        if target is not None:
            message["of"] = target._number
        message["args"] = [self._argument(a) for a in args]
        if kwargs:
            message["kw"] = {k: self._argument(v) for k, v in kwargs.items()}
        return self._ask("call", message, name, args, kwargs, target)

    def get(self, target: RemoteObject | None, name: str) -> Any:
        """The value of an attribute of an object (None: of the module)."""
        message = {"op": "get", "name": name, "of": target._number if target is not None else 0}
        return self._ask("get", message, name, (), {}, target)

    def do(self, function: str, *args: Any) -> Any:
        """Apply one of the agent's operators (`DO` in agent.py) to values."""
        message = {"op": "do", "fn": function, "args": [self._argument(a) for a in args]}
        return self._ask("do", message, function, args, {}, None)

    def snippet(
        self, function: Callable[..., Any], *args: Any, timeout: float | None = None
    ) -> Any:
        """Run a function of ours on the other side: `function(os, *args)`, sent as source."""
        name, source = function.__name__, snippet_source(function)
        facts = self.session.facts
        if facts is not None and not facts.snippets:
            raise Unmet("the candidate is not Python: it runs no snippets", "not-applicable")
        values = [self._argument(a) for a in args]
        message = {"op": "snippet", "name": name, "source": source, "args": values}
        try:
            return self._ask("snippet", message, name, (*args,), {}, function, timeout)
        except (ImportError, AttributeError) as error:
            if facts is not None:
                check_tools(error, facts)
            raise

    def _argument(self, value: Any) -> Any:
        """JSON for an argument; a function of the candidate is fetched first, to be passed by number."""
        if isinstance(value, RemoteFunction):
            value = self.get(value._target, value._name)
        return self.session.codec.encode(value)

    def _ask(
        self,
        kind: Kind,
        message: dict[str, Any],
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        target: Any,
        timeout: float | None = None,
    ) -> Any:
        if self.quiet:
            return self.session.request(message, name, timeout)
        event = self.trace.add(Event(kind, name, args, kwargs, target))
        try:
            answer = self.session.request(message, name, timeout)
        except Interrupted:
            raise
        except BaseException as error:
            event.error = error
            if kind == "call" and target is None:
                # an attribute of our own on whatever the candidate raised: the judge reads it
                error.during = name  # type: ignore[attr-defined]
            raise
        event.result = with_handles(name, args, answer) if kind in ("call", "get") else answer
        event.done = True
        return event.result


def check_tools(error: ImportError | AttributeError, facts: Facts) -> None:
    """Raise Unmet or MissingName if a snippet failed because its Python, or os, lacks what it uses.

    That is no answer to the check's question.  What is about os itself is: a module that os is made
    of, and a name of os that is there.
    """
    text = str(error)
    absent = NO_MODULE.search(text)
    if absent and absent["module"].partition(".")[0] not in ABOUT_OS:
        raise Unmet(f"its Python has no module {absent['module']}", "blocked") from error
    found = NO_NAME.search(text)
    if found is None or found["name"] in facts.names:
        return
    owner = found["module"] or found["owner"]
    if owner in ("os", "module", facts.module.rpartition(".")[2], facts.module):
        raise MissingName(f"the candidate has no {found['name']}", name=f"os.{found['name']}")
    if found["module"] and owner not in ABOUT_OS:
        raise Unmet(f"its Python has no {owner}.{found['name']}", "blocked") from error


def snippet_source(function: Callable[..., Any]) -> str:
    """The source of a snippet, after that of the helpers it uses (`os_conformance.snippets`)."""
    return "\n\n".join(map(plain_source, [*helpers_of(function), function]))


@cache
def plain_source(function: Callable[..., Any]) -> str:
    """The source of a self-contained function without annotations and decorators (any Python reads it)."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = tree.body
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError(f"{function.__name__} is no plain function")
    definition.decorator_list = []
    tree = _Plain().visit(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
    return ast.unparse(tree)


class _Plain(ast.NodeTransformer):
    """Takes the annotations of variables away: Python 2 has none."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """`x: T = v` as `x = v`; a mere `x: T` as nothing."""
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign([node.target], node.value), node)
