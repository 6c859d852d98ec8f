"""Errors of Windows in memory with their codes, and what its oracle allows."""

import errno
import inspect
import re

import pytest

from os_conformance import catalogue
from os_reference.memory import oracle, trees
from os_reference.memory.refusing import symbol_of
from os_reference.memory.windows import oracle as windows_oracle
from os_reference.memory.windows.errors import by_name, names


@pytest.fixture
def os(windows):
    return windows


def test_codes_and_errnos():
    for code, name in names().items():
        assert by_name(name).code == code
    assert by_name("ERROR_SHARING_VIOLATION").errno == errno.EACCES
    assert by_name("ERROR_DIR_NOT_EMPTY").errno == errno.ENOTEMPTY


def test_errors_of_the_system_and_of_the_runtime(os, refused):
    with pytest.raises(FileExistsError) as caught:
        os.mkdir("dir")
    assert (caught.value.winerror, caught.value.filename) == (183, "dir")
    with pytest.raises(FileNotFoundError) as caught:
        os.open("none", os.O_RDONLY)
    assert (caught.value.winerror, caught.value.filename) == (None, "none")
    assert refused(os.fstat, 99) == 6
    with pytest.raises(OSError, match="Bad file") as bad:
        os.read(99, 1)
    assert bad.value.winerror is None


@pytest.mark.parametrize(
    ("call", "arguments", "allowed"),
    [
        ("mkdir", ("dir",), {"ERROR_ALREADY_EXISTS"}),
        ("mkdir", ("new",), {None}),
        ("mkdir", ("none\\x",), {"ERROR_PATH_NOT_FOUND"}),
        ("rmdir", ("full",), {"ERROR_DIR_NOT_EMPTY"}),
        ("rmdir", ("file",), {"ERROR_DIRECTORY"}),
        ("unlink", ("dir",), {"ERROR_ACCESS_DENIED"}),
        ("unlink", ("held",), {"ERROR_SHARING_VIOLATION", "ERROR_ACCESS_DENIED"}),
        ("rename", ("file", "full"), {"ERROR_ALREADY_EXISTS"}),
        ("replace", ("file", "full\\x"), {None}),
        ("replace", ("file", "held"), {"ERROR_ACCESS_DENIED"}),
        ("rename", ("none", "D:\\x"), {"ERROR_FILE_NOT_FOUND"}),
        ("rename", ("held", "D:\\x"), {"ERROR_SHARING_VIOLATION", "ERROR_NOT_SAME_DEVICE"}),
        ("link", ("dir", "file"), {"ERROR_ACCESS_DENIED", "ERROR_ALREADY_EXISTS"}),
        ("open", ("dir", 0), {"EACCES"}),
        ("open", ("none", 0), {"ENOENT"}),
        ("open", ("a*", 0), {"EINVAL"}),
        ("listdir", ("file",), {"ERROR_DIRECTORY"}),
        ("stat", ("file\\",), {"ERROR_DIRECTORY"}),
        ("readlink", ("file",), {"ERROR_NOT_A_REPARSE_POINT"}),
        ("truncate", ("file", -1), {"EINVAL"}),
        ("symlink", ("x", "link"), {None}),
        ("chdir", ("file",), {"ERROR_DIRECTORY"}),
    ],
)
def test_oracle(os, call, arguments, allowed):
    os.open("held", os.O_CREAT | os.O_RDONLY, 0)
    assert oracle.allowed(os, call, *arguments) == allowed
    before = trees.to_dict(os, "C:\\site")
    if allowed == {None}:
        getattr(os, call)(*arguments)
        return
    with pytest.raises(OSError) as caught:  # noqa: PT011 -- the symbol is compared
        getattr(os, call)(*arguments)
    assert symbol_of(caught.value) in allowed
    assert trees.to_dict(os, "C:\\site") == before


def test_explanation(os):
    assert oracle.explain(os, "unlink", "dir") == (
        "unlink may end with ERROR_ACCESS_DENIED: os.remove/windows-error-directory"
    )


def test_sources_of_the_oracle():
    known = catalogue.load()
    for source in re.findall(r'yield (?!from)"\w+", "([^"]+)"', inspect.getsource(windows_oracle)):
        assert source in known or source.startswith("Microsoft, "), source
