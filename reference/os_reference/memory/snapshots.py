"""Copies of a whole system: all inodes, open files, processes, mounts.

A copy takes time and room in proportion to what is in the system; contents of files that are not
changed afterwards are shared where they are immutable.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any

from os_reference.memory.contents import Sparse
from os_reference.memory.filesystem import FileSystem
from os_reference.memory.inodes import Directory, File, Inode, Special
from os_reference.memory.opened import Device, OpenDevice, Opened
from os_reference.memory.pipes import OpenMaster, OpenPipe, OpenTerminal, Pipe, Terminal
from os_reference.memory.process import Process

if TYPE_CHECKING:
    from os_reference.memory.kernel import Kernel


def copied(kernel: Kernel) -> Kernel:
    """Return a kernel in the same state, which shares nothing that changes."""
    made: Kernel = _Copying(kernel).kernel
    return made


def _shallow(source: Any) -> Any:
    """Return an object of the same class with the same attributes (slots or dict)."""
    made = object.__new__(type(source))
    for kind in type(source).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            setattr(made, name, getattr(source, name))
    if hasattr(source, "__dict__"):
        made.__dict__.update(source.__dict__)
    return made


class _Copying:
    """One copy in the making: what stands for what, by identity."""

    def __init__(self, old: Kernel) -> None:
        self.old = old
        self.kernel = _shallow(old)
        self.made: dict[int, Any] = {}
        self.kernel.systems = [self.system(s) for s in old.systems]
        self.kernel.hidden = self.of(old.hidden)
        self.kernel.devices = {n: self.device(d) for n, d in old.devices.items()}
        terminals = old.terminals.items()
        self.kernel.terminals = {number: self.terminal(t) for number, t in terminals}
        for node in list(self.nodes()):
            self.node(node)
        for node in list(self.nodes()):
            self.connect(node)
        for new, system in zip(self.kernel.systems, old.systems, strict=True):
            new.root = self.of(system.root)
        callers = {pid: self.process(p) for pid, p in old.callers.items()}
        self.kernel.callers, self.kernel.hooks = callers, list(old.hooks)
        self.kernel.init, self.kernel.process = self.process(old.init), self.process(old.process)
        self.kernel.module = None

    def of(self, source: Any) -> Any:
        """Return what stands for ``source``."""
        return self.made[id(source)]

    def processes(self) -> list[Process]:
        """Return the processes of the old kernel."""
        return [self.old.init, self.old.process, *self.old.callers.values()]

    def nodes(self) -> Iterator[Inode]:
        """Yield every inode that anything leads to, once."""
        seen: set[int] = set()
        to_do: list[Inode] = [system.root for system in self.old.systems]
        for process in self.processes():
            to_do += [process.cwd, process.root, *(o.node for o in process.opened.values())]
        while to_do:
            node = to_do.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            yield node
            if isinstance(node, Directory):
                to_do += [child for _, child in node.entries.items()]
                to_do.append(node.parent)

    def system(self, source: FileSystem) -> FileSystem:
        """Copy a file system, without what is in it."""
        made: FileSystem = _shallow(source)
        self.made[id(source)] = made
        return made

    def device(self, source: Device) -> Device:
        """Copy a driver."""
        made: Device = _shallow(source)
        made.kernel = self.kernel
        self.made[id(source)] = made
        return made

    def node(self, source: Inode) -> None:
        """Copy an inode, without where it leads to."""
        made = _shallow(source)
        made.system = self.of(source.system)
        made.xattrs = dict(source.xattrs) if source.xattrs else None
        if isinstance(source, File):
            made.data = _bytes_of(source.data)
        if isinstance(source, Special) and source.pipe is not None:
            made.pipe = self.pipe(source.pipe)
        self.made[id(source)] = made

    def connect(self, source: Inode) -> None:
        """Let the copy of a directory lead to the copies of what is in it."""
        if not isinstance(source, Directory):
            return
        made = self.of(source)
        made.entries = made.system.new_entries()
        for name, child in source.entries.items():
            made.entries[name] = self.of(child)
        made.parent = self.of(source.parent)
        made.mounted = source.mounted and self.of(source.mounted)
        made.covers = source.covers and self.of(source.covers)

    def terminal(self, source: Terminal) -> Terminal:
        """Copy a pseudo-terminal."""
        made = self.made[id(source)] = _shallow(source)
        made.incoming, made.outgoing = bytearray(source.incoming), bytearray(source.outgoing)
        return made  # type: ignore[no-any-return]

    def pipe(self, source: Pipe) -> Pipe:
        """Copy a pipe, once."""
        if id(source) not in self.made:
            made = self.made[id(source)] = _shallow(source)
            made.buffer = bytearray(source.buffer)
        return self.made[id(source)]  # type: ignore[no-any-return]

    def open_file(self, source: Opened) -> Opened:
        """Copy an open file, once: its descriptors go on sharing it."""
        if id(source) not in self.made:
            made = self.made[id(source)] = _shallow(source)
            made.kernel, made.node = self.kernel, self.of(source.node)
            if isinstance(source, OpenPipe):
                made.pipe = self.pipe(source.pipe)
            if isinstance(source, OpenMaster | OpenTerminal):
                made.terminal = self.of(source.terminal)
            if isinstance(source, OpenDevice):
                made.driver = self.of(source.driver)
        return self.made[id(source)]  # type: ignore[no-any-return]

    def process(self, source: Process) -> Process:
        """Copy a process, once."""
        if id(source) not in self.made:
            made = self.made[id(source)] = _shallow(source)
            made.root, made.cwd = self.of(source.root), self.of(source.cwd)
            made.opened = {fd: self.open_file(o) for fd, o in source.opened.items()}
            made.lock = Lock()
            for name in ("groups", "inheritable", "environment", "children"):
                setattr(made, name, copy.copy(getattr(source, name)))
        return self.made[id(source)]  # type: ignore[no-any-return]


def _bytes_of(data: bytes | bytearray | Sparse) -> bytes | bytearray | Sparse:
    """Return the content of a file for its copy; bytes never change, so they are shared."""
    if isinstance(data, Sparse):
        made: Sparse = _shallow(data)
        made.pages = {number: bytearray(page) for number, page in data.pages.items()}
        return made
    return bytes(data)
