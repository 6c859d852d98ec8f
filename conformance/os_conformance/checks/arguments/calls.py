"""The functions that take a path or a descriptor, as data: how to call them, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from os_conformance.check import Os, World

READING = object()  # stands for O_RDONLY, which is not 0 on every platform


@dataclass(frozen=True)
class PathCall:
    """A function of a path.

    `before` is what must be there ("file", "directory", "symlink", None: nothing), `after` what is
    there then; `first` and `rest` are arguments before and after the path, `keyword` the name of its
    dir_fd parameter.
    """

    name: str
    before: str | None
    after: str | None
    first: tuple[Any, ...] = ()
    rest: tuple[Any, ...] = ()
    keyword: str = "dir_fd"
    options: dict[str, Any] = field(default_factory=dict)

    def __call__(self, os: Os, path: Any, **keywords: Any) -> Any:
        """Call it for `path`; a descriptor or iterator that comes is used up."""
        given = self.arguments(os, path)
        found = getattr(os, self.name)(*given, **self.options, **keywords)
        if self.name == "open":
            os.close(found)
        if self.name == "scandir":
            with found:
                return list(found)
        return list(found) if self.name == "walk" else found

    def arguments(self, os: Os, path: Any) -> list[Any]:
        """The positional arguments of a call for `path`."""
        return [*self.first, path, *[os.O_RDONLY if x is READING else x for x in self.rest]]


CALLS = (
    PathCall("access", "file", "file", rest=(0,)),
    PathCall("chdir", "directory", "directory"),
    PathCall("chmod", "file", "file", rest=(0o644,)),
    PathCall("chown", "file", "file", rest=(-1, -1)),
    PathCall("link", "file", "file", rest=("other",), keyword="src_dir_fd"),
    PathCall("listdir", "directory", "directory"),
    PathCall("lstat", "file", "file"),
    PathCall("mkdir", None, "directory"),
    PathCall("mkfifo", None, "fifo"),
    PathCall("mknod", None, "file"),
    PathCall("open", "file", "file", rest=(READING,)),
    PathCall("readlink", "symlink", "symlink"),
    PathCall("remove", "file", None),
    PathCall("rename", "file", None, rest=("other",), keyword="src_dir_fd"),
    PathCall("replace", "file", None, rest=("other",), keyword="src_dir_fd"),
    PathCall("rmdir", "directory", None),
    PathCall("scandir", "directory", "directory"),
    PathCall("statvfs", "directory", "directory"),
    PathCall("symlink", None, "symlink", first=("target",)),
    PathCall("truncate", "file", "file", rest=(0,)),
    PathCall("unlink", "file", None),
    PathCall("utime", "file", "file", rest=(None,)),
    PathCall("walk", "directory", "directory"),
)
BY_NAME = {call.name: call for call in CALLS}
WITH_DIR_FD = [
    BY_NAME[name]
    for name in (
        "access", "chmod", "chown", "link", "lstat", "mkdir", "mkfifo", "mknod", "open", "readlink",
        "remove", "rename", "replace", "rmdir", "symlink", "unlink", "utime",
    )
]  # fmt: skip
WITH_DESCRIPTOR = [
    BY_NAME[name]
    for name in ("chdir", "chmod", "chown", "listdir", "scandir", "statvfs", "truncate", "utime")
]
NEEDED = {
    "link": ("hardlinks",),
    "readlink": ("symlinks",),
    "symlink": ("symlinks",),
    "mkfifo": ("fifos",),
}


def arrange(world: World, kind: str | None, name: str) -> None:
    """Put what a call needs at `name`."""
    if kind == "file":
        world.file(name, b"data")
    elif kind == "directory":
        world.mkdir(name)
    elif kind == "symlink":
        world.symlink("target", name)


@dataclass(frozen=True)
class DescriptorCall:
    """A function of a descriptor; `call(os, descriptor)` calls it."""

    name: str
    call: Callable[[Os, Any], Any]


DESCRIPTOR_CALLS = (
    DescriptorCall("close", lambda os, fd: os.close(fd)),
    DescriptorCall("dup", lambda os, fd: os.dup(fd)),
    DescriptorCall("dup2", lambda os, fd: os.dup2(fd, 60)),
    DescriptorCall("fchdir", lambda os, fd: os.fchdir(fd)),
    DescriptorCall("fchmod", lambda os, fd: os.fchmod(fd, 0o644)),
    DescriptorCall("fdatasync", lambda os, fd: os.fdatasync(fd)),
    DescriptorCall("fstat", lambda os, fd: os.fstat(fd)),
    DescriptorCall("fstatvfs", lambda os, fd: os.fstatvfs(fd)),
    DescriptorCall("fsync", lambda os, fd: os.fsync(fd)),
    DescriptorCall("get_blocking", lambda os, fd: os.get_blocking(fd)),
    DescriptorCall("get_inheritable", lambda os, fd: os.get_inheritable(fd)),
    DescriptorCall("get_terminal_size", lambda os, fd: os.get_terminal_size(fd)),
    DescriptorCall("grantpt", lambda os, fd: os.grantpt(fd)),
    DescriptorCall("lockf", lambda os, fd: os.lockf(fd, os.F_TEST, 1)),
    DescriptorCall("lseek", lambda os, fd: os.lseek(fd, 0, 0)),
    DescriptorCall("path.sameopenfile", lambda os, fd: os.path.sameopenfile(fd, fd)),
    DescriptorCall("posix_fallocate", lambda os, fd: os.posix_fallocate(fd, 0, 1)),
    DescriptorCall("read", lambda os, fd: os.read(fd, 1)),
    DescriptorCall("set_blocking", lambda os, fd: os.set_blocking(fd, True)),
    DescriptorCall("set_inheritable", lambda os, fd: os.set_inheritable(fd, True)),
    DescriptorCall("unlockpt", lambda os, fd: os.unlockpt(fd)),
    DescriptorCall("write", lambda os, fd: os.write(fd, b"x")),
)
