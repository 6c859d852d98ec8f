"""os.environb, os.getenvb and supports_bytes_environ."""

from __future__ import annotations

from typing import Any

from os_conformance.check import Os, Run, cases, clause, needs
from os_conformance.expect import equal, raises

KEY, BKEY = "OSCONFORM_KEY", b"OSCONFORM_KEY"


def mapping_of_bytes(os: Any) -> Any:
    from collections.abc import MutableMapping

    kinds = {type(k).__name__ for k in os.environb} | {
        type(v).__name__ for v in os.environb.values()
    }
    return (
        isinstance(os.environb, MutableMapping),
        sorted(kinds),
        len(os.environb) == len(os.environ),
    )


@clause("os.environb/is-mapping-bytes")
def check_mapping_of_bytes(run: Run) -> None:
    """environb is a mutable mapping of bytes to bytes, as long as environ."""
    equal(run(mapping_of_bytes), (True, ["bytes"], True))


@clause("os.environb/sync-from-environ")
def check_follows_environ(os: Os) -> None:
    """A change of environ shows in environb."""
    os.environ[KEY] = "é"
    equal(os.environb[BKEY], "é".encode())
    del os.environ[KEY]
    assert BKEY not in os.environb


@clause("os.environb/sync-to-environ")
def check_leads_environ(os: Os) -> None:
    """A change of environb shows in environ."""
    os.environb[BKEY] = "é".encode()
    equal(os.environ[KEY], "é")
    del os.environb[BKEY]
    assert KEY not in os.environ


@clause("os.environb/undecodable-roundtrip")
@cases(value=[b"\xff", b"a\x80\xfe", b"\xe9"])
def check_undecodable(os: Os, value: bytes) -> None:
    """Undecodable bytes show as lone surrogates in environ and come back unchanged."""
    os.environb[BKEY] = value
    equal(os.environ[KEY], value.decode("utf-8", "surrogateescape"))
    os.environ[KEY] = os.environ[KEY]
    equal(os.environb[BKEY], value)


@clause("os.environb/only-if-supported")
def check_exists_where_supported(os: Os) -> None:
    """environb and getenvb exist exactly where supports_bytes_environ is true."""
    equal(hasattr(os, "environb"), os.supports_bytes_environ)
    equal(hasattr(os, "getenvb"), os.supports_bytes_environ)


@clause("os.environb/absent-on-nt", "os.getenvb/only-if-supported")
def check_absent_on_windows(os: Os) -> None:
    """On Windows the environment is text: no environb, no getenvb."""
    equal(os.supports_bytes_environ, False)
    assert not hasattr(os, "environb")
    assert not hasattr(os, "getenvb")


@clause("os.environb/type-error")
@cases(
    pair={
        "str-key": ("k", b"v"),
        "str-value": (b"k", "v"),
        "int-key": (1, b"v"),
        "none": (b"k", None),
    }
)
def check_types(os: Os, pair: Any) -> None:
    """A key or value that is no bytes raises TypeError."""
    with raises(TypeError):
        os.environb[pair[0]] = pair[1]


def merged(os: Any, key: Any) -> Any:
    os.environb[key] = b"own"
    right = os.environb | {key: b"other"}
    left = {key: b"other"} | os.environb
    os.environb |= {key: b"new"}
    return type(right).__name__, right[key], left[key], os.environb[key], os.environ[key.decode()]


@clause("os.environb/merge")
@needs("own-process")
def check_merge(run: Run) -> None:
    """| and |= work as they do for environ."""
    equal(run(merged, BKEY), ("dict", b"other", b"own", b"new", "new"))


@clause("os.getenvb/value", "os.getenvb/uses-environb")
@cases(value=[b"v", b"", b"\xff=x"])
def check_getenvb(os: Os, value: bytes) -> None:
    """getenvb returns the value in environb."""
    os.environb[BKEY] = value
    equal(os.getenvb(BKEY), value)


@clause("os.getenvb/default-none", "os.getenvb/default")
def check_getenvb_default(os: Os) -> None:
    """getenvb of a missing variable returns None, or the default."""
    equal(os.getenvb(BKEY), None)
    equal(os.getenvb(BKEY, b"default"), b"default")
    equal(os.getenvb(BKEY, default=1), 1)


@clause("os.getenvb/key-type")
@cases(key={"str": "k", "int": 1, "none": None})
def check_getenvb_key_type(os: Os, key: Any) -> None:
    """getenvb of a key that is no bytes raises TypeError."""
    with raises(TypeError):
        os.getenvb(key)
