"""os.posix_spawn, os.posix_spawnp: process group, session, signals, ids, scheduler."""

from __future__ import annotations

import signal
from typing import Any

from os_conformance.check import Case, Os, Run, clause, needs, table
from os_conformance.checks.processes.children import call
from os_conformance.checks.processes.spawning import BOTH, both, launch, observe
from os_conformance.expect import Unmet, equal

TERM, HUP = int(signal.SIGTERM), int(signal.SIGHUP)
TELL = "kill -TERM $$; printf alive"  # a shell that SIGTERM kills says nothing
ALIVE, DEAD = (0, "alive"), (-TERM, "")


@table(both("setpgroup"))
@clause()
@needs("programs")
def check_new_group(os: Os, run: Run, name: str) -> None:
    """With setpgroup=0 the new process leads a group of its own."""
    seen = observe(os, run, name, options={"setpgroup": 0})
    equal(seen["group"], seen["pid"])
    equal(seen["session"], seen["own session"], "session:")
    equal(seen["ended"], [7 << 8])


@table(both("setpgroup"))
@clause()
@needs("programs")
def check_other_group(os: Os, run: Run, name: str) -> None:
    """With setpgroup the new process joins the group of that number."""
    seen = observe(os, run, name, special={"join": True})
    equal(seen["group"], seen["first"])
    equal(seen["ended"], [7 << 8] * 2)


@table(both("setpgroup"))
@clause()
@needs("programs")
def check_own_group(os: Os, run: Run, name: str) -> None:
    """Without setpgroup the new process stays in the caller's group and session."""
    seen = observe(os, run, name)
    equal((seen["group"], seen["session"]), (seen["own group"], seen["own session"]))


@table(both("setsid"))
@clause()
@needs("programs")
def check_new_session(os: Os, run: Run, name: str) -> None:
    """With setsid=True the new process leads a new session, and a group."""
    seen = observe(os, run, name, options={"setsid": True})
    equal((seen["session"], seen["group"]), (seen["pid"], seen["pid"]))
    equal(seen["ended"], [7 << 8])


@table(both("setsid"))
@clause()
@needs("programs")
def check_same_session(os: Os, run: Run, name: str) -> None:
    """With setsid=False the new process stays in the caller's session."""
    seen = observe(os, run, name, options={"setsid": False})
    equal(seen["session"], seen["own session"])


MASKS = {
    "absent": ({}, {}, DEAD),
    "blocks": ({"setsigmask": [TERM]}, {}, ALIVE),
    "blocks-several": ({"setsigmask": (HUP, TERM)}, {}, ALIVE),
    "blocks-other": ({"setsigmask": [HUP]}, {}, DEAD),
    "inherits": ({}, {"block": [TERM]}, ALIVE),
    "unblocks": ({"setsigmask": []}, {"block": [TERM]}, DEAD),
    "replaces": ({"setsigmask": {HUP}}, {"block": [TERM]}, DEAD),
}
DEFAULTS = {
    "absent": ({}, {"ignore": [TERM]}, ALIVE),
    "resets": ({"setsigdef": [TERM]}, {"ignore": [TERM]}, DEAD),
    "resets-several": ({"setsigdef": (HUP, TERM)}, {"ignore": [HUP, TERM]}, DEAD),
    "resets-other": ({"setsigdef": {HUP}}, {"ignore": [HUP, TERM]}, ALIVE),
    "resets-none": ({"setsigdef": []}, {"ignore": [TERM]}, ALIVE),
}


@table(both("setsigmask", mask=MASKS))
@clause()
@needs("programs")
def check_signal_mask(os: Os, run: Run, name: str, mask: tuple[Any, Any, tuple[int, str]]) -> None:
    """setsigmask is the new process's signal mask; without it the caller's is inherited."""
    options, setup, wanted = mask
    equal(launch(os, run, name, TELL, options=options, setup=setup)[:2], wanted)


@table(both("setsigdef", default=DEFAULTS))
@clause()
@needs("programs")
def check_signal_defaults(
    os: Os, run: Run, name: str, default: tuple[Any, Any, tuple[int, str]]
) -> None:
    """The signals of setsigdef act by default in the new process, others stay ignored if they were."""
    options, setup, wanted = default
    equal(launch(os, run, name, TELL, options=options, setup=setup)[:2], wanted)


def effective_user(os: Any, name: Any, options: Any, user: Any) -> Any:
    """What id -u says, started while the effective user id differs from the real one; None: it cannot."""
    import os as native
    import shutil

    program = shutil.which("id")
    r, w = native.pipe()
    saved = native.dup(1)
    try:
        native.seteuid(user)
    except OSError:
        return None
    native.dup2(w, 1)
    native.close(w)
    try:
        pid = getattr(os, name)(program, ["id", "-u"], {}, **options)
    finally:
        native.dup2(saved, 1)
        native.close(saved)
        native.seteuid(0)
    told = native.read(r, 100)
    native.waitpid(pid, 0)
    return int(told)


@table(
    [
        Case(f"{name}-{key}", {"name": name, "options": options, "wanted": wanted},
             ("os.posix_spawn/resetids",))
        for name in BOTH
        for key, options, wanted in (
            ("true", {"resetids": True}, 0), ("false", {"resetids": False}, 65534),
            ("absent", {}, 65534),
        )
    ]
)  # fmt: skip
@clause()
@needs("programs", "root")
def check_reset_ids(os: Os, run: Run, name: str, options: dict[str, bool], wanted: int) -> None:
    """With resetids=True the effective user id becomes the real one, otherwise it stays."""
    told = call(os, run, name, effective_user, name, options, 65534)
    if told is None:
        raise Unmet("root cannot act for another user here")
    equal(told, wanted)


SCHEDULERS = {
    "absent": ({"own": "SCHED_BATCH"}, "SCHED_BATCH"),
    "policy": ({"own": "SCHED_BATCH", "scheduler": ("SCHED_OTHER", 0)}, "SCHED_OTHER"),
    "no-policy": ({"own": "SCHED_BATCH", "scheduler": (None, 0)}, "SCHED_BATCH"),
}


@table(both("scheduler", how=SCHEDULERS))
@clause()
@needs("programs")
def check_scheduler(os: Os, run: Run, name: str, how: tuple[dict[str, Any], str]) -> None:
    """The scheduler option sets the scheduling policy; None, like no option, keeps the caller's."""
    if not hasattr(os, "SCHED_BATCH"):
        raise Unmet("this platform has no second policy for everybody", "not-applicable")
    seen = observe(os, run, name, special=how[0])
    equal(seen["policy"], how[1])
    equal(seen["ended"], [7 << 8])


def may_be_real_time(os: Any, policy: Any) -> Any:
    """Whether a child of this process may take a real-time policy."""
    import os as native

    pid = native.fork()
    if pid == 0:
        code = 1
        try:
            native.sched_setscheduler(0, getattr(os, policy), native.sched_param(1))
            code = 0
        finally:
            native._exit(code)
    return native.waitpid(pid, 0)[1] == 0


@table(both("scheduler", policy={"rr": "SCHED_RR", "fifo": "SCHED_FIFO"}))
@clause()
@needs("programs", "root")
def check_real_time(os: Os, run: Run, name: str, policy: str) -> None:
    """The scheduler option sets a real-time policy and its priority."""
    if not run(may_be_real_time, policy):
        raise Unmet("this root may not use real-time policies")
    seen = observe(os, run, name, special={"scheduler": (policy, 1)})
    equal((seen["policy"], seen["priority"]), (policy, 1))
    equal(seen["ended"], [7 << 8])
