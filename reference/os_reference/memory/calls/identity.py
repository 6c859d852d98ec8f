"""Calls about who the process is: users, groups, sessions, priority, environment."""

from __future__ import annotations

import sys
from typing import Any

from os_reference.memory import rules
from os_reference.memory.calls.arguments import Calls, number_of, pid_of, text_of, uid_of
from os_reference.memory.process import Process
from os_reference.memory.refusing import refuse

NICE_LEAST, NICE_MOST = -20, 19


class IdentityCalls(Calls):
    """getuid, setuid, getgroups, getpid, nice, umask, putenv and their kin."""

    # -- users and groups

    def getuid(self) -> int:
        """Return the real user id. Clauses: os.getuid/*."""
        return self._kernel.process.uid

    def geteuid(self) -> int:
        """Return the effective user id. Clauses: os.geteuid/*."""
        return self._kernel.process.effective_uid

    def getgid(self) -> int:
        """Return the real group id. Clauses: os.getgid/*."""
        return self._kernel.process.gid

    def getegid(self) -> int:
        """Return the effective group id. Clauses: os.getegid/*."""
        return self._kernel.process.effective_gid

    def getresuid(self) -> tuple[int, int, int]:
        """Return real, effective and saved user id. Clauses: os.getresuid/*."""
        process = self._kernel.process
        return process.uid, process.effective_uid, process.saved_uid

    def getresgid(self) -> tuple[int, int, int]:
        """Return real, effective and saved group id. Clauses: os.getresgid/*."""
        process = self._kernel.process
        return process.gid, process.effective_gid, process.saved_gid

    def _set_ids(self, kind: str, real: int, effective: int, saved: int) -> None:
        """Set ids; -1 leaves one as it is. Without privilege only those it has (setresuid(2))."""
        process = self._kernel.process
        names = (kind, f"effective_{kind}", f"saved_{kind}")
        own = [getattr(process, name) for name in names]
        wanted = (real, effective, saved)
        if not process.privileged and any(i != -1 and i not in own for i in wanted):
            refuse("EPERM")
        for name, value in zip(names, wanted, strict=True):
            if value != -1:
                setattr(process, name, value)

    def setuid(self, uid: int, /) -> None:
        """Set the user id; all three if privileged. Clauses: os.setuid/*."""
        self._set_one("uid", uid)

    def setgid(self, gid: int, /) -> None:
        """Set the group id; all three if privileged. Clauses: os.setgid/*."""
        self._set_one("gid", gid)

    def _set_one(self, kind: str, value: Any) -> None:
        number = uid_of(value)
        if number == -1:
            refuse("EINVAL")
        if self._kernel.process.privileged:
            self._set_ids(kind, number, number, number)
        elif number == getattr(self._kernel.process, f"effective_{kind}"):
            return
        else:
            self._set_ids(kind, -1, number, -1)

    def seteuid(self, euid: int, /) -> None:
        """Set the effective user id. Clauses: os.seteuid/*."""
        self._set_ids("uid", -1, uid_of(euid), -1)

    def setegid(self, egid: int, /) -> None:
        """Set the effective group id. Clauses: os.setegid/*."""
        self._set_ids("gid", -1, uid_of(egid), -1)

    def setreuid(self, ruid: int, euid: int, /) -> None:
        """Set real and effective user id. Clauses: os.setreuid/*."""
        self._set_two("uid", uid_of(ruid), uid_of(euid))

    def setregid(self, rgid: int, egid: int, /) -> None:
        """Set real and effective group id. Clauses: os.setregid/*."""
        self._set_two("gid", uid_of(rgid), uid_of(egid))

    def _set_two(self, kind: str, real: int, effective: int) -> None:
        before = getattr(self._kernel.process, kind)
        self._set_ids(kind, real, effective, -1)
        if real != -1 or effective not in (-1, before):
            process = self._kernel.process
            setattr(process, f"saved_{kind}", getattr(process, f"effective_{kind}"))

    def setresuid(self, ruid: int, euid: int, suid: int, /) -> None:
        """Set real, effective and saved user id. Clauses: os.setresuid/*."""
        self._set_ids("uid", uid_of(ruid), uid_of(euid), uid_of(suid))

    def setresgid(self, rgid: int, egid: int, sgid: int, /) -> None:
        """Set real, effective and saved group id. Clauses: os.setresgid/*."""
        self._set_ids("gid", uid_of(rgid), uid_of(egid), uid_of(sgid))

    def getgroups(self) -> list[int]:
        """Return the supplementary groups; on macOS the user's own list. Clauses: os.getgroups/*."""
        if self._kernel.platform.own_groups:
            return [self._kernel.process.gid]
        return list(self._kernel.process.groups)

    def setgroups(self, groups: Any, /) -> None:
        """Set the supplementary groups (privileged). Clauses: os.setgroups/*."""
        if not hasattr(type(groups), "__getitem__"):
            raise TypeError("setgroups argument must be a sequence")
        wanted = [uid_of(group) for group in groups]
        if len(wanted) > self._kernel.constants["NGROUPS_MAX"]:
            raise ValueError("too many groups")
        process = self._kernel.process
        self._kernel.follow(rules.privileged(process, "POSIX setgroups"))
        process.groups = wanted

    def getgrouplist(self, user: str, group: int, /) -> list[int]:
        """Return the groups of a user: there is no group file, so only ``group``."""
        if not isinstance(user, str):
            raise TypeError("getgrouplist() argument 1 must be str")
        return [uid_of(group)]

    def initgroups(self, username: Any, gid: int, /) -> None:
        """Set the supplementary groups to those of a user (privileged)."""
        text_of(username, "initgroups", "username")
        group = uid_of(gid)
        process = self._kernel.process
        self._kernel.follow(rules.privileged(process, "initgroups(3)"))
        process.groups = [group]

    def getlogin(self) -> str:
        """ENOTTY: nobody logged in on a terminal. Clauses: os.getlogin/*."""
        refuse("ENOTTY")

    # -- processes, groups of them, sessions

    def getpid(self) -> int:
        """Return the process id. Clauses: os.getpid/*."""
        return self._kernel.process.pid

    def getppid(self) -> int:
        """Return the process id of the parent. Clauses: os.getppid/*."""
        return self._kernel.process.parent

    def _process(self, pid: Any) -> Process:
        """Return the living process ``pid`` (0: the current one); ESRCH."""
        number = pid_of(pid)
        process: Process | None = self._kernel.process
        while process is not None and number not in (0, process.pid):
            process = self._kernel.callers.get(process.pid)
        if process is None:
            refuse("ESRCH")
        return process

    def getpgid(self, pid: int) -> int:
        """Return the process group of a process. Clauses: os.getpgid/*."""
        return self._process(pid).group

    def getpgrp(self) -> int:
        """Return the process group of the process. Clauses: os.getpgrp/*."""
        return self._kernel.process.group

    def getsid(self, pid: int, /) -> int:
        """Return the session of a process. Clauses: os.getsid/*."""
        return self._process(pid).session

    def setpgid(self, pid: int, pgrp: int, /) -> None:
        """Put a process into a process group. Clauses: os.setpgid/*."""
        number, group = pid_of(pid), pid_of(pgrp)
        if number < 0 or group < 0:
            refuse("EINVAL")
        process = self._process(number)
        if process.session == process.pid or group not in (0, process.pid, process.group):
            refuse("EPERM")
        process.group = group or process.pid

    def setpgrp(self) -> None:
        """Make the process a process group's leader. Clauses: os.setpgrp/*."""
        self._kernel.process.group = self._kernel.process.pid

    def setsid(self) -> None:
        """Make the process a session's leader; EPERM if it leads a group. Clauses: os.setsid/*."""
        process = self._kernel.process
        if process.group == process.pid:
            refuse("EPERM")
        process.group = process.session = process.pid

    # -- priority, umask

    def nice(self, increment: int, /) -> int:
        """Add to the niceness and return it. Clauses: os.nice/*."""
        process = self._kernel.process
        wanted = min(NICE_MOST, max(NICE_LEAST, process.nice + number_of(increment)))
        if wanted < process.nice:
            self._kernel.follow(rules.privileged(process, "POSIX nice"))
        process.nice = wanted
        return wanted

    def getpriority(self, which: int, who: int) -> int:
        """Return the niceness of a process, process group or user. Clauses: os.getpriority/*."""
        return self._of_priority(number_of(which), number_of(who)).nice

    def setpriority(self, which: int, who: int, priority: int) -> None:
        """Set the niceness. Clauses: os.setpriority/*."""
        process = self._of_priority(number_of(which), number_of(who))
        wanted = min(NICE_MOST, max(NICE_LEAST, number_of(priority)))
        if wanted < process.nice and not self._kernel.process.privileged:
            refuse("EACCES")
        process.nice = wanted

    def _of_priority(self, which: int, who: int) -> Process:
        process = self._kernel.process
        if which not in (0, 1, 2):
            refuse("EINVAL")
        if which == 0:
            return self._process(who)
        if who not in (0, process.group if which == 1 else process.uid):
            refuse("ESRCH")
        return process

    def umask(self, mask: int, /) -> int:
        """Set the file creation mask and return the one before. Clauses: os.umask/*."""
        process, wanted = self._kernel.process, number_of(mask)
        before, process.umask = process.umask, wanted & 0o777
        return before

    # -- the environment of the process

    @property
    def environ(self) -> dict[bytes, bytes]:
        """The variables that the process was started with."""
        return dict(self._kernel.process.environment)

    def _create_environ(self) -> dict[bytes, bytes]:
        return dict(self._kernel.process.environment)

    def putenv(self, name: Any, value: Any, /) -> None:
        """Set a variable for programs started from now on. Clauses: os.putenv/*."""
        key, text = _variable(name), _variable(value)
        if b"=" in key:
            raise ValueError("illegal environment variable name")
        sys.audit("os.putenv", key, text)
        if not key:
            refuse("EINVAL")
        self._kernel.process.environment[key] = text

    def unsetenv(self, name: Any, /) -> None:
        """Take a variable away for programs started from now on. Clauses: os.unsetenv/*."""
        key = _variable(name)
        sys.audit("os.unsetenv", key)
        if not key or b"=" in key:
            refuse("EINVAL")
        self._kernel.process.environment.pop(key, None)


def _variable(value: Any) -> bytes:
    """Return a variable's name or value as bytes; TypeError, ValueError for NUL."""
    if not isinstance(value, str | bytes):
        convert = getattr(type(value), "__fspath__", None)
        if convert is None:
            name = type(value).__name__
            raise TypeError(f"expected str, bytes or os.PathLike object, not {name}")
        value = convert(value)
    data: bytes = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
    if b"\0" in data:
        raise ValueError("embedded null byte")
    return data
