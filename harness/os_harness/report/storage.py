"""The report file on disk: begun, appended to by many processes, loaded, finished."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from filelock import FileLock

from os_harness.errors import ReportError
from os_harness.report.records import FORMAT, Footer, Header, Record, Result
from os_harness.report.results import Packed, decode, encode
from os_harness.report.tally import Tally

BEGINNING = b'{"record": "header"'

try:
    import fcntl
except ImportError:  # Windows: a second run of the same report cannot be told there
    fcntl = None  # type: ignore[assignment]

UNWRITABLE = ": cannot be written: "  # stands in what ReportError says of such a file
FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Report:
    """A loaded report file; without a footer it is incomplete."""

    header: Header
    results: Sequence[Result]
    footer: Footer | None = None
    path: Path | None = None

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.footer is not None

    @cached_property
    def tally(self) -> Tally:
        """The sums of the results, which are gone through once for that."""
        return Tally(self.results)


class Begun:
    """A report that a run writes: as long as this is open no other run begins the same file."""

    def __init__(self, path: Path) -> None:
        """Open and hold the file; ReportError if that is impossible, or another run holds it."""
        _demand_file(path)
        try:
            self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | FLAGS, 0o666)
        except OSError as error:
            raise _unwritable(path, error) from None
        if not (_held(self.descriptor, "LOCK_EX") and _held(self.descriptor, "LOCK_SH")):
            self.close()
            raise ReportError(f"{path}: another run is writing it")

    def write(self, data: bytes) -> None:
        """Make `data` the only content."""
        os.ftruncate(self.descriptor, 0)
        _write_whole(self.descriptor, data)

    def close(self) -> None:
        """Give the file free."""
        os.close(self.descriptor)


def start(path: Path, header: Header) -> Begun:
    """Begin a report file with its header; ReportError if it cannot be written."""
    begun = Begun(path)
    try:
        begun.write(encode(header))
    except OSError as error:
        begun.close()
        raise _unwritable(path, error) from None
    return begun


def _held(descriptor: int, kind: str) -> bool:
    """Whether the file can be held (flock(2)), or its file system knows no such thing."""
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, getattr(fcntl, kind) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def _demand_file(path: Path) -> None:
    """ReportError if something else than a file is at `path`."""
    if path.exists() and not path.is_file():
        raise ReportError(f"{path}{UNWRITABLE}not a regular file")


def _unwritable(path: Path, error: OSError) -> ReportError:
    return ReportError(f"{path}{UNWRITABLE}{error.strerror}")


def _write_whole(descriptor: int, data: bytes) -> None:
    """Write a record whole or not at all: a part of it that found room is taken back."""
    done = 0
    try:
        while done < len(data):
            done += os.write(descriptor, data[done:])
    except OSError:
        end = os.lseek(descriptor, 0, os.SEEK_CUR)
        if done and os.fstat(descriptor).st_size == end:
            os.ftruncate(descriptor, end - done)
        raise


def reopen(path: Path) -> Report:
    """Make an unfinished report file ready to be appended to: a torn last line is dropped."""
    report = load(path)
    if report.complete:
        raise ReportError(f"{path}: already complete, nothing to resume")
    begun = Begun(path)
    write(path, [report.header, *report.results])
    begun.close()
    return report


class Appender:
    """Appends records to a report file: one write a record, so that processes do not mix lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | FLAGS)
        _held(self.descriptor, "LOCK_SH")  # a worker may outlive its killed controller
        self.lock: AbstractContextManager[Any] = nullcontext()
        if os.name == "nt":  # appending is not atomic there
            self.lock = FileLock(f"{path}.lock")

    def append(self, result: Result) -> None:
        """Add one record; ReportError if it cannot be written."""
        try:
            with self.lock:
                _write_whole(self.descriptor, encode(result))
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def close(self) -> None:
        """Release the file."""
        os.close(self.descriptor)


def load(path: Path) -> Report:
    """The report in a `.jsonl` or `.jsonl.gz` file; ReportError in one line if it is none."""
    reading = _Reading(path)
    try:
        with open(path, "rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            return reading.report(gzip.GzipFile(fileobj=raw) if packed else raw)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise ReportError(f"{path}: the compressed file is damaged or cut off") from None
    except OSError as error:
        raise ReportError(f"{path}: cannot be read: {error.strerror or error}") from None


class _Reading:
    """One way through a report file: its header and footer, and which results count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header: Header | None = None
        self.footer: Footer | None = None
        self.places: dict[str, int] = {}  # check -> the number of its last result so far
        self.overtaken: set[int] = (
            set()
        )  # numbers of results that a later one of the check replaces
        self.torn = b""
        self.seen = False  # whether there was a whole line

    def report(self, stream: Iterable[bytes]) -> Report:
        """All that the file says."""
        results = Packed(self._results(stream))
        if self.header is None:
            what = "an unfinished line" if self.torn.startswith(BEGINNING) else "something else"
            raise self._no_header(what if self.torn or self.seen else "nothing")
        if self.overtaken:
            results = results.without(self.overtaken)
        return Report(self.header, results, self.footer, self.path)

    def _results(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        """The lines of results; the other records are kept aside."""
        number = 0
        for at, line in enumerate(stream, 1):
            if not line.endswith(b"\n") and not _whole_footer(line):
                self.torn = line  # cut off by a killed run
                return
            if not line.strip(b"\n"):
                continue
            self.seen = True
            record = self._record(line, at)
            if isinstance(record, Result):
                self.overtaken |= {self.places.get(record.check, -1)} - {-1}
                self.places[record.check] = number
                number += 1
                yield line

    def _record(self, line: bytes, at: int) -> Record:
        try:
            record = decode(line)
        except (ValueError, RecursionError, msgspec.ValidationError) as error:
            if self.header is None and not line.startswith(BEGINNING):
                raise self._no_header("something else") from None
            raise ReportError(
                f"{self.path}, line {at}: not a record of a report: {error}"
            ) from None
        if isinstance(record, Header):
            self._demand_first(record)
        elif self.header is None:
            raise self._no_header("something else")
        self.footer = record if isinstance(record, Footer) else None
        return record

    def _no_header(self, found: str) -> ReportError:
        return ReportError(f"{self.path}, line 1: expected a report's header, found {found}")

    def _demand_first(self, header: Header) -> None:
        """Take the header; ReportError for one of another format, or a second one."""
        if self.header is not None:
            raise ReportError(
                f"{self.path}: holds more than one header: several reports in one file"
            )
        if header.format != FORMAT:
            raise ReportError(
                f"{self.path}, line 1: expected format {FORMAT}, found {header.format}"
            )
        self.header = header


def _whole_footer(line: bytes) -> bool:
    """Whether a line without its end is a footer that lacks nothing else."""
    return line.startswith(b'{"record": "footer"') and line.endswith(b"}}")


def finish(path: Path, footer: Footer) -> None:
    """Put the results in the order of their ids and add the footer, in one step."""
    report = load(path)
    results = sorted(report.results, key=lambda r: r.check)
    write(path, [report.header, *results, footer])


def write(path: Path, records: Iterable[Record]) -> None:
    """Write a whole report file, compressed if its name ends with `.gz`.

    An existing one stays as it was until the new one is complete.  ReportError if it cannot be written.
    """
    _demand_file(path)
    target = Path(os.path.realpath(path))  # what a link names is replaced, not the link
    beside = target.with_name(f"osconform-{os.getpid()}.new")
    try:
        with open(beside, "wb") as raw, _packed(raw, path) as stream:
            stream.writelines(encode(record) for record in records)
        os.replace(beside, target)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with suppress(OSError):  # it is there only if the way to the end was cut off
            beside.unlink(missing_ok=True)


def _packed(raw: BinaryIO, path: Path) -> AbstractContextManager[Any]:
    """What to write to; a compressed file tells neither the time nor a name."""
    if path.suffix != ".gz":
        return nullcontext(raw)
    return gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0)


def write_text(path: Path, text: str | Iterable[str]) -> None:
    """Write a rendered report, whole or in parts, as UTF-8; ReportError if it cannot be written."""
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines([text] if isinstance(text, str) else text)
    except OSError as error:
        raise _unwritable(path, error) from None
