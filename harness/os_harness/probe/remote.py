"""Stand-ins for what stays in the candidate's process: functions and objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from os_harness.errors import Interrupted

if TYPE_CHECKING:
    from os_harness.probe.caller import Caller


class MissingName(AttributeError):
    """The candidate has no such name; `name` is dotted, with its module: "os.mkdir"."""


class RemoteFunction:
    """Something callable of the candidate, by name: looked up and called in one round trip."""

    __slots__ = ("_caller", "_name", "_target")

    def __init__(self, caller: Caller, target: RemoteObject | None, name: str) -> None:
        self._caller, self._target, self._name = caller, target, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the candidate's process."""
        return self._caller.call(self._target, self._name, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in {"__name__", "__doc__", "__module__"}:
            raise AttributeError(name)
        return self._caller.get(self._target, f"{self._name}.{name}")

    def __repr__(self) -> str:
        owner = "os" if self._target is None else f"<{self._target.type_name}>"
        return f"{owner}.{self._name}"


class RemoteObject:
    """An object that stays in the candidate's process: DirEntry, iterator, file, mapping ..."""

    def __init__(
        self, caller: Caller, number: int, type_name: str, methods: frozenset[str]
    ) -> None:
        self._caller, self._number, self._methods = caller, number, methods
        self.type_name = type_name

    def __getattr__(self, name: str) -> Any:
        if name in self._methods:
            return RemoteFunction(self._caller, self, name)
        if name.startswith("__"):
            raise AttributeError(name)
        return self._caller.get(self, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object in the candidate's process."""
        return self._caller.call(self, "", args, kwargs)

    def __repr__(self) -> str:
        return f"<{self.type_name} in the candidate>"

    def __iter__(self) -> Iterator[Any]:
        iterator = self._caller.do("iter", self)
        while True:
            try:
                item = self._caller.do("next", iterator)
            except StopIteration:
                return
            yield item

    def __next__(self) -> Any:
        return self._caller.do("next", self)

    def __enter__(self) -> Any:
        entered = self._caller.do("enter", self)
        same = isinstance(entered, RemoteObject) and self._caller.do("is", entered, self)
        return self if same else entered

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None or not issubclass(kind, Interrupted):
            self._caller.do("leave", self, kind is not None)

    def __len__(self) -> int:
        length: int = self._caller.do("len", self)
        return length

    def __bool__(self) -> bool:
        return bool(self._caller.do("bool", self))

    def __getitem__(self, key: Any) -> Any:
        return self._caller.do("getitem", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._caller.do("setitem", self, key, value)

    def __delitem__(self, key: Any) -> None:
        self._caller.do("delitem", self, key)

    def __contains__(self, key: Any) -> bool:
        return bool(self._caller.do("contains", self, key))

    def __or__(self, other: Any) -> Any:
        return self._caller.do("or", self, other)

    def __eq__(self, other: object) -> bool:
        return self is other or bool(self._caller.do("eq", self, other))

    __hash__ = object.__hash__
