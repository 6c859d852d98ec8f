"""Generated scripts of calls, each judged step by step by a system in memory."""

from __future__ import annotations

from os_conformance.check import Facts, Os, Run, World, clause, needs, numbered
from os_conformance.scripts.generating import script
from os_conformance.scripts.judging import Ground


@numbered
@clause("os/scripts")
@needs("symlinks", "hardlinks", "permissions", "nanoseconds", "posix-paths")
def check_script(
    os: Os, world: World, run: Run, facts: Facts, platform: str, seed: int, number: int
) -> None:
    """Every step of a generated script comes to what the rules of the candidate's system allow."""
    Ground(os, world, run, platform, facts.python[:2]).play(script(seed, number))
