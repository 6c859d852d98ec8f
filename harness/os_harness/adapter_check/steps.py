"""The steps by which an adapter is tried out, in their order; each says in words what it saw.

A step raises `Wrong` when the adapter broke the protocol, and `NotTried` when the candidate lacks what
the step needs.  None of them judges the candidate, and none changes anything on the machine.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import msgspec

from os_harness.adapter_check.conversation import Conversation
from os_harness.adapter_check.errors import NotTried, Wrong
from os_harness.protocol.session import PROTOCOL, Facts
from os_harness.protocol.transport import Message

FOREIGN = PROTOCOL + 1000  # a version that nobody speaks
NO_NAME = "osconform_no_such_name"
NO_FILE = "osconform-no-such-directory/\u20ac"
LOOKING = (
    "lstat",
    "stat",
    "listdir",
    "readlink",
    "chdir",
    "rmdir",
)  # take a path and change nothing
PARTING = 5.0  # seconds to end after "bye"

# One of everything that can cross the wire in both directions; floats that are whole are left out,
# because some languages cannot tell them from integers.
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**53, 2**63, -(2**70), 1.5, float("inf"), float("nan"),
    "", "plain", "\u20ac \x00 \x1b \u202e \U0001f600", b"", b"\x00\x7f\xff",
    [], [1, [None, "x"]], (), (1, ("y",)), {"key": [1]}, {1: "a"}, {1, 2}, frozenset({3}),
)  # fmt: skip


def refuse(talk: Conversation) -> str:
    """A host of another version is refused."""
    reply = talk.ask({"op": "hello", "protocols": [FOREIGN]})
    if "fault" not in reply:
        raise Wrong(f"agreed to protocol {FOREIGN}, which does not exist: expected a fault")
    return f"protocol {FOREIGN} refused"


def hello(talk: Conversation) -> str:
    """The handshake settles on our version."""
    value = talk.ask({"op": "hello", "protocols": [FOREIGN, PROTOCOL]}).get("value")
    if not isinstance(value, dict) or value.get("protocol") != PROTOCOL:
        raise Wrong(f'expected {{"value": {{"protocol": {PROTOCOL}}}}}')
    return f"protocol {PROTOCOL} chosen"


def load(talk: Conversation) -> str:
    """The candidate is loaded and its facts are complete."""
    spec = {"name": "candidate", "module": "os", "file": None, "source": None, "attribute": ""}
    value = talk.ask({"op": "load", "spec": spec | {"paths": []}}).get("value")
    if isinstance(value, dict) and "failed" in value:
        raise Wrong("the candidate cannot be loaded")
    try:
        talk.facts = msgspec.convert(value, Facts)
    except msgspec.ValidationError as error:
        raise Wrong(f"the facts are not as expected: {error}") from None
    if not talk.names:
        raise Wrong("the candidate has no names at all")
    facts = talk.facts
    return f"{facts.implementation} {facts.version}, {len(facts.names)} names"


def begin(talk: Conversation) -> str:
    """A check begins."""
    value = talk.ask({"op": "begin", "cwd": None, "umask": 0o022, "drop": False, "cpus": None})
    told = value.get("value")
    if not isinstance(told, dict) or type(told.get("pid")) is not int:
        raise Wrong('expected {"value": {"pid": number, "forked": true or false}}')
    return f"a check in process {told['pid']}, {'' if told.get('forked') else 'not '}forked"


def get(talk: Conversation) -> str:
    """A name's value is told."""
    name = next((n for n in ("name", "sep") if n in talk.names), None)
    if name is None:
        raise NotTried("the candidate has neither name nor sep")
    value = talk.value({"op": "get", "name": name, "of": 0})
    if not isinstance(value, str) or (name == "name" and value != talk.facts_told.os_name):
        raise Wrong(f"{name} is {value!r:.100}, the facts say {talk.facts_told.os_name!r:.100}")
    return f"{name} is {value!r:.100}"


def call(talk: Conversation) -> str:
    """A function is called, and what it returns is told."""
    name = next((n for n in ("getcwd", "getpid", "listdir") if n in talk.names), None)
    if name is None:
        raise NotTried("the candidate has none of getcwd, getpid, listdir")
    value = talk.value({"op": "call", "name": name, "args": []})
    wanted = {"getcwd": str, "getpid": int, "listdir": list}[name]
    if not isinstance(value, wanted):
        raise Wrong(f"{name}() is {value!r:.100}, expected {wanted.__name__}")
    return f"{name}() is {value!r:.100}"


def values(talk: Conversation) -> str:
    """Every kind of value survives the way there and back."""
    two = talk.facts_told.python[0] < 3  # Python 2 has one type for bytes and text
    tried = [value for value in VALUES if not (two and isinstance(value, bytes))]
    for value in tried:
        back = talk.value(_echo(talk, talk.codec.encode(value)))
        if repr(back) != repr(value):
            raise Wrong(f"sent {value!a:.100}, came back as {back!a:.100}")
    return f"{len(tried)} values there and back, by getenv's default"


def missing(talk: Conversation) -> str:
    """A name that is not there is an AttributeError."""
    error = talk.error({"op": "get", "name": NO_NAME, "of": 0})
    if "AttributeError" not in error.mro:
        raise Wrong(f"a name that is not there is {error.type!r:.100}, expected AttributeError")
    return f"{NO_NAME} is an {error.type:.100}"


def exceptions(talk: Conversation) -> str:
    """An error of the system carries its number, its symbol and its place among the classes."""
    name = next((n for n in LOOKING if n in talk.names), None)
    if name is None:
        raise NotTried(f"the candidate has none of {', '.join(LOOKING)}")
    error = talk.error({"op": "call", "name": name, "args": [NO_FILE]})
    if "OSError" not in error.mro or error.mro[:1] != [error.type]:
        raise Wrong(f"expected an OSError and its mro, the class first; got {error.mro!r:.200}")
    known = talk.facts_told.errno
    if error.symbol != "ENOENT" or error.errno != known.get("ENOENT", error.errno):
        raise Wrong(
            f"expected ENOENT and errno {known.get('ENOENT')}, got {error.symbol} {error.errno!r:.100}"
        )
    return f"{name} of a missing file is {error.type:.100}, {error.symbol}"


def callback(talk: Conversation) -> str:
    """A function of the host runs in the middle of a request."""
    seen: list[Any] = []

    def note(*args: Any) -> Any:
        seen.extend(args)
        return ["answer", b"\xff"]

    number = _function(talk, note)
    back = talk.value({"op": "call", "name": "", "of": number, "args": ["asked"]})
    if seen != ["asked"] or back != ["answer", b"\xff"]:
        raise Wrong(f"called with {seen!a:.100}, its answer came back as {back!a:.100}")
    return "a function of the host was called, its answer came back"


def callback_error(talk: Conversation) -> str:
    """What a function of the host raises comes back as the request's error."""

    def refuse(*args: Any) -> Any:
        raise KeyError("refused")

    error = talk.error(
        {"op": "call", "name": "", "of": _function(talk, refuse), "args": []},
    )
    if "KeyError" not in error.mro or error.args != ["refused"]:
        raise Wrong(f"raised KeyError('refused'), came back as {error!a:.200}")
    return "its KeyError came back"


def release(talk: Conversation) -> str:
    """An object that stays with the adapter is let go, and only then unknown."""
    name = next((n for n, kind in talk.names.items() if kind == "callable"), None)
    if name is None:
        raise NotTried("the candidate has no function")
    number = _number(talk.value({"op": "get", "name": name, "of": 0}), name)
    if talk.ask({"op": "release", "objects": [number]}).get("value", ...) is not None:
        raise Wrong('expected {"value": null}')
    if "value" in talk.ask({"op": "get", "name": "", "of": number}):
        raise Wrong(f"object {number} is still there after its release")
    return f"{name} as object {number}, released"


def unknown(talk: Conversation) -> str:
    """A request that does not exist is a fault, and the conversation goes on."""
    reply = talk.ask({"op": "osconform_no_such_operation"})
    if "fault" not in reply:
        raise Wrong("an operation that does not exist: expected a fault")
    return "an operation that does not exist is a fault"


def end(talk: Conversation) -> str:
    """The check ends: a forked one by the end of its process, another with what it left changed."""
    reply = talk.ask({"op": "end"})
    if "ended" in reply:
        told = reply["ended"]
        if not isinstance(told, dict) or [told.get("status"), told.get("left")] != [0, 0]:
            raise Wrong('expected {"ended": {"status": 0, "left": 0}}')
        return "the check's process is gone"
    value = reply.get("value")
    if not isinstance(value, dict) or value.get("dirty") != []:
        raise Wrong('expected {"value": {"dirty": []}}: nothing was changed')
    return "nothing left changed"


def again(talk: Conversation) -> str:
    """After a check there can be another."""
    begin(talk)
    end(talk)
    return "another check began and ended"


def bye(talk: Conversation) -> str:
    """The adapter ends when told to."""
    try:
        talk.pipes.send({"op": "bye"})
        status = talk.pipes.process.wait(timeout=PARTING)
    except subprocess.TimeoutExpired:
        raise Wrong(f"still running {PARTING:g} s after bye") from None
    if status != 0:
        raise Wrong(f"expected exit status 0, got {status}")
    return "the adapter ended with exit status 0"


FIRST: tuple[Callable[[Conversation], str], ...] = (refuse,)  # a conversation of its own
STEPS: tuple[Callable[[Conversation], str], ...] = (
    hello, load, begin, get, call, values, missing, exceptions, callback, callback_error, release,
    unknown, end, again, bye,
)  # fmt: skip


def _echo(talk: Conversation, value: Any) -> Message:
    """A request that is answered with the value it brings along."""
    if "getenv" not in talk.names:
        raise NotTried("the candidate has no getenv, whose default would come back")
    return {"op": "call", "name": "getenv", "args": [NO_NAME, value]}


def _function(talk: Conversation, function: Callable[..., Any]) -> int:
    """The adapter's number for a function of the host."""
    message = _echo(talk, {"callback": talk.register(function)})
    return _number(talk.value(message), "the host's function")


def _number(told: Any, what: str) -> int:
    if not isinstance(told, dict) or type(told.get("id")) is not int or not told.get("callable"):
        raise Wrong(f"{what}: expected a callable object with its id, got {told!a:.200}")
    number: int = told["id"]
    return number
