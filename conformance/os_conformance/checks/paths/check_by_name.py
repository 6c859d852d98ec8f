"""posixpath and ntpath by name: the literal examples of both flavours, on every platform."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from os_conformance.check import Case, Run, cases, clause, needs, table
from os_conformance.checks.paths.by_name import EVERYWHERE, FLAVOUR, MODULE, Named
from os_conformance.checks.paths.check_examples import EXAMPLES, compare
from os_conformance.checks.paths.check_windows_examples import KINDS, MORE, REFUSED
from os_conformance.expect import equal, raises

CLASSIC = tomllib.loads(Path(__file__).with_name("macpath.toml").read_text("utf-8"))
TABLES = {"posix": EXAMPLES["posix"], "windows": EXAMPLES["windows"], "more-windows": MORE}


def rows(name: str, kind: str) -> Iterator[Case]:
    """A case for each example of a table, as str or bytes."""
    module = MODULE[name.removeprefix("more-")]
    for function, examples in TABLES[name].items():
        for number, (arguments, wanted, _, *by_name) in enumerate(examples):
            if kind == "str" or "".join(arguments).isascii():
                yield Case(
                    f"{name}-{function}-{number}-{kind}",
                    {
                        "module": module,
                        "function": function,
                        "arguments": arguments,
                        "wanted": wanted,
                        "kind": KINDS[kind],
                    },
                    (f"os.path.{function}/{by_name[0] if by_name else module}",),
                )


@table([case for name in TABLES for kind in KINDS for case in rows(name, kind)])
@clause()
@needs("stands-for-os")
def check_example(
    run: Run, module: str, function: str, arguments: list[Any], wanted: Any, kind: type
) -> None:
    """Each example gives its result in posixpath or ntpath, whatever the platform."""
    compare(Named(run, module), function, arguments, wanted, kind)


@table(
    [
        Case(key, {"function": f, "arguments": arguments}, (f"os.path.{f}/ntpath",))
        for key, (f, arguments, _) in REFUSED.items()
    ]
)
@clause()
@needs("stands-for-os")
def check_refusal(run: Run, function: str, arguments: list[Any]) -> None:
    """ntpath raises ValueError for paths on different drives, and for no path at all."""
    with raises(ValueError):
        getattr(Named(run, "ntpath"), function)(*arguments)


def missing_names(os: Any, module: str, names: Any) -> Any:
    import importlib

    return [name for name in names if not hasattr(importlib.import_module(module), name)]


@clause("os/osp-both-importable")
@needs("stands-for-os")
@cases(module=list(FLAVOUR))
def check_interface(run: Run, module: str) -> None:
    """posixpath and ntpath can be imported on every platform, with the names of os.path."""
    equal(run(missing_names, module, EVERYWHERE), [])


SEPARATORS: dict[str, dict[str, str | None]] = {
    "posixpath": {"sep": "/", "altsep": None, "extsep": ".", "pathsep": ":", "curdir": ".", "pardir": "..",
                  "devnull": "/dev/null"},
    "ntpath": {"sep": "\\", "altsep": "/", "extsep": ".", "pathsep": ";", "curdir": ".", "pardir": "..",
               "devnull": "nul"},
}  # fmt: skip


def values_of(os: Any, module: str, names: Any) -> Any:
    import importlib

    found = importlib.import_module(module)
    return {name: getattr(found, name) for name in names}


@clause("os/osp-both-importable")
@needs("stands-for-os")
@cases(module=list(SEPARATORS))
def check_constants(run: Run, module: str) -> None:
    """The separators and special names of posixpath and ntpath are those of their platforms."""
    got = run(values_of, module, sorted(SEPARATORS[module]))
    equal(got | {"devnull": got["devnull"].lower()}, SEPARATORS[module])


@table(
    [
        Case(
            f"{function}-{number}",
            {"function": function, "arguments": arguments, "wanted": wanted},
            ("os.path/macpath-by-name",),
        )
        for function, examples in CLASSIC.items()
        for number, (arguments, wanted) in enumerate(examples)
    ]
)
@clause()
@needs("stands-for-os")
def check_classic_mac(run: Run, function: str, arguments: list[Any], wanted: Any) -> None:
    """macpath works by the rules of the classic Mac OS, as long as Python has it."""
    compare(Named(run, "macpath"), function, arguments, wanted, str)
