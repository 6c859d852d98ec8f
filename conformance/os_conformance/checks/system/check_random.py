"""os.urandom, os.getrandom and the GRND_* constants."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type, raises
from os_conformance.snippets import class_of, told_by_child, uses

SIZES = [0, 1, 2, 16, 255, 256, 257, 4096, 70_000, 200_000]
FLAGS = {"GRND_NONBLOCK": 1, "GRND_RANDOM": 2}  # getrandom(2)


@clause("os.urandom/size", "os.urandom/type")
@cases(size={str(size): size for size in SIZES})
def check_urandom_size(os: Os, size: int) -> None:
    """urandom returns exactly as many bytes as asked for."""
    data = os.urandom(size)
    has_type(data, bytes)
    equal(len(data), size)


@clause("os.urandom/differs")
@cases(size=[16, 64])
def check_urandom_differs(os: Os, size: int) -> None:
    """Of several calls no two return the same."""
    equal(len({os.urandom(size) for _ in range(20)}), 20)


@clause("os.urandom/differs")
def check_urandom_looks_random(os: Os) -> None:
    """Every byte value comes, and none much more often than the others."""
    data = os.urandom(256 * 200)
    counts = [data.count(value) for value in range(256)]
    assert min(counts) > 80  # 200 are to be expected, with a deviation of 14
    assert max(counts) < 400


@uses(told_by_child)
def drawn_by_children(os: Any, count: Any) -> Any:
    """What each of several forked children draws, and their parent."""
    import os as system

    drawn = [told_by_child(system, lambda: os.urandom(16)) for _ in range(count)]
    return [*drawn, os.urandom(16)]


@clause("os.urandom/differs")
@needs("fork", "shared-files")
def check_urandom_differs_after_fork(run: Run) -> None:
    """Forked children draw other bytes than each other and than their parent."""
    drawn = run(drawn_by_children, 4)
    equal([len(data) for data in drawn], [16] * 5)
    equal(len(set(drawn)), 5)


@clause("os.GRND_NONBLOCK/consts")
@cases(name=list(FLAGS))
def check_flag(os: Os, name: str) -> None:
    """The flags of getrandom are ints with the kernel's values."""
    equal(getattr(os, name), FLAGS[name])


@clause("os.getrandom/size", "os.getrandom/type")
@cases(size={str(size): size for size in SIZES}, how=["plain", "flags-0"])
def check_getrandom_size(os: Os, size: int, how: str) -> None:
    """getrandom returns at most as many bytes as asked for, and all of up to 256."""
    data = os.getrandom(size) if how == "plain" else os.getrandom(size, flags=0)
    has_type(data, bytes)
    assert min(size, 256) <= len(data) <= size


@clause("os.getrandom/flags")
@cases(names={"nonblock": ["GRND_NONBLOCK"], "both": ["GRND_NONBLOCK", "GRND_RANDOM"]})
def check_getrandom_flags(os: Os, names: list[str]) -> None:
    """getrandom takes the flags, alone and together."""
    flags = sum(getattr(os, name) for name in names)
    try:
        data = os.getrandom(16, flags)
    except BlockingIOError:  # allowed where the kernel counts entropy
        assert "GRND_RANDOM" in names
        return
    has_type(data, bytes)
    assert 0 < len(data) <= 16


@clause("os.getrandom/flags")
def check_getrandom_bad_flags(os: Os) -> None:
    """Flags are handed on to the kernel: unknown ones raise OSError with EINVAL."""
    with raises(OSError, errno="EINVAL"):
        os.getrandom(16, 0x4000)


@clause("os.getrandom/size")
def check_getrandom_differs(os: Os) -> None:
    """What getrandom returns is different each time."""
    equal(len({os.getrandom(16) for _ in range(20)}), 20)


@uses(class_of, told_by_child)
def starved(os: Any, flags: Any) -> Any:
    """getrandom in a forked child whose kernel says that no entropy is there (a seccomp filter)."""
    import os as system
    import platform
    import struct

    numbers = {"x86_64": 318, "aarch64": 278, "riscv64": 278, "ppc64le": 359, "s390x": 349}
    number = numbers.get(platform.machine())
    if number is None or struct.calcsize("P") != 8:
        return "no system call number"
    try:
        import ctypes
    except ImportError:
        return "no ctypes"
    # Load the number; if it is getrandom's, answer EAGAIN; let all others pass.
    steps = [
        (0x20, 0, 0, 0),
        (0x15, 0, 1, number),
        (0x06, 0, 0, 0x50000 | 11),
        (0x06, 0, 0, 0x7FFF0000),
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *s) for s in steps))
    head = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(steps), ctypes.addressof(program))
    )
    library = ctypes.CDLL(None, use_errno=True)
    buffer = ctypes.create_string_buffer(16)

    def tell():
        library.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
        if library.prctl(22, 2, head, 0, 0) != 0:  # PR_SET_SECCOMP
            return b"no filter"
        if library.syscall(number, buffer, 16, flags) != -1:
            return b"the filter does not work"
        try:
            told = f"candidate: {os.getrandom(16, flags)!r}"
        except Exception as error:
            told = "candidate: " + class_of(error)
        return told.encode()

    return told_by_child(system, tell).decode()


@clause("os.getrandom/nonblock-error")
@needs("fork", "shared-files")
def check_getrandom_without_entropy(os: Os, run: Run) -> None:
    """With GRND_NONBLOCK getrandom raises BlockingIOError where the kernel has no entropy."""
    told = natively(os, run, "getrandom", starved, os.GRND_NONBLOCK)
    if not told.startswith("candidate: "):
        raise Unmet(f"the kernel cannot be made to lack entropy: {told}")
    equal(told, "candidate: BlockingIOError")
