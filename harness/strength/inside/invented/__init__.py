"""Wrong os modules, invented from the manual alone, section by section, not from the checks.

A function here is given the module and the function that it exchanges, and returns the wrong one.  Its name
is the mutant's, its docstring says what is wrong; `wrong` says for which names of os, and on which ground.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Function = Callable[..., Any]
Maker = Callable[[Any, Any], Any]


class Wrong(NamedTuple):
    """A wrong os module: the names that are exchanged, who makes what stands there, where it is tried."""

    names: tuple[str, ...]
    make: Maker
    flavour: str = "posix"


#: Every wrong module by its name.
INVENTED: dict[str, Wrong] = {}


def wrong(*names: str, flavour: str = "posix") -> Callable[[Maker], Maker]:
    """Register a maker for some names; no name: the maker changes the module itself."""

    def register(make: Maker) -> Maker:
        name = make.__name__.strip("_").replace("_", "-")
        assert name not in INVENTED, name
        INVENTED[name] = Wrong(names, make, flavour)
        return make

    return register
