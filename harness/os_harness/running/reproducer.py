"""Writes the standalone script for a check that failed: plain Python and the candidate, no kit."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Any

from os_conformance.snippets import helpers_of
from os_harness.agent import agent
from os_harness.candidates import Candidate
from os_harness.probe.caller import plain_source
from os_harness.probe.handles import varying
from os_harness.probe.source import Source
from os_harness.probe.trace import Event
from os_harness.report.records import Result
from os_harness.running import replay
from os_harness.sandbox import acts

SHARED = """\
SCRATCH = host.path.realpath(tempfile.mkdtemp(prefix="osconform-"))
host.chdir(SCRATCH)
host.umask(0o022)
"""
# What steps of the host name, and results are told by, where the language has not got it.
PYTHON_2 = f"FileNotFoundError = NotADirectoryError = OSError\nCLASSES = {replay.CLASSES!r}\n"
VIRTUAL = """\
host.chdir(tempfile.mkdtemp(prefix="osconform-"))
host = os  # the candidate has a file system of its own
SCRATCH = {root!r}
os.makedirs(SCRATCH)
os.chdir(SCRATCH)
"""
CLOSING = """
print("wanted:", {wanted!r})
print("got:   ", {got!r})
print("the deviation shows" if same else "the last step came out differently")
sys.exit(1 if same else 0)
"""


class Setting:
    """Where a check ran: the candidate, its scratch directory, with or without privileges.

    `native`: its Python is a Python 2, whose texts are bytes.
    """

    def __init__(
        self,
        candidate: Candidate,
        scratch: str,
        shared: bool,
        dropped: bool,
        native: bool = False,
    ) -> None:
        self.candidate, self.scratch = candidate, scratch
        self.shared, self.dropped, self.native = shared, dropped, native


def reproducer(
    result: Result, events: Sequence[Event], setting: Setting, promises: Sequence[str]
) -> str:
    """The script for `result`; exits with 1 when its last step deviates again as recorded.

    `promises` are lines that state the clauses.
    """
    used = _used(events)
    parts = [
        _heading(result, promises, setting),
        "from __future__ import print_function\n\nimport os as host\nimport sys\nimport tempfile\n",
        *([PYTHON_2] if setting.native else []),
        setting.candidate.import_lines() + "\n",
        (SHARED if setting.shared else VIRTUAL.format(root=setting.scratch)),
        f"same, count, seen = False, 0, {{}}\nvarying = {_varying(events)!r}\n",
        *(_plain(function) for function in used),
        *([_dropping()] if setting.dropped else []),
        _steps(events, setting),
        CLOSING.format(wanted=_line(result.wanted), got=_line(result.got)),
    ]
    return "\n".join(parts)


def _heading(result: Result, promises: Sequence[str], setting: Setting) -> str:
    lines = [
        f"Check      {result.check}",
        *(f"Promise    {promise}" for promise in promises),
        f"Outcome    {result.outcome}",
        f"Candidate  {setting.candidate.name}",
        "",
        "Exit status: 1 if the deviation shows again, 0 if not.",
    ]
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{ascii_text(text)}\n"""\n'


def ascii_text(text: str) -> str:
    """The text with everything but printable ASCII and line ends escaped."""
    return re.sub(r"[^\n\x20-\x7e]", lambda m: ascii(m[0])[1:-1], text)


def _line(text: str) -> str:
    return ascii_text(" ".join(text.split()))[:500]


def _used(events: Sequence[Event]) -> list[Callable[..., Any]]:
    """The functions that the steps need, in a fixed order."""
    named = {event.name for event in events if event.kind == "world"}
    world = [f for name, f in vars(acts).items() if name in named and inspect.isfunction(f)]
    sent = [event.target for event in events if event.kind == "snippet"]
    snippets = dict.fromkeys(f for target in sent for f in (*helpers_of(target), target))
    tools: list[Callable[..., Any]] = [replay.shorten, replay.spell, replay.describe]
    tools += [replay.alike, replay.step]
    return [*tools, replay.FSPath, replay.callback, replay.leave, *world, *snippets]


def _plain(function: Callable[..., Any]) -> str:
    if inspect.isclass(function):
        return (
            inspect.getsource(function)
            .replace(": Any", "")
            .replace(" -> Any", "")
            .replace(" -> None", "")
        )
    return plain_source(function) + "\n"


def _dropping() -> str:
    return (
        f"{inspect.getsource(agent._libc)}\n{inspect.getsource(agent.drop_privileges)}\n"
        "if host.geteuid() == 0:\n    host.chmod(SCRATCH, 0o777)\n    drop_privileges()\n"
    )


def _varying(events: Sequence[Event]) -> dict[int, dict[str, str]]:
    """The numbers that differ from run to run, by the step that returned them."""
    found = ((number, varying(event.result)) for number, event in enumerate(events, 1))
    return {number: numbers for number, numbers in found if numbers}


def _steps(events: Sequence[Event], setting: Setting) -> str:
    source = Source(setting.scratch, cut=False, native=setting.native)
    lines = ["import operator", ""]
    for event in events:
        code = event.code(source)
        returned, raised = event.outcome(source)
        if raised is not None:
            recorded = f"raised {replay.shorten(raised)}"
        else:
            recorded = (
                f"returned {replay.shorten(returned)}" if returned is not None else "no answer"
            )
        name = source.remember(event.result)
        prefix = f"{name} = " if name else ""
        lines.append(f"{prefix}step({code!r}, {recorded!r}, globals())")
    return "\n".join(lines)
