"""What a run was asked to do; travels to the pytest workers as one option."""

from __future__ import annotations

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a worker needs to know of a run.

    `timeout` is the limit for one answer of the candidate, in seconds; `examples` the number of
    generated examples of a property, `scripts` that of generated scripts; `shard` is (number, of how
    many), counted from 1; `level` is the Python to judge by, such as "3.13" (None: the candidate's own).
    """

    candidate: str
    python: str | None = None
    level: str | None = None
    report: str | None = None
    profile: str = "full"
    select: str | None = None
    clause: str | None = None
    sandbox: str | None = None
    timeout: float = 10.0
    seed: int = 0
    examples: int = 25
    scripts: int = 100
    shard: tuple[int, int] | None = None
    in_process: bool = False
    unprivileged: bool = False
    cpus: list[int] | None = None
    done: list[str] = []
    expect: list[str] = []


def encode(settings: Settings) -> str:
    """The settings as one line of text."""
    return msgspec.json.encode(settings).decode()


def decode(text: str) -> Settings:
    """The settings that `encode` wrote."""
    return msgspec.json.decode(text, type=Settings)
