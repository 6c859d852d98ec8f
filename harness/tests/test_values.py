"""The host's codec: every kind of value there and back, exceptions by symbol."""

from __future__ import annotations

import errno
import json
import os
from collections import OrderedDict, UserDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import FSPath
from os_harness.agent.agent import Decoder, Encoder
from os_harness.errors import AgentFault
from os_harness.protocol.values import Codec, Struct, exception_class, is_remote, symbol_of

CODEC = Codec(wrap=lambda told: told, register=lambda f: 7, reference=lambda v: None)
AGENT = Decoder({}, lambda number: number)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
    | st.text(st.characters(codec=None)) | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner, inner)
    | st.dictionaries(st.text() | st.binary(), inner),
    max_leaves=20,
)  # fmt: skip


def over_the_wire(message):
    return json.loads(json.dumps(message).encode("ascii"))


@given(VALUES)
def test_host_to_agent_and_back(value):
    there = AGENT(over_the_wire(CODEC.encode(value)))
    assert there == value
    assert type(there) is type(value)
    assert CODEC.decode(over_the_wire(Encoder()(there))) == value


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (FSPath(b"a"), {"path": {"bytes": "a"}}),
        (len, {"callback": 7}),
        (OrderedDict(a=1), {"dict": [["a", 1]]}),
        (UserDict(a=1), {"dict": [["a", 1]]}),
        (2**60, {"int": str(2**60)}),
        (float("-inf"), {"float": "-inf"}),
        ({1}, {"set": [1]}),
        (Struct([1, 2]), {"tuple": [1, 2]}),
    ],
)
def test_what_is_sent(value, sent):
    assert CODEC.encode(value) == sent


def test_what_cannot_be_sent_is_refused():
    with pytest.raises(TypeError, match="object cannot be sent"):
        CODEC.encode(object())


def test_unknown_tag_is_the_agents_fault():
    with pytest.raises(AgentFault, match="unknown tag 'odd'"):
        CODEC.decode({"odd": 1})


def test_struct_has_items_and_fields():
    status = CODEC.decode(over_the_wire(Encoder()(os.stat("/"))))
    assert status.st_mode == os.stat("/").st_mode == status[0]
    assert status.type_name == "os.stat_result"
    assert "st_mode=" in repr(status)
    with pytest.raises(AttributeError, match="no field 'st_colour'"):
        _ = status.st_colour


def raised(error):
    try:
        raise error
    except BaseException as caught:
        return CODEC.exception(over_the_wire(Encoder().exception(caught)))


def test_exception_keeps_class_and_attributes():
    error = raised(FileNotFoundError(errno.ENOENT, "gone", b"a", None, "b"))
    assert type(error) is FileNotFoundError
    assert (error.errno, error.strerror) == (errno.ENOENT, "gone")
    assert (error.filename, error.filename2) == (b"a", "b")
    assert is_remote(error)
    assert symbol_of(error) == "ENOENT"


def test_plain_oserror_stays_plain():
    told = {
        "type": "OSError",
        "mro": ["OSError", "Exception"],
        "args": [2, "x"],
        "text": "",
        "errno": 44,
        "symbol": "ENOENT",
    }
    error = CODEC.exception(told)
    assert type(error) is OSError
    assert error.errno == errno.ENOENT


def test_own_classes_get_their_nearest_base():
    own = exception_class(["module.OwnError", "KeyError", "LookupError", "Exception"])
    assert own.__name__ == "OwnError"
    assert issubclass(own, KeyError)
    assert exception_class(["WindowsError", "OSError"]).__mro__[0] in (
        OSError,
        exception_class(["WindowsError", "OSError"]),
    )
    assert issubclass(exception_class(["Odd"]), Exception)


def test_symbol_of_the_hosts_own():
    assert symbol_of(OSError(errno.EPERM, "x")) == "EPERM"
    assert symbol_of(ValueError()) is None
    assert not is_remote(ValueError())


def test_attributes_that_cannot_be_set_are_kept_beside():
    told = {
        "type": "SystemExit",
        "mro": ["SystemExit", "BaseException"],
        "args": [],
        "text": "",
        "code": 3,
        "winerror": 5,
    }
    error = CODEC.exception(told)
    assert (error.code, error.winerror) == (3, 5)
