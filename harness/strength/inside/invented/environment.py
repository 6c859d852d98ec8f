"""Process parameters: the environment, encodings, identities, limits."""

from __future__ import annotations

import os as host
from typing import Any

from . import Function, wrong


def _environ(os: Any, **members: Any) -> Any:
    """environ with other methods."""
    kind = type(os.environ)
    os.environ.__class__ = type(kind.__name__, (kind,), members)
    return os.environ


@wrong("environ")
def environ_set_is_not_exported(os: Any, old: Any) -> Any:
    """A program that is started does not see what was set."""

    def put(self: Any, key: str, value: str) -> None:
        self._data[self.encodekey(key)] = self.encodevalue(value)

    return _environ(os, __setitem__=put)


@wrong("environ")
def environ_deletion_is_not_exported(os: Any, old: Any) -> Any:
    """A program that is started still sees what was deleted."""

    def delete(self: Any, key: str) -> None:
        try:
            del self._data[self.encodekey(key)]
        except KeyError:
            raise KeyError(key) from None

    return _environ(os, __delitem__=delete)


@wrong("environ")
def environ_pop_is_not_exported(os: Any, old: Any) -> Any:
    """pop changes the mapping alone."""

    def pop(self: Any, key: str, *default: Any) -> Any:
        if key not in self and default:
            return default[0]
        value = self[key]
        del self._data[self.encodekey(key)]
        return value

    return _environ(os, pop=pop)


@wrong("environ")
def environ_clear_is_not_exported(os: Any, old: Any) -> Any:
    """clear changes the mapping alone."""
    return _environ(os, clear=lambda self: self._data.clear())


@wrong("environ")
def environ_update_is_not_exported(os: Any, old: Any) -> Any:
    """update changes the mapping alone."""

    def update(self: Any, *args: Any, **kwargs: Any) -> None:
        for key, value in dict(*args, **kwargs).items():
            self._data[self.encodekey(key)] = self.encodevalue(value)

    return _environ(os, update=update)


@wrong("environ")
def environ_setdefault_does_not_set(os: Any, old: Any) -> Any:
    """setdefault returns the default and leaves the mapping as it is."""
    return _environ(os, setdefault=lambda self, key, default: self.get(key, default))


@wrong("environ")
def environ_union_changes_environ(os: Any, old: Any) -> Any:
    """environ | other updates environ."""

    def union(self: Any, other: Any) -> Any:
        self.update(other)
        return dict(self)

    return _environ(os, __or__=union)


@wrong("environ")
def environ_union_left_wins(os: Any, old: Any) -> Any:
    """Of two values environ | other takes environ's."""
    return _environ(os, __or__=lambda self, other: {**other, **self})


@wrong("environ")
def environ_in_place_union_is_not_exported(os: Any, old: Any) -> Any:
    """environ |= other changes the mapping alone."""

    def union(self: Any, other: Any) -> Any:
        for key, value in dict(other).items():
            self._data[self.encodekey(key)] = self.encodevalue(value)
        return self

    return _environ(os, __ior__=union)


@wrong("environ")
def environ_takes_numbers(os: Any, old: Any) -> Any:
    """A value that is a number is turned into text."""
    kind = type(os.environ)
    return _environ(os, __setitem__=lambda self, k, v: kind.__setitem__(self, k, str(v)))


@wrong("environ")
def environ_key_error_of_bytes(os: Any, old: Any) -> Any:
    """KeyError of a missing variable has the key as bytes."""

    def get(self: Any, key: str) -> str:
        return str(self.decodevalue(self._data[self.encodekey(key)]))

    return _environ(os, __getitem__=get)


@wrong("environ")
def environ_is_case_insensitive(os: Any, old: Any) -> Any:
    """Keys are found in whatever case."""
    kind = type(os.environ)

    def get(self: Any, key: str) -> Any:
        for name in self:
            if isinstance(key, str) and name.lower() == key.lower():
                return kind.__getitem__(self, name)
        return kind.__getitem__(self, key)

    return _environ(os, __getitem__=get)


@wrong("environ")
def environ_copy_is_itself(os: Any, old: Any) -> Any:
    """copy returns environ."""
    return _environ(os, copy=lambda self: self)


@wrong("getenv")
def getenv_default_for_empty_values(os: Any, old: Function) -> Function:
    """A variable that is empty counts as missing."""
    return lambda key, default=None: old(key) or default


@wrong("getenvb")
def getenvb_returns_text(os: Any, old: Function) -> Function:
    """getenvb returns str."""

    def function(key: bytes, default: Any = None) -> Any:
        value = old(key, default)
        return os.fsdecode(value) if isinstance(value, bytes) else value

    return function


@wrong("environb")
def environb_is_a_copy(os: Any, old: Any) -> Any:
    """What is changed in environ is not changed in environb."""
    return dict(old)


@wrong("unsetenv")
def unsetenv_changes_environ(os: Any, old: Function) -> Function:
    """unsetenv deletes from environ."""

    def function(key: Any, /) -> None:
        old(key)
        os.environ._data.pop(os.fsencode(key), None)

    return function


@wrong("putenv")
def putenv_changes_environ(os: Any, old: Function) -> Function:
    """putenv sets in environ."""

    def function(key: Any, value: Any, /) -> None:
        old(key, value)
        os.environ._data[os.fsencode(key)] = os.fsencode(value)

    return function


@wrong("fsencode")
def fsencode_is_strict(os: Any, old: Function) -> Function:
    """What stands for bytes that are no text is refused."""

    def function(filename: Any) -> bytes:
        name = os.fspath(filename)
        return bytes(name.encode()) if isinstance(name, str) else name

    return function


@wrong("fsdecode")
def fsdecode_keeps_bytes_of_paths(os: Any, old: Function) -> Function:
    """For a path-like object of bytes fsdecode returns bytes."""
    return lambda filename: (
        old(filename) if isinstance(filename, str | bytes) else os.fspath(filename)
    )


@wrong("fsencode")
def fsencode_refuses_paths(os: Any, old: Function) -> Function:
    """Path-like objects are refused."""

    def function(filename: Any) -> bytes:
        if not isinstance(filename, str | bytes):
            raise TypeError("str or bytes")
        return bytes(old(filename))

    return function


@wrong("fspath")
def fspath_of_a_number(os: Any, old: Function) -> Function:
    """A number is turned into text."""
    return lambda path: str(path) if isinstance(path, int) else old(path)


@wrong("fspath")
def fspath_hands_on_what_is_no_path(os: Any, old: Function) -> Function:
    """What __fspath__ returns is not looked at."""
    return lambda path: path if isinstance(path, str | bytes) else type(path).__fspath__(path)


@wrong("fspath")
def fspath_copies_subclasses(os: Any, old: Function) -> Function:
    """An object of a class derived from str is turned into a plain str."""

    def function(path: Any) -> Any:
        answer = old(path)
        return str.__str__(answer) if isinstance(answer, str) else answer

    return function


@wrong("fspath")
def fspath_decodes_bytes(os: Any, old: Function) -> Function:
    """bytes are turned into str."""
    return lambda path: os.fsdecode(path)


@wrong("get_exec_path")
def get_exec_path_ignores_env(os: Any, old: Function) -> Function:
    """The mapping that is given does not count."""
    return lambda env=None: old()


@wrong("get_exec_path")
def get_exec_path_without_path_is_empty(os: Any, old: Function) -> Function:
    """Without PATH there are no directories."""

    def function(env: Any = None) -> Any:
        given = os.environ if env is None else env
        return old(env) if "PATH" in given or b"PATH" in given else []

    return function


@wrong("get_exec_path")
def get_exec_path_without_doubles(os: Any, old: Function) -> Function:
    """Directories are in alphabetical order, each once."""
    return lambda env=None: sorted(set(old(env)))


@wrong("getcwdb")
def getcwdb_returns_text(os: Any, old: Function) -> Function:
    """getcwdb returns str."""
    return lambda: os.getcwd()


@wrong("getcwd")
def getcwd_is_the_last_chdir(os: Any, old: Function) -> Function:
    """The directory is told as chdir was given it, with links."""
    chdir, last = os.chdir, [old()]

    def change(path: Any) -> None:
        chdir(path)
        if isinstance(path, str):
            last[0] = os.path.abspath(os.path.join(last[0], path))
        else:
            last[0] = old()

    os.chdir = change
    return lambda: last[0]


@wrong("umask")
def umask_returns_the_new_one(os: Any, old: Function) -> Function:
    """umask returns what it was given."""

    def function(mask: int, /) -> int:
        old(mask)
        return mask

    return function


@wrong("umask")
def umask_of_the_group_alone(os: Any, old: Function) -> Function:
    """The owner's bits of the mask are dropped."""
    return lambda mask, /: old(mask & 0o077)


@wrong("uname")
def uname_is_a_tuple(os: Any, old: Function) -> Function:
    """The result has no attributes."""
    return lambda: tuple(old())


@wrong("uname")
def uname_swaps_system_and_node(os: Any, old: Function) -> Function:
    """The node's name comes first."""

    def function() -> Any:
        told = old()
        return type(told)((told[1], told[0], *told[2:]))

    return function


@wrong("getresuid", "getresgid")
def getres_in_another_order(os: Any, old: Function) -> Function:
    """The saved id comes before the effective one."""

    def function() -> Any:
        real, effective, saved = old()
        return real, saved, effective

    return function


@wrong("getppid")
def getppid_stays(os: Any, old: Function) -> Function:
    """The parent's id is what it was at the start."""
    first = old()
    return lambda: first


@wrong("getpid")
def getpid_stays(os: Any, old: Function) -> Function:
    """A forked child has its parent's id."""
    first = old()
    return lambda: first


@wrong("getpgid")
def getpgid_of_zero_is_the_process(os: Any, old: Function) -> Function:
    """getpgid(0) returns the process's id."""
    return lambda pid: os.getpid() if pid == 0 else old(pid)


@wrong("getsid")
def getsid_is_the_group(os: Any, old: Function) -> Function:
    """getsid returns the process group."""
    return lambda pid, /: os.getpgid(pid)


@wrong("getpriority")
def getpriority_negated(os: Any, old: Function) -> Function:
    """The value has the other sign."""
    return lambda which, who: -old(which, who)


@wrong("setpriority")
def setpriority_of_this_process(os: Any, old: Function) -> Function:
    """The process that is named does not count: it is always this one."""
    return lambda which, who, priority: old(which, 0, priority)


@wrong("setgroups")
def setgroups_appends(os: Any, old: Function) -> Function:
    """The groups that there were stay."""
    return lambda groups, /: old([*os.getgroups(), *groups])


@wrong("getgrouplist")
def getgrouplist_without_the_group(os: Any, old: Function) -> Function:
    """The group that is given is not in the list."""
    return lambda user, group, /: [each for each in old(user, group) if each != group]


@wrong("initgroups")
def initgroups_without_the_group(os: Any, old: Function) -> Function:
    """The group that is given is left out."""

    def function(user: Any, group: int, /) -> None:
        os.setgroups([each for each in os.getgrouplist(user, group) if each != group])

    return function


@wrong("supports_bytes_environ")
def supports_bytes_environ_is_false(os: Any, old: Any) -> bool:
    """It says there were no environb."""
    return False


@wrong("ctermid")
def ctermid_of_the_descriptor(os: Any, old: Function) -> Function:
    """ctermid returns bytes."""
    return lambda: host.fsencode(old())


@wrong("strerror")
def strerror_of_unknown_numbers_is_empty(os: Any, old: Function) -> Function:
    """strerror returns bytes."""
    return lambda code, /: old(code).encode()


@wrong("setpgid")
def setpgid_of_this_process(os: Any, old: Function) -> Function:
    """The process that is named does not count: it is always this one."""
    return lambda pid, pgrp, /: old(0, pgrp)


@wrong("getenv")
def getenv_asks_the_c_library(os: Any, old: Function) -> Function:
    """getenv sees what putenv has set behind environ's back."""
    import ctypes

    ask = ctypes.CDLL(None).getenv
    ask.restype = ctypes.c_char_p

    def function(key: str, default: Any = None) -> Any:
        value = ask(os.fsencode(key))
        return default if value is None else os.fsdecode(value)

    return function
