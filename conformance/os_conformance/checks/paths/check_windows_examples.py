"""Windows paths: literal examples for candidates on Windows, in `windows.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from os_conformance.check import Case, Os, cases, clause, needs, table
from os_conformance.checks.paths.check_examples import EXAMPLES, compare
from os_conformance.expect import equal, raises

MORE = tomllib.loads(Path(__file__).with_name("windows.toml").read_text("utf-8"))
KINDS = {"str": str, "bytes": bytes}


def rows(examples: dict[str, list[Any]], kind: str, prefix: str = "") -> Iterator[Case]:
    """A case for each example, as str or as bytes (if it is ASCII: the rest is the code page's)."""
    for function, rows_of_one in examples.items():
        for number, (arguments, wanted, suffix, *_) in enumerate(rows_of_one):
            if kind == "str" or "".join(arguments).isascii():
                yield Case(
                    f"{prefix}{function}-{number}-{kind}",
                    {
                        "function": function,
                        "arguments": arguments,
                        "wanted": wanted,
                        "kind": KINDS[kind],
                    },
                    (f"os.path.{function}/{suffix}",),
                )


@table([*rows(MORE, "str"), *rows(MORE, "bytes"), *rows(EXAMPLES["windows"], "bytes", "first-")])
@clause()
@needs("windows-paths")
def check_example(os: Os, function: str, arguments: list[Any], wanted: Any, kind: type) -> None:
    """Each example of Windows paths gives its result."""
    compare(os.path, function, arguments, wanted, kind)


REFUSED = {
    "commonpath-drives": ("commonpath", [["c:/a", "d:/a"]], "different-drives"),
    "commonpath-no-drive": ("commonpath", [["c:a", "a"]], "different-drives"),
    "commonpath-shares": ("commonpath", [["//h/s", "//h/t"]], "different-drives"),
    "commonpath-share-and-drive": ("commonpath", [["//h/s/a", "c:/a"]], "different-drives"),
    "commonpath-root-and-drive": ("commonpath", [["\\a", "c:\\a"]], "different-drives"),
    "commonpath-drive-relative": ("commonpath", [["c:a", "c:/a"]], "mix-abs-rel"),
    "commonpath-rooted": ("commonpath", [["a", "/a"]], "mix-abs-rel"),
    "commonpath-nothing": ("commonpath", [[]], "empty-valueerror"),
    "relpath-drives": ("relpath", ["c:/a", "d:/a"], "nt-drives"),
    "relpath-shares": ("relpath", ["//h/s/a", "//h/t/a"], "nt-drives"),
    "relpath-share-and-drive": ("relpath", ["//h/s/a", "c:/a"], "nt-drives"),
    "relpath-nothing": ("relpath", ["", "c:/"], "empty-valueerror"),
}
"""Calls that raise ValueError: function, arguments, and the clause of a candidate on Windows."""


@table(
    [
        Case(key, {"function": f, "arguments": arguments}, (f"os.path.{f}/{suffix}",))
        for key, (f, arguments, suffix) in REFUSED.items()
    ]
)
@clause()
@needs("windows-paths")
def check_refusal(os: Os, function: str, arguments: list[Any]) -> None:
    """Paths that have no way from one to the other, and no path at all, raise ValueError."""
    with raises(ValueError):
        getattr(os.path, function)(*arguments)


INCOMPLETE = [
    "//h", r"\\h", "\\\\h\\", "//", "//h//d", r"\\?\UNC", r"\\?\UNC\h", "\\\\.\\", r"\\\h\s",
]  # fmt: skip
"""Names that begin like that of a share and lack the host, the share or both."""


def adds_up(path: Any, text: str) -> None:
    """What splitdrive takes apart is the path, as str and as bytes."""
    equal("".join(path.splitdrive(text)), text)
    equal(b"".join(path.splitdrive(text.encode())), text.encode())


@clause("os.path.splitdrive/sum")
@needs("windows-paths")
@cases(text=INCOMPLETE)
def check_incomplete_share(os: Os, text: str) -> None:
    """splitdrive loses nothing of a name that begins like that of a share."""
    adds_up(os.path, text)


SAME_DRIVE = {
    "relative": (["c:a", "C:b"], "c:a\\b"),
    "rooted": (["C:/a", "c:b", "C:d"], "c:\\a\\b\\d"),
    "drive-alone": (["c:", "C:a"], "c:a"),
    "then-another": (["c:a", "C:b", "d:e"], "d:e"),
}
"""Parts on one drive, whose letter is written in two ways, and what they come to in small letters."""


@clause("os.path.join/nt-same-drive")
@needs("windows-paths")
@cases(row=SAME_DRIVE)
def check_same_drive(os: Os, row: tuple[list[str], str]) -> None:
    """join goes on at a part on the same drive, however the letter is written."""
    equal(os.path.join(*row[0]).replace("/", "\\").lower(), row[1])
