"""`osconform adapter check`: does a command speak the adapter protocol?"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence

import click

from os_harness.adapter_check.conversation import Conversation, Recorder
from os_harness.adapter_check.errors import NotTried, Wrong
from os_harness.adapter_check.steps import FIRST, STEPS
from os_harness.candidates import agent_environment
from os_harness.errors import AgentFault, UsageError
from os_harness.report.text import printable

SHOWN = 1000  # characters of a line of the conversation
AS_IT_COMES = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.group("adapter")
def command() -> None:
    """Try out an adapter of an implementation in any language."""


@command.command("check", context_settings=AS_IT_COMES)
@click.option("--timeout", type=click.FloatRange(min=0.01), default=10.0, show_default=True,
              metavar="S", help="Seconds for one answer.")  # fmt: skip
@click.argument("words", metavar="COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
def check(timeout: float, words: tuple[str, ...]) -> int:
    """Speak the adapter protocol with COMMAND, step by step; exit code 4 when an answer is wrong.

    The protocol is docs/adapter-protocol.md.  The candidate is not judged: that is `osconform run`.
    """
    if shutil.which(words[0]) is None:
        raise UsageError(f"{words[0]}: no such command")
    results = [0, 0]
    for steps in (FIRST, STEPS):
        if not _converse(words, steps, timeout, results):
            return 4
    right, left_out = results
    click.echo(f"the adapter speaks the protocol: {right} steps right, {left_out} not tried")
    return 0


def _converse(
    words: Sequence[str],
    steps: Sequence[Callable[[Conversation], str]],
    timeout: float,
    results: list[int],
) -> bool:
    """One conversation; whether every step of it went well. Counts right and untried ones."""
    try:
        pipes = Recorder(words, agent_environment({}))
    except AgentFault as error:
        raise UsageError(str(error)) from None
    talk = Conversation(pipes, timeout)
    try:
        return all(_step(step, talk, results) for step in steps)
    finally:
        pipes.kill()


def _step(step: Callable[[Conversation], str], talk: Conversation, results: list[int]) -> bool:
    """Take a step and tell of it in a line; the whole conversation if it went wrong."""
    title = (step.__doc__ or "").split("\n", 1)[0]
    name = step.__name__.replace("_", " ")
    try:
        said = step(talk)
    except NotTried as reason:
        _tell("-", name, f"not tried: {reason}")
        results[1] += 1
    except Wrong as error:
        _tell("wrong", name, str(error))
        click.echo(f"\n{title}\nThe conversation (> to the adapter, < from it):")
        _show(talk.pipes)
        return False
    else:
        _tell("ok", name, said)
        results[0] += 1
    return True


def _tell(mark: str, name: str, words: str) -> None:
    line = " ".join(printable(words).split())
    click.echo(f"{mark:5} {name:14} {line}")


def _show(pipes: Recorder) -> None:
    """Every line sent and received, and what came on standard error, harmless for a terminal."""
    for direction, data in pipes.lines:
        click.echo(f"{direction} {_line(data)}")
    said = pipes.said().rstrip()
    if said:
        click.echo("Standard error:")
        for text in said.splitlines():
            click.echo(f"  {_cut(printable(text))}")


def _line(data: bytes) -> str:
    return _cut(printable(data.decode("utf-8", "backslashreplace")).replace("\t", "\\t"))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}... ({len(text)} characters)"
