"""Arguments of wrong types: what takes ids, masks, sizes, policies and other numbers."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, clause, needs, table
from os_conformance.expect import raises

NUMBERS: dict[str, Any] = {"str": "0", "none": None, "float": 0.5, "list": [0], "tuple": (0,)}
NAMES: dict[str, Any] = {"none": None, "float": 0.5, "list": ["SC_PAGE_SIZE"], "dict": {}}
USERS: dict[str, Any] = {"none": None, "int": 0, "list": ["root"]}
SEQUENCES: dict[str, Any] = {"none": None, "int": 1, "float": 0.5}
PROCESSORS: dict[str, Any] = {"none": None, "int": 0, "str": ["0"], "float": [0.5], "nested": [[0]]}
PARAMETERS: dict[str, Any] = {"none": None, "int": 0, "str": "0", "list": [0]}
# Name of the function: right arguments, and for each place what is wrong there.
CALLS: dict[str, tuple[tuple[Any, ...], tuple[dict[str, Any] | None, ...]]] = {
    "seteuid": ((-1,), (NUMBERS,)),
    "setegid": ((-1,), (NUMBERS,)),
    "setreuid": ((-1, -1), (NUMBERS, NUMBERS)),
    "setregid": ((-1, -1), (NUMBERS, NUMBERS)),
    "setresuid": ((-1, -1, -1), (NUMBERS, NUMBERS, NUMBERS)),
    "setresgid": ((-1, -1, -1), (NUMBERS, NUMBERS, NUMBERS)),
    "getpgid": ((0,), (NUMBERS,)),
    "getsid": ((0,), (NUMBERS,)),
    "setpgid": ((0, 0), (NUMBERS, NUMBERS)),
    "getpriority": ((0, 0), (NUMBERS, NUMBERS)),
    "setpriority": ((0, 0, 19), (NUMBERS, NUMBERS, NUMBERS)),
    "umask": ((0o22,), (NUMBERS,)),
    "strerror": ((1,), (NUMBERS,)),
    "setgroups": (([],), (SEQUENCES,)),
    "getgrouplist": (("root", 0), (USERS, NUMBERS)),
    "initgroups": (("root", 0), (USERS, NUMBERS)),
    "unshare": ((0,), (NUMBERS,)),
    "setns": ((0, 0), (NUMBERS, NUMBERS)),
    "sched_get_priority_min": ((0,), (NUMBERS,)),
    "sched_get_priority_max": ((0,), (NUMBERS,)),
    "sched_getscheduler": ((0,), (NUMBERS,)),
    "sched_getparam": ((0,), (NUMBERS,)),
    "sched_rr_get_interval": ((0,), (NUMBERS,)),
    "sched_setscheduler": ((0, 0, None), (None, None, PARAMETERS)),
    "sched_setparam": ((0, None), (None, PARAMETERS)),
    "sched_getaffinity": ((0,), (NUMBERS,)),
    "sched_setaffinity": ((0, [0]), (NUMBERS, PROCESSORS)),
    "sysconf": (("SC_PAGE_SIZE",), (NAMES,)),
    "confstr": (("CS_PATH",), (NAMES,)),
    "urandom": ((1,), (NUMBERS,)),
    "getrandom": ((1, 0), (NUMBERS, NUMBERS)),
    "get_terminal_size": ((1,), (NUMBERS,)),
}


def rows() -> list[Case]:
    """A case for each function, place and wrong value."""
    return [
        Case(
            f"{name}-{place + 1}-{kind}",
            {"name": name, "args": (*right[:place], value, *right[place + 1 :])},
            (f"os.{name}/wrong-type",),
        )
        for name, (right, wrong) in CALLS.items()
        for place, values in enumerate(wrong)
        for kind, value in (values or {}).items()
    ]


@table(rows())
@clause()
@needs("own-process")
def check_wrong_type(os: Os, name: str, args: tuple[Any, ...]) -> None:
    """An argument of a type that the function does not take raises TypeError."""
    with raises(TypeError):
        getattr(os, name)(*args)
