"""posixpath and ntpath by name: the literal examples of both flavours, on every platform."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.paths.by_name import EVERYWHERE, FLAVOUR, MODULE, Named
from os_conformance.checks.paths.check_examples import EXAMPLES, compare
from os_conformance.checks.paths.check_windows_examples import (
    INCOMPLETE,
    KINDS,
    MORE,
    REFUSED,
    SAME_DRIVE,
    adds_up,
)
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


@clause("os.path.splitdrive/ntpath")
@needs("stands-for-os")
@cases(text=INCOMPLETE)
def check_incomplete_share(run: Run, text: str) -> None:
    """ntpath.splitdrive loses nothing of a name that begins like that of a share."""
    adds_up(Named(run, "ntpath"), text)


@clause("os.path.join/ntpath")
@needs("stands-for-os")
@cases(row=SAME_DRIVE)
def check_same_drive(run: Run, row: tuple[list[str], str]) -> None:
    """ntpath.join goes on at a part on the same drive, however the letter is written."""
    equal(Named(run, "ntpath").join(*row[0]).replace("/", "\\").lower(), row[1])


RELATIVE = ["a", "a/../b", ".", "..", "", "a//b/", "../c"]


@table(
    [
        Case(
            f"{module}-{path or 'empty'}-{kind}",
            {"module": module, "path": path, "kind": kind},
            (f"os.path.abspath/{module}",),
        )
        for module in FLAVOUR
        for path in RELATIVE
        for kind in KINDS
    ]
)
@clause()
@needs("stands-for-os")
def check_absolute(os: Os, run: Run, module: str, path: str, kind: str) -> None:
    """posixpath.abspath and ntpath.abspath start at the current directory, on every platform."""
    named, start = Named(run, module), os.getcwd() if kind == "str" else os.getcwdb()
    part: Any = path if kind == "str" else path.encode()
    equal(named.abspath(part), named.normpath(named.join(start, part)))


@clause("os.path.realpath/ntpath")
@needs("stands-for-os", "posix-paths")
@cases(path=[*RELATIVE, "c:/a/../b", "none\\x", "//h/s/a/..", "c:/"], kind=list(KINDS))
def check_real_path(run: Run, path: str, kind: str) -> None:
    """ntpath.realpath, where nothing has a Windows name, makes a path absolute and normal."""
    named = Named(run, "ntpath")
    part: Any = path if kind == "str" else path.encode()
    equal(named.realpath(part), named.abspath(part))


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
