"""The oracle: reasons, allowed outcomes, their sources; and calls that agree with them."""

import errno
import inspect
import re

import pytest

from os_conformance import catalogue
from os_reference import memory
from os_reference.memory import oracle
from os_reference.memory.rules import changing, common, making, opening, removing, renaming

RULES = (changing, common, making, opening, removing, renaming)


@pytest.fixture
def os():
    with memory("linux") as module:
        module.makedirs("/site/full/x")
        module.chdir("/site")
        module.mkdir("dir")
        module.close(module.open("file", module.O_CREAT | module.O_WRONLY))
        module.symlink("nowhere", "dangling")
        module.symlink("loop", "loop")
        yield module


def test_every_source_is_a_clause_or_a_standard():
    known = catalogue.load()
    for module in (*RULES, oracle):
        for source in re.findall(r'yield (?!from).*?, f?"([^"]+)"', inspect.getsource(module)):
            if source.startswith("os.") and "{" not in source:
                assert source in known, source
            elif not source.startswith("os."):
                known_to_all = source.startswith(("POSIX", "Microsoft, "))
                assert known_to_all or re.search(r"\w+\(\d\)", source), source
    for call in ("mkfifo", "mknod", "symlink", "listdir", "scandir"):
        assert f"os.{call}/error-file" in known
    assert "os.link/error-to-file" in known


@pytest.mark.parametrize(
    ("call", "arguments", "errnos"),
    [
        ("mkdir", ("new",), {None}),
        ("mkdir", ("dir",), {"EEXIST"}),
        ("mkdir", ("none/x",), {"ENOENT"}),
        ("rmdir", ("full",), {"ENOTEMPTY", "EEXIST"}),
        ("rmdir", (".",), {"EINVAL"}),
        ("unlink", ("dir",), {"EISDIR"}),
        ("rename", ("none", "loop/x"), {"ENOENT", "ELOOP"}),
        ("rename", ("file", "dir"), {"EISDIR"}),
        ("rename", ("full", "full/x/y"), {"EINVAL"}),
        ("link", ("dir", "file"), {"EEXIST", "EPERM"}),
        ("symlink", ("", "file"), {"ENOENT", "EEXIST"}),
        ("truncate", ("dir", -1), {"EINVAL", "EISDIR"}),
        ("readlink", ("file",), {"EINVAL"}),
        ("open", ("dangling", 0), {"ENOENT"}),
        ("listdir", ("file",), {"ENOTDIR"}),
        ("stat", ("loop",), {"ELOOP"}),
        ("chdir", ("dir",), {None}),
    ],
)
def test_allowed(os, call, arguments, errnos):
    before = list(os.walk("/"))
    assert oracle.allowed(os, call, *arguments) == errnos
    assert list(os.walk("/")) == before


@pytest.mark.parametrize("call", sorted(oracle.CALLS))
@pytest.mark.parametrize(
    "path", ["file", "dir", "full", "new", "none/x", "loop", "dangling", "file/", "."]
)
def test_a_call_ends_as_it_is_allowed_to(os, call, path):
    second = {
        "rename": ("other",), "replace": ("other",), "link": ("other",), "symlink": ("other",),
        "chmod": (0o700,), "chown": (-1, -1), "open": (0,), "truncate": (0,),
    }  # fmt: skip
    arguments = (path, *second.get(call, ()))
    allowed = oracle.allowed(os, call, *arguments)
    try:
        answer = getattr(os, call)(*arguments)
        got = None
        if call == "scandir":
            answer.close()
    except OSError as error:
        got = errno.errorcode[error.errno]
    assert got in allowed


def test_explain(os):
    assert oracle.explain(os, "mkdir", "new") == "mkdir succeeds: no rule is against it"
    assert oracle.explain(os, "rmdir", "full").splitlines()[0] == (
        "rmdir may end with ENOTEMPTY: os.rmdir/nonempty"
    )
    with pytest.raises(KeyError):
        oracle.reasons(os, "fork")
