"""Files in memory: contents, descriptors, names, as a program sees them."""

import errno
import stat

import pytest

from os_reference import memory


@pytest.fixture
def os():
    with memory("linux") as module:
        module.mkdir("/site")
        module.chdir("/site")
        yield module


def raises(symbol, filename=None, filename2=None):
    """The OSError of an errno, with these names."""
    return pytest.raises(OSError, check=lambda e: (
        (e.errno, e.filename, e.filename2) == (getattr(errno, symbol), filename, filename2)
    ))  # fmt: skip


def new(os, path, data=b"", mode=0o666):
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode)
    os.write(fd, data)
    os.lseek(fd, 0, 0)
    return fd


def test_a_new_system_is_furnished(os):
    assert set(os.listdir("/")) == {"dev", "tmp", "home", "site"}
    assert stat.S_IMODE(os.stat("/tmp").st_mode) == 0o1777
    assert (os.getuid(), os.getgid()) == (1000, 1000)
    assert os.environ["HOME"] == "/home/user"
    os.chdir(os.environ["HOME"])
    assert os.getcwd() == "/home/user"


def test_systems_share_nothing(os):
    other = memory()
    other.mkdir("/only-here")
    assert "only-here" not in os.listdir("/")
    other.environ["KEY"] = "value"
    assert "KEY" not in os.environ


def test_the_hosts_files_are_not_seen(os, tmp_path):
    (tmp_path / "file").write_text("")
    assert not os.path.exists(tmp_path)
    with raises("ENOENT", str(tmp_path)):
        os.listdir(str(tmp_path))


@pytest.mark.parametrize("name", ["plain", "é漢😀", " x ", b"\xff\xfe", "a" * 255])
def test_names_come_back(os, name):
    os.mkdir(name)
    assert os.listdir(b"." if isinstance(name, bytes) else ".") == [name]
    assert os.fsencode(os.listdir()[0]) == os.fsencode(name)
    os.rmdir(os.fsencode(name))
    assert os.listdir() == []


@pytest.mark.parametrize("name", ["a" * 256, "é" * 128])
def test_too_long_names(os, name):
    with raises("ENAMETOOLONG", name):
        os.mkdir(name)
    with raises("ENAMETOOLONG", "d/" * 2048):
        os.stat("d/" * 2048)


def test_offset_and_duplicates(os):
    fd = new(os, "f", b"0123456789")
    again = os.dup(fd)
    other = os.open("f", os.O_RDONLY)
    assert os.read(fd, 4) == b"0123"
    assert os.read(again, 2) == b"45"
    assert os.read(other, 2) == b"01"
    assert os.pread(fd, 3, 1) == b"123"
    assert os.lseek(fd, 0, os.SEEK_CUR) == 6


def test_holes_take_no_room(os):
    fd = new(os, "f")
    os.pwrite(fd, b"far", 2**40)
    assert os.stat("f").st_size == 2**40 + 3
    assert os.stat("f").st_blocks * 512 <= 2 * 65536
    assert os.pread(fd, 5, 2**40 - 2) == b"\0\0far"
    assert os.lseek(fd, 0, os.SEEK_DATA) // 65536 == 2**40 // 65536
    assert os.lseek(fd, 2**40, os.SEEK_HOLE) == 2**40 + 3
    os.ftruncate(fd, 2**40 + 1)
    os.ftruncate(fd, 2**40 + 3)
    assert os.pread(fd, 5, 2**40 - 2) == b"\0\0f\0\0"
    os.ftruncate(fd, 10)
    assert os.pread(fd, 100, 0) == bytes(10)


def test_an_unlinked_file_lives_while_it_is_open(os):
    fd = new(os, "f", b"data")
    used = os.fstatvfs(fd).f_bfree
    os.unlink("f")
    assert (os.fstat(fd).st_nlink, os.read(fd, 10)) == (0, b"data")
    os.close(fd)
    assert os.statvfs(".").f_bfree == used + 1


def test_lowest_free_descriptor_and_their_end(os):
    fds = [new(os, str(n)) for n in range(5)]
    assert fds == [3, 4, 5, 6, 7]
    os.close(4)
    assert os.dup(3) == 4
    while fds[-1] < 1023:
        fds.append(os.dup(3))
    with raises("EMFILE", "more"):
        os.open("more", os.O_CREAT | os.O_RDONLY)
    assert not os.path.exists("more")


def test_append(os):
    fd = os.open("f", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    other = os.open("f", os.O_RDWR)
    os.write(fd, b"one")
    os.write(other, b"ONE")
    os.lseek(fd, 0, 0)
    os.write(fd, b"two")
    assert os.pread(other, 10, 0) == b"ONEtwo"


def test_links_up_to_forty_are_followed(os):
    new(os, "l0", b"x")
    for n in range(41):
        os.symlink(f"l{n}", f"l{n + 1}")
    assert os.stat("l40").st_size == 1
    with raises("ELOOP", "l41"):
        os.stat("l41")


def test_rename_replaces_and_moves(os):
    os.makedirs("a/b")
    new(os, "a/b/f", b"1")
    new(os, "g", b"2")
    os.rename("g", "a/b/f")
    os.mkdir("empty")
    os.rename("a", "empty")
    assert os.open_file("empty/b/f").read() == "2"
    assert os.stat(".").st_nlink == 3
    assert os.stat("empty/b/../..").st_ino == os.stat(".").st_ino


def test_rename_to_another_name_of_the_same_file_does_nothing(os):
    new(os, "a")
    os.link("a", "b")
    os.rename("a", "b")
    assert sorted(os.listdir()) == ["a", "b"]


@pytest.mark.parametrize(
    ("old", "new_name", "symbol"),
    [
        ("file", "dir", "EISDIR"),
        ("dir", "file", "ENOTDIR"),
        ("dir", "full", "ENOTEMPTY"),
        ("full", "full/x/y", "EINVAL"),
        ("full/x", "full", "ENOTEMPTY"),
        ("none", "x", "ENOENT"),
        (".", "x", "EBUSY"),
        ("file/", "x", "ENOTDIR"),
    ],
)
def test_rename_refuses(os, old, new_name, symbol):
    os.makedirs("full/x")
    os.mkdir("dir")
    new(os, "file")
    before = list(os.walk("."))
    with raises(symbol, old, new_name):
        os.rename(old, new_name)
    assert list(os.walk(".")) == before


def test_a_removed_current_directory_is_nowhere(os):
    os.mkdir("d")
    os.chdir("d")
    os.rmdir("/site/d")
    for call in (os.getcwd, os.getcwdb):
        with raises("ENOENT"):
            call()
    with raises("ENOENT", "x"):
        os.mkdir("x")
    assert os.listdir(".") == []
    os.chdir("..")
    assert os.getcwd() == "/site"


def test_a_renamed_current_directory_keeps_being_it(os):
    os.makedirs("a/b")
    os.chdir("a/b")
    os.rename("/site/a", "/site/new")
    assert os.getcwd() == "/site/new/b"


def test_pipes(os):
    r, w = os.pipe()
    assert os.write(w, b"abc") == 3
    assert os.read(r, 2) == b"ab"
    assert os.read(r, 2) == b"c"
    with raises("EDEADLK"):
        os.read(r, 1)
    os.set_blocking(r, False)
    with pytest.raises(BlockingIOError):
        os.read(r, 1)
    os.close(w)
    assert os.read(r, 1) == b""
    r, w = os.pipe()
    os.close(r)
    with pytest.raises(BrokenPipeError):
        os.write(w, b"x")


def test_a_pipe_between_threads(os):
    from threading import Thread

    r, w = os.pipe()
    data = bytes(range(256)) * 1000
    writer = Thread(target=lambda: (os.write(w, data), os.close(w)))
    writer.start()
    got = b""
    while chunk := os.read(r, 5000):
        got += chunk
    writer.join()
    assert got == data


def test_named_pipe(os):
    os.mkfifo("p")
    with raises("ENXIO", "p"):
        os.open("p", os.O_WRONLY | os.O_NONBLOCK)
    r = os.open("p", os.O_RDONLY | os.O_NONBLOCK)
    w = os.open("p", os.O_WRONLY)
    os.write(w, b"x")
    assert os.read(r, 5) == b"x"
    os.close(r)
    os.close(w)
    with raises("EDEADLK", "p"):
        os.open("p", os.O_RDONLY)


def test_pseudo_terminals(os):
    master, terminal = os.openpty()
    assert os.isatty(terminal)
    assert not os.isatty(0)
    os.write(terminal, b"out\n")
    assert os.read(master, 10) == b"out\r\n"
    os.write(master, b"in\nmore\nrest")
    assert [os.read(terminal, 2), os.read(terminal, 10), os.read(terminal, 10)] == [
        b"in",
        b"\n",
        b"more\n",
    ]
    with raises("EDEADLK"):
        os.read(terminal, 10)
    again = os.open(os.ttyname(terminal), os.O_RDWR)
    other = os.clone()
    os.write(again, b"x")
    assert os.read(master, 50) == b"in\r\nmore\r\nrestx"
    assert other.read(master, 50) == b"in\r\nmore\r\nrest"
    with raises("ENOTTY"):
        os.ttyname(0)


def test_devices(os):
    assert os.read(os.open("/dev/zero", os.O_RDONLY), 3) == bytes(3)
    assert len(os.read(os.open("/dev/urandom", os.O_RDONLY), 9)) == 9
    full = os.open("/dev/full", os.O_WRONLY)
    with raises("ENOSPC"):
        os.write(full, b"x")


def test_scandir_entries_and_their_iterator(os):
    os.mkdir("d")
    new(os, "f", b"12")
    os.symlink("d", "l")
    os.symlink("nowhere", "x")
    with os.scandir() as found:
        entries = {entry.name: entry for entry in found}
    assert {n: e.is_dir() for n, e in entries.items()} == {
        "d": True,
        "f": False,
        "l": True,
        "x": False,
    }
    assert not entries["l"].is_dir(follow_symlinks=False)
    assert entries["f"].stat().st_size == 2
    assert entries["f"].inode() == os.stat("f").st_ino
    assert entries["f"].path == "./f"
    with pytest.raises(FileNotFoundError):
        entries["x"].stat()
    with pytest.warns(ResourceWarning, match="unclosed scandir"):
        iter(os.scandir()).__next__()


def test_walk_and_removal_of_a_tree(os):
    os.makedirs("a/b/c")
    new(os, "a/b/f")
    seen = [(top, sorted(dirs), files) for top, dirs, files, _ in os.fwalk("a", topdown=False)]
    assert seen == [("a/b/c", [], []), ("a/b", ["c"], ["f"]), ("a", ["b"], [])]
    os.unlink("a/b/f")
    os.removedirs("a/b/c")
    assert os.listdir() == []


def test_extended_attributes(os):
    new(os, "f")
    os.setxattr("f", "user.one", b"1")
    assert (os.listxattr("f"), os.getxattr("f", b"user.one")) == (["user.one"], b"1")
    with pytest.raises(FileExistsError):
        os.setxattr("f", "user.one", b"", os.XATTR_CREATE)
    with raises("EOPNOTSUPP", "f"):
        os.setxattr("f", "own.one", b"")
    os.removexattr("f", "user.one")
    with raises("ENODATA", "f"):
        os.getxattr("f", "user.one")


def test_descriptors_without_a_name(os):
    fd = os.memfd_create("name")
    os.write(fd, b"data")
    assert os.pread(fd, 9, 0) == b"data"
    counter = os.eventfd(3)
    os.eventfd_write(counter, 4)
    assert os.eventfd_read(counter) == 7
    nameless = os.open(".", os.O_TMPFILE | os.O_RDWR)
    os.write(nameless, b"x")
    assert (os.fstat(nameless).st_nlink, os.listdir()) == (0, [])


def test_copying_in_the_kernel(os):
    source, target = new(os, "a", b"0123456789"), new(os, "b")
    assert os.copy_file_range(source, target, 4, 2) == 4
    assert os.sendfile(target, source, 0, 2) == 2
    r, w = os.pipe()
    assert os.splice(source, w, 3, offset_src=7) == 3
    assert os.read(r, 9) == b"789"
    assert os.pread(target, 9, 0) == b"234501"


def test_calls_that_memory_does_not_have_say_so(os):
    for call in (os.fork, os.forkpty):
        with raises("ENOSYS"):
            call()


def test_leaving_the_context_closes_what_is_open():
    with memory() as os:
        os.mkfifo("p")
        os.open("p", os.O_RDWR)
    assert os.kernel.process.opened == {}
    assert os.kernel.init.root.entries["p"].pipe is None
