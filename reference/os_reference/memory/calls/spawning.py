"""What posix_spawn does in the new process before the program: ids, and actions on files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from os_reference.memory.refusing import refuse

if TYPE_CHECKING:
    from os_reference.memory.process import Process

Action = Callable[[Any], object]


def parse(actions: Any, constants: Mapping[str, int]) -> list[Action]:
    """Return the file actions as functions of the calls; TypeError for what is none."""
    if actions is None:
        return []
    if not hasattr(type(actions), "__getitem__") or isinstance(actions, str | bytes | dict):
        raise TypeError("file_actions must be a sequence or None")
    return [_action(action, constants) for action in actions]


def _action(action: Any, constants: Mapping[str, int]) -> Action:
    if not isinstance(action, tuple) or not action or not isinstance(action[0], int):
        raise TypeError("Each file_actions element must be a non-empty tuple")
    kind, arguments = action[0], action[1:]
    known = {constants[name]: make for name, make in MAKERS.items() if name in constants}
    if kind not in known:
        raise TypeError("Unknown file_actions identifier")
    try:
        return known[kind](*arguments)
    except TypeError:
        raise TypeError(f"A file_actions element is wrong: {action!r}") from None


def _open(fd: int, path: Any, flags: int, mode: int, /) -> Action:
    _numbers(fd, flags, mode)
    if not isinstance(path, str | bytes) and not hasattr(type(path), "__fspath__"):
        raise TypeError

    def act(calls: Any) -> None:
        process = calls._kernel.process
        if fd in process.opened:
            process.close(fd)
        opened = calls.open(path, flags, mode)
        if opened != fd:
            process.put(process.get(opened), fd)
            process.close(opened)
        process.inheritable.add(fd)

    return act


def _close(fd: int, /) -> Action:
    _numbers(fd)

    def act(calls: Any) -> None:
        process = calls._kernel.process
        if fd in process.opened:  # closing what is closed is no error here (posix_spawn)
            process.close(fd)

    return act


def _dup2(fd: int, new: int, /) -> Action:
    _numbers(fd, new)
    return lambda calls: calls.dup2(fd, new)


def _closefrom(fd: int, /) -> Action:
    _numbers(fd)
    return lambda calls: calls.closerange(fd, 2**31 - 1)


def _numbers(*values: Any) -> None:
    if not all(hasattr(type(value), "__index__") for value in values):
        raise TypeError


MAKERS: dict[str, Callable[..., Action]] = {
    "POSIX_SPAWN_OPEN": _open,
    "POSIX_SPAWN_CLOSE": _close,
    "POSIX_SPAWN_DUP2": _dup2,
    "POSIX_SPAWN_CLOSEFROM": _closefrom,
}


def without_signals(mask: Any, defaults: Any, scheduler: Any) -> None:
    """NotImplementedError for what is about signals and scheduling."""
    for name, value in (("setsigmask", mask), ("setsigdef", defaults), ("scheduler", scheduler)):
        if value is not None and (name == "scheduler" or list(value)):
            raise NotImplementedError(f"posix_spawn: {name} unavailable in memory")


def change_ids(child: Process, group: int | None, reset: bool, session: bool) -> None:
    """Give the new process its group, its session and, with ``reset``, its real ids."""
    if group is not None:
        if group < 0:
            refuse("EINVAL")
        child.group = group or child.pid
    if session:
        child.group = child.session = child.pid
    if reset:
        child.effective_uid, child.effective_gid = child.uid, child.gid
