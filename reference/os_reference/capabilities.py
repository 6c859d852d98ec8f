"""Which functions accept a descriptor, ``dir_fd``, ``follow_symlinks``, ``effective_ids``: data.

An OS-dependent module lists in ``_have_functions`` the system calls it was compiled with; the
tables say which Python function gains what by each. Clauses: os.supports_fd/is-set,
os.supports_dir_fd/is-set, os.supports_effective_ids/is-set, os.supports_follow_symlinks/is-set.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: set -> system call -> functions that it makes members. ``""`` stands for 'always'.
#: chmod is absent from follow_symlinks by fchmodat: Linux has the call and refuses the flag.
TABLE: dict[str, dict[str, tuple[str, ...]]] = {
    "supports_dir_fd": {
        "HAVE_FACCESSAT": ("access",),
        "HAVE_FCHMODAT": ("chmod",),
        "HAVE_FCHOWNAT": ("chown",),
        "HAVE_FSTATAT": ("stat",),
        "HAVE_FUTIMESAT": ("utime",),
        "HAVE_LINKAT": ("link",),
        "HAVE_MKDIRAT": ("mkdir",),
        "HAVE_MKFIFOAT": ("mkfifo",),
        "HAVE_MKNODAT": ("mknod",),
        "HAVE_OPENAT": ("open",),
        "HAVE_READLINKAT": ("readlink",),
        "HAVE_RENAMEAT": ("rename",),
        "HAVE_SYMLINKAT": ("symlink",),
        "HAVE_UNLINKAT": ("rmdir", "unlink"),
        "HAVE_UTIMENSAT": ("utime",),
    },
    "supports_effective_ids": {"HAVE_FACCESSAT": ("access",)},
    "supports_fd": {
        "": ("stat",),
        "HAVE_FCHDIR": ("chdir",),
        "HAVE_FCHMOD": ("chmod",),
        "HAVE_FCHOWN": ("chown",),
        "HAVE_FDOPENDIR": ("listdir", "scandir"),
        "HAVE_FEXECVE": ("execve",),
        "HAVE_FPATHCONF": ("pathconf",),
        "HAVE_FSTATVFS": ("statvfs",),
        "HAVE_FTRUNCATE": ("truncate",),
        "HAVE_FUTIMENS": ("utime",),
        "HAVE_FUTIMES": ("utime",),
    },
    "supports_follow_symlinks": {
        "HAVE_FACCESSAT": ("access",),
        "HAVE_FCHOWNAT": ("chown",),
        "HAVE_FSTATAT": ("stat",),
        "HAVE_LCHFLAGS": ("chflags",),
        "HAVE_LCHMOD": ("chmod",),
        "HAVE_LCHOWN": ("chown",),
        "HAVE_LINKAT": ("link",),
        "HAVE_LSTAT": ("stat",),
        "HAVE_LUTIMES": ("utime",),
        "HAVE_UTIMENSAT": ("utime",),
        "MS_WINDOWS": ("stat",),
    },
}


def capability_sets(backend: object, names: dict[str, Any]) -> dict[str, set[Callable[..., Any]]]:
    """Return the four ``supports_*`` sets for the functions in ``names``.

    A backend that has such a set itself (it is a whole os module) is believed.
    """
    compiled_in = {"", *getattr(backend, "_have_functions", ())}
    sets: dict[str, set[Callable[..., Any]]] = {}
    for kind, by_call in TABLE.items():
        own = getattr(backend, kind, None)
        sets[kind] = (
            set(own)
            if own is not None
            else {
                names[function]
                for call, functions in by_call.items()
                if call in compiled_in
                for function in functions
                if function in names
            }
        )
    return sets
