"""The documented constants: their types, and how those of one group relate."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Facts, Os, Run, cases, clause, table
from os_conformance.expect import Unmet, equal, has_type, one_of

GROUPS: dict[str, tuple[str, ...]] = {
    "os.F_LOCK/consts": ("F_LOCK", "F_TLOCK", "F_ULOCK", "F_TEST"),
    "os.POSIX_FADV_NORMAL/consts": (
        "POSIX_FADV_NORMAL", "POSIX_FADV_SEQUENTIAL", "POSIX_FADV_RANDOM", "POSIX_FADV_NOREUSE",
        "POSIX_FADV_WILLNEED", "POSIX_FADV_DONTNEED",
    ),
    "os.SF_NODISKIO/consts": ("SF_NODISKIO", "SF_MNOWAIT", "SF_SYNC"),
    "os.EX_USAGE/values": (
        "EX_OK", "EX_USAGE", "EX_DATAERR", "EX_NOINPUT", "EX_NOUSER", "EX_NOHOST", "EX_UNAVAILABLE",
        "EX_SOFTWARE", "EX_OSERR", "EX_OSFILE", "EX_CANTCREAT", "EX_IOERR", "EX_TEMPFAIL", "EX_PROTOCOL",
        "EX_NOPERM", "EX_CONFIG",
    ),
    "os.P_PID/consts": ("P_PID", "P_PGID", "P_ALL"),
    "os.P_PIDFD/const": ("P_PIDFD", "P_PID", "P_PGID", "P_ALL"),
    "os.WNOHANG/consts": ("WNOHANG", "WCONTINUED", "WEXITED", "WNOWAIT"),
    "os.CLD_EXITED/consts": (
        "CLD_EXITED", "CLD_KILLED", "CLD_DUMPED", "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED",
    ),
    "os.PRIO_PROCESS/consts": ("PRIO_PROCESS", "PRIO_PGRP", "PRIO_USER"),
    "os.PRIO_DARWIN_THREAD/consts": ("PRIO_DARWIN_THREAD", "PRIO_DARWIN_PROCESS"),
    "os.CLONE_NEWNS/consts": (
        "CLONE_FS", "CLONE_FILES", "CLONE_NEWNS", "CLONE_NEWUTS", "CLONE_NEWIPC", "CLONE_NEWUSER",
        "CLONE_NEWPID", "CLONE_NEWNET", "CLONE_SYSVSEM", "CLONE_THREAD", "CLONE_SIGHAND", "CLONE_VM",
    ),
    "os.GRND_NONBLOCK/consts": ("GRND_NONBLOCK", "GRND_RANDOM"),
    "os.SCHED_OTHER/consts": ("SCHED_OTHER", "SCHED_FIFO", "SCHED_RR"),
    "os.F_OK/consts": ("F_OK", "R_OK", "W_OK", "X_OK"),
    "os.STATX_TYPE/consts": (
        "STATX_TYPE", "STATX_MODE", "STATX_NLINK", "STATX_UID", "STATX_GID", "STATX_ATIME",
        "STATX_MTIME", "STATX_CTIME", "STATX_INO", "STATX_SIZE", "STATX_BLOCKS", "STATX_BTIME",
    ),
    "os.AT_STATX_FORCE_SYNC/consts": ("AT_STATX_FORCE_SYNC", "AT_STATX_DONT_SYNC"),
    "os.AT_NO_AUTOMOUNT/const": ("AT_NO_AUTOMOUNT",),
    "os.ST_RDONLY/consts": ("ST_RDONLY", "ST_NOSUID"),
    "os.ST_NODEV/consts": (
        "ST_NODEV", "ST_NOEXEC", "ST_SYNCHRONOUS", "ST_MANDLOCK", "ST_WRITE", "ST_APPEND", "ST_NOATIME",
        "ST_NODIRATIME", "ST_RELATIME",
    ),
    "os.MFD_CLOEXEC/consts": ("MFD_CLOEXEC", "MFD_ALLOW_SEALING", "MFD_HUGETLB"),
    "os.EFD_CLOEXEC/consts": ("EFD_CLOEXEC", "EFD_NONBLOCK", "EFD_SEMAPHORE"),
    "os.RTLD_LAZY/consts": ("RTLD_LAZY", "RTLD_NOW", "RTLD_GLOBAL"),
    "os.TFD_NONBLOCK/consts": ("TFD_NONBLOCK", "TFD_CLOEXEC"),
    "os.TFD_TIMER_ABSTIME/consts": ("TFD_TIMER_ABSTIME", "TFD_TIMER_CANCEL_ON_SET"),
    "os.XATTR_SIZE_MAX/consts": ("XATTR_CREATE", "XATTR_REPLACE"),
    "os.SPLICE_F_MOVE/consts": ("SPLICE_F_MOVE", "SPLICE_F_NONBLOCK", "SPLICE_F_MORE"),
    "os.RWF_NOWAIT/consts": ("RWF_HIPRI", "RWF_NOWAIT", "RWF_DSYNC", "RWF_SYNC", "RWF_APPEND"),
    "os.SEEK_SET/values": ("SEEK_SET", "SEEK_CUR", "SEEK_END", "SEEK_HOLE", "SEEK_DATA"),
    "os.O_RDONLY/distinct-or": (
        "O_APPEND", "O_CREAT", "O_EXCL", "O_TRUNC", "O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_NOFOLLOW",
        "O_DIRECTORY",
    ),
    "os.POSIX_SPAWN_OPEN/consts": ("POSIX_SPAWN_OPEN", "POSIX_SPAWN_CLOSE", "POSIX_SPAWN_DUP2"),
}  # fmt: skip


def constants(os: Any, names: Any) -> Any:
    return {name: getattr(os, name) for name in names if hasattr(os, name)}


def known_groups() -> list[Case]:
    from os_conformance import catalogue

    known = catalogue.load()
    return [
        Case(key.partition("/")[0].removeprefix("os."), {"names": names}, (key,))
        for key, names in GROUPS.items()
        if key in known
    ]


@table(known_groups())
@clause()
def check_group(run: Run, facts: Facts, names: tuple[str, ...]) -> None:
    """The constants of a group are ints, and no two of them are equal."""
    found = run(constants, names)
    if facts.sys_platform == "wasi":  # flags for what it has not got are 0 there (rationale 0100)
        found = {name: value for name, value in found.items() if value != 0}
    if not found:
        raise Unmet(f"none of {', '.join(names)} is here", "unsupported")
    for name, value in found.items():
        has_type(value, int, f"os.{name}")
    equal(sorted(set(found.values())), sorted(found.values()))


VALUES = [
    Case("F_OK", {"value": 0}, ("os.F_OK/consts",)),
    Case("SEEK_SET", {"value": 0}, ("os.SEEK_SET/values",)),
    Case("SEEK_CUR", {"value": 1}, ("os.SEEK_SET/values",)),
    Case("SEEK_END", {"value": 2}, ("os.SEEK_SET/values",)),
    Case("XATTR_SIZE_MAX", {"value": 65536}, ("os.XATTR_SIZE_MAX/value",)),
    Case("EX_OK", {"value": 0}, ("os.EX_USAGE/values",)),
    Case("AT_STATX_SYNC_AS_STAT", {"value": 0}, ("os.AT_STATX_FORCE_SYNC/sync-as-stat-zero",)),
]


@table([Case(row.id, {"name": row.id, **row.values}, row.clauses) for row in VALUES])
@clause()
def check_value(os: Os, name: str, value: int) -> None:
    """The constants whose value is documented have it."""
    equal(getattr(os, name), value, f"os.{name}")


STATUSES = {
    "EX_USAGE": 64, "EX_DATAERR": 65, "EX_NOINPUT": 66, "EX_NOUSER": 67, "EX_NOHOST": 68,
    "EX_UNAVAILABLE": 69, "EX_SOFTWARE": 70, "EX_OSERR": 71, "EX_OSFILE": 72, "EX_CANTCREAT": 73,
    "EX_IOERR": 74, "EX_TEMPFAIL": 75, "EX_PROTOCOL": 76, "EX_NOPERM": 77, "EX_CONFIG": 78,
}  # fmt: skip


@clause("os.EX_USAGE/sysexits")
@cases(name=list(STATUSES))
def check_exit_status(run: Run, name: str) -> None:
    """The EX_* constants have the values that sysexits.h gives them everywhere."""
    found = run(constants, [name])
    if not found:
        raise Unmet(f"no {name} here", "unsupported")
    equal(found[name], STATUSES[name], f"os.{name}")


@clause("os.NODEV/value")
def check_nodev(os: Os) -> None:
    """NODEV is an int, and is no device of a real file."""
    has_type(os.NODEV, int)
    assert os.stat(".").st_dev != os.NODEV


@clause("os.O_RDONLY/distinct-or")
def check_access_modes(os: Os) -> None:
    """The three access modes are distinct, and combine with the other flags by |."""
    modes = [os.O_RDONLY, os.O_WRONLY, os.O_RDWR]
    equal(len(set(modes)), 3)
    for mode in modes:
        flags = mode | os.O_CREAT | os.O_EXCL | os.O_TRUNC | os.O_APPEND
        equal([m for m in modes if flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR) == m], [mode])


@clause("os.P_NOWAIT/values")
def check_spawn_modes(os: Os) -> None:
    """P_NOWAIT and P_NOWAITO are ints other than P_WAIT."""
    for name in ("P_NOWAIT", "P_NOWAITO", "P_WAIT"):
        has_type(getattr(os, name), int, f"os.{name}")
    assert os.P_WAIT not in (os.P_NOWAIT, os.P_NOWAITO)


@clause("os.RTLD_LAZY/consts")
def check_loading_modes(os: Os, facts: Facts) -> None:
    """RTLD_LOCAL is an int (0 on some systems)."""
    has_type(os.RTLD_LOCAL, int)
    one_of(os.RTLD_LOCAL in (os.RTLD_LAZY, os.RTLD_NOW, os.RTLD_GLOBAL), [False])
