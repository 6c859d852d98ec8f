"""File objects in memory against built-in open: the same arguments, the same answers."""

import builtins
import io

import pytest

from os_reference import memory


@pytest.fixture
def os():
    with memory("linux") as module:
        yield module


MODES = ["r", "rb", "r+", "r+b", "w", "wb", "w+", "w+b", "a", "ab", "a+", "x", "xb", "x+", "rt"]


def told(opener, path, mode, present):
    """What a file object of this mode says and does, the same for every opener."""
    try:
        stream = opener(path, mode)
    except OSError as error:
        return type(error).__name__, error.errno
    data = b"new" if "b" in mode else "new"
    answers = [stream.readable(), stream.writable(), stream.seekable(), stream.tell(), stream.mode]
    with stream:
        for call in (lambda: stream.read(2), lambda: stream.write(data), lambda: stream.tell()):
            try:
                answers.append(call())
            except io.UnsupportedOperation:
                answers.append("unsupported")
    with opener(path, "rb") as again:
        answers.append(again.read())
    return [*answers, stream.closed, str(stream.name) == str(path), present]


@pytest.mark.parametrize("present", [True, False])
@pytest.mark.parametrize("mode", MODES)
def test_modes(os, tmp_path, mode, present):
    real = str(tmp_path / "f")
    os.makedirs(str(tmp_path))
    if present:
        for opener in (builtins.open, os.open_file):
            with opener(real, "wb") as stream:
                stream.write(b"0123\n5678\n")
    assert told(os.open_file, real, mode, present) == told(builtins.open, real, mode, present)


@pytest.mark.parametrize(
    "arguments",
    [
        ("z",), ("rw",), ("",), ("rbt",), ("r", 0), ("rb", -1, "utf-8"), ("rb", -1, None, "strict"),
        ("rb", -1, None, None, "\n"), ("r", -1, None, None, "x"), (None,), ("r", -1, None, None, None, False),
    ],
)  # fmt: skip
def test_refused(os, tmp_path, arguments):
    real = str(tmp_path / "f")
    os.makedirs(str(tmp_path))
    answers = []
    for opener in (builtins.open, os.open_file):
        opener(real, "w").close()
        with pytest.raises((TypeError, ValueError)) as caught:
            opener(real, *arguments)
        answers.append(caught.type)
    assert answers[0] is answers[1]
    assert sorted(os.kernel.process.opened) == [0, 1, 2]


def test_directory_and_missing(os):
    for name, kind in (("/", IsADirectoryError), ("/none", FileNotFoundError)):
        with pytest.raises(kind) as caught:
            os.open_file(name)
        assert caught.value.filename == name
    assert sorted(os.kernel.process.opened) == [0, 1, 2]


def test_opener_and_descriptors(os):
    with os.open_file("/f", "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
        stream.write("text")
    assert os.stat("/f").st_mode & 0o777 == 0o600
    fd = os.open("/f", os.O_RDONLY)
    with os.fdopen(fd, closefd=False) as stream:
        assert (stream.read(), stream.name, stream.isatty()) == ("text", fd, False)
    os.close(fd)
    with pytest.raises(OSError, match="Bad file"):
        os.fdopen(fd)
