"""What several of the reference's tests stand on."""

import pytest

from os_reference import memory
from os_reference.memory import trees


@pytest.fixture
def windows():
    """A fresh Windows in memory, its current directory C:\\site with a file and two directories."""
    with memory("windows", user=(0, 0)) as module:
        module.mkdir("C:\\site")
        module.chdir("C:\\site")
        trees.from_dict(module, {"file": b"data", "dir": {}, "full": {"x": b""}}, ".")
        yield module


@pytest.fixture
def refused():
    """A function that makes a call which must fail, and gives the code of the system's error."""

    def code(function, *args, **keywords):
        with pytest.raises(OSError) as caught:  # noqa: PT011 -- the code is compared
            function(*args, **keywords)
        return caught.value.winerror

    return code
