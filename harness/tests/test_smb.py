"""The launcher of smbclient: a Samba server of its own, gone with the agent."""

from __future__ import annotations

import importlib.util
import shutil
from collections import Counter

import psutil
import pytest

from os_harness import candidates
from os_harness.report.records import Outcome

pytestmark = pytest.mark.skipif(
    shutil.which("smbd", path="/usr/sbin:/usr/bin") is None
    or importlib.util.find_spec("smbclient") is None,
    reason="no samba, or no smbprotocol in this interpreter",
)


def servers() -> set[int]:
    """The process ids of the servers that launchers have started."""
    found = set()
    for process in psutil.process_iter(["name", "cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        if process.info["name"] == "smbd" and "osconform-smb-" in words:
            found.add(process.pid)
    return found


@pytest.mark.parametrize("end", ["close", "kill"])
def test_the_server_ends_with_the_agent(end):
    before = servers()
    session = candidates.resolve("smbclient").session(None, 30.0)
    facts = session.start()
    own = servers() - before
    assert own
    assert facts.os_name == "nt"
    getattr(session, end)()
    _, alive = psutil.wait_procs([psutil.Process(p) for p in own if psutil.pid_exists(p)], 10)
    assert not alive


def test_files_of_the_host_are_seen_through_the_share(conform):
    _, report = conform("smbclient", "--clause", "os.mkdir/*")
    outcomes = Counter(result.outcome for result in report.results)
    assert outcomes[Outcome.BROKEN] == outcomes[Outcome.CRASH] == outcomes[Outcome.TIMEOUT] == 0
    assert outcomes[Outcome.PASS] > 0
    assert report.header.candidate.name == "smbclient"
