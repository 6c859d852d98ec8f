"""The command line: `osconform`.  Errors of the user become one line and exit code 2."""

from __future__ import annotations

import difflib
import io
import os
import sys
from importlib import import_module
from typing import Any

import click

from os_harness import stopping, streams
from os_harness.errors import AgentFault, HarnessError, UsageError

COMMANDS = {
    "adapter": "Try out an adapter of an implementation in any language.",
    "diff": "Say what is newly broken and newly right from one report to another.",
    "doctor": "Say whether this machine and a candidate are ready.",
    "expect": "Write and refresh expectation files.",
    "history": "Show the transitions of many reports.",
    "hunt": "Play random scripts until one deviates; shrink and explain it.",
    "list": "List clauses, checks, candidates or needs.",
    "merge": "Put the reports of a run's parts together.",
    "matrix": "Run a candidate along an axis: file systems.",
    "report": "Render report files.",
    "repro": "Print the standalone script for a red check.",
    "run": "Run the suite against a candidate.",
    "show": "Explain a check or a clause.",
}


class Lazy(click.Group):
    """Imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, from `commands/<name>.py`."""
        if name not in COMMANDS:
            return None
        command: Any = import_module(f"os_harness.commands.{name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; a usage error with the nearest name if there is none."""
        name = args[0]
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        if name not in COMMANDS and not name.startswith("-") and near:
            ctx.fail(f"No such command {name!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="osconform")
def app() -> None:
    """Conformance kit for Python's portable os API: say which promises an os module keeps.

    Exit codes: 0 all as promised or as expected; 1 unexpected deviations; 2 usage, the candidate cannot
    be loaded, or a file cannot be written; 3 an expectation file is stale; 4 the kit or an adapter is at
    fault; 130 or another 128+N ended by signal N.
    """


def main() -> None:
    """The entry point."""
    try:
        streams.open_missing()
        _speak_utf8()
        _print_anything()
        with stopping.stoppable():
            status = app(standalone_mode=False) or 0
        with streams.writing():
            pass  # what is still buffered
        sys.exit(status)
    except UsageError as error:
        _complain(str(error), 2)
    except AgentFault as error:
        _complain(str(error), 4)
    except HarnessError as error:
        _complain(str(error), 2)
    except click.ClickException as error:
        _complain(error.format_message(), 2)
    except (click.Abort, KeyboardInterrupt):
        _complain(stopping.words(), stopping.status())
    except BrokenPipeError:  # nobody reads any more: `osconform list checks | head`
        streams.give_up()
        sys.exit(0)
    except Exception as error:  # a fault of the kit: one line, and the whole story on demand
        if os.environ.get("OSCONFORM_DEBUG"):
            raise
        if _nowhere():
            _complain("the working directory does not exist any more: change to another one", 2)
        text = " ".join(str(error).split())
        _complain(
            f"the kit failed: {type(error).__name__}: {text} (OSCONFORM_DEBUG=1 tells more)", 4
        )


def _nowhere() -> bool:
    """Whether the working directory has been removed."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False


def _print_anything() -> None:
    """Let what the encoding of the terminal or pipe has no character for come out as an escape (Windows)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _speak_utf8() -> None:
    """Start anew in Python's UTF-8 mode if the locale has another encoding for names of files.

    The suite arranges files with names that not every encoding has.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        command = [sys.executable, "-P", "-m", "os_harness", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, "PYTHONUTF8": "1"})


def _complain(message: str, status: int) -> None:
    from os_harness.report.text import printable

    line = " ".join(printable(message).splitlines())
    streams.complain(f"osconform: {line}")
    sys.exit(status)
