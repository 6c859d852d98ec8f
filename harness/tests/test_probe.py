"""The probe over a real agent: it looks like the module, and what it did is in the trace."""

from __future__ import annotations

import pytest

from os_conformance.check import FSPath
from os_conformance.expect import Unmet
from os_conformance.snippets import uses
from os_harness import candidates
from os_harness.probe.caller import Caller, snippet_source
from os_harness.probe.module import Probe
from os_harness.probe.remote import MissingName, RemoteObject
from os_harness.probe.source import Source
from os_harness.probe.trace import Event, Trace, steps_of


@pytest.fixture(scope="module")
def session():
    made = candidates.resolve("stdlib").session(None, timeout=5)
    made.start()
    yield made
    made.close()


@pytest.fixture
def caller(session, tmp_path):
    (tmp_path / "f").write_bytes(b"123")
    session.begin(cwd=str(tmp_path))
    yield Caller(session, Trace())
    session.end()


@pytest.fixture
def probe(caller, session):
    return Probe(caller, session.facts.names, session.facts.path_names)


def test_names(probe):
    assert probe.curdir == "."
    assert probe.path.join("a", "b") == "a/b"
    assert probe.path.sep == "/"
    assert "mkdir" in dir(probe)
    assert hasattr(probe, "mkdir")
    assert not hasattr(probe, "nothing_of_that_name")
    assert repr(probe) == "<os of the candidate>"
    assert repr(probe.path) == "<os.path of the candidate>"
    assert repr(probe.mkdir) == "os.mkdir"


def test_missing_name_says_which(probe):
    with pytest.raises(MissingName) as caught:
        _ = probe.nothing_of_that_name
    assert caught.value.name == "os.nothing_of_that_name"


def test_dunders_are_not_looked_up(probe):
    with pytest.raises(AttributeError):
        _ = probe.__wrapped__
    with pytest.raises(AttributeError):
        _ = probe.mkdir.__wrapped__
    assert probe.mkdir.__name__ == "mkdir"


def test_objects(probe):
    with probe.scandir(".") as entries:
        (entry,) = list(entries)
        assert isinstance(entry, RemoteObject)
        assert entry.name == "f"
        assert entry.is_file()
        assert probe.fspath(entry) == "./f"
        assert entry != "something else"
        assert entry == entry
        assert "DirEntry" in repr(entry)
        with pytest.raises(AttributeError):
            _ = entry.__wrapped__


def test_iterator_by_hand(probe):
    walk = probe.walk(".")
    assert next(walk) == (".", [], ["f"])
    with pytest.raises(StopIteration):
        next(walk)


def test_mapping(probe):
    environ = probe.environ
    environ["OSCONFORM"] = "1"
    assert environ["OSCONFORM"] == "1"
    assert "OSCONFORM" in environ
    assert len(environ) > 1
    assert bool(environ)
    assert (environ | {"X": "2"})["X"] == "2"
    del environ["OSCONFORM"]
    assert "OSCONFORM" not in environ
    assert "OSCONFORM" not in list(environ)


def test_leaving_with_an_exception(probe):
    entries = probe.scandir(".")
    with pytest.raises(ValueError, match="mine"), entries:
        raise ValueError("mine")


def test_object_that_is_callable(caller):
    def give(os):
        return lambda x: x + 1

    assert caller.snippet(give)(2) == 3


def test_function_of_the_candidate_as_an_argument(caller, probe):
    def same(os, function):
        return function is os.getcwd

    assert caller.snippet(same, probe.getcwd)


def test_trace_and_source(probe, caller, tmp_path):
    root = str(tmp_path)
    probe.mkdir(root + "/d", mode=0o700)
    probe.stat(FSPath(b"f"))
    entry = next(probe.scandir("."))
    entry.is_dir()
    with pytest.raises(FileNotFoundError):
        probe.rmdir(root + "/none")
    steps = steps_of(caller.trace.events, Source(root))
    assert [step.code for step in steps] == [
        "os.mkdir(SCRATCH + '/d', mode=448)",
        "os.stat(FSPath(b'f'))",
        "os.scandir('.')",
        "next(r3)",
        "r4.is_dir()",
        "os.rmdir(SCRATCH + '/none')",
    ]
    assert steps[0].returned == "None"
    assert "st_size=3" in steps[1].returned
    assert steps[-1].raised == "FileNotFoundError(ENOENT, filename=SCRATCH + '/none')"
    assert {step.actor for step in steps} == {"candidate"}


def doubled(os, number):
    return 2 * number


@uses(doubled)
def counted(os, number):
    return doubled(os, number) + 1


def test_helpers_go_with_a_snippet(caller):
    assert snippet_source(counted).index("def doubled") < snippet_source(counted).index(
        "def counted"
    )
    assert caller.snippet(counted, 20) == 41


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("é\udcff", "'\\xe9\\udcff'"),
        (b"/s/x", "os.fsencode(SCRATCH) + b'/x'"),
        ("/s", "SCRATCH"),
        ((1,), "(1,)"),
        ([1, "/s/a"], "[1, SCRATCH + '/a']"),
        ({"a": b"b"}, "{'a': b'b'}"),
        (len, "callback('len')"),
        (None, "None"),
        ("x" * 1000, None),
    ],
)
def test_source_of_values(value, text):
    written = Source("/s")(value)
    if text is None:
        assert len(written) < 400
        assert "..." in written
    else:
        assert written == text


def test_source_of_results():
    source = Source("/s")
    assert source.result({2, 1}) == "{1, 2}"
    assert source.result(ValueError("a", 1)) == "ValueError('a', 1)"
    assert source.result(OSError(2, "x", "/s/a", None, "b")).startswith(
        "FileNotFoundError(ENOENT, filename=SCRATCH"
    )


def test_long_traces_keep_beginning_and_end():
    trace = Trace()
    for number in range(1000):
        trace.add(Event("call", "f", (number,)))
    assert len(trace.events) <= 320
    assert trace.events[0].args == (0,)
    assert trace.events[-1].args == (999,)
    trace.clear()
    assert trace.events == []


def test_event_without_answer():
    assert Event("call", "f").outcome(Source("")) == (None, None)
    assert Event("get", "name").code(Source("")) == "os.name"
    assert Event("do", "contains", ({}, 1)).code(Source("")) == "1 in {}"
    assert Event("do", "len", ([],)).code(Source("")) == "len([])"
    assert Event("world", "mkdir", ("a",)).code(Source("")) == "mkdir(host, 'a')"


def test_snippets_lose_annotations():
    def sample(os: object, *, key: int = 1) -> int:
        def inner(x: int) -> int:
            return x

        return inner(key)

    text = snippet_source(sample)
    assert "int" not in text.replace("inner", "")
    assert text.startswith("def sample(os, *, key=1):")


def test_snippet_must_be_a_function():
    with pytest.raises(TypeError, match="no plain function"):
        snippet_source(Probe)


def test_a_snippet_needs_no_syntax_of_later_pythons(caller):
    def add(os, given: int) -> int:
        total: int = given
        later: int
        later = total + 1
        return later

    assert ":" not in snippet_source(add).partition("\n")[2]
    assert caller.snippet(add, 1) == 2


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("raise ImportError(\"No module named 'nowhere'\")", "its Python has no module nowhere"),
        ("raise ImportError('no module named nowhere')", "its Python has no module nowhere"),
        ("import sys; sys.nothing_there", "its Python has no sys.nothing_there"),
    ],
)
def test_what_a_snippet_uses_and_is_not_there_is_no_deviation(caller, text, outcome):
    def lame(os, text):
        exec(text)

    with pytest.raises(Unmet, match=outcome) as caught:
        caller.snippet(lame, text)
    assert caught.value.outcome == "blocked"


def test_a_name_of_os_that_a_snippet_misses_is_missing(caller):
    def lame(os):
        return os.nothing_there

    with pytest.raises(MissingName) as caught:
        caller.snippet(lame)
    assert caught.value.name == "os.nothing_there"


def test_a_module_that_os_is_made_of_is_its_own_matter(caller):
    def lame(os):
        raise ImportError("No module named 'ntpath'")

    with pytest.raises(ImportError):
        caller.snippet(lame)


def test_long_repeated_bytes_are_short():
    long = b"xy" * 60000
    code = Event("call", "write", (1, long)).code(Source("", cut=False))
    assert len(code) < 100
    assert eval(code.partition(", ")[2].rstrip(")")) == long
    assert len(Event("call", "write", (1, bytes(1200) + b"z")).code(Source("", cut=False))) > 1200
