"""Results of stat of platforms whose fields the host's own type does not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: What every stat_result has as a tuple: ten numbers, times in whole seconds.
VISIBLE = (
    "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime", "st_mtime",
    "st_ctime",
)  # fmt: skip
TIMES = ("st_atime", "st_mtime", "st_ctime")
NANOSECONDS = tuple(f"{name}_ns" for name in TIMES)
HIDDEN = (*TIMES, *NANOSECONDS)


def result_type(extra: Sequence[str]) -> Any:
    """Return a stat_result type with the fields ``extra`` besides those of every platform.

    It is a tuple of ten with named fields, made from a sequence of 10 to ``n_fields`` items and a
    mapping, as the interpreter's own type is; fields that were not given are None.
    """
    hidden = (*HIDDEN, *extra)

    class StatResult(tuple[Any, ...]):
        """What stat tells of a file; times as named fields are floats."""

        n_sequence_fields = len(VISIBLE)
        n_fields = len(VISIBLE) + len(hidden)
        n_unnamed_fields = 3
        __match_args__ = (
            "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size",
        )  # fmt: skip

        def __new__(cls, sequence: Any, values: Mapping[str, Any] | None = None, /) -> Any:
            items = tuple(sequence)
            if not cls.n_sequence_fields <= len(items) <= cls.n_fields:
                least, most = cls.n_sequence_fields, cls.n_fields
                word = f"at least {least}" if len(items) < least else f"at most {most}"
                raise TypeError(f"os.stat_result() takes an {word}-sequence")
            made = super().__new__(cls, items[: len(VISIBLE)])
            named = dict.fromkeys(hidden)
            named |= dict(zip(TIMES, items[7:10], strict=True))
            named |= dict(zip(hidden, items[len(VISIBLE) :], strict=False))
            named |= {k: v for k, v in (values or {}).items() if k in named}
            made.__dict__.update(zip(VISIBLE[:7], items, strict=False))
            made.__dict__.update(named)
            return made

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError("readonly attribute")

        def __delattr__(self, name: str) -> None:
            raise AttributeError("readonly attribute")

        def __reduce__(self) -> Any:
            return type(self), (tuple(self), {name: self.__dict__[name] for name in hidden})

        def __repr__(self) -> str:
            told = ", ".join(f"{n}={v!r}" for n, v in zip(VISIBLE, self, strict=True))
            return f"os.stat_result({told})"

    StatResult.__name__ = StatResult.__qualname__ = "stat_result"
    StatResult.__module__ = "os"
    return StatResult


#: st_blksize, st_blocks, st_rdev as on all of Unix; what else macOS tells (stat(2), struct stat).
MACOS = result_type(("st_blksize", "st_blocks", "st_rdev", "st_flags", "st_gen", "st_birthtime"))
