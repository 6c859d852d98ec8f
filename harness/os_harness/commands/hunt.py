"""`osconform hunt`: random scripts against a candidate until time or steps are used up."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from random import SystemRandom

import click
from rich.console import Console

from os_harness.errors import AgentFault, UsageError
from os_harness.hunting.hunter import Budget, Find, Hunter, Other, summary_result
from os_harness.report import storage
from os_harness.report.text import printable
from os_harness.running.control import Control
from os_harness.running.naming import command_of
from os_harness.running.runner import Runner
from os_harness.running.settings import Settings

SECONDS = 60.0  # of a hunt that is given no end


@click.command("hunt")
@click.argument("candidate")
@click.option(
    "--against", metavar="CANDIDATE", help="What it is compared with. [the rules of its own system]"
)
@click.option(
    "--time", "seconds", type=click.FloatRange(0), metavar="S", help="Stop after S seconds. [60]"
)
@click.option("--steps", type=click.IntRange(1), metavar="N", help="Stop after N steps.")
@click.option("--seed", type=int, help="Hunt with these scripts again. [another each time]")
@click.option("-o", "--output", metavar="FILE", help="Write a report of what is found.")
@click.option("--sandbox", metavar="DIR", help="Work in a directory made here.")
@click.option("--python", metavar="EXE", help="The interpreter that runs the candidate.")
@click.option("--timeout", type=click.FloatRange(0.1), default=10.0, show_default=True, metavar="S")
@click.option("--unprivileged", is_flag=True, help="Without root's privileges.")
def command(
    candidate: str,
    against: str | None,
    seconds: float | None,
    steps: int | None,
    seed: int | None,
    output: str | None,
    sandbox: str | None,
    python: str | None,
    timeout: float,
    unprivileged: bool,
) -> int:
    """Play random scripts on CANDIDATE and print each kind of deviation once, as short as it can be.

    Without --against, or against reference:linux and its like, every step is judged by the rules of
    that system, which allow several outcomes where standards do; any other candidate is compared
    outcome by outcome.
    """
    if seconds is not None and steps is not None:
        raise UsageError("--time or --steps: expected one of them")
    budget = Budget(seconds if seconds is not None or steps is not None else SECONDS, steps)
    seed = SystemRandom().randrange(2**31) if seed is None else seed
    settings = Settings(
        candidate=candidate,
        report=output,
        sandbox=sandbox,
        python=python,
        timeout=timeout,
        unprivileged=unprivileged,
        seed=seed,
    )
    with _hunting(settings, against) as (hunter, control):
        click.echo(f"{candidate}: seed {seed}; the same again: --seed {seed}")
        try:
            for number, find in enumerate(hunter.go(budget), 1):
                _print(number, find, output)
        except KeyboardInterrupt:
            click.echo("interrupted: this is what was found so far", err=True)
        return _end(hunter, control, output)


@contextmanager
def _hunting(settings: Settings, against: str | None) -> Iterator[tuple[Hunter, Control]]:
    """A hunter with all it needs: the candidate's runner, and that of the other candidate."""
    with ExitStack() as stack:
        control = Control(settings, 1, shlex.join(["osconform", *command_of(sys.argv[1:])]))
        control.open()
        stack.callback(control.close)
        runner = stack.enter_context(closing(Runner(control.settings)))
        standard = None
        if against is not None and not _is_own_system(against, runner):
            other = Control(Settings(candidate=against, sandbox=settings.sandbox), 1)
            other.open()
            stack.callback(other.close)
            standard = Other(stack.enter_context(closing(Runner(other.settings, "other"))))
        yield Hunter(runner, settings.seed, standard), control


def _is_own_system(against: str, runner: Runner) -> bool:
    """Whether --against names the rules of the candidate's own system, which judge without it."""
    kind, _, system = against.partition(":")
    return kind == "reference" and system == runner.around.platform


def _print(number: int, find: Find, output: str | None) -> None:
    """A kind of deviation: what is wrong, by which clauses, the calls, the script to run."""
    result = find.result
    clauses = [c for c in result.clauses if c != "os/scripts"]
    lines = [f"\n{number}. {result.message}"]
    lines += [f"   promise: {clause}" for clause in clauses]
    lines += [f"   {step}" for step in find.steps]
    if output is not None:
        lines.append(f"   osconform repro {shlex.quote(output)} {shlex.quote(result.check)}")
    else:
        lines += ["   reproducer:", *(f"   | {line}" for line in result.reproducer.splitlines())]
    for line in lines:
        click.echo(printable(line))


def _end(hunter: Hunter, control: Control, output: str | None) -> int:
    """Finish the report and say what it came to; the exit status."""
    hunt = hunter.hunt
    if hunt.broken:
        raise AgentFault(f"hunting: {hunt.trouble}")
    if hunt.trouble:
        raise UsageError(f"no hunt here: {hunt.trouble}")
    results = [find.result for find in hunt.finds.values()]
    appender = storage.Appender(control.report)
    for result in results or [summary_result(hunt, hunter, hunter.seed)]:
        appender.append(result)
    appender.close()
    control.finish()
    rate = hunt.steps / hunt.seconds if hunt.seconds else 0
    Console().print(
        f"\n{len(results)} kind{'s' * (len(results) != 1)} of deviation in {hunt.steps} steps, "
        f"{hunt.scripts} scripts, {hunt.seconds:.1f} s ({rate:.0f} steps/s)"
        + (f"; report: {output}" if output else ""),
        highlight=False,
    )
    return 1 if results else 0
