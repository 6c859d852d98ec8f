"""os.fsencode and os.fsdecode."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from os_conformance.check import FSPath, Os, Run, cases, clause
from os_conformance.expect import equal, raises
from os_conformance.snippets import class_of, uses

TEXTS = {
    "empty": "", "ascii": "plain name.txt", "latin": "café", "han": "漢字", "emoji": "\U0001f600",
    "nul": "a\0b", "line": "a\nb\t", "escaped": "a\udcff\udc80",
}  # fmt: skip
DATA = {
    "empty": b"", "ascii": b"plain name.txt", "utf-8": "café漢".encode(), "nul": b"a\0b",
}  # fmt: skip
UNDECODABLE = {
    "byte": b"\xff", "start": b"\x80abc", "end": b"abc\xfe", "latin": b"caf\xe9",
    "cut": "漢".encode()[:2], "overlong": b"\xc0\x80", "surrogate": b"\xed\xa0\x80",
    "all": bytes(range(128, 256)),
}  # fmt: skip
OTHERS = {
    "int": 1,
    "none": None,
    "float": 1.5,
    "list": ["a"],
    "tuple": ("a",),
    "bytearray": bytearray(b"a"),
}


@uses(class_of)
def by_hand(os: Any, direction: Any, value: Any) -> Any:
    """What fsencode or fsdecode makes of a value, and what the interpreter's codec makes of it."""
    import sys

    encoding, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    if os.name == "nt" and sys.platform != "win32":
        errors = "surrogatepass"  # a model of Windows has that one's error handler
    function = os.fsencode if direction == "encode" else os.fsdecode
    answers = []
    for act in (lambda: function(value), lambda: getattr(value, direction)(encoding, errors)):
        try:
            answers.append(act())
        except UnicodeError as error:
            answers.append(class_of(error))
    return answers


@clause("os.fsencode/str-encodes")
@cases(value=TEXTS)
def check_encodes(run: Run, value: str) -> None:
    """fsencode encodes a str with the file system's encoding and error handler."""
    got, wanted = run(by_hand, "encode", value)
    equal(got, wanted)


@clause("os.fsdecode/bytes-decodes")
@cases(value=DATA)
def check_decodes(run: Run, value: bytes) -> None:
    """fsdecode decodes bytes with the file system's encoding and error handler."""
    got, wanted = run(by_hand, "decode", value)
    equal(got, wanted)


@clause("os.fsdecode/undecodable-escaped")
@cases(value=UNDECODABLE)
def check_undecodable(os: Os, run: Run, value: bytes) -> None:
    """Bytes that cannot be decoded become lone surrogates, and come back."""
    got, wanted = run(by_hand, "decode", value)
    equal(got, wanted)
    equal(os.fsencode(got), value)


@clause("os.fsencode/bytes-unchanged")
@cases(value=DATA | UNDECODABLE)
def check_bytes_stay(os: Os, value: bytes) -> None:
    """fsencode returns bytes as they are."""
    equal(os.fsencode(value), value)


@clause("os.fsdecode/str-unchanged")
@cases(value=TEXTS)
def check_text_stays(os: Os, value: str) -> None:
    """fsdecode returns a str as it is."""
    equal(os.fsdecode(value), value)


@clause("os.fsencode/pathlike")
@cases(path={"str": "name", "bytes": b"name", "non-ascii": "café"})
def check_encodes_path_like(os: Os, path: Any) -> None:
    """fsencode takes an object with __fspath__ for what that returns."""
    equal(os.fsencode(FSPath(path)), os.fsencode(path))


@clause("os.fsdecode/pathlike")
@cases(path={"str": "name", "bytes": b"name", "non-ascii": "café".encode()})
def check_decodes_path_like(os: Os, path: Any) -> None:
    """fsdecode takes an object with __fspath__ for what that returns."""
    equal(os.fsdecode(FSPath(path)), os.fsdecode(path))


@clause("os.fsencode/type-error")
@cases(value=OTHERS)
def check_encode_type(os: Os, value: Any) -> None:
    """fsencode of what is no path raises TypeError."""
    with raises(TypeError):
        os.fsencode(value)


@clause("os.fsdecode/type-error")
@cases(value=OTHERS)
def check_decode_type(os: Os, value: Any) -> None:
    """fsdecode of what is no path raises TypeError."""
    with raises(TypeError):
        os.fsdecode(value)


@clause("os.fsencode/reverse")
@given(value=st.text("abcABZ019 ._-~/\\:\n\t\0"))
def check_there_and_back(os: Os, value: str) -> None:
    """fsdecode brings back what fsencode has encoded."""
    equal(os.fsdecode(os.fsencode(value)), value)


@clause("os.fsencode/reverse", "os.fsdecode/reverse")
@cases(value={name: text for name, text in TEXTS.items() if name != "escaped"})
def check_text_there_and_back(os: Os, value: str) -> None:
    """Text that the encoding has comes back, from bytes to text and from text to bytes."""
    data = os.fsencode(value)
    equal(os.fsdecode(data), value)
    equal(os.fsencode(os.fsdecode(data)), data)


@clause("os.fsdecode/undecodable-escaped", "os.fsdecode/reverse")
@given(value=st.binary())
def check_bytes_there_and_back(os: Os, value: bytes) -> None:
    """Where names are bytes, fsencode brings back whatever fsdecode has decoded."""
    if os.name == "posix":
        equal(os.fsencode(os.fsdecode(value)), value)
