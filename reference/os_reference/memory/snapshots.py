"""States of a whole system to go back to, and systems begun from one.

What a snapshot copies is what processes have open, their ids and variables: a few objects,
whatever the size of the file systems. Inodes are shared (``generations``).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

from os_reference.memory.filesystem import FileSystem
from os_reference.memory.generations import shallow
from os_reference.memory.inodes import Inode, Special
from os_reference.memory.opened import Device, OpenDevice, Opened
from os_reference.memory.pipes import OpenMaster, OpenPipe, OpenTerminal, Pipe, Terminal
from os_reference.memory.process import Process

if TYPE_CHECKING:
    from os_reference.memory.kernel import Kernel


def frozen(kernel: Kernel) -> Kernel:
    """Return the state of ``kernel`` as a kernel that nobody calls; ``kernel`` goes on."""
    made: Kernel = shallow(kernel)
    _take_systems(made, kernel, {})
    _Carried(kernel, made, lambda node: node)
    for system in kernel.systems:
        system.generation = system.generation.next()
    for system in kernel.systems:
        system.root = system.own(system.root)  # type: ignore[assignment]
    for process in _processes(kernel):
        process.root, process.cwd = kernel.own(process.root), kernel.own(process.cwd)
    for opened in kernel.everything_opened():
        if isinstance(opened, Opened):
            opened.node = kernel.own(opened.node)
            if isinstance(opened, OpenPipe) and isinstance(opened.node, Special):
                opened.node.pipe = opened.pipe
    return made


def thawed(state: Kernel, into: Kernel | None = None) -> Kernel:
    """Return a kernel that begins in a frozen ``state``.

    File systems that ``into`` has already are the same objects afterwards.
    """
    made: Kernel = shallow(state)
    _take_systems(made, state, {} if into is None else into.peers)
    for system in made.systems:
        system.generation = system.generation.next()
    for system in made.systems:
        system.root = system.own(system.root)  # type: ignore[assignment]
    _Carried(state, made, made.own)
    made.module = None
    return made


def _take_systems(made: Kernel, source: Kernel, known: dict[int, FileSystem]) -> None:
    """Give ``made`` the file systems of ``source``, in objects that are ``known`` or new."""
    made.peers, made.systems = {}, []
    for system in source.systems:
        taken = known.get(system.device) or object.__new__(FileSystem)
        taken.__dict__.update(system.__dict__)
        taken.peers = made.peers
        made.peers[system.device] = taken
        made.systems.append(taken)
    made.hidden = made.peers[source.hidden.device]


def _processes(kernel: Kernel) -> list[Process]:
    """Return the processes of a kernel, each once."""
    found = (kernel.init, kernel.process, *kernel.callers.values())
    return list({id(process): process for process in found}.values())


class _Carried:
    """What is not in a file system, copied from one kernel to another: what stands for what.

    ``node_of`` leads from an inode of the old kernel to that of the new one.
    """

    def __init__(self, old: Kernel, new: Kernel, node_of: Callable[[Any], Any]) -> None:
        self.kernel, self.node_of = new, node_of
        self.made: dict[int, Any] = {}
        new.devices = {number: self.device(d) for number, d in old.devices.items()}
        new.terminals = {number: self.terminal(t) for number, t in old.terminals.items()}
        new.callers = {pid: self.process(p) for pid, p in old.callers.items()}
        new.hooks = list(old.hooks)
        new.init, new.process = self.process(old.init), self.process(old.process)

    def device(self, source: Device) -> Device:
        """Copy a driver."""
        made: Device = shallow(source)
        made.kernel = self.kernel
        self.made[id(source)] = made
        return made

    def terminal(self, source: Terminal) -> Terminal:
        """Copy a pseudo-terminal."""
        made = self.made[id(source)] = shallow(source)
        made.incoming, made.outgoing = bytearray(source.incoming), bytearray(source.outgoing)
        return made  # type: ignore[no-any-return]

    def pipe(self, source: Pipe) -> Pipe:
        """Copy a pipe, once."""
        if id(source) not in self.made:
            made = self.made[id(source)] = shallow(source)
            made.buffer = bytearray(source.buffer)
        return self.made[id(source)]  # type: ignore[no-any-return]

    def open_file(self, source: Opened) -> Opened:
        """Copy an open file, once: its descriptors go on sharing it."""
        if id(source) not in self.made:
            made = self.made[id(source)] = shallow(source)
            node: Inode = self.node_of(source.node)
            made.kernel, made.node = self.kernel, node
            if isinstance(source, OpenPipe):
                made.pipe = self.pipe(source.pipe)
                if isinstance(node, Special) and node is not source.node:
                    node.pipe = made.pipe
            if isinstance(source, OpenMaster | OpenTerminal):
                made.terminal = self.made[id(source.terminal)]
            if isinstance(source, OpenDevice):
                made.driver = self.made[id(source.driver)]
        return self.made[id(source)]  # type: ignore[no-any-return]

    def process(self, source: Process) -> Process:
        """Copy a process, once."""
        if id(source) not in self.made:
            made = self.made[id(source)] = shallow(source)
            made.root, made.cwd = self.node_of(source.root), self.node_of(source.cwd)
            made.opened = {fd: self.open_file(o) for fd, o in source.opened.items()}
            made.lock = Lock()
            for name in ("groups", "inheritable", "environment", "children"):
                setattr(made, name, copy.copy(getattr(source, name)))
        return self.made[id(source)]  # type: ignore[no-any-return]
