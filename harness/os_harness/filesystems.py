"""File systems to run the suite on: made in a file or in memory, mounted, and taken away (Linux, root)."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from os_harness.errors import UsageError

SIZE = 400 << 20  # bytes; btrfs wants more than 110 MB
SFTP_SERVER = "/usr/lib/openssh/sftp-server"
# In the place of ssh: a shell that starts the server, and drops what sshfs tells ssh; others may look too.
SFTP = f"ssh_command=sh -c {SFTP_SERVER},allow_other,default_permissions"


@dataclass(frozen=True)
class FileSystem:
    """How one kind is made: `make` formats an image (none: no image), `kind` and `options` mount it.

    `programs` must be on PATH; `package` says where they come from.  `mounter` is the program of a FUSE
    file system, called with a source directory (after the name of a `host`) and the mount point.
    `expect` is the kit's file of what is known to deviate there, whatever os module asks.
    """

    name: str
    kind: str = ""
    make: tuple[str, ...] = ()
    options: str = ""
    after: tuple[str, ...] = ()
    mounter: tuple[str, ...] = ()
    host: str = ""
    programs: tuple[str, ...] = ()
    package: str = ""
    expect: str = ""


KNOWN = {
    fs.name: fs
    for fs in (
        FileSystem("ext4", "ext4", ("mkfs.ext4", "-q", "-F"), programs=("mkfs.ext4",), package="e2fsprogs"),
        FileSystem(
            "ext4-casefold", "ext4", ("mkfs.ext4", "-q", "-F", "-O", "casefold"),
            after=("chattr", "+F"), programs=("mkfs.ext4", "chattr"), package="e2fsprogs",
        ),
        FileSystem("xfs", "xfs", ("mkfs.xfs", "-q", "-f"), programs=("mkfs.xfs",), package="xfsprogs"),
        FileSystem(
            "btrfs", "btrfs", ("mkfs.btrfs", "-q", "-f"), programs=("mkfs.btrfs",), package="btrfs-progs"
        ),
        FileSystem("tmpfs", "tmpfs", options=f"size={SIZE}"),
        FileSystem("overlayfs", "overlay"),
        FileSystem(
            "ntfs-3g", make=("mkfs.ntfs", "-q", "-F", "-f"), mounter=("ntfs-3g",),
            programs=("mkfs.ntfs", "ntfs-3g"), package="ntfs-3g", expect="ntfs-3g",
        ),
        FileSystem(
            "bindfs", mounter=("bindfs",), programs=("bindfs",), package="bindfs", expect="bindfs"
        ),
        FileSystem(
            "sshfs", mounter=("sshfs", "-o", SFTP), host="localhost:",
            programs=("sshfs", SFTP_SERVER), package="sshfs, openssh-sftp-server",
        ),
    )
}  # fmt: skip


def missing(fs: FileSystem) -> str | None:
    """What must be installed for a file system, in words; None if all is there."""
    lacking = [
        p for p in fs.programs if shutil.which(p, path="/usr/sbin:/sbin:/usr/bin:/bin") is None
    ]
    return (
        f"{fs.name}: needs {', '.join(lacking)} (Debian package {fs.package})" if lacking else None
    )


@contextlib.contextmanager
def mounted(fs: FileSystem, folder: Path) -> Iterator[Path]:
    """An empty directory on such a file system; everything is taken away in the end, whatever happens.

    UsageError in one line if it cannot be made or mounted.
    """
    place = folder / fs.name
    at = place / "mounted"
    at.mkdir(parents=True)
    try:
        _mount(fs, place, at)
        try:
            inside = at / "sandbox"
            inside.mkdir()
            if fs.after:
                _call([*fs.after, str(inside)], fs)
            yield inside
        finally:
            _call(["umount", "--lazy", str(at)], fs)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _mount(fs: FileSystem, place: Path, at: Path) -> None:
    if fs.kind == "overlay":
        for name in ("lower", "upper", "work"):
            (place / name).mkdir()
        options = f"lowerdir={place}/lower,upperdir={place}/upper,workdir={place}/work"
        _call(["mount", "-t", "overlay", "overlay", "-o", options, str(at)], fs)
    elif fs.mounter:
        source = _image(fs, place) if fs.make else place / "source"
        if not fs.make:
            source.mkdir()
        _call([*fs.mounter, f"{fs.host}{source}", str(at)], fs)
    elif fs.make:
        _call(["mount", "-o", "loop", "-t", fs.kind, str(_image(fs, place)), str(at)], fs)
    else:
        _call(["mount", "-t", fs.kind, "-o", fs.options, "osconform", str(at)], fs)


def _image(fs: FileSystem, place: Path) -> Path:
    image = place / "image"
    with open(image, "wb") as stream:
        stream.truncate(SIZE)
    _call([*fs.make, str(image)], fs)
    return image


def _call(command: Sequence[str], fs: FileSystem) -> None:
    env = {"PATH": "/usr/sbin:/sbin:/usr/bin:/bin", "LC_ALL": "C"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        words = " ".join((done.stderr or done.stdout).split())[:300]
        raise UsageError(f"{fs.name}: {command[0]} failed: {words or f'status {done.returncode}'}")
