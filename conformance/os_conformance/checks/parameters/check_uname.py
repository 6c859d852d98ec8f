"""os.uname, os.uname_result and os.strerror."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, Run, cases, clause, needs, table
from os_conformance.checks.parameters.c_library import c
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type

FIELDS = ("sysname", "nodename", "release", "version", "machine")
TOLD_BY_KERNEL = {
    "sysname": "ostype", "nodename": "hostname", "release": "osrelease", "version": "version",
}  # fmt: skip
NUMBERS = (
    "EPERM", "ENOENT", "EINTR", "EIO", "E2BIG", "EBADF", "EAGAIN", "ENOMEM", "EACCES", "EEXIST",
    "EXDEV", "ENOTDIR", "EISDIR", "EINVAL", "EMFILE", "ENOSPC", "EROFS", "EPIPE", "ERANGE",
)  # fmt: skip


@clause("os.uname/fields", "os.uname/str-fields")
@cases(name=FIELDS)
def check_field(os: Os, name: str) -> None:
    """uname's result has the field, as a str."""
    has_type(getattr(os.uname(), name), str)


@clause("os.uname/five-tuple", "os.uname_result/attributes-order")
def check_order(os: Os) -> None:
    """uname's result is five items in the order sysname, nodename, release, version, machine."""
    system = os.uname()
    equal(len(system), 5)
    equal(tuple(system[n] for n in range(5)), tuple(getattr(system, name) for name in FIELDS))


def shape(os: Any) -> Any:
    result = os.uname()
    sysname, nodename, release, version, machine = result
    made = os.uname_result(("a", "b", "c", "d", "e"))
    return (
        isinstance(result, os.uname_result),
        isinstance(result, tuple),
        result == (sysname, nodename, release, version, machine),
        (made.sysname, made.nodename, made.release, made.version, made.machine),
        tuple(made),
    )


@clause("os.uname/type", "os.uname_result/attributes-order", "os.uname/five-tuple")
def check_type(os: Os, run: Run) -> None:
    """uname returns a uname_result, a tuple whose fields are its items in order."""
    told = natively(os, run, "uname", shape)
    equal(told, (True, True, True, tuple("abcde"), tuple("abcde")))


@table(
    [
        Case("linux", {"name": "Linux"}, ("os.uname/kernel-name",)),
        Case("macos", {"name": "Darwin"}, ("os.uname/kernel-name-macos",)),
    ]
)
@clause()
def check_kernel_name(os: Os, name: str) -> None:
    """uname names the kernel: Linux, or Darwin on Apple's systems."""
    equal(os.uname().sysname, name)


def told_by_kernel(os: Any, name: Any) -> Any:
    try:
        with open("/proc/sys/kernel/" + name) as stream:
            return stream.read().rstrip("\n")
    except OSError:
        return None


@clause("os.uname/fields")
@needs("shared-files")
@cases(name=list(TOLD_BY_KERNEL))
def check_as_the_kernel_tells(os: Os, run: Run, facts: Facts, name: str) -> None:
    """uname's field is what the kernel tells elsewhere."""
    if facts.sys_platform in ("emscripten", "wasi"):
        raise Unmet("the candidate's system is none of the host's kernel", "not-applicable")
    wanted = run(told_by_kernel, TOLD_BY_KERNEL[name])
    if wanted is None:
        raise Unmet("the kernel has no /proc/sys to compare with", "not-applicable")
    equal(getattr(os.uname(), name), wanted)


@clause("os.strerror/message")
@cases(symbol=NUMBERS)
def check_message(os: Os, facts: Facts, symbol: str) -> None:
    """strerror returns a text for an error number, as a str that is not empty."""
    if symbol not in facts.errno:
        raise Unmet(f"the candidate's errno has no {symbol}", "unsupported")
    text = os.strerror(facts.errno[symbol])
    has_type(text, str)
    assert text.strip()


@clause("os.strerror/message")
def check_messages_differ(os: Os, facts: Facts) -> None:
    """Different error numbers have different texts."""
    numbers = {facts.errno[symbol] for symbol in NUMBERS if symbol in facts.errno}
    assert numbers
    equal(len({os.strerror(number) for number in numbers}), len(numbers))


def failing(os: Any, which: Any) -> Any:
    calls = {
        "open": lambda: os.open("missing", os.O_RDONLY),
        "rmdir": lambda: os.rmdir("missing"),
        "mkdir": lambda: os.mkdir("."),
        "listdir": lambda: os.listdir("missing/below"),
        "close": lambda: os.close(10**6),
    }
    try:
        calls[which]()
    except OSError as error:
        return error.strerror, os.strerror(error.errno)
    return None


@clause("os.strerror/matches-oserror")
@cases(which=["open", "rmdir", "mkdir", "listdir", "close"])
def check_same_text_in_errors(run: Run, which: str) -> None:
    """The text in an OSError is strerror's for its number."""
    told = run(failing, which)
    assert told is not None
    equal(told[0], told[1])


def unknown_text(os: Any, number: Any) -> Any:
    try:
        return type(os.strerror(number)).__name__
    except ValueError:
        return "ValueError"


@table(
    [
        Case(name, {"number": number}, ("os.strerror/unknown-valueerror",))
        for name, number in (("large", 99_999), ("negative", -1), ("largest", 2**31 - 1))
    ]
)
@clause()
@needs("shared-files", "fork")
def check_unknown_number(run: Run, number: int) -> None:
    """An unknown number has the C library's text; where that has none, ValueError is raised."""
    text = c(run, "strerror", number, kind="c_char_p")
    equal(run(unknown_text, number), "str" if text is not None else "ValueError")
