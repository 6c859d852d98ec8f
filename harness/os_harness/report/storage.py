"""The report file on disk: begun, appended to by many processes, loaded, finished."""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from filelock import FileLock

from os_harness.errors import ReportError
from os_harness.report.records import FORMAT, Footer, Header, Record, Result


@dataclass(frozen=True)
class Report:
    """A loaded report file; without a footer it is incomplete."""

    header: Header
    results: list[Result]
    footer: Footer | None = None
    path: Path | None = None

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.footer is not None


def encode(record: Record) -> bytes:
    """One record as one line of ASCII JSON (lone surrogates and control characters escaped)."""
    return json.dumps(msgspec.to_builtins(record)).encode("ascii") + b"\n"


def start(path: Path, header: Header) -> None:
    """Begin a report file with its header; ReportError if it cannot be written."""
    try:
        path.write_bytes(encode(header))
    except OSError as error:
        raise ReportError(f"{path}: cannot be written: {error.strerror}") from None


def reopen(path: Path) -> Report:
    """Make an unfinished report file ready to be appended to: a torn last line is dropped."""
    report = load(path)
    if report.complete:
        raise ReportError(f"{path}: already complete, nothing to resume")
    write(path, [report.header, *report.results])
    return report


class Appender:
    """Appends records to a report file: one write a record, so that processes do not mix lines."""

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        self.descriptor = os.open(path, flags)
        self.lock: AbstractContextManager[Any] = nullcontext()
        if os.name == "nt":  # appending is not atomic there
            self.lock = FileLock(f"{path}.lock")

    def append(self, result: Result) -> None:
        """Add one record."""
        with self.lock:
            os.write(self.descriptor, encode(result))

    def close(self) -> None:
        """Release the file."""
        os.close(self.descriptor)


def load(path: Path) -> Report:
    """The report in a `.jsonl` or `.jsonl.gz` file; ReportError in one line if it is none."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (EOFError, zlib.error):
        raise ReportError(f"{path}: the compressed file is damaged or cut off") from None
    lines = data.split(b"\n")
    torn = lines.pop()  # b"" unless the last line was cut off by a killed run
    if torn.startswith(b'{"record": "footer"') and torn.endswith(b"}}"):
        lines.append(torn)  # complete but for the end of its line
    records = [_record(line, path, number) for number, line in enumerate(lines, 1) if line]
    if not records or not isinstance(records[0], Header):
        what = "an unfinished line" if torn and not records else "something else"
        raise ReportError(f"{path}, line 1: expected a report's header, found {what}")
    return _report(records, path)


def _report(records: list[Record], path: Path) -> Report:
    header = records[0]
    assert isinstance(header, Header)
    if header.format != FORMAT:
        raise ReportError(f"{path}, line 1: expected format {FORMAT}, found {header.format}")
    if any(isinstance(r, Header) for r in records[1:]):
        raise ReportError(f"{path}: holds more than one header: several reports in one file")
    results = {r.check: r for r in records if isinstance(r, Result)}
    last = records[-1]
    return Report(header, list(results.values()), last if isinstance(last, Footer) else None, path)


def _record(line: bytes, path: Path, number: int) -> Record:
    try:
        return msgspec.convert(json.loads(line), Record)  # type: ignore[no-any-return]
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise ReportError(f"{path}, line {number}: not a record of a report: {error}") from None


def finish(path: Path, footer: Footer) -> None:
    """Put the results in the order of their ids and add the footer, in one step."""
    report = load(path)
    results = sorted(report.results, key=lambda r: r.check)
    write(path, [report.header, *results, footer])


def write(path: Path, records: Iterable[Record]) -> None:
    """Write a whole report file, compressed if its name ends with `.gz`.

    An existing one stays as it was until the new one is complete.  ReportError if it cannot be written.
    """
    beside = path.with_name(path.name + ".new")
    try:
        with open(beside, "wb") as raw, _packed(raw, path) as stream:
            stream.writelines(encode(record) for record in records)
        os.replace(beside, path)
    except OSError as error:
        raise ReportError(f"{path}: cannot be written: {error.strerror}") from None


def _packed(raw: BinaryIO, path: Path) -> AbstractContextManager[Any]:
    """What to write to; a compressed file tells neither the time nor a name."""
    if path.suffix != ".gz":
        return nullcontext(raw)
    return gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0)


def write_text(path: Path, text: str) -> None:
    """Write a rendered report as UTF-8; ReportError if it cannot be written."""
    try:
        path.write_text(text, "utf-8", "backslashreplace")
    except OSError as error:
        raise ReportError(f"{path}: cannot be written: {error.strerror}") from None
