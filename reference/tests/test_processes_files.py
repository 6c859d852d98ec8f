"""fdopen over the machine's descriptors and over those of another backend."""

import errno
import io
from types import SimpleNamespace

import pytest

import os_reference as os


def test_fdopen_gives_a_file(tmp_path):
    fd = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    with os.fdopen(fd, "w+", encoding="utf-8") as file:
        file.write("é")
    with pytest.raises(OSError, match="Errno"):
        os.fstat(fd)
    fd = os.open(tmp_path / "file", os.O_RDONLY)
    with os.fdopen(fd, "rb", closefd=False) as file:
        assert file.read() == b"\xc3\xa9"
    os.close(fd)


def test_fdopen_refuses(tmp_path):
    fd = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    with pytest.raises(TypeError, match="fd"):
        os.fdopen("file")
    with pytest.raises(ValueError, match="mode"):
        os.fdopen(fd, "z")
    os.fstat(fd)
    os.close(fd)


class Memory:
    """A backend with one file, open as descriptor 3, and a pipe that is 4."""

    def __init__(self, data=b""):
        self.data = bytearray(data)
        self.position = 0
        self.closed = []

    def read(self, fd, count):
        found = bytes(self.data[self.position : self.position + count])
        self.position += len(found)
        return found

    def write(self, fd, data):
        self.data[self.position : self.position + len(data)] = data
        self.position += len(data)
        return len(data)

    def lseek(self, fd, offset, whence):
        if fd == 4:
            raise OSError(errno.ESPIPE, "a pipe")
        base = (0, self.position, len(self.data))[whence]
        self.position = base + offset
        return self.position

    def ftruncate(self, fd, size):
        del self.data[size:]

    def close(self, fd):
        self.closed.append(fd)


def opened(data=b"", fd=3, **arguments):
    backend = Memory(data)
    return backend, os.build(backend).fdopen(fd, **arguments)


def test_reading_and_writing_over_a_backend():
    backend, file = opened("é\nb\n".encode())
    with file:
        assert list(file) == ["é\n", "b\n"]
    assert backend.closed == [3]
    backend, file = opened(mode="w")
    with file:
        file.write("é")
    assert backend.data == b"\xc3\xa9"
    backend, file = opened(b"abcdef", mode="r+b")
    with file:
        assert file.read(2) == b"ab"
        file.seek(4)
        file.write(b"X")
        file.truncate()
    assert backend.data == b"abcdX"


def test_raw_files_and_pipes_over_a_backend():
    backend, file = opened(b"abc", mode="rb", buffering=0, closefd=False)
    assert file.fileno() == file.name == 3
    assert (file.readable(), file.writable(), file.seekable()) == (True, False, True)
    assert file.read() == b"abc"
    assert file.truncate(1) == 1
    file.close()
    file.close()
    assert backend.closed == []
    with pytest.raises(ValueError, match="closed"):
        file.fileno()
    _, pipe = opened(b"abc", fd=4, buffering=1)
    assert not pipe.seekable()
    assert isinstance(pipe, io.TextIOWrapper)
    pipe.close()


@pytest.mark.parametrize("mode", ["", "z", "rw", "rr", "rbt"])
def test_modes_that_are_none(mode):
    with pytest.raises(ValueError, match="mode"):
        opened(mode=mode)


def test_text_needs_a_buffer():
    with pytest.raises(ValueError, match="unbuffered"):
        opened(buffering=0)
    with pytest.raises(TypeError, match="fd"):
        os.build(Memory()).fdopen("3")


def test_a_backend_that_has_fdopen_itself_keeps_it():
    own = object()
    backend = SimpleNamespace(fdopen=own, read=1, write=1, close=1, lseek=1)
    assert os.build(backend).fdopen is own
