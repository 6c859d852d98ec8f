"""The text of an expectation file, entry by entry: what is not changed stays as its author wrote it.

The comment lines right above an entry belong to it; those at the head of the file, and those with an empty
line between them and the next entry, belong to nobody and are never taken away.
"""

from __future__ import annotations

import codecs
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomlkit

from os_harness.errors import UsageError

HEADER = re.compile(r"""\s*\[\[\s*(["']?)expected\1\s*\]\]""")
LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Block:
    """One entry: the comments above it, its table, and what stands between it and the next one's."""

    lead: str
    text: str
    tail: str

    def changed(self, values: Mapping[str, Any]) -> Block:
        """The entry with other values; None takes a key away."""
        document: Any = tomlkit.parse(_ended(self.text))
        table = document["expected"][0]
        for name, value in values.items():
            if value is not None:
                table[name] = value
            elif name in table:
                del table[name]
        return replace(self, text=tomlkit.dumps(document))

    def alone(self) -> Block:
        """The entry without the comments around it."""
        return Block("", self.text, "\n")


def made(values: Mapping[str, Any]) -> Block:
    """A new entry."""
    table = tomlkit.table()
    for name, value in values.items():
        table[name] = value
    entries = tomlkit.aot()
    entries.append(table)
    document = tomlkit.document()
    document["expected"] = entries
    return Block("", tomlkit.dumps(document), "\n")


class Source:
    """A file's text, taken apart; UsageError where its entries are no tables [[expected]]."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.path = path
        self.mark = data.startswith(codecs.BOM_UTF8)
        text = data.decode("utf-8-sig")
        self.newline = "\r\n" if "\r\n" in text else "\n"
        chunks = _chunks(text.replace("\r\n", "\n"))
        self.head, lead = _head(chunks[0])
        self.blocks: list[Block] = []
        for number, lines in enumerate(chunks[1:], 2):
            words, rest = _split(lines)
            tail, above = (rest, []) if number == len(chunks) else _above(rest)
            self.blocks.append(Block("".join(lead), "".join(words), "".join(tail)))
            lead = above

    def demand(self, number: int) -> None:
        """UsageError unless that many entries were found."""
        if len(self.blocks) != number:
            raise UsageError(f"{self.path}: expected each entry as a table [[expected]] of its own")

    def remove(self, number: int) -> None:
        """Take the entry with that number, from 0, out, with its comments; those of nobody stay."""
        tail = self.blocks.pop(number).tail
        if not tail.strip():
            return
        if number:
            before = self.blocks[number - 1]
            self.blocks[number - 1] = replace(before, tail=before.tail.rstrip("\n") + "\n" + tail)
        else:
            self.head += tail

    def insert(self, number: int, block: Block) -> None:
        """Put an entry before the one with that number, or at the end."""
        if number:
            last = self.blocks[number - 1]
            tail = last.tail.rstrip("\n") + "\n\n" if last.tail.strip() else "\n"
            self.blocks[number - 1] = replace(last, text=_ended(last.text), tail=tail)
        elif self.head.strip():
            self.head = self.head.rstrip("\n") + "\n\n"
        self.blocks.insert(number, block)

    def render(self) -> bytes:
        """The whole text, in the file's own kind of lines."""
        text = self.head + "".join(b.lead + b.text + b.tail for b in self.blocks)
        text = text.rstrip("\n") + "\n" if text.strip() else ""
        data = text.replace("\n", self.newline).encode("utf-8")
        return codecs.BOM_UTF8 + data if self.mark else data

    def write(self) -> None:
        """Write the file if it is another one now: whole, or not at all."""
        data = self.render()
        file = Path(os.path.realpath(self.path))  # a link stays one
        beside = file.with_name(file.name + ".new")
        try:
            if file.exists() and file.read_bytes() == data:
                return
            beside.write_bytes(data)
            os.replace(beside, file)
        except OSError as error:
            with suppress(OSError):
                beside.unlink()
            raise UsageError(f"{self.path}: cannot be written: {error.strerror}") from None


def _chunks(text: str) -> list[list[str]]:
    """The lines before the first entry, and those of each from its header on."""
    found: list[list[str]] = [[]]
    for line in LINE.findall(text):
        if HEADER.match(line) and _whole(found[-1]):
            found.append([])
        found[-1].append(line)
    return found


def _whole(lines: Sequence[str]) -> bool:
    """Whether nothing is left open in these lines, such as a text of many lines with a header in it."""
    try:
        tomllib.loads("".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _split(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """An entry's table, and the comments and empty lines after it."""
    end = len(lines)
    while end and _void(lines[end - 1]):
        end -= 1
    return lines[:end], lines[end:]


def _above(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """What belongs to nobody, and the comment lines right above the next entry."""
    start = len(lines)
    while start and lines[start - 1].strip():
        start -= 1
    return lines[:start], lines[start:]


def _head(lines: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The head of the file; comments are the first entry's only if there is something before them."""
    head, above = _above(lines)
    return ("".join(head), above) if head else ("".join(above), [])


def _void(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
