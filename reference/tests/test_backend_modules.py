"""Whole os modules: what they hold, over which backend, at which level."""

import importlib
import os as host
import pickle
import subprocess
import sys
import types
from pathlib import Path
from types import SimpleNamespace

import pytest

import os_reference as os
from os_reference import backend as backends
from os_reference import errors


def test_it_has_all_that_os_has():
    assert set(host.__all__) <= set(os.__all__)
    for name in os.__all__:
        assert hasattr(os, name), name
    everything = {}
    exec("from os_reference import *", everything)
    assert everything["makedirs"] is os.makedirs


@pytest.mark.parametrize("kind", sorted(backends.TABLE))
def test_capability_sets(kind):
    assert getattr(os, kind) == getattr(host, kind)


def test_a_whole_os_module_is_believed_about_its_capabilities():
    backend = SimpleNamespace(stat=len, supports_fd={len}, _have_functions=["HAVE_FSTATAT"])
    module = os.build(backend)
    assert module.supports_fd == {len}
    assert module.supports_dir_fd == {len}
    assert module.supports_effective_ids == set()


def test_constants():
    assert os.error is OSError
    assert (os.SEEK_SET, os.SEEK_CUR, os.SEEK_END) == (0, 1, 2)
    assert os.linesep == host.linesep
    for name in ("curdir", "pardir", "sep", "altsep", "extsep", "pathsep", "defpath", "devnull"):
        assert getattr(os, name) == getattr(os.path, name) == getattr(host, name)
    assert os.supports_bytes_environ is host.supports_bytes_environ


@pytest.mark.parametrize(
    ("flavour", "sep", "linesep", "has_bytes"),
    [("posix", "/", "\n", True), ("nt", "\\", "\r\n", False), ("mac", ":", "\r", True)],
)
def test_flavours(flavour, sep, linesep, has_bytes):
    module = os.build(SimpleNamespace(), flavour=flavour)
    assert (module.name, module.sep, module.linesep) == (flavour, sep, linesep)
    assert module.supports_bytes_environ is has_bytes
    assert hasattr(module, "environb") is has_bytes
    with pytest.raises(errors.UnknownFlavourError):
        os.build(SimpleNamespace(), flavour="vms")


def test_a_built_module_is_a_module_of_its_own():
    module = os.build(module_name="other")
    assert isinstance(module, types.ModuleType)
    assert module.__name__ == "other"
    assert module.path is os.path
    assert module.stat is os.stat
    assert module.makedirs is not os.makedirs
    assert module.makedirs.__module__ == "other"
    assert pickle.loads(pickle.dumps(os.walk)) is os.walk


def test_replaced_names_are_seen(monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(os, "mkdir", lambda path, mode: made.append((path, mode)))
    os.makedirs("x", 0o700)
    assert made == [("x", 0o700)]
    monkeypatch.setattr(os, "getcwd", lambda: "/somewhere")
    assert os.path.abspath("a") == os.path.join("/somewhere", "a")


def test_codec_of_a_built_module():
    backend = SimpleNamespace(environ={b"A": b"\xe9"})
    module = os.build(backend, codec=("latin-1", "strict"))
    assert module.environ["A"] == "é"
    assert module.fsencode("é") == b"\xe9"


def test_a_backend_without_fspath():
    module = os.build(SimpleNamespace())
    assert module.fspath("x") == "x"
    assert module.path.join("a", "b") == "a/b"


def test_parent_mode_comes_with_3_15():
    backend = SimpleNamespace(mkdir=print)
    assert os.build(backend, level=(3, 14)).makedirs.__kwdefaults__ is None
    assert "parent_mode" in os.build(backend, level=(3, 15)).makedirs.__kwdefaults__


def test_fwalk_needs_descriptors():
    calls = dict.fromkeys(("scandir", "open", "close", "stat", "O_RDONLY", "O_NONBLOCK"), 0)
    assert not hasattr(os.build(SimpleNamespace(**calls)), "fwalk")
    able = {"HAVE_OPENAT", "HAVE_FSTATAT", "HAVE_FDOPENDIR"}
    assert hasattr(os.build(SimpleNamespace(**calls, _have_functions=able)), "fwalk")


def test_dll_directories():
    added = []

    class Windows:
        __name__ = "nt"

        def _add_dll_directory(self, path):
            added.append(path)
            return ("cookie", path)

        def _remove_dll_directory(self, cookie):
            added.remove(cookie[1])

    module = os.build(Windows())
    with module.add_dll_directory("C:\\x") as directory:
        assert added == ["C:\\x"]
        assert "C:\\\\x" in repr(directory)
    assert added == []
    assert repr(directory) == "<AddedDllDirectory()>"
    assert not hasattr(os.build(SimpleNamespace()), "add_dll_directory")


def test_import_is_all_it_takes():
    before = sys.modules["os_reference"]
    assert importlib.import_module("os_reference") is before


#: Importing os_reference may load these, besides its own: what a starting interpreter has.
_AT_START = {"abc", "codecs", "io", "stat", "_collections_abc", "_abc", "_io", "_stat"}
_LOADED = "import sys; old = {*sys.modules}; import os_reference; print(*{*sys.modules} - old)"


def test_import_loads_little():
    directory = str(Path(os.__file__).parents[1])
    code = f"import sys; sys.path.insert(0, {directory!r}); {_LOADED}"
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    own = {name for name in loaded if name.split(".")[0] == "os_reference"}
    assert loaded - own <= _AT_START
    assert "os_reference.paths.nt" not in own or os.name == "nt"
    assert len(own) <= 8, sorted(own)
