"""os.path.ismount: mount points of POSIX, and what only looks like one."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, World, cases, clause, needs
from os_conformance.expect import Unmet, equal
from os_conformance.snippets import told_by_child, uses

USUAL = (
    "/proc",
    "/dev",
    "/sys",
    "/dev/shm",
    "/dev/pts",
    "/run",
    "/tmp",
    "/boot",
    "/home",
    "/Volumes",
)


def mount_points(os: Os) -> list[str]:
    """The usual directories that are on another device than their parent."""
    found = []
    for path in USUAL:
        try:
            itself, parent = os.lstat(path), os.lstat(path + "/..")
        except OSError:
            continue
        if itself.st_mode & 0o170000 == 0o040000 and itself.st_dev != parent.st_dev:
            found.append(path)
    if not found:
        raise Unmet("no usual directory is a mount point here")
    return found


@clause("os.path.ismount/device")
@needs("shared-files")
@cases(form=["str", "bytes", "slash", "dots"])
def check_other_device(os: Os, form: str) -> None:
    """ismount is true for a directory on another device than its parent."""
    for path in mount_points(os):
        written = {"str": path, "bytes": path.encode(), "slash": path + "/", "dots": path + "/."}
        equal(os.path.ismount(written[form]), True, path)


@clause("os.path.ismount/root")
@needs("shared-files")
@cases(path=["/", b"/", "//", "/.", "/..", "/../."])
def check_root(os: Os, path: Any) -> None:
    """ismount is true for the root, however it is written."""
    equal(os.path.ismount(path), True)


@clause("os.path.ismount/symlink")
@needs("symlinks", "shared-files")
@cases(target=["root", "device"])
def check_link_to_mount_point(os: Os, world: World, target: str) -> None:
    """ismount is false for a link to a mount point."""
    world.symlink("/" if target == "root" else mount_points(os)[0], "link")
    equal(os.path.ismount("link"), False)
    equal(os.path.ismount(world.path("link")), False)


@clause("os.path.ismount/subdir")
@needs("symlinks")
@cases(path=["d", "d/e", "d/..", "d/e/..", "d/", "to-d", "to-d/e"])
def check_ordinary_directory(os: Os, world: World, path: str) -> None:
    """ismount is false for an ordinary directory, by whatever way."""
    world.tree({"d": {"e": {}}, "to-d": ("symlink", "d")})
    equal(os.path.ismount(path), False)
    equal(os.path.ismount(world.path(path)), False)


@clause("os.path.ismount/unreadable", "os.path.ismount/subdir")
@needs("unprivileged", "permissions")
@cases(mode=[0o000, 0o400, 0o200])
def check_unsearchable_directory(os: Os, world: World, mode: int) -> None:
    """ismount is false for an ordinary directory that may not be searched."""
    world.mkdir("locked")
    world.chmod("locked", mode)
    equal(os.path.ismount("locked"), False)
    equal(os.path.ismount(world.path("locked")), False)


@clause("os.path.ismount/unreadable", "os.path.ismount/subdir")
@needs("unprivileged", "permissions")
@cases(mode=[0o000, 0o755], name=["inner", "inner/", "."])
def check_below_unsearchable_directory(os: Os, world: World, mode: int, name: str) -> None:
    """ismount is false for an ordinary directory below one that may not be searched."""
    world.tree({"locked": {"here": {"inner": {}}}})
    os.chdir("locked/here")
    world.chmod("locked/here/inner", mode)
    world.chmod("locked", 0)
    try:
        os.getcwd()
    except PermissionError:
        raise Unmet("the current directory cannot be told here") from None
    equal(os.path.ismount(name), False)
    equal(os.path.ismount(name.encode()), False)


@uses(told_by_child)
def unsearchable_mount(os: Any, path: Any) -> Any:
    import ctypes

    private, new_namespace, recursive = 1 << 18, 0x20000, 1 << 14
    libc = ctypes.CDLL(None, use_errno=True)

    def tell():
        parent, name = os.path.split(os.fsencode(path))
        refused = (
            libc.unshare(new_namespace)
            or libc.mount(b"none", b"/", None, recursive | private, None)
            or libc.mount(b"tmpfs", os.fsencode(path), b"tmpfs", 0, b"mode=0,size=4k")
            or libc.chroot(parent)  # what is above may be closed to other users
            or libc.chdir(b"/")
        )
        os.setuid(65534)
        return b"refused" if refused else str(os.path.ismount(b"/" + name)).encode()

    return told_by_child(os, tell).decode()


@clause("os.path.ismount/unreadable")
@needs("root", "fork", "shared-files")
def check_unsearchable_mount_point(world: World, run: Run) -> None:
    """ismount is true for a mount point that may not be searched."""
    world.mkdir("mount")
    try:
        got = run(unsearchable_mount, world.path("mount"))
    except ImportError:
        raise Unmet("the candidate's interpreter has no ctypes to mount with") from None
    if got == "refused":
        raise Unmet("nothing can be mounted here")
    equal(got, "True")


def make_subvolume(os: Any, path: Any) -> Any:
    import fcntl

    create = 0x5000940E  # BTRFS_IOC_SUBVOL_CREATE: a descriptor of the parent, and a name
    parent, name = os.path.split(path)
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, create, bytearray(8) + os.fsencode(name).ljust(4088, b"\0"), True)
    except OSError as error:
        return error.strerror
    finally:
        os.close(descriptor)
    return ""


@clause("os.path.ismount/btrfs-subvolume")
@needs("shared-files")
def check_subvolume(os: Os, world: World, run: Run) -> None:
    """ismount is true for a btrfs subvolume."""
    refused = run(make_subvolume, world.path("volume"))
    if refused:
        raise Unmet(f"no btrfs subvolume can be made here: {refused}")
    world.mkdir("volume/inner")
    try:
        equal(os.path.ismount("volume"), True)
        equal(os.path.ismount("volume/inner"), False)
    finally:  # the clean-up stays on one device
        world.rmdir("volume/inner")
        world.rmdir("volume")
