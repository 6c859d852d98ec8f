"""PathLike, fspath, fsencode, fsdecode."""

import pathlib

import pytest

import os_reference as os
from os_reference import environment


class Path:
    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        if isinstance(self.path, Exception):
            raise self.path
        return self.path


class NoPath(Path):
    __fspath__ = None


@pytest.mark.parametrize("fspath", [os.fspath, environment.fspath])
def test_fspath(fspath):
    class Name(str):
        __slots__ = ()

    name = Name("x")
    assert fspath(name) is name
    assert fspath(b"x") == b"x"
    assert fspath(Path("x")) == "x"
    assert fspath(pathlib.PurePath("x")) == "x"
    for wrong in (1, None, object(), NoPath("x"), Path(1)):
        with pytest.raises(TypeError):
            fspath(wrong)
    with pytest.raises(ZeroDivisionError):
        fspath(Path(ZeroDivisionError()))


def test_path_like():
    assert isinstance(Path("x"), os.PathLike)
    assert isinstance(pathlib.PurePath(), os.PathLike)
    assert not isinstance(NoPath("x"), os.PathLike)
    assert not isinstance("x", os.PathLike)
    with pytest.raises(TypeError):
        os.PathLike()
    assert os.PathLike[str].__origin__ is os.PathLike

    class Slim(os.PathLike):
        __slots__ = ("x",)

        def __fspath__(self):
            return super().__fspath__()

    assert not hasattr(Slim(), "__dict__")
    assert not issubclass(Path, Slim)
    with pytest.raises(NotImplementedError):
        os.fspath(Slim())


def test_fsencode_and_fsdecode():
    assert os.fsencode("a") == os.fsencode(b"a") == os.fsencode(Path("a")) == b"a"
    assert os.fsdecode("a") == os.fsdecode(b"a") == os.fsdecode(Path(b"a")) == "a"
    for function in (os.fsencode, os.fsdecode):
        with pytest.raises(TypeError):
            function(1)


def test_file_names_of_another_codec():
    fsencode, fsdecode = environment.make_fs_codec("latin-1", "strict", environment.fspath)
    assert fsencode("é") == b"\xe9"
    assert fsdecode(b"\xe9") == "é"
    escaping = environment.make_fs_codec("ascii", "surrogateescape", environment.fspath)
    assert escaping[0](escaping[1](b"\xe9")) == b"\xe9"
