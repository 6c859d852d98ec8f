"""The directory of a run: held while someone works in it, swept when its run was killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from os_harness.running.features import Features
from os_harness.sandbox import acts, homes
from os_harness.sandbox.homes import Home


def killed(parent):
    """What a killed run leaves behind: the kernel has taken back its hold."""
    home = Home(str(parent))
    os.mkdir(os.path.join(home.path, "gw0"))
    os.close(home.held)
    return home.path


def test_a_home_is_gone_when_it_is_closed(tmp_path):
    home = Home(str(tmp_path))
    os.makedirs(os.path.join(home.path, "gw0", "outer"))
    home.close()
    assert os.listdir(tmp_path) == []


def test_the_next_run_removes_what_a_killed_one_left(tmp_path):
    killed(tmp_path)
    home = Home(str(tmp_path))
    assert os.listdir(tmp_path) == [os.path.basename(home.path)]
    home.close()


def test_a_home_in_use_is_not_swept(tmp_path):
    own, left = Home(str(tmp_path)), killed(tmp_path)
    worker = homes.hold(left)
    homes.sweep(str(tmp_path))
    assert sorted(os.listdir(tmp_path)) == sorted(map(os.path.basename, (own.path, left)))
    own.close()
    homes.leave(left, worker)  # the last one out
    assert os.listdir(tmp_path) == []


def test_what_is_not_marked_is_not_swept(tmp_path):
    (tmp_path / "osconform-mine").mkdir()
    (tmp_path / "osconform-file").write_bytes(b"")
    (tmp_path / "osconform-link").symlink_to(killed(tmp_path))
    (tmp_path / "osconform-linked").mkdir()
    (tmp_path / "osconform-linked" / homes.MARK).symlink_to(tmp_path / "osconform-file")
    (tmp_path / "osconform-fifo").mkdir()
    os.mkfifo(tmp_path / "osconform-fifo" / homes.MARK)
    homes.sweep(str(tmp_path))
    left = ["fifo", "file", "link", "linked", "mine"]
    assert sorted(os.listdir(tmp_path)) == [f"osconform-{name}" for name in left]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root gives files away")
def test_another_users_home_is_not_swept(tmp_path):
    path = killed(tmp_path)
    os.chown(os.path.join(path, homes.MARK), 12345, 12345)
    homes.sweep(str(tmp_path))
    assert os.path.isdir(path)


def test_mounts_in_a_home_go_with_it(tmp_path):
    (tmp_path / "features").mkdir()
    if reason := Features(tmp_path / "features").lacking("mounts"):
        pytest.skip(reason)
    home = Home(str(tmp_path / "features"))
    below = Path(home.path, "a b\nc")
    below.mkdir()
    acts.mount(os, below)
    acts.make_read_only(os, below)
    assert homes.mounted_below(home.path) == [str(below)]
    home.close()
    assert not os.path.exists(home.path)
