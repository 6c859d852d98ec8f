"""What a program started now sees of the environment."""

from __future__ import annotations

from os_conformance.check import Os, World


def seen_by_child(os: Os, world: World, name: str) -> bytes:
    """The value of a variable in a program that the candidate's system() starts; b"unset" without."""
    if os.name == "nt":
        os.system(f"echo %{name}%> seen")
        value = world.read("seen").rstrip(b" \r\n")
        return b"unset" if value == f"%{name}%".encode() else value
    os.system(f'printf %s "${{{name}-unset}}" > seen')
    return world.read("seen")
