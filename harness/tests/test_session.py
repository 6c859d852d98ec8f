"""A session with a real agent: handshake, checks, deaths, limits, callbacks, faults."""

from __future__ import annotations

import os
import sys
from functools import partial

import pytest

from os_harness import candidates
from os_harness.errors import AgentFault, CandidateCrashed, CandidateError, CandidateTimedOut
from os_harness.protocol import session as session_module
from os_harness.protocol.session import Session, describe
from os_harness.protocol.transport import InProcess, Pipes, Silence, ThreadReader

SCRIPT = "import json,sys\nfor line in sys.stdin:\n    op = json.loads(line)['op']\n"


def speaking(body):
    """A session with an adapter whose loop body is `body`."""
    command = [sys.executable, "-c", SCRIPT + f"    {body}\n"]
    return Session(partial(Pipes, command), {"name": "scripted"}, timeout=2)


@pytest.fixture
def session():
    """A session with the stdlib."""
    made = candidates.resolve("stdlib").session(None, timeout=5)
    made.start()
    yield made
    made.close()


def test_facts(session):
    assert session.facts.os_name == os.name
    assert session.facts.python == sys.version_info[:3]
    assert session.facts.names["mkdir"] == "callable"
    assert session.facts.path_names["join"] == "callable"


def test_check_runs_in_a_child(session, tmp_path):
    session.begin(cwd=str(tmp_path))
    pid = session.request({"op": "call", "name": "getpid"})
    assert pid == session.pid != session.transport.process.pid
    assert session.request({"op": "call", "name": "getcwd"}) == str(tmp_path)
    session.request({"op": "call", "name": "chdir", "args": ["/"]})
    assert session.end().status == 0
    session.begin(cwd=str(tmp_path))
    assert session.request({"op": "call", "name": "getcwd"}) == str(tmp_path)
    session.end()


def test_death_of_the_child(session):
    session.begin(cwd=None)
    with pytest.raises(CandidateCrashed) as caught:
        session.request({"op": "call", "name": "_exit", "args": [3]}, "os._exit(3)")
    assert (caught.value.status, caught.value.during) == (3, "os._exit(3)")
    with pytest.raises(CandidateCrashed):
        session.request({"op": "call", "name": "getcwd"})
    assert session.end().status == 3
    session.begin(cwd=None)
    assert session.end().status == 0


def test_death_of_the_agent_itself(session):
    session.begin(cwd=None)
    parent = session.request({"op": "call", "name": "getppid"})
    session.request({"op": "call", "name": "kill", "args": [parent, 9]})
    assert session.end().status == -9
    session.begin(cwd=None)
    assert session.end().status == 0


def test_time_limit_kills_the_child_only(session):
    agent = session.transport.process.pid
    session.begin(cwd=None)
    code = "def wait(os):\n    import signal\n    while True: signal.pause()"
    with pytest.raises(CandidateTimedOut) as caught:
        session.request({"op": "snippet", "name": "wait", "source": code, "args": []}, timeout=0.3)
    assert caught.value.seconds == 0.3
    assert session.end().status == -9
    session.begin(cwd=None)
    assert session.transport.process.pid == agent
    session.end()


def test_a_check_as_a_whole_has_a_limit_too(monkeypatch):
    monkeypatch.setattr(session_module, "CHECK_LIMIT", 0)
    made = candidates.resolve("stdlib").session(None, timeout=5)
    made.begin(cwd=None)
    code = "def wait(os):\n    import signal\n    while True: signal.pause()"
    with pytest.raises(CandidateTimedOut) as caught:
        made.request({"op": "snippet", "name": "wait", "source": code, "args": []})
    assert caught.value.seconds < 5
    made.end()
    made.close()


def test_callback_and_its_exception(session, tmp_path):
    session.begin(cwd=None)
    seen = []

    def note(error):
        seen.append(error)
        raise KeyError("stop")

    number = session.register(note)
    message = {
        "op": "call",
        "name": "walk",
        "args": [str(tmp_path / "none")],
        "kw": {"onerror": {"callback": number}},
    }
    walk = session.request(message)
    with pytest.raises(KeyError):
        session.request({"op": "do", "fn": "next", "args": [{"ref": walk["id"]}]})
    assert type(seen[0]) is FileNotFoundError
    session.end()


def test_fork_through_the_probe_gives_one_answer(session):
    session.begin(cwd=None)
    assert session.request({"op": "call", "name": "fork"}) > 0
    assert session.request({"op": "call", "name": "getpid"}) == session.pid
    assert session.end().left == 0


def test_what_cannot_begin_is_a_fault(session):
    with pytest.raises(AgentFault, match="could not begin"):
        session.begin(cwd="/none/such")


def test_what_the_candidate_writes_is_captured(session):
    session.begin(cwd=None)
    code = "def talk(os):\n    print('to stdout', flush=True)\n    os.write(2, b'to stderr')"
    session.request({"op": "snippet", "name": "talk", "source": code, "args": []})
    session.end()
    said = session.said()
    assert "to stdout" in said
    assert "to stderr" in said
    assert session.said() == ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit('no such thing')", "no such thing"),
        ("print('{}', flush=True)", "expected protocol 1"),
        ('print(\'{"fault": "too old"}\', flush=True)', "too old"),
        (
            "print('{\"value\": {\"protocol\": 1}}', flush=True) if op == 'hello' else sys.exit(3)",
            "died while loading",
        ),
    ],
)
def test_adapters_that_cannot_start(body, words):
    with pytest.raises(CandidateError, match=words):
        speaking(body).start()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("print('no json', flush=True)", "not JSON"),
        ("print('[1]', flush=True)", "no JSON object"),
        ('print(\'{"value": {"protocol": 1}}\', flush=True)', "facts are not as expected"),
    ],
)
def test_adapters_that_break_the_protocol(body, words):
    with pytest.raises(AgentFault, match=words):
        speaking(body).start()


def test_command_that_does_not_exist():
    with pytest.raises(AgentFault, match="cannot start"):
        Session(partial(Pipes, ["/none/such"]), {}).start()


def test_in_process_session(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = Session(InProcess, {"name": "here", "module": "os"})
    assert session.start().os_name == os.name
    session.begin(cwd=str(tmp_path))
    assert not session.forked
    assert session.request({"op": "call", "name": "getpid"}) == os.getpid()
    number = session.register(lambda error: None)
    walk = session.request(
        {"op": "call", "name": "walk", "args": ["none"], "kw": {"onerror": {"callback": number}}}
    )
    with pytest.raises(StopIteration):
        session.request({"op": "do", "fn": "next", "args": [{"ref": walk["id"]}]})
    assert session.end().dirty == ()
    assert session.said() == ""
    session.kill()
    session.close()


def test_dirty_check_ends_an_agent_that_cannot_fork(tmp_path):
    command = candidates.agent_command()
    session = Session(partial(Pipes, command), {"name": "os", "module": "os"})
    session.start()
    first = session.transport.process.pid
    exchange = session._exchange
    session._exchange = lambda message, timeout: exchange(message | {"fork": False}, timeout)
    session.begin(cwd=str(tmp_path))
    session.request({"op": "call", "name": "open", "args": ["/", 0]})
    assert session.end().dirty == ()  # what is left open can be closed
    session.begin(cwd=str(tmp_path))
    assert session.transport.process.pid == first
    session.request({"op": "call", "name": "close", "args": [2]})
    assert session.end().dirty == ("descriptors",)
    session.begin(cwd=str(tmp_path))
    assert session.transport.process.pid != first
    assert session.end().dirty == ()
    session.close()


def test_thread_reader_has_time_limits_too():
    incoming, outgoing = os.pipe()
    with open(incoming, "rb", buffering=0) as stream:
        reader = ThreadReader(stream)
        with pytest.raises(Silence):
            reader.read(0.05)
        os.write(outgoing, b"x")
        assert reader.read(5) == b"x"
        os.close(outgoing)
        assert reader.read(5) == b""


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "status unknown"),
        (3, "exit status 3"),
        (-11, "killed by SIGSEGV"),
        (-99, "signal 99"),
    ],
)
def test_status_in_words(status, words):
    assert words in describe(status)
