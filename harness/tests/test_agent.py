"""The agent in this process: values, operators, snippets, state; and its server on pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import types
from functools import partial
from pathlib import Path

import jsonschema
import pytest

from os_harness.agent import agent as agent_module
from os_harness.agent.agent import Agent, Channel, Encoder, FSPath, Server, State
from os_harness.protocol.session import Session
from os_harness.protocol.transport import Pipes

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "adapter-protocol.schema.json").read_text())
OTHER_PYTHONS = [
    found
    for pattern in ("2.7.*", "3.6.*", "3.8.*", "3.13.*")
    for found in sorted(
        Path(os.environ.get("PYENV_ROOT", "/nonexistent")).glob(f"versions/{pattern}/bin/python")
    )
]


def reply_schema(name):
    return {"$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{name}"}


@pytest.fixture
def agent():
    """An agent for the stdlib's os."""
    made = Agent(lambda message: {"value": None})
    answer = made.answer({"op": "load", "spec": {"module": "os"}})
    assert answer["value"]["os_name"] == os.name
    return made


def value(answer):
    jsonschema.validate(json.loads(json.dumps(answer)), reply_schema("reply"))
    return answer["value"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (None, None),
        (True, True),
        (2**70, 2**70),
        ("é\udcff", "é\udcff"),
        (1.5, 1.5),
        (float("inf"), {"float": "inf"}),
        (float("nan"), {"float": "nan"}),
        (b"\x00\xff", {"bytes": "\x00\xff"}),
        (bytearray(b"a"), {"bytearray": "a"}),
        ((1, [2]), {"tuple": [1, [2]]}),
        ({1: "a"}, {"dict": [[1, "a"]]}),
        ({3}, {"set": [3]}),
        (frozenset([3]), {"frozenset": [3]}),
        (type("Text", (str,), {})("sub"), "sub"),
        (type("Number", (int,), {})(3), 3),
    ],
)
def test_values_to_the_host(given, sent):
    assert Encoder()(given) == sent


def test_struct_carries_all_fields():
    told = Encoder()(os.stat("/"))["struct"]
    assert told["type"] == "os.stat_result"
    assert len(told["items"]) == 10
    assert {"st_mode", "st_mtime_ns", "st_blocks"} <= set(told["fields"])


def test_object_is_described_once():
    encoder = Encoder()
    first, second = encoder(iter([]))["object"], encoder(iter([]))["object"]
    assert (first["id"], second["id"]) == (1, 2)
    assert "__next__" in first["methods"]
    assert "methods" not in second


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"bytes": "\x00\xff"}, b"\x00\xff"),
        ({"bytearray": "a"}, bytearray(b"a")),
        ({"tuple": [1, {"bytes": "a"}]}, (1, b"a")),
        ({"dict": [[1, [2]]]}, {1: [2]}),
        ({"set": [1]}, {1}),
        ({"frozenset": [1]}, frozenset([1])),
        ({"float": "inf"}, float("inf")),
        ({"int": str(2**80)}, 2**80),
        ([1, None], [1, None]),
    ],
)
def test_values_from_the_host(agent, sent, wanted):
    assert agent.decode(sent) == wanted


def test_path_like_object(agent):
    path = agent.decode({"path": {"bytes": "a"}})
    assert isinstance(path, FSPath)
    assert os.fspath(path) == b"a"
    assert repr(path) == "FSPath(b'a')"


def test_call_get_and_errors(agent, tmp_path):
    name = str(tmp_path / "d")
    assert value(agent.answer({"op": "call", "name": "path.join", "args": ["a", "b"]})) == "a/b"
    assert (
        value(agent.answer({"op": "call", "name": "mkdir", "args": [name], "kw": {"mode": 448}}))
        is None
    )
    assert value(agent.answer({"op": "get", "name": "curdir"})) == "."
    answer = agent.answer({"op": "call", "name": "mkdir", "args": [name]})
    jsonschema.validate(json.loads(json.dumps(answer)), reply_schema("reply"))
    assert answer["error"]["symbol"] == "EEXIST"
    assert answer["error"]["filename"] == name
    assert answer["error"]["mro"][:2] == ["FileExistsError", "OSError"]
    assert agent.answer({"op": "get", "name": "nothing"})["error"]["type"] == "AttributeError"


@pytest.mark.parametrize(
    "request_",
    [
        {"op": "nonsense"},
        {"op": "do", "fn": "exec", "args": []},
        {"op": "call", "name": "getcwd", "args": [{"odd": 1}]},
        {"op": "hello", "protocols": [99]},
    ],
)
def test_what_is_not_understood_is_a_fault(agent, request_):
    assert "fault" in agent.answer(request_)


def test_operators_on_objects(agent, tmp_path):
    (tmp_path / "f").write_bytes(b"")
    scan = value(agent.answer({"op": "call", "name": "scandir", "args": [str(tmp_path)]}))["object"]
    assert scan["type"].endswith("ScandirIterator")
    reference = {"ref": scan["id"]}
    entered = value(agent.answer({"op": "do", "fn": "enter", "args": [reference]}))["object"]
    entry = value(agent.answer({"op": "do", "fn": "next", "args": [{"ref": entered["id"]}]}))[
        "object"
    ]
    assert value(agent.answer({"op": "get", "of": entry["id"], "name": "name"})) == "f"
    assert value(agent.answer({"op": "call", "of": entry["id"], "name": "is_file"})) is True
    assert value(agent.answer({"op": "do", "fn": "leave", "args": [reference, False]})) is None
    agent.answer({"op": "release", "objects": [entry["id"]]})
    assert "error" in agent.answer({"op": "get", "of": entry["id"], "name": "name"})


def test_leave_as_if_failed(agent):
    code = "def make(os):\n import contextlib\n return contextlib.suppress(RuntimeError)"
    made = value(agent.answer({"op": "snippet", "name": "make", "source": code, "args": []}))[
        "object"
    ]
    assert (
        value(agent.answer({"op": "do", "fn": "leave", "args": [{"ref": made["id"]}, True]}))
        is True
    )


def test_snippet_gets_the_module(agent):
    code = "def add(os, a, b):\n    return os.name, a + b"
    answer = agent.answer({"op": "snippet", "name": "add", "source": code, "args": [1, 2]})
    assert value(answer) == {"tuple": [os.name, 3]}


def test_callback_runs_in_the_host():
    asked = []
    agent = Agent(lambda message: asked.append(message) or {"value": 5})
    assert agent.decode({"callback": 3})("a", key=1) == 5
    assert asked == [{"callback": 3, "args": ["a"], "kw": {"key": 1}}]


def test_callbacks_exception_is_raised_again():
    agent = Agent(lambda message: {"error": {"type": "ValueError", "args": ["x"]}})
    with pytest.raises(ValueError, match="x"):
        agent.decode({"callback": 1})()


def test_odd_exceptions_survive():
    class Odd(Exception):
        def __str__(self):
            raise RuntimeError

    error = Odd(object())
    told = Encoder().exception(error)
    assert told["text"] == ""
    assert told["mro"][0].endswith("Odd")


@pytest.mark.parametrize(
    "spec",
    [
        {"module": "no_such_module"},
        {"file": "/none/such.py"},
        {"module": "os", "attribute": "none"},
    ],
)
def test_load_failures_are_told(spec):
    told = Agent(None).answer({"op": "load", "spec": spec})["value"]["failed"]
    assert told["type"]
    assert "traceback" in told


def test_load_source_and_file(tmp_path):
    (tmp_path / "own.py").write_text("class inner:\n    name = 'posix'\n")
    agent = Agent(None)
    facts = agent.answer(
        {"op": "load", "spec": {"file": str(tmp_path / "own.py"), "attribute": "inner"}}
    )
    assert facts["value"]["os_name"] == "posix"
    spec = {"source": "import types\nos = types.SimpleNamespace(name='nt')", "attribute": "os"}
    assert agent.answer({"op": "load", "spec": spec})["value"]["os_name"] == "nt"
    sys.path.remove(str(tmp_path))


def test_names_that_cannot_be_read_are_data():
    module = types.ModuleType("odd")
    module.__dict__["name"] = "posix"

    class Lazy:
        @property
        def broken(self):
            raise RuntimeError

    assert agent_module.names_of(Lazy())["broken"] == "data"
    assert agent_module.kind_of(len) == "callable"
    assert agent_module.kind_of(int) == "class"
    assert agent_module.kind_of(module) == "module"


def test_state_tells_and_mends_what_changed(agent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert agent.answer({"op": "begin", "cwd": None, "umask": None})["value"]["forked"] is False
    assert agent.answer({"op": "end"})["value"] == {"dirty": []}
    agent.answer({"op": "begin", "cwd": str(tmp_path), "umask": 0o022})
    before = os.getcwd()
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    mask = os.umask(0o077)
    descriptor = os.open("/", os.O_RDONLY)
    monkeypatch.setenv("OSCONFORM_DIRT", "1")
    try:
        assert set(agent.answer({"op": "end"})["value"]["dirty"]) == {
            "umask",
            "environ",
            "descriptors",
        }
        assert os.getcwd() == before
    finally:
        os.close(descriptor)
        os.umask(mask)
    assert State().restore() == []


def test_server_without_fork_serves_until_bye():
    incoming, to_agent = os.pipe()
    from_agent, outgoing = os.pipe()
    requests = [
        {"op": "hello", "protocols": [1]},
        {"op": "load", "spec": {"module": "os"}},
        {"op": "begin", "fork": False, "cwd": None},
        {"op": "call", "name": "fspath", "args": ["x"]},
        {"op": "end"},
        {"op": "bye"},
    ]
    os.write(to_agent, "".join(json.dumps(r) + "\n" for r in requests).encode())
    os.close(to_agent)
    Server(Channel(incoming, outgoing)).serve()
    os.close(outgoing)
    with open(from_agent) as stream:
        answers = [json.loads(line) for line in stream]
    os.close(incoming)
    assert [next(iter(a)) for a in answers] == ["value"] * 5
    assert answers[3]["value"] == "x"


def test_server_forks_a_child_for_a_check(tmp_path):
    incoming, to_agent = os.pipe()
    from_agent, outgoing = os.pipe()
    server = Server(Channel(incoming, outgoing))
    server.agent.answer({"op": "load", "spec": {"module": "os"}})
    text = '{"op": "call", "name": "getpid"}\n{"op": "end"}\n'
    os.write(to_agent, text.encode())
    server.check({"cwd": str(tmp_path), "umask": 18})
    for descriptor in (outgoing, incoming, to_agent):
        os.close(descriptor)
    with open(from_agent) as stream:
        begun, pid, ended = (json.loads(line) for line in stream)
    assert begun["value"]["pid"] == pid["value"] != os.getpid()
    assert ended == {"ended": {"status": 0, "left": 0}}


def test_sweep_without_children_finds_nothing():
    assert Server(None).sweep() == 0


class Checked(Pipes):
    """Pipes that hold every message against the published schema."""

    def send(self, message):
        jsonschema.validate(json.loads(json.dumps(message)), reply_schema("request"))
        super().send(message)

    def receive(self, timeout):
        message = super().receive(timeout)
        jsonschema.validate(message, reply_schema("reply"))
        return message


@pytest.mark.parametrize(
    "python", [sys.executable, *OTHER_PYTHONS], ids=lambda p: str(p).split("/")[-3]
)
def test_agent_speaks_under_old_and_new_pythons(python, tmp_path):
    (tmp_path / "f").write_bytes(b"123")
    session = Session(
        partial(Checked, [str(python), agent_module.__file__]), {"name": "os", "module": "os"}
    )
    session.start()
    session.begin(cwd=str(tmp_path))
    assert session.request({"op": "call", "name": "stat", "args": ["f"]}).st_size == 3
    assert session.request({"op": "call", "name": "listdir", "args": ["."]}) == ["f"]
    with pytest.raises(OSError, match="none") as caught:
        session.request({"op": "call", "name": "rmdir", "args": ["none"]})
    assert caught.value.filename == "none"
    assert session.end().status == 0
    session.close()


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this platform has no SIGHUP")
def test_ignored_signals_are_reset():
    program = (
        "import signal, subprocess, sys\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "code = 'import runpy, signal, sys; agent = runpy.run_path(sys.argv[1]); '\n"
        "code += 'agent[\"reset_signals\"](); print(signal.getsignal(signal.SIGHUP) == signal.SIG_DFL)'\n"
        "print(subprocess.check_output([sys.executable, '-c', code, sys.argv[1]]).decode())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, agent_module.__file__],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True"]
