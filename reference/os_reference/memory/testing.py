"""A pytest fixture: ``pytest_plugins = ["os_reference.memory.testing"]`` in a conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from os_reference.memory import memory
from os_reference.memory.module import MemoryOS


@pytest.fixture
def memory_os() -> Iterator[MemoryOS]:
    """Give an os module over a fresh Linux system in memory, in the home of its user."""
    with memory("linux") as os:
        os.chdir("/home/user")
        yield os
