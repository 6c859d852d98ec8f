"""How the platforms differ: data of ``platforms.toml``, ``constants.toml``."""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from os_reference.memory.errors import UnknownPlatformError


class Constants(dict[str, int]):
    """Constants by name; one that the platform does not have is 0, a flag that is never set."""

    def __missing__(self, name: str) -> int:
        return 0


@dataclass(frozen=True)
class Platform:
    """One platform: its constants, and what it does otherwise than others."""

    name: str
    sysname: str
    flavour: str
    case_sensitive: bool
    normalizes: bool
    unlink_directory: str
    link_follows: bool
    symlink_modes: bool
    slash_follows: bool
    create_slash: str
    create_opens_directories: bool
    own_groups: bool
    volumes: list[str]
    constants: Constants
    environment: dict[bytes, bytes]
    upper_case: bool = False


@cache
def load(name: str) -> Platform:
    """Return the platform ``name``; UnknownPlatformError when there is none."""
    known = _data("platforms.toml")
    if name not in known:
        raise UnknownPlatformError(name, tuple(known))
    row = {key: entry["value"] for key, entry in known[name].items()}
    values = _data("constants.toml")
    environment = {k.encode(): v.encode() for k, v in row.pop("environment").items()}
    constants = Constants(values["common"] | values[name])
    for level, more in values["since"].get(name, {}).items():
        if sys.version_info >= tuple(map(int, level.split("."))):
            constants.update(more)
    return Platform(name=name, constants=constants, environment=environment, **row)


@cache
def _data(name: str) -> dict[str, Any]:
    text = (resources.files("os_reference.memory") / name).read_text("utf-8")
    return tomllib.loads(text)
