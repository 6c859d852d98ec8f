"""os.sched_setscheduler, os.sched_setparam, os.sched_param and the rest of the scheduler."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Case, Os, Run, cases, clause, needs, table
from os_conformance.checks.parameters.c_library import c
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type
from os_conformance.snippets import told_by_child, uses

# Values of the kernel's interface (sched(7)).
LINUX = {"SCHED_BATCH": 3, "SCHED_IDLE": 5, "SCHED_RESET_ON_FORK": 0x40000000}
NEWER = {"SCHED_DEADLINE": 6, "SCHED_NORMAL": 0}
POLICIES = ("SCHED_OTHER", "SCHED_FIFO", "SCHED_RR")
REAL_TIME = ("SCHED_FIFO", "SCHED_RR")


@clause("os.SCHED_OTHER/consts")
def check_policies(os: Os) -> None:
    """SCHED_OTHER, SCHED_FIFO and SCHED_RR are different ints."""
    values = [getattr(os, name) for name in POLICIES]
    equal([type(value) for value in values], [int] * 3)
    equal(len(set(values)), 3)


@clause("os.SCHED_OTHER/linux-consts")
@cases(name=list(LINUX))
def check_linux_policy(os: Os, name: str) -> None:
    """Linux has further policies, with the kernel's values."""
    equal(getattr(os, name), LINUX[name])


@clause("os.SCHED_OTHER/deadline-normal")
@cases(name=list(NEWER))
def check_newer_policy(os: Os, name: str) -> None:
    """SCHED_DEADLINE is there, and SCHED_NORMAL is another name of SCHED_OTHER."""
    equal(getattr(os, name), NEWER[name])
    equal(os.SCHED_OTHER, NEWER["SCHED_NORMAL"])


def parameter(os: Any) -> Any:
    one = os.sched_param(7)
    named = os.sched_param(sched_priority=7)
    answers = [one.sched_priority, named.sched_priority, tuple(one)]
    for act in (
        lambda: setattr(one, "sched_priority", 8),
        lambda: one.__setitem__(0, 8),
        lambda: delattr(one, "sched_priority"),
    ):
        try:
            act()
            answers.append("changed")
        except (AttributeError, TypeError):
            answers.append("refused")
    return answers, one.sched_priority


@clause("os.sched_param/priority")
def check_priority(os: Os, run: Run) -> None:
    """A sched_param holds the priority given, by position or by name."""
    answers, _ = natively(os, run, "sched_getparam", parameter)
    equal(answers[:3], [7, 7, (7,)])


@clause("os.sched_param/immutable")
def check_immutable(os: Os, run: Run) -> None:
    """A sched_param can be changed in no way."""
    answers, after = natively(os, run, "sched_getparam", parameter)
    equal(answers[3:], ["refused"] * 3)
    equal(after, 7)


@table(
    [
        Case("min", {"name": "sched_get_priority_min"}, ("os.sched_get_priority_min/int",)),
        Case("max", {"name": "sched_get_priority_max"}, ("os.sched_get_priority_max/int",)),
    ]
)
@clause()
@needs("fork", "shared-files")
@cases(policy=POLICIES)
def check_bounds(os: Os, run: Run, name: str, policy: str) -> None:
    """The bounds of a policy's priorities are the C library's, and the least is not above the most."""
    number = getattr(os, policy)
    equal(getattr(os, name)(number), c(run, name, number))
    assert os.sched_get_priority_min(number) <= os.sched_get_priority_max(number)


def told_parameter(os: Any) -> Any:
    own, by_pid = os.sched_getparam(0), os.sched_getparam(os.getpid())
    return isinstance(own, os.sched_param), type(own.sched_priority).__name__, own == by_pid


@clause("os.sched_getparam/type")
def check_getparam(os: Os, run: Run) -> None:
    """sched_getparam returns a sched_param; 0 means the caller."""
    equal(natively(os, run, "sched_getparam", told_parameter), (True, "int", True))


@clause("os.sched_getscheduler/self")
@needs("fork", "shared-files")
def check_getscheduler(os: Os, run: Run) -> None:
    """sched_getscheduler of 0 is the policy of the caller, as the C library tells it."""
    policy = os.sched_getscheduler(0)
    equal(policy, os.sched_getscheduler(os.getpid()))
    equal(policy, c(run, "sched_getscheduler", 0))


@uses(told_by_child)
def scheduled(os: Any, policy: Any, steps: Any) -> Any:
    """In a forked child: set the policy, then each parameter; what was told after each step."""
    import ast
    import os as system

    try:
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
    except (ImportError, OSError, TypeError):
        return None

    def tell():
        value = ctypes.c_int(steps[0])
        trial = system.fork()
        if trial == 0:  # does the machine let C do it?
            system._exit(library.sched_setscheduler(0, policy, ctypes.byref(value)) != 0)
        if system.waitpid(trial, 0)[1]:
            return b"'refused'"
        steps_told = []
        try:
            for number, which in enumerate(steps):
                if number == 0:
                    answer = os.sched_setscheduler(0, policy, os.sched_param(which))
                else:
                    answer = os.sched_setparam(0, os.sched_param(which))
                steps_told.append((
                    answer, os.sched_getscheduler(0), os.sched_getparam(0).sched_priority,
                    library.sched_getscheduler(0), os.sched_rr_get_interval(0),
                ))  # fmt: skip
        except Exception as error:
            return repr(repr(error)).encode()
        return repr(steps_told).encode()

    return ast.literal_eval(told_by_child(system, tell).decode())


def run_scheduled(os: Os, run: Run, policy: str, steps: list[int]) -> list[Any]:
    """What `scheduled` tells; Unmet where the machine refuses the policy to C as well."""
    if not hasattr(os, policy):
        raise Unmet(f"the platform has no {policy}", "not-applicable")
    for name in ("sched_setscheduler", "sched_setparam", "sched_rr_get_interval"):
        getattr(os, name)
    told = run(scheduled, getattr(os, policy), steps)
    if told is None:
        raise Unmet("the interpreter has no way to call the C library", "not-applicable")
    if told == "refused":
        raise Unmet(f"the machine refuses {policy}")
    has_type(told, list)
    answer: list[Any] = told
    return answer


@clause("os.sched_setscheduler/sets", "os.sched_getscheduler/self")
@needs("fork", "shared-files")
@cases(policy=["SCHED_OTHER", "SCHED_BATCH", "SCHED_IDLE"])
def check_policy_without_priority(os: Os, run: Run, policy: str) -> None:
    """sched_setscheduler sets one of the policies that are open to everybody."""
    ((_, told, priority, in_c, _),) = run_scheduled(os, run, policy, [0])
    equal((told, priority, in_c), (getattr(os, policy), 0, getattr(os, policy)))


@clause("os.sched_setscheduler/sets", "os.sched_setparam/sets")
@needs("root", "fork", "shared-files")
@cases(policy=REAL_TIME)
def check_real_time(os: Os, run: Run, policy: str) -> None:
    """Root sets a real-time policy with its priority, then other priorities."""
    steps = run_scheduled(os, run, policy, [2, 3, 1])
    equal([step[1] for step in steps], [getattr(os, policy)] * 3)
    equal([step[2] for step in steps], [2, 3, 1])
    equal([step[3] for step in steps], [getattr(os, policy)] * 3)


@clause("os.sched_setparam/sets")
@needs("fork", "shared-files")
def check_setparam(os: Os, run: Run) -> None:
    """sched_setparam sets the parameter, here the only one that the common policy has."""
    steps = run_scheduled(os, run, "SCHED_OTHER", [0, 0])
    equal([step[2] for step in steps], [0, 0])


@table(
    [
        Case("setscheduler", {"step": 0}, ("os.sched_setscheduler/returns-none",)),
        Case("setparam", {"step": 1}, ("os.sched_setparam/returns-none",)),
    ]
)
@clause()
@needs("fork", "shared-files")
def check_returns_none(os: Os, run: Run, step: int) -> None:
    """What sets policy and parameter returns None."""
    equal(run_scheduled(os, run, "SCHED_OTHER", [0, 0])[step][0], None)


@clause("os.sched_rr_get_interval/float")
def check_interval(os: Os) -> None:
    """sched_rr_get_interval returns the quantum as a float that is not negative."""
    has_type(os.sched_rr_get_interval(0), float)
    assert os.sched_rr_get_interval(0) >= 0


@clause("os.sched_rr_get_interval/float")
@needs("root", "fork", "shared-files")
def check_round_robin_interval(os: Os, run: Run) -> None:
    """Under the round-robin policy the quantum is a time in seconds, more than none, less than ten."""
    interval = run_scheduled(os, run, "SCHED_RR", [1])[0][4]
    has_type(interval, float)
    assert 0 < interval < 10
