"""The results of a report in little memory: lines of JSON, compressed some at a time.

A report may have a million results, far too many for live values.  They are decoded one after the other,
each time that somebody goes through them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Container, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, overload

import msgspec

from os_harness.report.records import Record, Result

CHUNK = 256  # results that are compressed together
QUICK = msgspec.json.Decoder(Record)
RESULTS = msgspec.json.Decoder(Result)


def encode(record: Record) -> bytes:
    """One record as one line of ASCII JSON (lone surrogates and control characters escaped)."""
    return json.dumps(msgspec.to_builtins(record)).encode("ascii") + b"\n"


def decode(line: bytes) -> Record:
    """The record of a line; ValueError or RecursionError for anything else."""
    try:
        return QUICK.decode(line)  # type: ignore[no-any-return]
    except (msgspec.MsgspecError, UnicodeDecodeError):  # lone surrogates, which it does not take
        return msgspec.convert(json.loads(line), Record)  # type: ignore[no-any-return]


def _results(lines: bytes) -> list[Result]:
    """The results of some lines that are known to be such."""
    try:
        return RESULTS.decode_lines(lines)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return [msgspec.convert(json.loads(line), Result) for line in BytesIO(lines)]


class Packed(Sequence[Result]):
    """Results that are decoded when they are looked at; equal to any sequence of the same ones."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._chunks: list[bytes] = []
        self._length = 0
        source = iter(lines)
        while chunk := list(islice(source, CHUNK)):
            self._chunks.append(zlib.compress(b"".join(chunk), 1))
            self._length += len(chunk)

    def without(self, numbers: Container[int]) -> Packed:
        """The same results but for those with these numbers, counted from 0."""
        return Packed(line for n, line in enumerate(self.lines()) if n not in numbers)

    def lines(self) -> Iterator[bytes]:
        """The results as lines of a report file."""
        for chunk in self._chunks:
            yield from BytesIO(zlib.decompress(chunk))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Result]:
        for chunk in self._chunks:
            yield from _results(zlib.decompress(chunk))

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> list[Result]: ...
    def __getitem__(self, index: int | slice) -> Result | list[Result]:
        if isinstance(index, slice):
            return list(self)[index]
        number = range(self._length)[index]
        return _results(zlib.decompress(self._chunks[number // CHUNK]))[number % CHUNK]

    def __eq__(self, other: Any) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]
