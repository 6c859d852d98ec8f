"""pyfakefs's own tests of its os module, with a system in memory in the place of the fake one.

``reference/tools/memory_pyfakefs.py`` runs them; what is left out and what fails is its data.
"""

import importlib.metadata
import importlib.util
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyfakefs")
PLACE = Path(__file__).parents[1] / "tools" / "memory_pyfakefs.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("memory_pyfakefs", PLACE)
    module = sys.modules["memory_pyfakefs"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if importlib.metadata.version("pyfakefs") != module.DATA["version"]:
        pytest.skip(f"what fails is known of pyfakefs {module.DATA['version']}")
    return module


@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_their_tests_pass(tool, platform):
    told = tool.run(platform)
    assert told.unexplained == []
    assert told.stale == []
    assert told.share >= tool.SHARE
    assert len(told.passed) >= 280


def test_the_page_tells_all(tool):
    told = tool.run("linux")
    text = tool.page([told])
    left_out = len(told.skipped) + len(told.excluded)
    assert (
        f"| linux | {len(told.passed) + len(told.failed) + left_out} | {len(told.skipped)} |"
        in text
    )
    for name in told.failed:
        assert f"| linux | `{name}` |" in text
    assert "xattr(7)" in text
