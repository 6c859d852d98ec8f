"""How names are decoded and encoded, and UTF-8 mode; both path flavours; WebAssembly."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.expect import equal


def both_flavours(os: Any) -> Any:
    """The public names that only one of posixpath and ntpath has, but those of one platform."""
    import ntpath
    import posixpath

    return (
        posixpath.join("a", "b"),
        ntpath.join("a", "b"),
        sorted(set(posixpath.__all__) ^ set(ntpath.__all__)),
        os.path in (posixpath, ntpath),
    )


@clause("os/osp-both-importable")
@needs("stands-for-os")
def check_both_flavours(run: Run) -> None:
    """posixpath and ntpath can be imported everywhere, with the same interface; os.path is one of them."""
    posix, nt, different, one = run(both_flavours)
    equal((posix, nt, one), ("a/b", "a\\b", True))
    equal([n for n in different if n not in ("isreserved", "splitunc")], [])


@clause("os/fsenc-ascii-roundtrip")
def check_ascii(os: Os) -> None:
    """Every byte below 128 is decoded as ASCII, and encoded again."""
    data = bytes(range(1, 128))
    equal(os.fsdecode(data), data.decode("ascii"))
    equal(os.fsencode(data.decode("ascii")), data)


@clause("os/surrogateescape")
@cases(
    data={
        "one": b"\xff",
        "many": bytes(range(128, 256)),
        "mixed": b"a\xe9b",
        "cut": "é".encode()[:1],
    }
)
def check_surrogate_escape(os: Os, data: bytes) -> None:
    """Bytes that cannot be decoded become U+DCxx, and come back as they were."""
    text = os.fsdecode(data)
    equal(os.fsencode(text), data)
    if data == b"\xff":
        equal(text, "\udcff")


@clause("os/surrogateescape")
@needs("bytes-names", "posix-paths")
@cases(name={"latin": b"caf\xe9", "high": bytes(range(0x80, 0x90)), "quote": b"\xff'\"\\"})
def check_surrogate_escape_in_names(os: Os, world: World, name: bytes) -> None:
    """A file whose name cannot be decoded is listed, and can be opened by the name listed."""
    world.file(name, b"data")
    listed = os.listdir(".")
    equal([os.fsencode(n) for n in listed], [name])
    equal(os.read(os.open(listed[0], os.O_RDONLY), 10), b"data")


CHILD = """
import os, sys
sys.stdout.write(ascii([
    sys.flags.utf8_mode, os.fsdecode(b"\\xc3\\xa9"), os.fsencode("\\xe9"), os.environ.get("NAME"),
    [n for n in os.listdir(".") if n[:1] == "f"],
]))
"""


def told(os: Any, child: Any, options: Any, locale: Any) -> Any:
    import ast
    import subprocess
    import sys

    environment = {"NAME": "é", "LC_ALL": locale, "PYTHONCOERCECLOCALE": "0"}
    environment.update({k: v for k, v in os.environ.items() if k.startswith("LD_")})
    encoded = {k.encode(): v.encode("utf-8", "surrogateescape") for k, v in environment.items()}
    command = [sys.executable, *options, "-c", child]
    done = subprocess.run(command, env=encoded, stdout=subprocess.PIPE, check=True)
    return ast.literal_eval(done.stdout.decode("ascii"))


@clause("os/utf8-mode-fsencode", "os/utf8-mode-names")
@needs("stands-for-os", "programs", "bytes-names")
@cases(locale=["C", "POSIX", "C.UTF-8"])
def check_utf8_mode(run: Run, world: World, locale: str) -> None:
    """In UTF-8 mode names, the environment and fsencode use UTF-8, whatever the locale."""
    world.file("fé".encode())
    mode, decoded, encoded, value, names = run(told, CHILD, ["-X", "utf8"], locale)
    equal((mode, decoded, encoded), (1, "é", "é".encode()))
    equal((value, names), ("é", ["fé"]))


@clause("os/utf8-mode-default")
@needs("stands-for-os", "programs")
@cases(option={"implied": ([], 1), "off": (["-X", "utf8=0"], 0)})
def check_utf8_mode_by_default(run: Run, option: tuple[list[str], int]) -> None:
    """UTF-8 mode is on unless it is turned off."""
    equal(run(told, CHILD, option[0], "C.UTF-8")[0], option[1])


TERMINAL = """
import os
master, slave = os.openpty()
print(ascii(os.device_encoding(slave)))
"""


@clause("os/utf8-mode-device-encoding")
@needs("stands-for-os", "programs")
@cases(locale=["C", "C.UTF-8"])
def check_device_encoding(run: Run, locale: str) -> None:
    """In UTF-8 mode the encoding of a terminal is utf-8, in whatever case (rationale 0033)."""
    equal(run(told, TERMINAL, ["-X", "utf8"], locale).lower(), "utf-8")


def refused(os: Any, name: Any, arguments: Any) -> Any:
    if not hasattr(os, name):
        return True
    try:
        getattr(os, name)(*arguments)
    except (OSError, NotImplementedError):
        return True
    return False


NO_PROCESSES: dict[str, list[Any]] = {
    "fork": [], "forkpty": [], "execv": ["/nowhere", ["x"]], "execve": ["/nowhere", ["x"], {}],
    "kill": [10**7, 0], "wait": [], "waitpid": [-1, 0], "nice": [1],
}  # fmt: skip


@clause("os/wasm-process-absent")
@cases(name=list(NO_PROCESSES))
def check_no_processes(run: Run, name: str) -> None:
    """What WebAssembly has no processes for is not there, or raises OSError."""
    equal(run(refused, name, NO_PROCESSES[name]), True)
