"""File systems made for a run: mounted, used, and taken away whatever happens."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from os_harness import filesystems
from os_harness.errors import UsageError
from os_harness.expectations import layers
from os_harness.running.features import Features
from os_harness.sandbox.homes import Home
from os_harness.sandbox.scratch import remove

ROOT = sys.platform == "linux" and os.geteuid() == 0
NAMES = ["ext4", "tmpfs", "overlayfs", "xfs", "btrfs", "bindfs", "sshfs"]


def can_mount(tmp_path):
    return ROOT and Features(tmp_path).lacking("mounts") is None


def mounts():
    return Path("/proc/mounts").read_text()


@pytest.fixture
def known(request, tmp_path):
    if not can_mount(tmp_path):
        pytest.skip("only Linux's root may mount")
    fs = filesystems.KNOWN[request.param]
    if filesystems.missing(fs):
        pytest.skip(filesystems.missing(fs))
    return fs


@pytest.mark.parametrize("known", NAMES, indirect=True)
def test_mounted_and_gone(known, tmp_path):
    with filesystems.mounted(known, tmp_path) as inside:
        assert os.stat(inside).st_dev != os.stat(tmp_path).st_dev
        (inside / "f").write_bytes(b"data")
        assert str(tmp_path) in mounts()
    assert str(tmp_path) not in mounts()
    assert os.listdir(tmp_path) == ["mounts"]


@pytest.mark.parametrize("known", NAMES, indirect=True)
def test_a_deep_tree_can_be_removed(known, tmp_path):
    with filesystems.mounted(known, tmp_path) as inside:
        deep = inside.joinpath("top", *"abcdefgh")
        deep.mkdir(parents=True)
        (deep / "f").write_bytes(b"")
        (inside / "top" / "x").mkdir()
        remove(inside / "top")
        assert os.listdir(inside) == []


@pytest.mark.parametrize("known", ["ntfs-3g"], indirect=True)
def test_open_files_end_no_removal(known, tmp_path):
    with filesystems.mounted(known, tmp_path) as inside:
        home = Home(str(inside))  # its mark is open, and FUSE keeps what is open
        (Path(home.path) / "below").mkdir()
        with (
            open(os.path.join(home.path, "below", "held"), "wb"),
            pytest.raises(OSError, match="not empty"),
        ):
            remove(os.path.join(home.path, "below"))
        home.close()
        assert os.listdir(inside) == []


@pytest.mark.parametrize("known", ["tmpfs"], indirect=True)
def test_gone_after_a_failure(known, tmp_path):
    with pytest.raises(KeyError), filesystems.mounted(known, tmp_path):
        raise KeyError
    assert str(tmp_path) not in mounts()


def test_what_cannot_be_made_is_told_in_one_line(tmp_path):
    wrong = filesystems.FileSystem("odd", "no-such-kind")
    with pytest.raises(UsageError) as caught, filesystems.mounted(wrong, tmp_path):
        pass
    assert str(caught.value).startswith("odd: ")
    assert "\n" not in str(caught.value)


def test_missing_programs_are_told_with_their_package():
    wanted = filesystems.FileSystem("odd", programs=("no-such-program",), package="odd-progs")
    assert filesystems.missing(wanted) == "odd: needs no-such-program (Debian package odd-progs)"


def test_matrix(osconform, tmp_path):
    if not can_mount(tmp_path):
        pytest.skip("only Linux's root may mount")
    out = tmp_path / "out"
    done = osconform(
        "matrix",
        "filesystems",
        "stdlib",
        "--only",
        "tmpfs",
        "-o",
        out,
        "--",
        "--profile",
        "smoke",
        "-n",
        "1",
    )
    assert done.returncode == 0, done.stderr
    assert (out / "stdlib-tmpfs.report.jsonl").exists()
    assert "tmpfs" in (out / "stdlib-filesystems.md").read_text()


def test_other_users_may_look_at_the_mounted(osconform, tmp_path):
    """Checks give up root; what lies above the mount point must not stop them."""
    if not can_mount(tmp_path):
        pytest.skip("only Linux's root may mount")
    only = ["--only", "tmpfs", "-o", tmp_path, "--", "-n", "1"]
    done = osconform("matrix", "filesystems", "stdlib", *only, "-k", "unsearchable_mount_point")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "fs", [fs for fs in filesystems.KNOWN.values() if fs.expect], ids=lambda fs: fs.name
)
def test_what_is_known_of_a_file_system_is_a_file_of_the_kit(fs):
    assert layers.kit_file(fs.expect).is_file()


@pytest.mark.parametrize("known", ["ntfs-3g"], indirect=True)
def test_what_is_known_of_a_file_system_is_expected(known, osconform, tmp_path):
    only = ["--only", known.name, "-o", tmp_path, "--", "-n", "1", "-k", "chown.sets"]
    done = osconform("matrix", "filesystems", "stdlib", *only)
    assert done.returncode == 0, done.stdout
    assert "10 fail" in done.stdout


def test_unknown_file_system(osconform):
    done = osconform("matrix", "filesystems", "stdlib", "--only", "nonsense")
    assert done.returncode == 2
    assert "ext4" in done.stderr or "root" in done.stderr
