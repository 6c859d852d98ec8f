"""What snapshots share and copy: counted, not timed; and that nothing leaks from one to another."""

import pytest

from os_reference import memory
from os_reference.memory import differential
from os_reference.memory.filesystem import FileSystem
from os_reference.memory.inodes import Directory, File

STEPS = 60  # calls between two looks


def copies(os):
    """The number of inodes that were copied since the last snapshot."""
    return sum(len(system.generation.copies) for system in os.kernel.systems)


def with_files(count):
    """A system with ``count`` files in directories of ten."""
    os = memory("linux")
    for number in range(count):
        if number % 10 == 0:
            os.mkdir(f"/d{number // 10}")
        os.close(os.open(f"/d{number // 10}/f{number}", os.O_CREAT | os.O_WRONLY))
    return os


def used(count):
    """The copies that a snapshot, a change, a restore and a clone of such a system make."""
    os = with_files(count)
    found = []
    before = os.snapshot()
    found.append(copies(os))
    with os.open_file("/d0/f0", "w") as stream:
        stream.write("changed")
    os.unlink("/d0/f1")
    found.append(copies(os))
    os.restore(before)
    found.append(copies(os))
    other = os.clone()
    found.append(copies(other))
    other.rename("/d0", "/e0")
    return [*found, copies(other), copies(os)]


def test_work_does_not_grow_with_the_tree():
    small, large = used(10), used(5000)
    assert small == large
    assert max(large) <= 10


def test_layers_stay_few():
    os = with_files(200)
    for number in range(200):
        os.snapshot()
        os.chmod(f"/d{number // 10}/f{number}", 0o600)
        os.mkdir(f"/new{number}")
    assert max(len(system.generation.layers) for system in os.kernel.systems) <= 9
    assert {os.stat(f"/d{n // 10}/f{n}").st_mode for n in range(200)} == {0o100600}


def system():
    """A side that calls are made on."""
    os = memory("linux", user=(0, 0))
    os.mkdir("/w")
    os.chdir("/w")
    return differential.Side(os)


def go_on(side, generator, count=STEPS):
    """Make the next calls of a generator; what came back."""
    return [differential.outcome(side, generator.call()) for _ in range(count)]


def state(side):
    """All that can be seen of a side, looked at in a clone: looking marks times of access."""
    look = differential.Side(side.os.clone(), side.fds)
    return differential.offsets(look), differential.tree(look)


@pytest.mark.parametrize("seed", range(40))
def test_going_back_and_going_on_again(seed):
    """After a restore the same calls end as before, whatever was done in between, twice."""
    side, generator = system(), differential.Generator(seed)
    go_on(side, generator)
    at, slots, taken = state(side), dict(side.fds), side.os.snapshot()
    planned = [generator.call() for _ in range(STEPS)]
    ends = []
    for _ in range(3):
        ends.append([differential.outcome(side, call) for call in planned])
        side.os.snapshot()
        go_on(side, generator, 20)
        side.os.restore(taken)
        side.fds = dict(slots)
        assert state(side) == at
    assert ends[0] == ends[1] == ends[2]


@pytest.mark.parametrize("seed", range(100, 140))
def test_clones_do_not_see_each_other(seed):
    """Of clones that take turns each ends as one that is alone."""
    side, generator = system(), differential.Generator(seed)
    go_on(side, generator)
    other = differential.Side(side.os.clone(), dict(side.fds))
    alone = differential.Side(side.os.clone(), dict(side.fds))
    third = differential.Side(other.os.clone(), dict(side.fds))
    at = state(third)
    for _ in range(3):
        planned = [generator.call() for _ in range(STEPS // 3)]
        ends = []
        for one in (side, other):
            ends.append([differential.outcome(one, call) for call in planned])
            one.os.snapshot()
        ends.append([differential.outcome(alone, call) for call in planned])
        assert ends[0] == ends[1] == ends[2]
        assert state(side) == state(other) == state(alone)
    assert state(third) == at


@pytest.mark.parametrize("kind", [File, Directory])
def test_what_is_shared_by_mistake_is_noticed(monkeypatch, kind):
    """A planted defect: copies that take what they share for their own."""
    real = FileSystem._copied

    def copied(self, source):
        made = real(self, source)
        if isinstance(made, kind):
            made.shared = False
        return made

    monkeypatch.setattr(FileSystem, "_copied", copied)
    noticed = 0
    for seed in range(20):
        try:
            test_clones_do_not_see_each_other(seed)
        except (AssertionError, KeyError):
            noticed += 1
    assert noticed


def test_contents_are_shared_until_they_change():
    os = memory("linux")
    fd = os.open("/big", os.O_CREAT | os.O_RDWR)
    os.write(fd, b"x" * 1_000_000)
    os.write(os.open("/sparse", os.O_CREAT | os.O_RDWR), b"y")
    os.truncate("/sparse", 2**40)
    other = os.clone()
    inodes = [module.kernel.walk("/big").node for module in (os, other)]
    assert inodes[0] is not inodes[1]
    assert inodes[0].data is inodes[1].data
    other.pwrite(fd, b"Y", 2**30)
    other.pwrite(other.open("/sparse", other.O_RDWR), b"Z", 2**39)
    assert os.stat("/big").st_size == 1_000_000
    sparse = os.open("/sparse", os.O_RDONLY)
    assert os.pread(sparse, 1, 2**39) == b"\0"
    assert other.pread(fd, 2, 2**30 - 1) == b"\0Y"


def test_very_deep_trees():
    os = memory("linux")
    for _ in range(3000):
        os.mkdir("d")
        os.chdir("d")
    other = os.clone()
    other.mkdir("leaf")
    os.chdir("..")
    assert os.listdir() == ["d"]
    assert os.listdir("d") == []
    assert other.listdir() == ["leaf"]


def test_mounts_lead_from_copy_to_copy():
    os = memory("linux", user=(0, 0))
    os.makedirs("/m/inner")
    system = os.kernel.new_system()
    os.kernel.mount("/m", system)
    os.mkdir("/m/above")
    before = os.snapshot()
    os.chdir("/m/above")
    assert os.getcwd() == "/m/above"
    os.rmdir("/m/above")
    other = os.clone()
    with pytest.raises(OSError, match="busy"):
        other.kernel.unmount("/m")
    other.chdir("/")
    other.kernel.unmount("/m")
    assert other.listdir("/m") == ["inner"]
    os.restore(before)
    assert os.listdir("/m") == ["above"]
    os.chdir("/m/above/../..")
    assert os.getcwd() == "/"
    system.read_only = True
    with pytest.raises(OSError, match="ead-only"):
        os.mkdir("/m/new")
    os.kernel.unmount("/m")
    assert os.listdir("/m") == ["inner"]


def test_named_pipes_stay_connected():
    os = memory("linux")
    os.mkfifo("/fifo")
    r = os.open("/fifo", os.O_RDONLY | os.O_NONBLOCK)
    w = os.open("/fifo", os.O_WRONLY)
    os.write(w, b"before")
    state = os.snapshot()
    os.write(os.open("/fifo", os.O_WRONLY), b" after")
    assert os.read(r, 20) == b"before after"
    os.restore(state)
    os.write(os.open("/fifo", os.O_WRONLY), b" again")
    assert os.read(r, 20) == b"before again"
