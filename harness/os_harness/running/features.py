"""What the sandbox's file system can do, tried by the host itself, once a worker."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from os_harness.sandbox import acts


def _symlinks(at: Path) -> str | None:
    os.symlink("target", at / "symlink")
    return None


def _hardlinks(at: Path) -> str | None:
    (at / "linked").write_bytes(b"")
    os.link(at / "linked", at / "hardlink")
    return None


def _fifos(at: Path) -> str | None:
    if not hasattr(os, "mkfifo"):
        return "this platform has no named pipes"
    os.mkfifo(at / "fifo")
    return None


def _permissions(at: Path) -> str | None:
    for mode in (0o641, 0o600):
        (at / "modes").write_bytes(b"")
        os.chmod(at / "modes", mode)
        if (at / "modes").stat().st_mode & 0o777 != mode:
            return "permission bits are not kept"
    return None


def _xattrs(at: Path) -> str | None:
    if not hasattr(os, "setxattr"):
        return "this platform has no extended attributes"
    (at / "attributes").write_bytes(b"")
    os.setxattr(at / "attributes", "user.osconform", b"1")
    return None


def _nanoseconds(at: Path) -> str | None:
    (at / "times").write_bytes(b"")
    os.utime(at / "times", ns=(123456789, 7))
    found = (at / "times").stat()
    same = (found.st_atime_ns, found.st_mtime_ns) == (123456789, 7)
    return None if same else "times are not kept to the nanosecond"


def _bytes_names(at: Path) -> str | None:
    name = os.fsencode(at) + b"/\xff\xfe"
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY))
    return None if b"\xff\xfe" in os.listdir(os.fsencode(at)) else "such names come back changed"


def _case_sensitive(at: Path) -> str | None:
    (at / "Case").write_bytes(b"")
    return "names differ only by case" if (at / "case").exists() else None


def _mounts(at: Path) -> str | None:
    if sys.platform != "linux":
        return "only on Linux the kit mounts file systems"
    acts.mount(os, at)
    acts.unmount(os, at)
    return None


FEATURES: dict[str, Callable[[Path], str | None]] = {
    "symlinks": _symlinks,
    "hardlinks": _hardlinks,
    "fifos": _fifos,
    "permissions": _permissions,
    "xattrs": _xattrs,
    "nanoseconds": _nanoseconds,
    "bytes-names": _bytes_names,
    "case-sensitive": _case_sensitive,
    "mounts": _mounts,
}


class Features:
    """Answers, each tried once, for the file system of `folder` (an existing, empty directory)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lacking = cache(self._lacking)

    def _lacking(self, feature: str) -> str | None:
        """None if the file system has the feature, else the reason why not."""
        at = self.folder / feature
        at.mkdir()
        try:
            return FEATURES[feature](at)
        except OSError as error:
            return f"the sandbox's file system has no {feature}: {os.strerror(error.errno or 0)}"
