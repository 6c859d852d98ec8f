"""The kernel: file systems and where they are mounted, processes, the clock, devices."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from os_reference.backend import default_backend
from os_reference.memory.filesystem import FileSystem
from os_reference.memory.inodes import Directory, File, Inode, Special
from os_reference.memory.lookup import Place, walk
from os_reference.memory.opened import (
    Device,
    OpenDevice,
    OpenDirectory,
    Opened,
    OpenFile,
)
from os_reference.memory.pipes import OpenPipe, OpenTerminal, Pipe, Terminal
from os_reference.memory.process import Process
from os_reference.memory.refusing import failure, refuse
from os_reference.memory.windows import lookup as windows

if TYPE_CHECKING:
    from os_reference.memory.platforms import Platform
    from os_reference.memory.rules import Reasons

ROOT = (0, 0)
DEVICE_LABEL = "\\Device"  # where Windows has its devices
TERMINALS, TTY_GROUP = 136, 5  # major number of pseudo-terminals, their group (pts(4))
#: Device files of a new system: name -> (major, minor), (empty, full, random).
DEVICES = {
    "null": ((1, 3), (True, False, False)),
    "zero": ((1, 5), (False, False, False)),
    "full": ((1, 7), (False, True, False)),
    "random": ((1, 8), (False, False, True)),
    "urandom": ((1, 9), (False, False, True)),
}


class Kernel:
    """One system in memory, which the calls of one os module act on.

    ``clock`` returns nanoseconds since the epoch; ``user`` is (uid, gid) of the first process;
    ``process`` the process that calls are made by at the moment.
    """

    def __init__(
        self,
        platform: Platform,
        user: tuple[int, int] = (1000, 1000),
        clock: Callable[[], int] | None = None,
    ) -> None:
        self.platform = platform
        self.constants = platform.constants
        self.now: Callable[[], int] = clock or time.time_ns
        self.random_bytes: Callable[[int], bytes] = default_backend().urandom  # type: ignore[attr-defined]
        self.started = self.now()
        self.last_pid, self.last_device = 1, 64
        self.systems: list[FileSystem] = []
        self.peers: dict[int, FileSystem] = {}  # the same, by device number
        system = self.new_system(owner=user)
        self.hidden = self.new_system(case_sensitive=True, normalizes=False)  # pipes, memfds
        self.hidden.root.links = 1
        self.process = self.init = Process(self.next_pid(), 1, system.root, user)
        self.process.slash_follows = platform.slash_follows
        self.devices: dict[int, Device] = {}
        self.terminals: dict[int, Terminal] = {}  # pseudo-terminals by device number
        self.hooks: list[dict[str, Any]] = []  # register_at_fork: kept, never called
        self.callers: dict[int, Process] = {}  # pid of a running child -> who waits for it
        self.module: Any = None  # the os module, which programs get
        if platform.flavour == "nt":
            self._furnish_drives(user)
        elif platform.volumes:
            self._furnish_volumes(user)
        else:
            self._furnish(user)

    # -- file systems

    def new_system(self, owner: tuple[int, int] = ROOT, **options: Any) -> FileSystem:
        """Return a new, empty file system; ``options`` as of ``FileSystem``."""
        self.last_device += 1
        options.setdefault("case_sensitive", self.platform.case_sensitive)
        options.setdefault("normalizes", self.platform.normalizes)
        options.setdefault("upper_case", self.platform.upper_case)
        system = FileSystem(self.last_device, owner, self.now(), **options)
        self.systems.append(system)
        self.peers[system.device] = system
        system.peers = self.peers
        return system

    def own(self, node: Any) -> Any:
        """Return an inode of an earlier generation as that of the present one."""
        return self.peers[node.system.device].own(node)

    def mount(self, path: str, system: FileSystem) -> None:
        """Let the root of ``system`` cover the directory ``path``."""
        node = self.walk(path).node
        if not isinstance(node, Directory):
            refuse("ENOENT" if node is None else "ENOTDIR")
        if node is self.init.root or system.root.covers is not None:
            refuse("EBUSY")
        node.mounted, system.root.covers = system.root, node

    def unmount(self, path: str) -> None:
        """Uncover the directory that is covered at ``path``; EBUSY while something is open."""
        root = self.walk(path).node
        if not isinstance(root, Directory) or root.covers is None:
            refuse("EINVAL")
        opened = (o.node for o in self.process.opened.values())
        if self.process.cwd.system is root.system or any(n.system is root.system for n in opened):
            refuse("EBUSY")
        root.covers.mounted = None
        root.covers = None

    def exists(self, path: str) -> bool:
        """Tell whether a path of this kernel leads to something."""
        return self.walk(path).node is not None

    def walk(self, path: str) -> Place:
        """Return where a path of this kernel ends, links followed."""
        return (
            windows.walk(self, path) if self.platform.flavour == "nt" else walk(self.process, path)
        )

    def volume(self, name: str) -> FileSystem:
        """Return the file system that Windows has as ``name``, in upper case.

        Raises ERROR_PATH_NOT_FOUND (drive), ERROR_BAD_NETPATH (server), ERROR_BAD_NET_NAME (share).
        """
        server, share, known = name.rpartition("\\")[0] + "\\", name[:2] == "\\\\", False
        for system in self.systems:
            label = system.label.upper()
            if name in (label, system.volume.upper()):
                return system
            known = known or label.startswith(server)
        missing = "ERROR_BAD_NET_NAME" if known else "ERROR_BAD_NETPATH"
        raise failure(missing if share else "ERROR_PATH_NOT_FOUND")

    @property
    def null(self) -> Inode | None:
        """The null device of Windows, which is in no directory that a path leads to."""
        return self.hidden.root.child("NUL")

    # -- processes

    def next_pid(self) -> int:
        """Return a process id that was not used before."""
        self.last_pid += 1
        return self.last_pid

    def install(self, path: str, program: Callable[[Any, list[str]], object]) -> None:
        """Make the file ``path`` a program: ``program(os, argv)`` returns its exit code or None."""
        place = self.walk(path)
        node = place.node or self.new_file(place.directory, place.name, 0o777)
        if not isinstance(node, File):
            refuse("EACCES")
        node.program = program
        node.mode |= 0o111

    def everything_opened(self) -> list[Opened | Device]:
        """Return what refers to this kernel: open files of its processes, drivers."""
        processes = [self.init, self.process, *self.callers.values()]
        opened = [o for process in processes for o in process.opened.values()]
        return [*opened, *self.devices.values()]

    def new_terminal(self) -> tuple[Terminal, Special]:
        """Return a new pseudo-terminal and its device file, which is in /dev/pts."""
        now, terminal = self.now(), Terminal(len(self.terminals))
        dev = self._directory("dev")
        if "pts" not in dev.entries:
            dev.enter("pts", Directory(dev.system, 0o755, ROOT, 2, now), now)
        number = TERMINALS << 8 | terminal.number
        self.terminals[number] = terminal
        node = Special(dev.system, 0o020620, (self.process.effective_uid, TTY_GROUP), now, number)
        self._directory("dev/pts").enter(str(terminal.number), node, now)
        return terminal, node

    # -- acts of several calls

    def follow(self, reasons: Reasons) -> None:
        """Raise the first of the reasons against a call, if there is one."""
        for symbol, _ in reasons:
            refuse(symbol)

    def owner_in(self, directory: Directory) -> tuple[int, int]:
        """Return the owner of what the process makes in ``directory`` (set-group-id: POSIX)."""
        process = self.process
        inherits = directory.mode & 0o2000
        return process.effective_uid, directory.gid if inherits else process.effective_gid

    def new_file(self, directory: Directory, name: str, mode: int) -> File:
        """Make a regular file in ``directory`` (name "": without a name, O_TMPFILE)."""
        now = self.now()
        mode &= ~self.process.umask & 0o7777
        node = File(directory.system, mode, self.owner_in(directory), 1 if name else 0, now)
        if name:
            directory.enter(name, node, now)
        return node

    def dropped(self, node: Inode, now: int) -> None:
        """Count a name less; what has no name and is not open is gone."""
        node.links = 0 if isinstance(node, Directory) else node.links - 1
        node.ctime = now
        if not node.links and not node.opens:
            node.discard()

    def drop(self, directory: Directory, name: str) -> None:
        """Take a name away; whoever is in a removed directory stays in nowhere."""
        now = self.now()
        self.dropped(directory.leave(name, now), now)

    def remove_temporary(self, node: Inode) -> None:
        """Take the name of a file away that was to go when it was closed."""
        to_do = [node.system.root]
        while to_do and node.links:
            directory = to_do.pop()
            for name, child in directory.children():
                if child.number == node.number:
                    self.drop(self.own(directory), name)
                    return
                if isinstance(child, Directory):
                    to_do.append(child)

    def open_node(self, node: Inode, flags: int) -> Opened:
        """Return a new open file for ``node``."""
        if flags & self.constants["O_PATH"]:
            return Opened(self, node, flags)
        if isinstance(node, File):
            return OpenFile(self, node, flags)
        if isinstance(node, Directory):
            return OpenDirectory(self, node, flags)
        if isinstance(node, Special) and node.mode & 0o170000 == 0o010000:
            return self._open_named_pipe(node, flags)
        if node.device in self.terminals:
            return OpenTerminal(self, node, flags, self.terminals[node.device])
        driver = self.devices.get(node.device) if node.mode & 0o170000 == 0o020000 else None
        if not isinstance(node, Special) or driver is None:
            refuse("ENXIO")
        return OpenDevice(self, node, flags, driver)

    def _open_named_pipe(self, node: Special, flags: int) -> Opened:
        """Open a named pipe; waiting for the other end would be for ever (EDEADLK)."""
        waits = not flags & self.constants["O_NONBLOCK"]
        pipe = node.pipe or Pipe()
        access = flags & 3
        if access == 1 and not pipe.readers:
            refuse("EDEADLK" if waits else "ENXIO")
        if access == 0 and waits and not pipe.writers:
            refuse("EDEADLK")
        node.pipe = pipe
        return OpenPipe(self, node, flags, pipe)

    # -- the beginning

    def _furnish(self, user: tuple[int, int]) -> None:
        """Make what a program expects: devices, /tmp, a home; standard streams that are empty."""
        now, root = self.now(), self.init.root
        for name, mode, owner in (
            ("dev", 0o755, ROOT),
            ("tmp", 0o1777, ROOT),
            ("home", 0o755, ROOT),
        ):
            root.enter(name, Directory(root.system, mode, owner, 2, now), now)
        home = Directory(root.system, 0o755, user, 2, now)
        self._directory("home").enter("user", home, now)
        for name, ((major, minor), kind) in DEVICES.items():
            number = major << 8 | minor
            self.devices[number] = Device(self, *kind)
            device = Special(root.system, 0o020666, ROOT, now, number)
            self._directory("dev").enter(name, device, now)
        self._begin(self._directory("dev").entries["null"])

    def _furnish_volumes(self, user: tuple[int, int]) -> None:
        """Make volumes where a platform has these; the process is on the first one."""
        now, root = self.now(), self.init.root
        for name in self.platform.volumes:
            root.enter(name, Directory(root.system, 0o755, user, 2, now), now)
        (major, minor), kind = DEVICES["null"]
        number = major << 8 | minor
        self.devices[number] = Device(self, *kind)
        null = Special(root.system, 0o020666, ROOT, now, number)
        self._directory(self.platform.volumes[-1]).enter("Null", null, now)
        self.process.cwd = self._directory(self.platform.volumes[0])
        self._begin(null)

    def _furnish_drives(self, user: tuple[int, int]) -> None:
        """Make what a program of Windows expects: drives, its folders, the null device."""
        now, root = self.now(), self.init.root
        root.system.label, *others = self.platform.volumes
        for label in others:
            self.new_system(owner=user, label=label)
        for path in ("Users/user/AppData/Local/Temp", "Windows/System32", "Temp"):
            directory = root
            for name in path.split("/"):
                if name not in directory.entries:
                    directory.enter(name, Directory(root.system, 0o777, user, 2, now), now)
                below = directory.child(name)
                assert isinstance(below, Directory)
                directory = below
        (major, minor), kind = DEVICES["null"]
        number = major << 8 | minor
        self.devices[number] = Device(self, *kind)
        self.hidden.label = DEVICE_LABEL
        null = Special(self.hidden, 0o020666, ROOT, now, number)
        self.hidden.root.enter("NUL", null, now)
        self.process.cwd, self.process.place = root, f"{root.system.label}\\"
        self.process.umask = 0
        self._begin(null)

    def _begin(self, null: Inode) -> None:
        """Give the process its standard streams, which are empty, and its environment."""
        for fd, flags in ((0, 0), (1, 1), (2, 1)):
            self.process.add(self.open_node(null, flags), fd)
            self.process.inheritable.add(fd)
        self.process.lowest = 3
        self.process.environment.update(self.platform.environment)

    def _directory(self, name: str) -> Directory:
        node = walk(self.process, "/" + name).node
        assert isinstance(node, Directory)
        return node
