"""When a call on names is refused: one function a call, one ``yield`` a reason.

Each function gets the process and where its paths lead, and yields every error that is allowed
then, in the order in which the system looks, each with where that is promised. A call is refused
with the first one; all of them together are what the oracle allows. What resolving a path refuses
(ENOENT, ENOTDIR, ELOOP, EACCES, ENAMETOOLONG) comes before, from ``lookup.walk``.

A call's rules for Windows are beside those for POSIX systems, which name errnos; those of Windows
name its own errors (``windows/errors.toml``).
"""

from __future__ import annotations

from os_reference.memory.rules.changing import (
    changing,
    changing_on_windows,
    chflags,
    chown,
    touching,
)
from os_reference.memory.rules.common import (
    Reasons,
    entering,
    entering_on_windows,
    is_directory_on_windows,
    leaving,
    leaving_on_windows,
    privileged,
    unflagged,
)
from os_reference.memory.rules.making import (
    creating,
    creating_on_windows,
    link,
    link_on_windows,
    make,
    make_on_windows,
    mkdir,
    mknod,
    symlink,
    symlink_on_windows,
)
from os_reference.memory.rules.opening import (
    chdir,
    chdir_on_windows,
    existing_on_windows,
    listing,
    listing_on_windows,
    opening,
    opening_on_windows,
    readlink,
    readlink_on_windows,
    running_on_windows,
    truncate,
)
from os_reference.memory.rules.removing import rmdir, rmdir_on_windows, unlink, unlink_on_windows
from os_reference.memory.rules.renaming import rename, rename_from_on_windows, rename_on_windows

__all__ = [
    "Reasons",
    "changing",
    "changing_on_windows",
    "chdir",
    "chdir_on_windows",
    "chflags",
    "chown",
    "creating",
    "creating_on_windows",
    "entering",
    "entering_on_windows",
    "existing_on_windows",
    "is_directory_on_windows",
    "leaving",
    "leaving_on_windows",
    "link",
    "link_on_windows",
    "listing",
    "listing_on_windows",
    "make",
    "make_on_windows",
    "mkdir",
    "mknod",
    "opening",
    "opening_on_windows",
    "privileged",
    "readlink",
    "readlink_on_windows",
    "rename",
    "rename_from_on_windows",
    "rename_on_windows",
    "rmdir",
    "rmdir_on_windows",
    "running_on_windows",
    "symlink",
    "symlink_on_windows",
    "touching",
    "truncate",
    "unflagged",
    "unlink",
    "unlink_on_windows",
]
