"""`osconform doctor`: is this machine ready, and for which candidates?"""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path

import click

from os_conformance import catalogue
from os_conformance.suite import all_checks
from os_harness import candidates
from os_harness.errors import HarnessError
from os_harness.running.control import filesystem_of
from os_harness.running.features import FEATURES, Features


@click.command("doctor")
@click.argument("names", nargs=-1)
@click.option("--python", metavar="EXE", help="The interpreter that runs the candidates.")
def command(names: tuple[str, ...], python: str | None) -> int:
    """Say what this machine can check, and whether candidates load (default: all of the catalogue)."""
    click.echo(f"kit         Python {platform.python_version()} on {platform.platform()}")
    cases = sum(len(check.cases) for check in all_checks())
    click.echo(
        f"suite       {len(catalogue.load())} clauses, {len(all_checks())} checks, {cases} cases"
    )
    _sandbox()
    ready = [_candidate(name, python) for name in names or candidates.catalogue()]
    return 0 if all(ready) or not names else 2


def _sandbox() -> None:
    with tempfile.TemporaryDirectory(prefix="osconform-") as folder:
        click.echo(f"sandbox     {tempfile.gettempdir()} ({filesystem_of(folder) or 'unknown'})")
        features = Features(Path(folder))
        for name in FEATURES:
            reason = features.lacking(name)
            click.echo(f"            {name}: {'yes' if reason is None else reason}")


def _candidate(name: str, python: str | None) -> bool:
    """One line for a candidate; whether it loads."""
    try:
        candidate = candidates.resolve(name)
        session = candidate.session(python, timeout=10.0)
        facts = session.start()
        session.close()
    except HarnessError as error:
        entry = candidates.catalogue().get(name)
        hint = f"; install: {entry.provision}" if entry and entry.provision else ""
        click.echo(f"{name:11} not ready: {error}{hint}")
        return False
    click.echo(f"{name:11} ready: {facts.implementation} {facts.version}, os.name {facts.os_name}")
    return True
