"""Keeps a worker and its agent on one CPU: they take turns, and waking another CPU costs more."""

from __future__ import annotations

import os


def all_cpus() -> list[int] | None:
    """The CPUs that this process may use, sorted; None where the platform cannot tell."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def keep_to_one_cpu(number: int) -> None:
    """Stay on one of the allowed CPUs, workers by turns; agents started from here stay there too.

    A check that is about CPUs gets all of them back (need "all-cpus").
    """
    cpus = all_cpus()
    if cpus is not None:
        os.sched_setaffinity(0, {cpus[number % len(cpus)]})
