"""A conversation with an adapter that is being tried out: every line kept, every reply's form checked."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from os_harness.adapter_check.errors import Wrong
from os_harness.errors import AgentFault
from os_harness.protocol.session import Facts, describe
from os_harness.protocol.transport import Message, Pipes, Silence
from os_harness.protocol.values import Codec

LONGEST = 1 << 24  # bytes of a line, past which an adapter is taken to be raving
CALLBACKS = 100  # more of them within one request are no answer
MOMENT = 2.0  # seconds
FORMS = {"value", "error", "fault", "ended"}


class Raised(msgspec.Struct, frozen=True):
    """An exception as an adapter has to tell it (docs/adapter-protocol.md)."""

    type: str
    mro: list[str]
    args: list[Any]
    text: str
    errno: Any = None
    symbol: str | None = None
    filename: Any = None


class Recorder(Pipes):
    """Pipes that keep what went through them, line by line."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        super().__init__(command, env=env)
        self.lines: list[tuple[str, bytes]] = []

    def send(self, message: Message) -> None:
        """Send one message; if the adapter is gone, `receive` tells, after what it said before."""
        self.lines.append((">", json.dumps(message).encode("ascii")))
        with contextlib.suppress(EOFError):
            super().send(message)

    def receive(self, timeout: float) -> Message:
        """The next message; Silence after `timeout` seconds, EOFError when the adapter is gone."""
        try:
            while b"\n" not in self.buffer:
                chunk = self.reader.read(timeout)
                if not chunk:
                    raise EOFError
                self.buffer += chunk
                if len(self.buffer) > LONGEST:
                    raise AgentFault(f"the adapter sent {LONGEST} bytes without an end of line")
        finally:
            line = self.buffer.partition(b"\n")[0]
            if line:
                self.lines.append(("<", line))
        if not line.isascii():
            raise AgentFault("the adapter sent a line that is not ASCII")
        return super().receive(timeout)


class Conversation:
    """Requests to a running adapter, and what it told of its candidate.

    `timeout` is the limit for one answer, in seconds; `functions` are those that it may call back.
    """

    def __init__(self, pipes: Recorder, timeout: float) -> None:
        self.pipes, self.timeout = pipes, timeout
        self.functions: list[Callable[..., Any]] = []
        self.codec = Codec(wrap=dict, register=self.register, reference=lambda value: None)
        self.facts: Facts | None = None

    @property
    def names(self) -> dict[str, str]:
        """The candidate's names, once it is loaded."""
        return self.facts.names if self.facts else {}

    @property
    def facts_told(self) -> Facts:
        """The facts; Wrong while there are none."""
        if self.facts is None:
            raise Wrong("nothing is loaded yet")
        return self.facts

    def register(self, function: Callable[..., Any]) -> int:
        """The number by which the adapter may call `function`."""
        self.functions.append(function)
        return len(self.functions)

    def ask(self, message: Message) -> Message:
        """The reply to a request, of a form that the protocol knows; callbacks are run on the way."""
        try:
            self.pipes.send(message)
            for _ in range(CALLBACKS):
                reply = self.pipes.receive(self.timeout)
                if "callback" not in reply:
                    return _checked(reply)
                self.pipes.send(self._call_back(reply))
        except Silence:
            raise Wrong(f"no answer within {self.timeout:g} s") from None
        except EOFError:
            raise Wrong(f"the adapter ended instead ({self.status()})") from None
        except AgentFault as error:
            raise Wrong(str(error)) from None
        raise Wrong(f"{CALLBACKS} callbacks and no answer")

    def value(self, message: Message) -> Any:
        """The decoded value that a request is answered with."""
        reply = self.ask(message)
        if "value" not in reply:
            raise Wrong(f"expected a value, got {_cut(reply)}")
        return self.decode(reply["value"])

    def error(self, message: Message) -> Raised:
        """The exception that a request is answered with."""
        reply = self.ask(message)
        if "error" not in reply:
            raise Wrong(f"expected an error, got {_cut(reply)}")
        return msgspec.convert(reply["error"], Raised)

    def decode(self, value: Any) -> Any:
        """The host's value for what an adapter sent."""
        try:
            return self.codec.decode(value)
        except (AgentFault, ValueError, TypeError, AttributeError, LookupError) as error:
            raise Wrong(f"not a value of the protocol: {_cut(value)}: {error}") from None

    def status(self) -> str:
        """How the adapter's process ended, in words, if it does within a moment."""
        try:
            return describe(self.pipes.process.wait(timeout=MOMENT))
        except subprocess.TimeoutExpired:
            return "its process is still running"

    def _call_back(self, message: Message) -> Message:
        number, args = message["callback"], message.get("args")
        if type(number) is not int or not 1 <= number <= len(self.functions):
            raise Wrong(f"there is no callback {_cut(number)}")
        if not isinstance(args, list) or not isinstance(message.get("kw", {}), dict):
            raise Wrong(f"a callback needs a list 'args' and an object 'kw', not {_cut(message)}")
        try:
            result = self.functions[number - 1](*[self.decode(a) for a in args])
        except LookupError as error:
            return {"error": {"type": type(error).__name__, "args": list(error.args)}}
        return {"value": self.codec.encode(result)}


def _checked(reply: Message) -> Message:
    """The reply, if its form is one of the four."""
    if len(FORMS & reply.keys()) != 1:
        raise Wrong(f"expected one of value, error, fault, ended; got {_cut(reply)}")
    if "error" in reply:
        try:
            msgspec.convert(reply["error"], Raised)
        except msgspec.ValidationError as error:
            raise Wrong(f"not an exception of the protocol: {error}") from None
    if "fault" in reply and not isinstance(reply["fault"], str):
        raise Wrong("expected text as the fault")
    return reply


def _cut(value: Any) -> str:
    return f"{value!a:.300}"
