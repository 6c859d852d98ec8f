"""environ, environb, getenv, get_exec_path, reload_environ."""

import sys

import pytest

import os_reference as os
from os_reference import environment

CODEC = ("utf-8", "surrogateescape")


class Process:
    """The environment of a process, as putenv and unsetenv change it."""

    def __init__(self):
        self.variables = {}
        self.names = {"putenv": self.variables.__setitem__, "unsetenv": self._unset}

    def _unset(self, key):
        self.variables.pop(key, None)


@pytest.fixture
def process():
    return Process()


@pytest.fixture
def text(process):
    return environment.TextEnviron({b"A": b"1", b"B": b"\xff"}, CODEC, process.names)


def test_reading(text):
    assert text["A"] == "1"
    assert text["B"] == "\udcff"
    assert text.get("A") == "1"
    assert text.get("C") is None
    assert text.get("C", 5) == 5
    assert dict(text) == {"A": "1", "B": "\udcff"}
    assert len(text) == 2
    assert "A" in text
    assert "C" not in text


def test_changes_reach_the_process(text, process):
    text["C"] = "x\udcfe"
    assert process.variables == {b"C": b"x\xfe"}
    del text["C"]
    assert process.variables == {}
    assert text.setdefault("A", "2") == "1"
    assert text.setdefault("D", "2") == "2"
    assert text.pop("D") == "2"
    text.clear()
    assert len(text) == 0
    assert process.variables == {}


def test_a_missing_key_is_carried_by_the_error(text):
    missing = "missing-key"
    with pytest.raises(KeyError) as caught:
        text[missing]
    assert caught.value.args[0] is missing
    with pytest.raises(KeyError) as caught:
        del text[missing]
    assert caught.value.args[0] is missing


@pytest.mark.parametrize("key", [b"A", 1, None])
def test_keys_and_values_must_be_str(text, key):
    with pytest.raises(TypeError, match="str expected"):
        text[key]
    with pytest.raises(TypeError, match="str expected"):
        text.get(key)
    with pytest.raises(TypeError, match="str expected"):
        text[key] = "x"
    with pytest.raises(TypeError, match="str expected"):
        text["A"] = key
    with pytest.raises(TypeError, match="str expected"):
        del text[key]


def test_merging(text, process):
    assert text | {"A": "2"} == {"A": "2", "B": "\udcff"}
    assert {"A": "2"} | text == {"A": "1", "B": "\udcff"}
    with pytest.raises(TypeError):
        text | [("A", "2")]
    with pytest.raises(TypeError):
        [("A", "2")] | text
    text |= [("A", "2")]
    assert process.variables == {b"A": b"2"}
    copy = text.copy()
    assert type(copy) is dict
    copy["A"] = "3"
    assert text["A"] == "2"
    assert repr(text) == r"environ({'A': '2', 'B': '\udcff'})"


def test_bytes_and_text_share_their_data(process):
    data = {b"A": b"1"}
    text = environment.TextEnviron(data, CODEC, process.names)
    raw = environment.bytes_environ(data, process.names)
    raw[b"B"] = b"\xff"
    assert text["B"] == "\udcff"
    text["A"] = "2"
    assert raw[b"A"] == b"2"
    for wrong in ("A", 1):
        with pytest.raises(TypeError, match="bytes expected"):
            raw[wrong]
        with pytest.raises(TypeError, match="bytes expected"):
            raw[b"A"] = wrong


def test_upper_case_keys(process):
    windows = environment.upper_case_environ({"Path": "x", "=C:": "y"}, process.names)
    assert windows["pAtH"] == "x"
    windows["monty"] = "python"
    assert list(windows) == ["PATH", "=C:", "MONTY"]
    assert process.variables == {"MONTY": "python"}
    with pytest.raises(TypeError, match="str expected"):
        windows["a"] = 1
    with pytest.raises(KeyError, match="nothing"):
        windows["nothing"]


def test_a_backend_without_putenv_keeps_its_environ():
    alone = environment.TextEnviron({}, CODEC, environment.NO_PROCESS)
    alone["A"] = "1"
    del alone["A"]
    assert dict(alone) == {}


def test_getenv(monkeypatch):
    monkeypatch.setitem(os.environ, "OS_REFERENCE_TEST", "x")
    assert os.getenv("OS_REFERENCE_TEST") == "x"
    default = object()
    assert os.getenv("OS_REFERENCE_MISSING", default) is default
    with pytest.raises(TypeError):
        os.getenv(b"A")
    if os.supports_bytes_environ:
        assert os.getenvb(b"OS_REFERENCE_TEST") == b"x"
        assert os.getenvb(b"OS_REFERENCE_MISSING") is None


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ({"PATH": os.pathsep.join(["a", "b"])}, ["a", "b"]),
        ({"PATH": ""}, [""]),
        ({}, os.defpath.split(os.pathsep)),
        ({"PATH": b"a"}, ["a"]),
    ],
)
def test_get_exec_path(env, found):
    assert os.get_exec_path(env) == found


def test_get_exec_path_of_bytes_keys():
    assert os.get_exec_path({b"PATH": b"a"}) == ["a"]
    with pytest.raises(ValueError, match="cannot contain"):
        os.get_exec_path({"PATH": "a", b"PATH": b"b"})


def test_get_exec_path_of_the_process(monkeypatch):
    monkeypatch.setitem(os.environ, "PATH", "here")
    assert os.get_exec_path() == ["here"]


class Reloading:
    """A backend whose environment changes behind the back of environ."""

    def __init__(self, name, environ):
        self.__name__ = name
        self.environ = dict(environ)
        self.fresh = environ

    def putenv(self, key, value):
        self.fresh[key] = value

    def unsetenv(self, key):
        self.fresh.pop(key, None)

    def _create_environ(self):
        return dict(self.fresh)


def test_reload_environ():
    backend = Reloading("posix", {b"A": b"1"})
    module = os.build(backend, level=(3, 14))
    module.putenv(b"A", b"2")
    assert module.environ["A"] == "1"
    same = module.environ
    module.reload_environ()
    assert module.environ is same
    assert (module.environ["A"], module.environb[b"A"]) == ("2", b"2")


def test_reload_environ_where_keys_are_upper_case():
    backend = Reloading("nt", {"Path": "1"})
    module = os.build(backend, level=(3, 14))
    backend.fresh["Added"] = "2"
    module.reload_environ()
    assert dict(module.environ) == {"PATH": "1", "ADDED": "2"}
    assert not hasattr(module, "environb")
    assert not hasattr(module, "getenvb")
    assert not hasattr(os.build(backend, level=(3, 13)), "reload_environ")


def test_running_level():
    assert hasattr(os, "reload_environ") == (sys.version_info >= (3, 14))
