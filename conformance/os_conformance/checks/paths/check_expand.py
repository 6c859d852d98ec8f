"""os.path.expanduser and expandvars: homes that are missing or odd, variables that are malformed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.paths.by_name import Named
from os_conformance.expect import equal, one_of

VARIABLES = {
    "OSCONFORM_A": "one", "OSCONFORM_B": "é", "OSCONFORM_EMPTY": "", "OSCONFORM_A2": "two",
    "OSCONFORM_DOLLAR": "$OSCONFORM_A", "OSCONFORM_BRACE": "${OSCONFORM_A}", "OSCONFORM_X Y": "spaced",
}  # fmt: skip
ANYWHERE = [
    ("$OSCONFORM_A/$OSCONFORM_A", "one/one", "adjacent"), ("${OSCONFORM_A}x", "onex", "dollar-brace"),
    ("${OSCONFORM_A}B", "oneB", "dollar-brace"),
    ("a${OSCONFORM_A}b${OSCONFORM_A2}c", "aonebtwoc", "dollar-brace"),
    ("$OSCONFORM_AB", "$OSCONFORM_AB", "longest-name"), ("$OSCONFORM_A2", "two", "longest-name"),
    ("$OSCONFORM_A_", "$OSCONFORM_A_", "longest-name"), ("$OSCONFORM_A.b", "one.b", "longest-name"),
    ("$OSCONFORM_A b", "one b", "longest-name"), ("$OSCONFORM_A\\b", "one\\b", "longest-name"),
    ("$OSCONFORM_EMPTY/x", "/x", "dollar-name"), ("a${OSCONFORM_EMPTY}b", "ab", "dollar-brace"),
    ("$OSCONFORM_DOLLAR", "$OSCONFORM_A", "once"),
    ("${OSCONFORM_DOLLAR}/$OSCONFORM_A", "$OSCONFORM_A/one", "once"),
    ("$OSCONFORM_BRACE", "${OSCONFORM_A}", "once"), ("${OSCONFORM_X Y}", "spaced", "dollar-brace"),
    ("${", "${", "malformed"), ("$}", "$}", "malformed"),
    ("a${OSCONFORM_A ", "a${OSCONFORM_A ", "malformed"),
    ("{OSCONFORM_A}", "{OSCONFORM_A}", "no-dollar"), ("$ OSCONFORM_A", "$ OSCONFORM_A", "malformed"),
    ("", "", "no-dollar"),
    ("$.", "$.", "malformed"), ("x/$", "x/$", "trailing-dollar"),
    ("$OSCONFORM_A$", "one$", "trailing-dollar"),
    ("${OSCONFORM_NONE}$OSCONFORM_A", "${OSCONFORM_NONE}one", "unknown"),
    ("$OSCONFORM_A}", "one}", "malformed"),
    ("$OSCONFORM_NONE/$OSCONFORM_A", "$OSCONFORM_NONE/one", "unknown"),
    ("${OSCONFORM_A}}", "one}", "malformed"),
    ("${}OSCONFORM_A", "${}OSCONFORM_A", "empty-braces"), ("OSCONFORM_A", "OSCONFORM_A", "no-dollar"),
    ("é$OSCONFORM_A", "éone", "nonascii"), ("$OSCONFORM_B/${OSCONFORM_B}", "é/é", "nonascii"),
    ("~/$OSCONFORM_A", "~/one", "dollar-name"),
]  # fmt: skip
POSIX = [
    ("$$OSCONFORM_A", "$one", "malformed"), ("$OSCONFORM_A-x", "one-x", "longest-name"),
    ("'$OSCONFORM_A'", "'one'", "dollar-name"), ('"${OSCONFORM_A}"', '"one"', "dollar-brace"),
    ("%OSCONFORM_A%", "%OSCONFORM_A%", "no-dollar"), ("\\$OSCONFORM_A", "\\one", "dollar-name"),
]  # fmt: skip
WINDOWS = [
    ("%OSCONFORM_A%", "one", "nt-percent"), ("%OSCONFORM_A%%OSCONFORM_A2%", "onetwo", "nt-percent"),
    ("%OSCONFORM_A%\\x", "one\\x", "nt-percent"), ("x%OSCONFORM_B%y", "xéy", "nt-percent"),
    ("%OSCONFORM_NONE%", "%OSCONFORM_NONE%", "nt-percent"), ("%OSCONFORM_A", "%OSCONFORM_A", "nt-percent"),
    ("a%b", "a%b", "nt-percent"), ("%", "%", "nt-percent"), ("%OSCONFORM_X Y%", "spaced", "nt-percent"),
    ("%OSCONFORM_A%$OSCONFORM_A2", "onetwo", "nt-percent"),
    ("${OSCONFORM_A}%OSCONFORM_A2%", "onetwo", "nt-percent"),
    ("$OSCONFORM_A%", "one%", "nt-percent"), ("%OSCONFORM_DOLLAR%", "$OSCONFORM_A", "nt-percent"),
    ("'%OSCONFORM_A%'", "'%OSCONFORM_A%'", "nt-quotes"), ("'$OSCONFORM_A'", "'$OSCONFORM_A'", "nt-quotes"),
    ("'${OSCONFORM_A}'", "'${OSCONFORM_A}'", "nt-quotes"), ("'x'$OSCONFORM_A", "'x'one", "nt-quotes"),
    ("'%OSCONFORM_A%'%OSCONFORM_A%", "'%OSCONFORM_A%'one", "nt-quotes"),
    ("a'$OSCONFORM_A", "a'$OSCONFORM_A", "nt-quotes"),
    ("%%", "%", "nt-doubled"), ("%%OSCONFORM_A%", "%OSCONFORM_A%", "nt-doubled"),
    ("$$OSCONFORM_A", "$OSCONFORM_A", "nt-doubled"),
]  # fmt: skip
NESTED = {
    "known": ("${OSCONFORM_A${OSCONFORM_A2}}", {"${OSCONFORM_A${OSCONFORM_A2}}", "${OSCONFORM_Atwo}"}),
    "made": ("${OSCONFORM_${OSCONFORM_EMPTY}A}", {"${OSCONFORM_${OSCONFORM_EMPTY}A}", "${OSCONFORM_A}"}),
}  # fmt: skip
BY_NAME = {"nt-percent": "ntpath", "nt-quotes": "ntpath-quotes", "nt-doubled": "ntpath-quotes"}


def rows(examples: list[tuple[str, str, str]], module: str = "") -> Iterator[Case]:
    """A case for each example as str and, where it is ASCII, as bytes; `module`: by that name."""
    for number, (text, wanted, suffix) in enumerate(examples):
        suffix = BY_NAME.get(suffix, module) if module else suffix
        for kind in ("str", "bytes") if (text + wanted).isascii() else ("str",):
            values = {"text": text, "wanted": wanted, "kind": kind}
            case_id = f"{number}-{suffix}-{kind}"
            yield Case(case_id, values, (f"os.path.expandvars/{suffix}",))


def expand(os: Os, path: Any, text: str, wanted: str, kind: str) -> None:
    """Compare what a path module makes of a text that refers to VARIABLES."""
    for name, value in VARIABLES.items():
        os.environ[name] = value
    os.environ.pop("OSCONFORM_NONE", None)
    if kind == "str":
        equal(path.expandvars(text), wanted)
    else:
        equal(path.expandvars(text.encode()), wanted.encode())


@table(rows(ANYWHERE))
@clause()
@needs("variables")
def check_variables(os: Os, text: str, wanted: str, kind: str) -> None:
    """expandvars replaces what refers to a variable, once, and leaves all else as it is."""
    expand(os, os.path, text, wanted, kind)


@table(rows(POSIX))
@clause()
@needs("posix-paths")
def check_posix_variables(os: Os, text: str, wanted: str, kind: str) -> None:
    """expandvars knows no quotes, no percent signs and no escapes on POSIX."""
    expand(os, os.path, text, wanted, kind)


@table(rows(WINDOWS))
@clause()
@needs("windows-paths")
def check_windows_variables(os: Os, text: str, wanted: str, kind: str) -> None:
    """expandvars replaces names between percent signs on Windows."""
    expand(os, os.path, text, wanted, kind)


@table(rows(ANYWHERE + POSIX, "posixpath"))
@clause()
@needs("stands-for-os")
def check_posixpath_variables(os: Os, run: Run, text: str, wanted: str, kind: str) -> None:
    """posixpath.expandvars expands as on POSIX, by name."""
    expand(os, Named(run, "posixpath"), text, wanted, kind)


@table(rows(ANYWHERE + WINDOWS, "ntpath"))
@clause()
@needs("stands-for-os")
def check_ntpath_variables(os: Os, run: Run, text: str, wanted: str, kind: str) -> None:
    """ntpath.expandvars expands as on Windows, by name."""
    expand(os, Named(run, "ntpath"), text, wanted, kind)


@clause("os.path.expandvars/malformed")
@cases(nested=NESTED)
def check_nested_variables(os: Os, nested: tuple[str, set[str]]) -> None:
    """expandvars makes nothing of a reference inside a reference, but at most the inner one."""
    for name, value in VARIABLES.items():
        os.environ[name] = value
    one_of(os.path.expandvars(nested[0]), nested[1])


@clause("os.path.expandvars/bytes")
def check_undecodable_variable(os: Os) -> None:
    """expandvars puts in a value that cannot be decoded, byte for byte."""
    os.environb[b"OSCONFORM_RAW"] = b"\xff\x80"
    equal(os.path.expandvars(b"a/$OSCONFORM_RAW"), b"a/\xff\x80")
    equal(os.path.expandvars("a/${OSCONFORM_RAW}"), "a/\udcff\udc80")


@clause("os.path.expandvars/unknown", "os.path.expandvars/dollar-name")
@needs("variables")
def check_variable_that_comes_and_goes(os: Os) -> None:
    """expandvars looks at the environment as it is at the time of the call."""
    os.environ.pop("OSCONFORM_A", None)
    equal(os.path.expandvars("$OSCONFORM_A"), "$OSCONFORM_A")
    os.environ["OSCONFORM_A"] = "now"
    equal(os.path.expandvars("$OSCONFORM_A"), "now")
    del os.environ["OSCONFORM_A"]
    equal(os.path.expandvars("$OSCONFORM_A"), "$OSCONFORM_A")
