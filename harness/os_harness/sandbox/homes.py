"""The directory of a run: made, held by everyone who works in it, and swept when its run was killed.

A home is held by a lock (flock(2)) on a file in it, which the kernel takes back however its holders end.  So
what nobody holds any more is a killed run's, and the next run removes it: no process id that is used again,
and no run in another container with the same directory, can be taken for it.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from pathlib import Path

from os_harness.sandbox import acts
from os_harness.sandbox.scratch import remove

try:
    import fcntl
except ImportError:  # Windows: nothing is held there, and nothing swept
    fcntl = None  # type: ignore[assignment]

PREFIX = "osconform-"
MARK = "held"


class Home:
    """The directory of one run, `path`, held until `close` removes it."""

    def __init__(self, parent: str | None) -> None:
        """Make one in `parent` (default: the directory for temporary files); OSError if that fails."""
        sweep(parent or tempfile.gettempdir())
        made = tempfile.mkdtemp(prefix=PREFIX, dir=parent)
        self.path = os.path.realpath(made)
        os.chmod(made, 0o755)
        self.held = _mark(self.path)

    def close(self) -> None:
        """Remove it with everything in it, file systems that checks mounted there included."""
        clear(self.path, self.held)
        self.held = None


def hold(path: str) -> int | None:
    """Hold a home too, as long as the descriptor that is returned is open; None if it cannot be held."""
    with contextlib.suppress(OSError):
        return _locked(os.path.join(path, MARK), "LOCK_SH")
    return None


def leave(path: str, held: int | None) -> None:
    """Give up a home that `hold` held; the last one that a killed run leaves behind removes it."""
    _release(held)
    with contextlib.suppress(OSError):
        _take(path)


def sweep(parent: str) -> None:
    """Remove the homes of runs that were killed: this user's own, marked as such, and held by nobody."""
    try:
        names = [name for name in os.listdir(parent) if name.startswith(PREFIX)]
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):
            _take(os.path.join(parent, name))


def clear(path: str, held: int | None = None) -> None:
    """Remove a home as far as that is possible, and give it up, if `held`, just before it is gone.

    A FUSE file system keeps a file that is open under another name, and so its directory too.
    """
    unmount_below(path)
    with contextlib.suppress(OSError):
        for name in os.listdir(path):
            if name != MARK:
                remove(os.path.join(path, name))
    _release(held)
    with contextlib.suppress(OSError):
        remove(path)


def unmount_below(path: str) -> None:
    """Take away the file systems that checks mounted below a directory (Linux)."""
    for place in reversed(mounted_below(path)):
        with contextlib.suppress(OSError):
            acts.unmount(os, place)


def mounted_below(path: str) -> list[str]:
    """Where the kit's own file systems are mounted below a directory, in the order they were mounted."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:  # not Linux, or without /proc
        return []
    found = []
    for line in lines:
        fields, _, source = line.partition(" - ")
        place = re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields.split(" ")[4])
        if source.startswith("tmpfs osconform ") and place.startswith(path + "/"):
            found.append(place)
    return found


def _mark(path: str) -> int | None:
    """Mark a new home as held: the mark gets its name when it is locked, and not before."""
    beside, mark = os.path.join(path, MARK + ".new"), os.path.join(path, MARK)
    with contextlib.suppress(OSError):
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        held = _locked(beside, "LOCK_SH")
        os.rename(beside, mark)
        return held
    with contextlib.suppress(OSError):  # no locks here: a home without a mark is never swept
        os.unlink(beside)
    return None


def _take(path: str) -> None:
    """Remove a home if it is this user's and nobody holds it; OSError if not."""
    status = os.lstat(path)
    if fcntl is None or not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        return
    clear(path, _locked(os.path.join(path, MARK), "LOCK_EX"))


def _locked(mark: str, kind: str) -> int | None:
    """A descriptor of the mark, locked; OSError if it is no file of this user's, or locked otherwise."""
    if fcntl is None:
        return None
    found = os.open(mark, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(found)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise PermissionError(1, "not a mark of this user's", mark)
        fcntl.flock(found, getattr(fcntl, kind) | fcntl.LOCK_NB)
    except BaseException:
        os.close(found)
        raise
    return found


def _release(held: int | None) -> None:
    if held is not None:
        os.close(held)
