"""A conversation with one agent about one candidate: handshake, requests, checks, time limits."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import msgspec

from os_harness.errors import AgentFault, CandidateCrashed, CandidateError, CandidateTimedOut
from os_harness.protocol.transport import InProcess, Message, Silence, Transport
from os_harness.protocol.values import Codec

PROTOCOL = 1
LOAD_LIMIT = 120.0  # seconds until a candidate must be loaded, unless it is known to need more
CHECK_LIMIT = 10  # a whole check has this many times the limit for one answer
SWEEP_LIMIT = 30.0  # seconds an agent has to clear up after a check


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent tells of its candidate and its interpreter (docs/adapter-protocol.md)."""

    implementation: str
    version: str
    python: tuple[int, int, int]
    sys_platform: str
    os_name: str
    module: str
    file: str | None = None
    executable: str = ""
    prefixes: dict[str, str] = {}
    encoding: str = "utf-8"
    can_fork: bool = False
    snippets: bool = True
    uid: int = -1
    errno: dict[str, int] = {}
    names: dict[str, str]
    path_names: dict[str, str] = {}


class Ending(msgspec.Struct, frozen=True):
    """How a check's process ended: exit code (-N: signal N), processes it left, state left changed."""

    status: int | None = 0
    left: int = 0
    dirty: tuple[str, ...] = ()


class Session:
    """Starts an agent when one is needed and asks it things.

    `connect` opens a transport; `spec` says what to load (see `candidates.py`); `timeout` is the limit
    for one answer, `load_limit` that for the start, in seconds.
    """

    def __init__(
        self,
        connect: Callable[[], Transport],
        spec: dict[str, Any],
        timeout: float = 10.0,
        load_limit: float = LOAD_LIMIT,
    ) -> None:
        self.connect, self.spec, self.timeout = connect, spec, timeout
        self.load_limit = load_limit
        self.transport: Transport | None = None
        self.pid: int | None = None
        self.forked = False
        self.ended: Ending | None = None
        self.callbacks: dict[int, Callable[..., Any]] = {}
        self.codec = Codec(wrap=lambda d: d, register=self.register, reference=lambda v: None)
        self.facts: Facts | None = None
        self.deadline = math.inf

    # -- life of the agent

    def start(self) -> Facts:
        """The facts about the candidate; starts the agent and loads the candidate if need be.

        Raises CandidateError when it cannot be loaded.
        """
        if self.transport is None:
            self.transport = self.connect()
            if isinstance(self.transport, InProcess):
                self.transport.on_callback = self._run_callback
            try:
                self._hello()
                self.facts = self._load()
            except BaseException:
                self.kill()
                raise
        assert self.facts is not None
        return self.facts

    def _hello(self) -> None:
        try:
            answer = self._exchange({"op": "hello", "protocols": [PROTOCOL]}, self.load_limit)
        except EOFError:
            said = self.transport.said().strip() if self.transport else ""
            raise CandidateError(f"the agent did not start: {_last_line(said)}") from None
        except Silence:
            raise CandidateError("the agent did not answer the handshake") from None
        if answer.get("fault"):
            raise CandidateError(f"handshake refused: {answer['fault']}")
        if not isinstance(answer.get("value"), dict) or answer["value"].get("protocol") != PROTOCOL:
            raise CandidateError(f"handshake: expected protocol {PROTOCOL}, got {answer!r:.200}")

    def _load(self) -> Facts:
        name = self.spec.get("name", "candidate")
        try:
            answer = self._exchange({"op": "load", "spec": self.spec}, self.load_limit)
        except EOFError:
            status = self.transport.kill() if self.transport else None
            self.transport = None
            raise CandidateError(f"{name}: died while loading ({describe(status)})") from None
        except Silence:
            raise CandidateError(f"{name}: not loaded within {self.load_limit:g} s") from None
        value = answer.get("value")
        if isinstance(value, dict) and "failed" in value:
            raise CandidateError(f"{name}: cannot be loaded: {_failure(value['failed'])}")
        try:
            facts = msgspec.convert(value, Facts)
        except msgspec.ValidationError as error:
            raise AgentFault(f"{name}: the agent's facts are not as expected: {error}") from None
        self.codec.native = facts.python[0] == 2
        return facts

    def kill(self) -> int | None:
        """End the agent at once; its exit status."""
        transport, self.transport, self.pid = self.transport, None, None
        return transport.kill() if transport else None

    def close(self) -> None:
        """End the agent politely."""
        if self.transport is not None:
            self.transport.close()
            self.transport = None

    def said(self) -> str:
        """What the candidate wrote to its standard streams since the last time."""
        return self.transport.said() if self.transport else ""

    # -- a check

    def begin(
        self,
        cwd: str | None,
        umask: int = 0o022,
        drop: bool = False,
        cpus: list[int] | None = None,
    ) -> None:
        """Open a check: in a fresh child where the agent can fork.

        `cwd` is its working directory, `drop` gives up root's privileges, `cpus` are the CPUs it may
        use (None: those of the agent).
        """
        self.start()
        self.ended = None
        self.callbacks.clear()
        reply = self._exchange(
            {"op": "begin", "cwd": cwd, "umask": umask, "drop": drop, "cpus": cpus}, SWEEP_LIMIT
        )
        value = reply.get("value")
        if not isinstance(value, dict):
            raise AgentFault(f"a check could not begin: {reply!r:.300}")
        self.pid, self.forked = value.get("pid"), bool(value.get("forked"))
        self.deadline = time.monotonic() + CHECK_LIMIT * self.timeout

    def end(self) -> Ending:
        """Close the check, however it went; an agent that a check left dirty is not used again."""
        self.deadline = math.inf
        if self.transport is None:
            return self.ended or Ending()
        if self.ended is None:
            self._finish()
        ending = self.ended or Ending()
        if ending.dirty:
            self.kill()
        return ending

    def _finish(self) -> None:
        assert self.transport is not None
        try:
            reply = self._exchange({"op": "end"}, SWEEP_LIMIT)
        except (EOFError, Silence):
            self.ended = Ending(status=self.kill())
            return
        if self.ended is None:
            self.ended = Ending(dirty=tuple((reply.get("value") or {}).get("dirty", ())))

    # -- requests

    def request(self, message: Message, during: str = "", timeout: float | None = None) -> Any:
        """The decoded value of an answer; raises the candidate's exception, or Interrupted."""
        if self.ended is not None or self.transport is None:
            raise CandidateCrashed(self.ended.status if self.ended else None, during)
        limit = min(self.timeout if timeout is None else timeout, self._left())
        if limit <= 0:  # each answer came in time, but there is no end to them
            self._stop()
            raise CandidateTimedOut(CHECK_LIMIT * self.timeout, during)
        try:
            reply = self._exchange(message, limit)
        except EOFError:
            self.ended = Ending(status=self.kill())
            raise CandidateCrashed(self.ended.status, during) from None
        except Silence:
            self._stop()
            raise CandidateTimedOut(limit, during) from None
        if "value" in reply:
            return self.codec.decode(reply["value"])
        if "error" in reply:
            raise self.codec.exception(reply["error"])
        if self.ended is not None:
            raise CandidateCrashed(self.ended.status, during)
        raise AgentFault(f"{message.get('op')}: {reply.get('fault', reply)!r:.300}")

    def _left(self) -> float:
        """Seconds that the check may still take."""
        return self.deadline - time.monotonic()

    def _exchange(self, message: Message, timeout: float) -> Message:
        """Send a message and wait for its reply, running callbacks on the way."""
        transport = self.transport
        assert transport is not None
        transport.send(message)
        while True:
            reply = transport.receive(timeout)
            if "callback" in reply:
                transport.send(self._run_callback(reply))
                continue
            if "ended" in reply:
                self.ended = _ending(reply["ended"])
            return reply

    def _stop(self) -> None:
        """Kill a check that does not answer, with its process group; the agent itself if need be."""
        if self.forked and self.pid and self.transport is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.pid, signal.SIGKILL)
            try:
                while self.ended is None:
                    reply = self.transport.receive(SWEEP_LIMIT)
                    if "ended" in reply:
                        self.ended = _ending(reply["ended"])
                return
            except (EOFError, Silence, AgentFault):
                pass
        self.ended = Ending(status=self.kill())

    # -- callbacks

    def register(self, function: Callable[..., Any]) -> int:
        """The number by which the agent may call `function`."""
        number = len(self.callbacks) + 1
        self.callbacks[number] = function
        return number

    def _run_callback(self, message: Message) -> Message:
        function = self.callbacks[message["callback"]]
        args = [self.codec.decode(a) for a in message["args"]]
        kwargs = {k: self.codec.decode(v) for k, v in message.get("kw", {}).items()}
        try:
            return {"value": self.codec.encode(function(*args, **kwargs))}
        except Exception as error:
            args = [a for a in error.args if isinstance(a, str | int)]
            return {"error": {"type": type(error).__name__, "args": args}}


def _ending(told: dict[str, Any]) -> Ending:
    """How a forked check ended, its wait status turned into an exit code as subprocess gives it."""
    return Ending(os.waitstatus_to_exitcode(told["status"]), told["left"])


def describe(status: int | None) -> str:
    """An exit code (negative: the signal that killed it) in words."""
    if status is None:
        return "status unknown"
    return f"killed by {_signal(-status)}" if status < 0 else f"exit status {status}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1] if text.strip() else "no message"


def _failure(error: dict[str, Any]) -> str:
    """One line for an exception raised while loading: type, message, and where."""
    frames = [
        line.strip()
        for line in error.get("traceback", "").splitlines()
        if line.startswith("  File")
    ]
    where = frames[-1].replace("File ", "").replace('"', "") if frames else ""
    text = " ".join(str(error.get("text", "")).split())
    return f"{error['type']}: {text}" + (f" ({where})" if where else "")
