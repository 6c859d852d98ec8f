"""The world of a check: it arranges the file system and looks at it.

Where candidate and host share a file system, it acts through the host's own `os`, so a candidate cannot
vouch for itself, and `kind` looks a second time through the candidate.  Elsewhere it acts through the
candidate.  Every act is a step of the trace.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from os_harness.errors import Interrupted
from os_harness.probe.caller import Caller
from os_harness.probe.trace import Event
from os_harness.protocol.values import is_remote, symbol_of
from os_harness.sandbox import acts


class ArrangeError(Exception):
    """The world could not be arranged or looked at; the cause is the error."""


class Disagreement(AssertionError):
    """The candidate sees something else than the host."""


class World:
    """A scratch directory, as the check uses it; names are relative to it and use "/".

    `root` is its path for the candidate, `host_root` its path for the host (None: not shared),
    `separator` the candidate's.
    """

    def __init__(
        self,
        caller: Caller,
        probe: Any,
        root: str,
        host_root: str | None,
        separator: str = "/",
    ) -> None:
        self.caller, self.probe = caller, probe
        self.root, self.host_root, self.separator = root, host_root, separator
        self.shared = host_root is not None
        self.count = 0
        self.os: Any = os if self.shared else probe

    def fresh(self) -> World:
        """A world in a new directory of this one: one for each generated example.

        The trace begins anew, so that it shows the example alone.
        """
        self.count += 1
        name = f"example-{self.count}"
        self.caller.trace.clear()
        self.mkdir(name)
        host_root = f"{self.host_root}/{name}" if self.host_root is not None else None
        return World(self.caller, self.probe, self.path(name), host_root, self.separator)

    # -- names

    def path(self, *names: str) -> str:
        """The absolute path of a name below the scratch directory, for the candidate."""
        return self.separator.join([self.root, *self._local(names)])

    def relative(self, name: str) -> str:
        """A name as a path from the scratch directory, for the candidate; ":a:b" with colons."""
        first = ":" if self.separator == ":" and "/" in name else ""
        return first + name.replace("/", self.separator)

    def bpath(self, *names: str) -> bytes:
        """`path` as bytes (UTF-8 with surrogate escapes)."""
        return self.path(*names).encode("utf-8", "surrogateescape")

    def _local(self, names: tuple[str, ...]) -> list[str]:
        if self.separator == "/":
            return [n for n in names if n]
        return [n.replace("/", self.separator) for n in names if n]

    def _at(self, name: str | bytes) -> str | bytes:
        """A name below the scratch directory for the `os` that the world works through."""
        root = self.host_root if self.shared else self.root
        assert root is not None
        if self.separator == ":" and not self.shared:
            return self.bpath(name.decode()) if isinstance(name, bytes) else self.path(name)
        if isinstance(name, bytes):
            return root.encode() + b"/" + name if name else root.encode()
        return f"{root}/{name}" if name else root

    # -- arranging

    def mkdir(self, name: str | bytes, mode: int = 0o777) -> None:
        """Make a directory."""
        self._act(acts.mkdir, self._at(name), *([mode] if mode != 0o777 else []))

    def file(self, name: str | bytes, data: bytes = b"", mode: int | None = None) -> None:
        """Make a regular file with `data`."""
        extra = [data, mode] if mode is not None else [data] if data else []
        self._act(acts.write_file, self._at(name), *extra)

    def tree(self, entries: Mapping[str, Any], below: str = "") -> None:
        """Make many entries: {name: bytes (file) | {...} (directory) | ("symlink", target)}."""
        for name, entry in entries.items():
            full = f"{below}/{name}" if below else name
            if isinstance(entry, Mapping):
                self.mkdir(full)
                self.tree(entry, full)
            elif isinstance(entry, tuple):
                self.symlink(entry[1], full)
            else:
                self.file(full, entry)

    def symlink(self, target: str | bytes, name: str | bytes) -> None:
        """Make a symbolic link with exactly the text `target`."""
        self._act(acts.symlink, target, self._at(name))

    def link(self, name: str | bytes, other: str | bytes) -> None:
        """Make a hard link `other` to `name`."""
        self._act(acts.link, self._at(name), self._at(other))

    def fifo(self, name: str | bytes) -> None:
        """Make a named pipe."""
        self._act(acts.mkfifo, self._at(name))

    def chmod(self, name: str | bytes, mode: int) -> None:
        """Set permission bits."""
        self._act(acts.chmod, self._at(name), mode)

    def chown(self, name: str | bytes, user: int, group: int) -> None:
        """Set owner and group."""
        self._act(acts.chown, self._at(name), user, group)

    def set_times(self, name: str | bytes, accessed: int, modified: int) -> None:
        """Set times, in nanoseconds since the epoch."""
        self._act(acts.set_times, self._at(name), accessed, modified)

    def set_xattr(self, name: str | bytes, attribute: str, value: bytes) -> None:
        """Set an extended attribute."""
        self._act(acts.setxattr, self._at(name), attribute, value)

    def mount(self, name: str | bytes) -> None:
        """Mount an empty file system of memory on a directory."""
        self._act(acts.mount, self._at(name))

    def make_read_only(self, name: str | bytes) -> None:
        """Let nobody write to the file system mounted on a directory."""
        self._act(acts.make_read_only, self._at(name))

    def unmount(self, name: str | bytes) -> None:
        """Take the file system away that is mounted on a directory."""
        self._act(acts.unmount, self._at(name))

    def unlink(self, name: str | bytes) -> None:
        """Remove a file."""
        self._act(acts.unlink, self._at(name))

    def rmdir(self, name: str | bytes) -> None:
        """Remove an empty directory."""
        self._act(acts.rmdir, self._at(name))

    def rename(self, name: str | bytes, other: str | bytes) -> None:
        """Rename."""
        self._act(acts.rename, self._at(name), self._at(other))

    # -- looking

    def kind(self, name: str | bytes = "") -> str | None:
        """What is there: "file", "directory", "symlink", "fifo", ... or None."""
        kind: str | None = self._act(acts.kind_of, self._at(name))
        if self.shared and "lstat" in getattr(self.probe, "_names", ()):
            self._second_look(name, kind)
        return kind

    def _second_look(self, name: str | bytes, kind: str | None) -> None:
        """Compare with what the candidate itself sees."""
        if isinstance(name, bytes):
            return
        quiet, self.caller.quiet = self.caller.quiet, True
        try:
            seen = acts.kind_of(self.probe, self.path(name))
        except OSError as error:
            if symbol_of(error) in ("ENOENT", "ENOTDIR") and kind is None:
                return  # it says so, if not by the class that belongs to it: other checks are about that
            raise Disagreement(f"lstat({name!r}) raised {error!r}; the host sees {kind}") from None
        finally:
            self.caller.quiet = quiet
        if seen != kind:
            raise Disagreement(f"the candidate's lstat says {name!r} is {seen}, the host {kind}")

    def exists(self, name: str | bytes = "") -> bool:
        """Whether anything is there (a dangling link is)."""
        return self.kind(name) is not None

    def read(self, name: str | bytes) -> bytes:
        """All bytes of a file."""
        data: bytes = self._act(acts.read_file, self._at(name))
        return data

    def listing(self, name: str | bytes = "") -> list[Any]:
        """The names in a directory, sorted."""
        names: list[Any] = self._act(acts.listdir, self._at(name))
        return names

    def snapshot(self, name: str = "") -> Any:
        """Everything below a directory in the form that `tree` takes."""
        return self._act(acts.tree_of, self._at(name))

    def lstat(self, name: str | bytes = "") -> Any:
        """The status of an entry itself."""
        return self._act(acts.lstat, self._at(name))

    def readlink(self, name: str | bytes) -> Any:
        """The target of a symbolic link."""
        return self._act(acts.readlink, self._at(name))

    def mode(self, name: str | bytes = "") -> int:
        """Permission bits of an entry itself (with set-id and sticky bits)."""
        return int(self.lstat(name).st_mode) & 0o7777

    # -- how

    def _act(self, act: Callable[..., Any], *args: Any) -> Any:
        actor = "host" if self.shared else "candidate"
        event = Event("world", act.__name__, args, actor=actor)  # type: ignore[arg-type]
        self.caller.trace.add(event)
        quiet, self.caller.quiet = self.caller.quiet, True
        try:
            if self.shared or act not in acts.PLAIN or "open" in self.probe._names:
                event.result = act(self.os, *args)
            else:  # a part of os that has no descriptors: Python's own open does it
                event.result = self.caller.snippet(acts.PLAIN[act], *args)
        except Interrupted:
            raise
        except Exception as error:
            event.error = error
            if self.shared or is_remote(error) or isinstance(error, AttributeError):
                raise ArrangeError(f"{act.__name__}: {error}") from error
            raise
        finally:
            self.caller.quiet = quiet
        event.done = True
        return event.result
