"""os.sysconf, os.confstr, their tables of names, and the RTLD_* constants."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.parameters.c_library import c
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type, raises

# Names that POSIX asks for and whose value does not change while a process runs.
LIMITS = (
    "SC_ARG_MAX", "SC_CHILD_MAX", "SC_CLK_TCK", "SC_NGROUPS_MAX", "SC_OPEN_MAX", "SC_PAGESIZE",
    "SC_PAGE_SIZE", "SC_STREAM_MAX", "SC_TZNAME_MAX", "SC_VERSION", "SC_JOB_CONTROL", "SC_SAVED_IDS",
    "SC_LINE_MAX", "SC_RE_DUP_MAX", "SC_IOV_MAX", "SC_NPROCESSORS_CONF",
)  # fmt: skip
POSITIVE = ("SC_PAGE_SIZE", "SC_PAGESIZE", "SC_ARG_MAX", "SC_CLK_TCK", "SC_VERSION")
NO_NUMBER = 99_999_999


@table(
    [
        Case("sysconf", {"name": "sysconf_names"}, ("os.sysconf_names/dict",)),
        Case("confstr", {"name": "confstr_names"}, ("os.confstr_names/dict",)),
    ]
)
@clause()
def check_names(os: Os, name: str) -> None:
    """The table of names is a dict of str to int, with entries."""
    names = getattr(os, name)
    has_type(names, dict)
    assert names
    for key in names:
        has_type(key, str, "a name")
    equal({type(value) for value in names.values()}, {int})


@clause("os.sysconf/int", "os.sysconf/int-name")
@needs("fork", "shared-files")
@cases(name=LIMITS)
def check_sysconf(os: Os, run: Run, name: str) -> None:
    """sysconf returns the C library's value as int, for the name and for its number."""
    if name not in os.sysconf_names:
        raise Unmet(f"the system has no {name}", "not-applicable")
    number = os.sysconf_names[name]
    wanted = c(run, "sysconf", number, kind="c_long")
    equal(os.sysconf(name), wanted)
    equal(os.sysconf(number), wanted)


@clause("os.sysconf/int", "os.sysconf/page-size")
@cases(name=POSITIVE)
def check_positive(os: Os, name: str) -> None:
    """Sizes, limits and versions that every system has are positive ints."""
    value = os.sysconf(name)
    has_type(value, int)
    assert value > 0


@clause("os.sysconf/page-size")
@needs("shared-files")
def check_page_size(os: Os) -> None:
    """The page size is a power of two, by either of its names."""
    size = os.sysconf("SC_PAGE_SIZE")
    equal(size & (size - 1), 0)
    equal(os.sysconf("SC_PAGESIZE"), size)


def compared(os: Any, which: Any) -> Any:
    """(names whose value is not C's, names that C leaves undefined) for all names of a table."""
    import ctypes
    import errno

    library = ctypes.CDLL(None, use_errno=True)
    library.sysconf.restype = ctypes.c_long
    library.confstr.restype = ctypes.c_size_t

    def c_value(number):
        ctypes.set_errno(0)
        if which == "sysconf":
            value = library.sysconf(number)
            undefined = value == -1
        else:
            size = library.confstr(number, None, 0)
            undefined = size == 0
            buffer = ctypes.create_string_buffer(size or 1)
            if size:
                library.confstr(number, buffer, size)
            value = None if undefined else os.fsdecode(buffer.value)
        code: Any = ctypes.get_errno() if undefined else 0
        return errno.errorcode.get(code, str(code)) if code else value, undefined and not code

    def value_of(name):
        try:
            return getattr(os, which)(name)
        except OSError as error:
            return errno.errorcode.get(error.errno or 0)

    wrong, undefined = [], []
    for name, number in sorted(getattr(os, which + "_names").items()):
        if name == "SC_AVPHYS_PAGES":  # changes all the time
            continue
        wanted, without = c_value(number)
        got = value_of(name)
        if got != wanted or type(got) is not type(wanted):
            wrong.append((name, got, wanted))
        if without:
            undefined.append(name)
    return wrong, undefined


@table(
    [
        Case("sysconf", {"which": "sysconf"}, ("os.sysconf/int",)),
        Case("confstr", {"which": "confstr"}, ("os.confstr/str",)),
    ]
)
@clause()
@needs("fork", "shared-files")
def check_all_names(os: Os, run: Run, which: str) -> None:
    """Every name of the table has the value, or the error, of the C library."""
    wrong, _ = natively(os, run, which, compared, which)
    equal(wrong, [])


@table(
    [
        Case("sysconf", {"which": "sysconf", "value": -1}, ("os.sysconf/undefined-minus-one",)),
        Case("confstr", {"which": "confstr", "value": None}, ("os.confstr/undefined-none",)),
    ]
)
@clause()
@needs("fork", "shared-files")
def check_undefined(os: Os, run: Run, which: str, value: Any) -> None:
    """A name that the system leaves undefined gives -1 or None, and no error."""
    _, undefined = natively(os, run, which, compared, which)
    if not undefined:
        raise Unmet(f"the system defines every name of {which}", "not-applicable")
    for name in undefined:
        equal(getattr(os, which)(name), value, name)


@clause("os.confstr/str", "os.confstr/int-name")
@cases(by=["name", "number"])
def check_confstr(os: Os, by: str) -> None:
    """confstr returns the path of the standard programs, by name and by number."""
    value = os.confstr("CS_PATH" if by == "name" else os.confstr_names["CS_PATH"])
    has_type(value, str)
    assert value.startswith("/")


@table(
    [
        Case("sysconf", {"which": "sysconf"}, ("os.sysconf/unknown-valueerror",)),
        Case("confstr", {"which": "confstr"}, ("os.confstr/unknown-valueerror",)),
    ]
)
@clause()
@cases(name={"none-such": "OSCONFORM_NONE", "empty": "", "lower": "sc_page_size"})
def check_unknown_name(os: Os, which: str, name: str) -> None:
    """A name that is not in the table raises ValueError."""
    with raises(ValueError):
        getattr(os, which)(name)


@table(
    [
        Case("sysconf", {"which": "sysconf"}, ("os.sysconf/bad-int",)),
        Case("confstr", {"which": "confstr"}, ("os.confstr/bad-int",)),
    ]
)
@clause()
@cases(number={"large": NO_NUMBER, "negative": -NO_NUMBER})
def check_unknown_number(os: Os, which: str, number: int) -> None:
    """A number that the system does not know raises OSError with EINVAL."""
    with raises(OSError, errno="EINVAL"):
        getattr(os, which)(number)


@clause("os.sysconf_names/minsigstksz")
@needs("fork", "shared-files")
def check_signal_stack(os: Os, run: Run) -> None:
    """SC_MINSIGSTKSZ is there where the C library had it, and has the C library's value."""
    if "SC_MINSIGSTKSZ" not in os.sysconf_names:
        raise Unmet("the interpreter was built with a C library that has none", "not-applicable")
    number = os.sysconf_names["SC_MINSIGSTKSZ"]
    equal(os.sysconf("SC_MINSIGSTKSZ"), c(run, "sysconf", number, kind="c_long"))


@clause("os.RTLD_LAZY/consts")
@cases(name=["RTLD_LAZY", "RTLD_NOW", "RTLD_GLOBAL", "RTLD_LOCAL"])
def check_loading_flag(os: Os, name: str) -> None:
    """The flags for loading libraries are ints."""
    has_type(getattr(os, name), int)


def loading(os: Any) -> Any:
    import sys

    flags = os.RTLD_NOW | os.RTLD_GLOBAL
    sys.setdlopenflags(flags)
    return (
        sys.getdlopenflags() == flags,
        os.RTLD_NOW != os.RTLD_LAZY,
        os.RTLD_GLOBAL != os.RTLD_LOCAL,
    )


@clause("os.RTLD_LAZY/consts")
@needs("own-process", "shared-files")
def check_loading_flags_are_taken(os: Os, run: Run) -> None:
    """sys.setdlopenflags takes the flags, and they can be told from each other."""
    equal(natively(os, run, "RTLD_NOW", loading), (True, True, True))
