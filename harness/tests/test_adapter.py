"""Trying out adapters: the agent and the one for Node keep every step, each kind of mistake is found."""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
from pathlib import Path

import jsonschema
import pytest

from os_harness import candidates as candidates_module
from os_harness.adapter_check.conversation import Conversation, Recorder
from os_harness.adapter_check.steps import FIRST, STEPS
from os_harness.candidates import agent_command, agent_environment

ROOT = Path(__file__).parents[2]
ADAPTER = Path(candidates_module.placeholders(None)["launchers"], "node", "adapter.mjs")
SCHEMA = json.loads((ROOT / "docs/adapter-protocol.schema.json").read_text("utf-8"))

# The agent's own answers, spoiled by the lines of a test before they are sent.
SPOILED = """\
import atexit, json, os, sys
from os_harness.agent.agent import Agent

def send(message):
    print(json.dumps(message), flush=True)

def ask(message):
    send(message)
    return json.loads(sys.stdin.readline())

agent = Agent(ask)
for line in iter(sys.stdin.readline, ""):
    request = json.loads(line)
    op, name = request["op"], request.get("name")
    if op == "bye":
        break
    reply = agent.answer(request)
    SPOIL
    send(reply)
"""

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node on PATH")


@pytest.fixture
def spoiled(osconform, tmp_path):
    """Tries out an agent whose answers pass through a line of Python first."""

    def run(spoil: str, *options: object):
        script = tmp_path / "spoiled.py"
        script.write_text(SPOILED.replace("SPOIL", spoil))
        return osconform("adapter", "check", *options, sys.executable, script)

    return run


@pytest.fixture
def node(tmp_path):
    """A session with Node's fs in the middle of a check, whose directory is `tmp_path`."""
    session = candidates_module.resolve("node").session(None, timeout=10)
    session.begin(cwd=str(tmp_path))
    yield session
    session.end()
    session.close()


def call(session, name, *args, **kwargs):
    """What a function of the candidate returns."""
    encode = session.codec.encode
    message = {"op": "call", "name": name, "args": [encode(a) for a in args]}
    return session.request(message | {"kw": {k: encode(v) for k, v in kwargs.items()}})


def kept(done):
    """The names of the steps that went well."""
    lines = (line for line in done.stdout.splitlines() if line.startswith("ok "))
    return [line[6:20].strip() for line in lines]


# ---------------------------------------------------------------- adapters that keep the protocol


def test_the_agent_keeps_every_step(osconform):
    done = osconform("adapter", "check", *agent_command())
    assert done.returncode == 0, done.stdout
    assert kept(done) == [step.__name__.replace("_", " ") for step in FIRST + STEPS]
    assert "16 steps right, 0 not tried" in done.stdout


def test_an_agent_that_cannot_fork_keeps_every_step(spoiled):
    done = spoiled("pass")
    assert done.returncode == 0, done.stdout
    assert "not forked" in done.stdout
    assert "16 steps right, 0 not tried" in done.stdout


@needs_node
def test_the_adapter_for_node_keeps_every_step(osconform):
    done = osconform("adapter", "check", "node", ADAPTER)
    assert done.returncode == 0, done.stdout
    assert "16 steps right, 0 not tried" in done.stdout


@pytest.mark.parametrize(
    "command",
    [agent_command(), pytest.param(["node", str(ADAPTER)], marks=needs_node)],
    ids=["agent", "node"],
)
def test_every_line_is_as_the_schema_says(command):
    talk = Conversation(Recorder(command, agent_environment({})), timeout=10)
    for step in STEPS:
        step(talk)
    talk.pipes.kill()
    received = [json.loads(line) for direction, line in talk.pipes.lines if direction == "<"]
    assert len(received) > len(STEPS)
    for message in received:
        jsonschema.validate(message, SCHEMA | {"oneOf": [{"$ref": "#/$defs/reply"}]})


def test_what_the_candidate_lacks_is_not_tried(spoiled):
    done = spoiled('if op == "load": reply["value"]["names"].pop("getenv")')
    assert done.returncode == 0, done.stdout
    assert "13 steps right, 3 not tried" in done.stdout
    assert "has no getenv" in done.stdout


# ---------------------------------------------------------------- adapters that break it


@pytest.mark.parametrize(
    ("step", "spoil", "words"),
    [
        ("refuse", 'if op == "hello": reply = {"value": {"protocol": 1001}}', "does not exist"),
        ("hello", 'if op == "hello": reply = {"fault": "no"}', "expected"),
        ("load", 'if op == "load": reply = {"value": {"failed": {}}}', "cannot be loaded"),
        ("load", 'if op == "load": del reply["value"]["names"]', "facts are not as expected"),
        ("load", 'if op == "load": reply["value"]["names"] = {}', "no names"),
        ("begin", 'if op == "begin": reply = {"value": None}', "expected"),
        ("get", 'if name == "name": reply = {"value": "other"}', "name is 'other'"),
        ("get", 'if name == "name": reply = {"value": "a", "error": "b"}', "expected one of"),
        ("get", 'if name == "name": reply = {"answer": 1}', "expected one of"),
        ("get", 'if name == "name": reply = {"value": {"nonsense": 1}}', "unknown tag"),
        ("get", 'if name == "name": print("\\xe9", flush=True); continue', "not ASCII"),
        ("get", 'if name == "name": print("[1]", flush=True); continue', "no JSON object"),
        ("get", 'if name == "name": reply = {"callback": 9, "args": []}', "no callback 9"),
        ("get", 'if name == "name": sys.exit(3)', "exit status 3"),
        ("call", 'if name == "getcwd": reply = {"value": 5}', "expected str"),
        ("call", 'if name == "getcwd": reply = {"fault": "no"}', "expected a value"),
        ("values", 'if reply.get("value") == {"bytes": ""}: reply = {"value": ""}', "sent b''"),
        ("values", 'if reply.get("value") == 2**63: reply = {"value": 2.0**63}', "sent 9223"),
        ("missing", 'if "error" in reply: reply = {"value": None}', "expected an error"),
        ("missing", 'if "error" in reply: reply["error"]["mro"] = ["E"]', "expected Attr"),
        ("missing", 'if "error" in reply: del reply["error"]["mro"]', "not an exception"),
        ("exceptions", 'if name == "lstat": reply["error"]["mro"] = ["OSError"]', "class first"),
        ("exceptions", 'if name == "lstat": del reply["error"]["symbol"]', "expected ENOENT"),
        ("exceptions", 'if name == "lstat": reply["error"]["errno"] = -2', "errno 2"),
        ("callback", 'if "callback" in line: reply = {"value": 1}', "id"),
        (
            "callback",
            'if name == "" and op == "call": reply = {"value": 1}',
            "answer came back as 1",
        ),
        ("callback error", 'if "error" in reply and name == "": reply = {"value": 1}', "error"),
        ("release", 'if op == "release": reply = {"value": 1}', "null"),
        ("release", 'if op == "get" and name == "": reply = {"value": 1}', "still there"),
        ("unknown", 'if "fault" in reply and "no_such" in op: reply = {"value": 1}', "a fault"),
        ("end", 'if op == "end": reply = {"value": {"dirty": ["cwd"]}}', "nothing was changed"),
        ("end", 'if op == "end": reply = {"ended": {"status": 9, "left": 0}}', "status"),
        ("bye", "atexit.register(os._exit, 3)", "exit status 0, got 3"),
    ],
)
def test_each_mistake_is_found_at_its_step(spoiled, step, spoil, words):
    done = spoiled(spoil)
    assert done.returncode == 4, done.stdout
    (wrong,) = [line for line in done.stdout.splitlines() if line.startswith("wrong ")]
    assert wrong[6:20].strip() == step
    assert words in wrong


def test_the_conversation_is_shown_on_an_error(spoiled):
    done = spoiled('if op == "begin": print("begins here", file=sys.stderr); reply = {}')
    lines = done.stdout.splitlines()
    assert '> {"op": "hello", "protocols": [1001, 1]}' in lines
    assert lines[lines.index("Standard error:") - 1] == "< {}"
    assert lines[-1] == "  begins here"


def test_silence_has_a_limit(spoiled):
    done = spoiled('if op == "begin": continue', "--timeout", "0.5")
    assert done.returncode == 4
    assert "no answer within 0.5 s" in done.stdout


def test_what_an_adapter_says_cannot_harm_a_terminal(spoiled, harmless):
    hostile = r"\x1b[31m\u202e\x07\udcff"
    for spoil in (
        f'if op == "begin": reply = {{"fault": 1, "x": "{hostile}"}}',
        'if op == "begin": sys.stdout.buffer.write(b"\\x1b[31m\\xff\\n"); sys.stdout.flush(); continue',
        'if op == "begin": sys.stderr.buffer.write(b"\\x1b[31m\\xff\\x07\\n"); reply = {}',
        f'if name == "name": reply = {{"value": "{hostile}"}}',
        f'if op == "load": reply["value"]["version"] = "{hostile}"; reply["value"]["python"] = 1',
    ):
        done = spoiled(spoil)
        assert done.returncode == 4, done.stdout
        assert harmless(done.stdout), spoil
        assert done.stderr == ""


@pytest.mark.parametrize("arguments", [[], ["no-such-command"], ["--timeout", "0", "x"]])
def test_wrong_usage_is_one_line(osconform, arguments):
    done = osconform("adapter", "check", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


# ---------------------------------------------------------------- the adapter for Node

OFFERED = {
    "mkdir", "rmdir", "unlink", "rename", "symlink", "readlink", "link", "stat", "lstat", "fstat",
    "open", "read", "write", "close", "ftruncate", "listdir", "chmod", "chown", "utime", "access",
    "getcwd", "chdir", "umask", "getpid", "environ", "path", "sep", "O_CREAT", "F_OK", "name",
}  # fmt: skip


@needs_node
def test_node_offers_these_names(node):
    assert node.facts.names.keys() >= OFFERED
    assert {"join", "basename", "exists", "isdir"} <= node.facts.path_names.keys()
    assert node.facts.names["environ"] == "data"
    assert node.facts.names["path"] == "module"
    assert not node.forked


@needs_node
def test_node_acts_on_the_hosts_files(node, tmp_path):
    call(node, "mkdir", "made", 0o750)
    call(node, "symlink", "made", b"link \xff")
    call(node, "chmod", path="made", mode=0o700)
    call(node, "utime", str(tmp_path / "made"), times=(100, 200))
    found = os.stat(tmp_path / "made")
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert (found.st_atime, found.st_mtime) == (100, 200)
    assert os.readlink(os.fsencode(tmp_path) + b"/link \xff") == b"made"
    assert call(node, "readlink", b"link \xff") == b"made"
    assert sorted(call(node, "listdir", b".")) == [b"link \xff", b"made"]


@needs_node
@pytest.mark.parametrize("moment", [1_600_000_000_123_456_789, 1_000_000_000, 0])
def test_node_tells_a_status_with_all_its_fields(node, tmp_path, moment):
    (tmp_path / "file").write_bytes(b"12345")
    os.utime(tmp_path / "file", ns=(1_000_000_000, moment))
    told, seen = call(node, "stat", "file"), os.stat(tmp_path / "file")
    assert tuple(told) == tuple(seen)
    for name in ("st_mode", "st_ino", "st_dev", "st_size", "st_mtime_ns", "st_blocks", "st_mtime"):
        assert told.fields[name] == getattr(seen, name)
    assert type(told.fields["st_atime"]) is float
    assert node.request({"op": "call", "name": "path.getmtime", "args": ["file"]}) == seen.st_mtime


@needs_node
def test_node_reads_and_writes_descriptors(node, tmp_path):
    descriptor = call(node, "open", "file", os.O_RDWR | os.O_CREAT, 0o600)
    assert call(node, "write", descriptor, b"a\x00\xffd") == 4
    assert call(node, "pread", descriptor, 10, 1) == b"\x00\xffd"
    call(node, "ftruncate", descriptor, 2)
    call(node, "close", descriptor)
    assert (tmp_path / "file").read_bytes() == b"a\x00"
    with pytest.raises(OSError) as caught:  # noqa: PT011 - the symbol is what counts
        call(node, "close", descriptor)
    assert caught.value.osconform["symbol"] == "EBADF"


@needs_node
def test_nodes_errors_are_pythons(node, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        call(node, "rename", "none", "other")
    assert (caught.value.filename, caught.value.filename2) == ("none", "other")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NotADirectoryError):
        call(node, "listdir", "file")
    for error, name, args, kwargs in (
        (TypeError, "mkdir", [5.5], {}),
        (TypeError, "mkdir", [], {}),
        (TypeError, "mkdir", ["a", 0, 0], {}),
        (TypeError, "mkdir", ["a"], {"path": "a"}),
        (TypeError, "mkdir", ["a"], {"colour": 1}),
        (ValueError, "mkdir", ["a\0b"], {}),
        (NotImplementedError, "mkdir", ["a"], {"dir_fd": 3}),
        (ValueError, "stat", [0], {"follow_symlinks": False}),
        (ValueError, "chmod", [0, 0o600], {"dir_fd": 3}),
        (AttributeError, "fork", [], {}),
        (AttributeError, "constructor", [], {}),
        (AttributeError, "mkdir.call", [], {}),
    ):
        with pytest.raises(error):
            call(node, name, *args, **kwargs)


@needs_node
def test_nodes_environment_is_a_mapping(node):
    environ = {"ref": node.request({"op": "get", "name": "environ"})["id"]}

    def do(operator, *args):
        return node.request({"op": "do", "fn": operator, "args": [environ, *args]})

    do("setitem", "OSCONFORM_KEY", "value")
    assert call(node, "getenv", "OSCONFORM_KEY") == "value"
    assert do("contains", "OSCONFORM_KEY")
    assert do("len") == len(do("list"))
    first = {"ref": do("iter")["id"]}
    assert node.request({"op": "do", "fn": "next", "args": [first]}) in do("list")
    do("delitem", "OSCONFORM_KEY")
    with pytest.raises(KeyError):
        do("getitem", "OSCONFORM_KEY")
    with pytest.raises(TypeError):
        do("hash")


@needs_node
def test_node_tells_what_a_check_left_changed(node, tmp_path):
    first = node.pid
    call(node, "umask", 0o077)
    call(node, "open", str(tmp_path), os.O_RDONLY)
    call(node, "putenv", "OSCONFORM_KEY", "value")
    assert node.end().dirty == ("umask", "environ", "descriptors")
    node.begin(cwd=str(tmp_path))
    assert node.pid != first
    call(node, "chdir", "/")
    assert node.end().dirty == ()
    node.begin(cwd=str(tmp_path))
    assert call(node, "getcwd") == str(tmp_path)


@needs_node
def test_a_closed_standard_stream_does_not_end_the_conversation(node):
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux lets the adapter move its streams away")
    call(node, "close", 0)
    call(node, "write", 1, b"no message\n")
    call(node, "close", 1)
    assert call(node, "getpid") == node.pid
    assert node.end().dirty == ("descriptors",)


@needs_node
def test_snippets_are_refused_in_pythons_way(node):
    message = {"op": "snippet", "name": "f", "source": "def f(os): pass", "args": []}
    with pytest.raises(NotImplementedError, match="Node cannot run it"):
        node.request(message)


@needs_node
def test_node_gets_a_report(conform):
    _, report = conform("node", "--profile", "smoke")
    outcomes = {result.outcome.value for result in report.results}
    assert "pass" in outcomes
    assert not outcomes & {"broken", "crash", "timeout", "escape"}
