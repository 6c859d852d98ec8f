"""os.cpu_count, os.process_cpu_count and os.getloadavg."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.checks.parameters.c_library import c
from os_conformance.checks.parameters.children import natively
from os_conformance.expect import Unmet, equal, has_type

COUNTS = ("cpu_count", "process_cpu_count")
OVERRIDES = {
    "option": (["-X", "cpu_count=3"], {}, 3),
    "variable": ([], {"PYTHON_CPU_COUNT": "5"}, 5),
    "many": (["-X", "cpu_count=4096"], {}, 4096),
}


@clause("os.cpu_count/positive-or-none")
def check_cpu_count(os: Os) -> None:
    """cpu_count returns a positive int, or None where the number is not known."""
    count = os.cpu_count()
    has_type(count, (int, type(None)))
    assert count is None or count > 0


@clause("os.cpu_count/positive-or-none")
@needs("fork", "shared-files", "all-cpus")
def check_cpu_count_as_in_c(os: Os, run: Run) -> None:
    """cpu_count is the C library's number of processors that are switched on."""
    not_overridden(os)
    names = os.sysconf_names
    if "SC_NPROCESSORS_ONLN" not in names:
        raise Unmet("the C library cannot be asked for the processors", "not-applicable")
    equal(os.cpu_count(), c(run, "sysconf", names["SC_NPROCESSORS_ONLN"], kind="c_long"))


@clause("os.cpu_count/positive-or-none")
@needs("own-process", "shared-files")
def check_cpu_count_is_the_system_s(os: Os) -> None:
    """cpu_count is about the system: to restrict the process does not change it."""
    if not hasattr(os, "sched_setaffinity"):
        raise Unmet("the platform cannot restrict a process to processors", "not-applicable")
    before = os.cpu_count()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    equal(os.cpu_count(), before)


def not_overridden(os: Os) -> None:
    """Unmet where the environment of the run sets the number of processors itself."""
    if os.getenv("PYTHON_CPU_COUNT"):
        raise Unmet("PYTHON_CPU_COUNT is set in this run's environment")


@clause("os.process_cpu_count/at-most-cpu-count")
@needs("all-cpus")
def check_process_cpu_count(os: Os) -> None:
    """process_cpu_count is a positive int that cpu_count does not fall below, or None."""
    count = os.process_cpu_count()
    has_type(count, (int, type(None)))
    assert count is None or 0 < count <= os.cpu_count()


@clause("os.process_cpu_count/affinity")
@needs("own-process", "all-cpus")
@cases(how=["all", "one"])
def check_affinity(os: Os, how: str) -> None:
    """process_cpu_count is the number of processors that the thread may run on."""
    not_overridden(os)
    if how == "one":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    equal(os.process_cpu_count(), len(os.sched_getaffinity(0)))


def told_by_interpreter(os: Any, options: Any, variables: Any, name: Any) -> Any:
    import os as system
    import subprocess
    import sys

    environment = {k: v for k, v in system.environ.items() if k != "PYTHON_CPU_COUNT"}
    environment.update(variables)
    code = f"import os; print(os.{name}())"
    told = subprocess.check_output(
        [sys.executable, *options, "-c", code],
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return int(told)


@clause("os.cpu_count/override")
@needs("stands-for-os", "programs")
@cases(by=OVERRIDES)
def check_override(os: Os, run: Run, by: Any) -> None:
    """-X cpu_count and PYTHON_CPU_COUNT set what cpu_count returns."""
    options, variables, wanted = by
    equal(
        natively(os, run, "cpu_count", told_by_interpreter, options, variables, "cpu_count"), wanted
    )


@clause("os.process_cpu_count/override")
@needs("stands-for-os", "programs")
@cases(by=OVERRIDES)
def check_process_override(os: Os, run: Run, by: Any) -> None:
    """-X cpu_count and PYTHON_CPU_COUNT set what process_cpu_count returns."""
    options, variables, wanted = by
    name = "process_cpu_count"
    equal(natively(os, run, name, told_by_interpreter, options, variables, name), wanted)


def load(os: Any) -> Any:
    try:
        return os.getloadavg()
    except OSError:
        return None


@clause("os.getloadavg/triple")
def check_load(os: Os, run: Run) -> None:
    """getloadavg returns three floats, none negative, or raises OSError."""
    told = natively(os, run, "getloadavg", load)
    if told is not None:
        has_type(told, tuple)
        equal([type(value) for value in told], [float] * 3)
        assert min(told) >= 0


def file_readable(os: Any) -> Any:
    try:
        with open("/proc/loadavg") as stream:
            return len(stream.read().split()) >= 3
    except OSError:
        return False


@clause("os.getloadavg/triple")
@needs("shared-files")
def check_load_is_obtainable(os: Os, run: Run) -> None:
    """Where the kernel tells the load, getloadavg raises nothing."""
    if not run(file_readable):
        raise Unmet("the kernel does not tell the load here", "not-applicable")
    equal(len(os.getloadavg()), 3)
