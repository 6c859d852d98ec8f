"""pyfakefs's own tests of its os module, with a system in memory in the place of the fake one.

They run as its tests of the real file system do, so what uses pyfakefs's own means is skipped by
them or listed here, as is what is not so on the platform.
"""

import unittest
import warnings

import pytest

from os_reference import memory

fake_os_test = pytest.importorskip("pyfakefs.tests.fake_os_test")
test_utils = pytest.importorskip("pyfakefs.tests.test_utils")

CLASSES = (
    "FakeOsModuleTest", "FakeOsModuleTestCaseInsensitiveFS", "FakeOsModuleTimeTest",
    "FakeOsModuleLowLevelFileOpTest", "FakeOsModuleWalkTest", "FakeOsModuleDirFdTest",
    "FakeScandirTest", "FakeScandirRelTest", "FakeScandirFdTest", "FakeScandirFdRelTest",
    "FakeOsUnreadableDirTest", "FakeExtendedAttributeTest",
)  # fmt: skip
#: Tests that use the fake file system itself, or replace the clock of pyfakefs.
OWN_MEANS = {
    "test_chmod_st_ctime", "test_utime_follow_symlinks", "test_utime_incorrect_ns_argument_raises",
    "test_utime_no_follow_symlinks", "test_utime_uses_open_fd_as_path",
    "test_utime_sets_current_time_if_args_is_none",
}  # fmt: skip
NAMESPACE = "xattr(7): the name of an attribute begins with a namespace, else ENOTSUP"
#: Tests that ask for something else than the platform does: why.
OTHERWISE = {
    "linux": {
        "test_getxattr_raises_for_non_existing_attribute": NAMESPACE,
        "test_default_path": NAMESPACE,
        "test_removeattr": NAMESPACE,
        "test_setxattr": NAMESPACE,
    },
    "macos": {
        "test_rename_link_with_trailing_sep_to_self_posix": (
            "the link is followed, so a directory is moved into itself: POSIX rename, EINVAL"
        ),
    },
}


def set_up(platform):
    """What sets a test up: a fresh system, run by root, as the tests are."""

    def set_up(test):
        test.os = fake_os_test.os = memory(platform, user=(0, 0))
        test.open = test.os.open_file
        test.base_path = "/basepath"
        test.os.mkdir(test.base_path)

    return set_up


def adapted(base):
    """A test class of pyfakefs that takes the system in memory for the real one."""

    class Adapted(base):
        def use_real_fs(self):
            return True

        def setup_fake_fs(self):
            pass

    return Adapted


@pytest.mark.parametrize("platform", ["linux", "macos"])
def test_their_tests_pass(monkeypatch, platform):
    monkeypatch.setattr(fake_os_test, "os", fake_os_test.os)
    monkeypatch.setattr(test_utils, "is_root", lambda: True)
    monkeypatch.setattr(test_utils.TestCase, "is_macos", platform == "macos")
    monkeypatch.setattr(test_utils.RealFsTestMixin, "setUp", set_up(platform))
    monkeypatch.setattr(
        test_utils.RealFsTestMixin, "tearDown", lambda test: test.os.kernel.process.close_all()
    )
    loader, result = unittest.TestLoader(), unittest.TestResult()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in CLASSES:
            loader.loadTestsFromTestCase(adapted(getattr(fake_os_test, name))).run(result)
    told = [*result.failures, *result.errors]
    wrong = {test._testMethodName: text for test, text in told}
    unexpected = wrong.keys() - OWN_MEANS - OTHERWISE[platform].keys()
    assert {name: wrong[name] for name in unexpected} == {}
    tried = result.testsRun - len(result.skipped) - len(OWN_MEANS)
    assert tried > 300
    assert len(told) - len(OWN_MEANS) <= 0.03 * tried
