"""The C library as a witness, and calls in a forked child: the helpers of the parameter checks."""

from __future__ import annotations

import os
import sys

import pytest

from os_conformance.checks.parameters.c_library import c, c_attempt, c_call, machine_allows
from os_conformance.checks.parameters.children import calls_in_child, in_child
from os_conformance.checks.system.check_affinity import allowed_by_kernel
from os_conformance.expect import Unmet

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks the C library of Linux")


def here(function, *args, timeout=None):
    """Run a snippet in this process, with this interpreter's os."""
    return function(os, *args)


def without_c(function, *args, timeout=None):
    """A candidate's side that cannot call C."""
    return


def test_c_answers_in_this_process():
    assert c(here, "getpid") == os.getpid()
    assert c(here, "strerror", 2, kind="c_char_p") == os.strerror(2).encode()


def test_c_tells_the_errno_of_a_failure():
    assert c_call(os, "close", (-1,), "c_int") == (-1, "EBADF")


def test_what_cannot_be_asked_is_unmet():
    with pytest.raises(Unmet, match="no way to call the C library"):
        c(without_c, "getpid")
    with pytest.raises(Unmet, match="cannot be asked for unshare"):
        machine_allows(without_c, "unshare", 0)


def test_an_attempt_tells_how_c_fails():
    assert c_attempt(os, "close", (-1,)) == "EBADF"
    assert c_attempt(os, "osconform_no_such_function", ()) is None


def test_a_refusal_is_unmet():
    machine_allows(here, "sched_yield")
    with pytest.raises(Unmet, match="EBADF"):
        machine_allows(here, "close", -1)


def test_calls_happen_in_a_child():
    told = calls_in_child(os, here, ("getpid", ()), ("getppid", ()), ("umask", (0o123,)))
    assert told[0] != os.getpid()
    assert told[1] == os.getpid()
    mask = os.umask(0)
    os.umask(mask)
    assert told[2] == mask


def test_what_a_child_raises_is_told_and_the_rest_goes_on():
    told = in_child(os, [("rmdir", ("/",)), ("getcwd", ()), ("chdir", (1.5,))])
    assert told[0][:2] == ("raised", "OSError") or told[0][1] == "PermissionError"
    assert told[1] == os.getcwd()
    assert told[2] == ("raised", "TypeError", "")


def test_tuples_and_long_answers_come_back():
    told = in_child(os, [("getresuid", ()), ("urandom", (3000,)), ("uname", ())])
    assert told[0] == os.getresuid()
    assert len(told[1]) == 3000
    assert told[2] == tuple(os.uname())


def test_a_missing_name_is_looked_up_by_the_check():
    with pytest.raises(AttributeError):
        calls_in_child(os, here, ("no_such_function", ()))


def test_processors_by_the_kernel():
    assert set(allowed_by_kernel(os)) == os.sched_getaffinity(0)
