"""os.getuid, os.geteuid, os.getgid, os.getegid, os.getresuid, os.getresgid, os.getlogin, os.ctermid."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, clause, needs, table
from os_conformance.checks.parameters.c_library import c
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type, raises
from os_conformance.snippets import told_by_child, uses

IDS = ("getuid", "geteuid", "getgid", "getegid")


@table([Case(name, {"name": name}, (f"os.{name}/int",)) for name in IDS])
@clause()
@needs("shared-files")
def check_id(os: Os, run: Run, name: str) -> None:
    """The id is the int that the C library tells for the same process."""
    equal(getattr(os, name)(), c(run, name, kind="c_uint32"))


@table(
    [
        Case("users", {"name": "getresuid"}, ("os.getresuid/tuple",)),
        Case("groups", {"name": "getresgid"}, ("os.getresgid/tuple",)),
    ]
)
@clause()
def check_three_ids(os: Os, name: str) -> None:
    """Real, effective and saved id come as a tuple of three ints."""
    ids = getattr(os, name)()
    has_type(ids, tuple)
    equal([type(i) for i in ids], [int] * 3)


@table(
    [
        Case("users", {"three": "getresuid", "names": ("getuid", "geteuid")},
             ("os.getresuid/consistent", "os.geteuid/eq-getresuid")),
        Case("groups", {"three": "getresgid", "names": ("getgid", "getegid")},
             ("os.getresgid/consistent", "os.getgid/eq-getresgid", "os.getegid/effective-of-saved")),
    ]
)  # fmt: skip
@clause()
def check_agreement(os: Os, three: str, names: tuple[str, str]) -> None:
    """The first two of the three ids are the real and the effective id."""
    real, effective, _ = getattr(os, three)()
    equal((real, effective), tuple(getattr(os, name)() for name in names))


def three_from_c(os: Any, name: Any) -> Any:
    try:
        import ctypes

        function = getattr(ctypes.CDLL(None), name)
    except (ImportError, OSError, TypeError, AttributeError):
        return None
    ids = [ctypes.c_uint32() for _ in range(3)]
    function(*[ctypes.byref(i) for i in ids])
    return tuple(i.value for i in ids)


@table(
    [
        Case("users", {"name": "getresuid"}, ("os.getresuid/tuple",)),
        Case("groups", {"name": "getresgid"}, ("os.getresgid/tuple",)),
    ]
)
@clause()
@needs("shared-files")
def check_three_ids_in_c(os: Os, run: Run, name: str) -> None:
    """The three ids are those that the C library tells, in its order."""
    wanted = run(three_from_c, name)
    if wanted is None:
        raise Unmet(f"the C library cannot be asked for {name}", "not-applicable")
    equal(getattr(os, name)(), wanted)


@clause("os.ctermid/returns-str")
@needs("shared-files")
def check_ctermid(os: Os, run: Run) -> None:
    """ctermid returns the C library's name of the controlling terminal, as str."""
    has_type(os.ctermid(), str)
    equal(os.ctermid(), c(run, "ctermid", None, kind="c_char_p").decode())


@uses(told_by_child)
def login_without_terminal(os: Any) -> Any:
    import ast
    import os as system

    try:
        import ctypes

        getlogin_r = ctypes.CDLL(None).getlogin_r
        buffer = ctypes.create_string_buffer(1024)
    except (ImportError, OSError, TypeError, AttributeError):
        return None

    def tell():
        system.setsid()
        no_terminal = system.pipe()[0]
        for number in (0, 1, 2):
            system.dup2(no_terminal, number)
        failed = getlogin_r(buffer, 1024)
        wanted = "OSError" if failed else system.fsdecode(buffer.value)
        try:
            got = os.getlogin()
        except OSError:
            got = "OSError"
        except Exception as error:
            got = repr(error)
        return repr((got, wanted)).encode()

    return ast.literal_eval(told_by_child(system, tell).decode())


@clause("os.getlogin/no-tty-oserror")
@needs("fork", "shared-files")
def check_login_without_terminal(os: Os, run: Run) -> None:
    """Without a terminal getlogin raises OSError, unless the system remembers the login."""
    told = natively(os, run, "getlogin", login_without_terminal)
    if told is None:
        raise Unmet("the interpreter has no way to call the C library", "not-applicable")
    equal(told[0], told[1])


def login(os: Any) -> Any:
    try:
        return os.getlogin()
    except OSError:
        return None


@clause("os.getlogin/str")
def check_login(os: Os, run: Run) -> None:
    """getlogin returns a non-empty str, or raises OSError where nobody has logged in."""
    told = natively(os, run, "getlogin", login)
    if told is None and os.name == "posix":
        return
    has_type(told, str)
    assert told


@table(
    [
        Case(name, {"name": name}, (f"os.{name}/wasi-stub",))
        for name in ("getpid", "getuid", "getgid")
    ]
)
@clause()
def check_stub(os: Os, name: str) -> None:
    """On WASI the function is a stub: it answers with an int, the same each time."""
    function = getattr(os, name)
    has_type(function(), int)
    equal(function(), function())


@clause("os.umask/wasi-stub")
def check_umask_stub(os: Os) -> None:
    """On WASI umask is a stub: it takes a mask and answers with an int, the same each time."""
    has_type(os.umask(0o077), int)
    equal(os.umask(0o077), os.umask(0o077))
    with raises(TypeError):
        os.umask("077")
