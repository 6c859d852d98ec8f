"""Carries messages (one JSON object a line) to an agent and back, with time limits.

A transport is a small object with `send`, `receive`, `close` and `kill`.  `Pipes` starts a process and
talks over its standard streams; `InProcess` runs the same dispatcher here, for debugging.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Protocol

import psutil

from os_harness.agent import agent as agent_module
from os_harness.errors import AgentFault

Message = dict[str, Any]


class Silence(Exception):
    """Nothing came within the time limit."""


class Transport(Protocol):
    """What a session needs of the way to its agent."""

    def send(self, message: Message) -> None:
        """Send one message; EOFError when the agent is gone."""

    def receive(self, timeout: float) -> Message:
        """The next message; Silence after `timeout` seconds, EOFError when the agent is gone."""

    def said(self) -> str:
        """What the agent's process wrote to standard error since the last time."""

    def kill(self) -> int | None:
        """End the agent and everything below it at once; its exit status."""

    def close(self) -> None:
        """End politely, then firmly."""


class PollReader:
    """Reads a pipe with a time limit by poll(2)."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.descriptor = stream.fileno()
        self.poll = select.poll()
        self.poll.register(self.descriptor, select.POLLIN)

    def read(self, timeout: float) -> bytes:
        """What is there, b'' at the end of the stream; Silence after `timeout` seconds."""
        if not self.poll.poll(timeout * 1000):
            raise Silence
        return os.read(self.descriptor, 1 << 16)


class ThreadReader:
    """Reads a pipe with a time limit by a thread of its own, where pipes cannot be polled."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.descriptor = stream.fileno()
        self.queue: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=self._pump, daemon=True).start()

    def _pump(self) -> None:
        while True:
            try:
                chunk = os.read(self.descriptor, 1 << 16)
            except OSError:
                chunk = b""
            self.queue.put(chunk)
            if not chunk:
                return

    def read(self, timeout: float) -> bytes:
        """What is there, b'' at the end of the stream; Silence after `timeout` seconds."""
        try:
            return self.queue.get(timeout=timeout)
        except queue.Empty:
            raise Silence from None


Reader = PollReader if hasattr(select, "poll") and os.name == "posix" else ThreadReader


class Pipes:
    """An agent process on the other end of two pipes."""

    def __init__(
        self, command: Sequence[str], env: Mapping[str, str] | None = None, cwd: str | None = None
    ) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the process is gone
        try:
            self.process = subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self.errors,
                env=dict(env) if env is not None else None,
                cwd=cwd,
                start_new_session=os.name == "posix",
            )
        except OSError as error:
            self.errors.close()
            raise AgentFault(f"cannot start {command[0]!r}: {error.strerror}") from None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.input = self.process.stdin.fileno()
        self.reader = Reader(self.process.stdout)
        self.buffer = b""
        self.heard = 0

    def send(self, message: Message) -> None:
        """Send one message; EOFError when the agent is gone."""
        data = json.dumps(message).encode("ascii") + b"\n"
        try:
            while data:
                data = data[os.write(self.input, data) :]
        except OSError:
            raise EOFError from None

    def receive(self, timeout: float) -> Message:
        """The next message; Silence after `timeout` seconds, EOFError when the agent is gone."""
        while b"\n" not in self.buffer:
            chunk = self.reader.read(timeout)
            if not chunk:
                raise EOFError
            self.buffer += chunk
        line, _, self.buffer = self.buffer.partition(b"\n")
        try:
            message = json.loads(line)
        except ValueError:
            raise AgentFault(f"the agent sent a line that is not JSON: {line[:80]!r}") from None
        if not isinstance(message, dict):
            raise AgentFault(f"the agent sent no JSON object: {line[:80]!r}")
        return message

    def said(self) -> str:
        """What the agent's process wrote to standard error since the last time."""
        self.errors.seek(self.heard)
        text = self.errors.read()
        self.heard += len(text)
        return text.decode("utf-8", "backslashreplace")

    def kill(self) -> int | None:
        """End the agent and everything below it at once; its exit status."""
        try:
            below = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            below = []
        self.process.kill()
        for process in below:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        return self._gone()

    def close(self) -> None:
        """End politely, then firmly."""
        try:
            self.send({"op": "bye"})
            self.process.wait(timeout=5)
        except (EOFError, subprocess.TimeoutExpired):
            self.kill()
        else:
            self._gone()

    def _gone(self) -> int:
        status = self.process.wait()
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        if isinstance(self.reader, PollReader):
            self.process.stdout.close()
        self.errors.close()
        return status


class InProcess:
    """The agent's own dispatcher, without a process: for debugging, isolates nothing."""

    def __init__(self) -> None:
        self.agent = agent_module.Agent(self._ask)
        self.reply: Message = {}
        self.on_callback: Callable[[Message], Message] | None = None

    def _ask(self, message: Message) -> Message:
        if self.on_callback is None:
            raise AgentFault("a callback outside of a request")
        answer: Message = json.loads(json.dumps(self.on_callback(message)))
        return answer

    def send(self, message: Message) -> None:
        """Answer at once; the answer waits for `receive`."""
        self.reply = self.agent.answer(json.loads(json.dumps(message)))

    def receive(self, timeout: float) -> Message:
        """The answer to the message sent last."""
        answer: Message = json.loads(json.dumps(self.reply))
        return answer

    def said(self) -> str:
        """Nothing: what is printed here is seen here."""
        return ""

    def kill(self) -> int | None:
        """Nothing to end."""
        return None

    def close(self) -> None:
        """Nothing to end."""


def agent_command(python: str = sys.executable) -> list[str]:
    """The command that starts the shipped agent under the interpreter `python`."""
    return [python, "-u", agent_module.__file__]
