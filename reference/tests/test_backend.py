"""Choosing a backend, binding functions, and what an os module takes over."""

import sys
from types import SimpleNamespace

import pytest

import os_reference
from os_reference import backend, errors


def test_the_interpreters_own_module_is_the_default():
    own = backend.default_backend()
    assert own.__name__ in sys.builtin_module_names
    assert own.__name__ == os_reference.name


def test_the_first_candidate_that_exists_is_taken():
    assert backend.default_backend(("no_such_backend", "sys")) is sys


def test_no_backend_is_an_error_that_names_what_was_tried():
    with pytest.raises(errors.NoBackendError, match=r"tried: one, two") as caught:
        backend.default_backend(("one", "two"))
    assert caught.value.tried == ("one", "two")


@pytest.mark.parametrize(
    ("own_name", "told", "flavour"),
    [
        ("posix", None, "posix"),
        ("nt", None, "nt"),
        ("mac", None, "mac"),
        ("stub", None, "posix"),
        ("posix", "nt", "nt"),
    ],
)
def test_flavour(own_name, told, flavour):
    assert backend.flavour_of(SimpleNamespace(__name__=own_name), told) == flavour


def test_an_unknown_flavour_is_an_error():
    with pytest.raises(errors.UnknownFlavourError, match="'riscos'") as caught:
        backend.flavour_of(object(), "riscos")
    assert caught.value.flavour == "riscos"
    assert set(caught.value.known) == {"posix", "nt", "mac"}


def test_exported_names():
    assert backend.exported(SimpleNamespace(__all__=["b", "_c"], b=1, _c=2, d=3)) == ["b", "_c"]
    stub = SimpleNamespace(seen=1, _hidden=2)
    assert "seen" in backend.exported(stub)
    assert "_hidden" not in backend.exported(stub)


def test_backend_names_are_re_exported_by_identity():
    own = backend.default_backend()
    for name in backend.exported(own):
        if name != "environ":
            assert getattr(os_reference, name) is getattr(own, name), name


def test_bound_functions_see_their_module():
    def add(value, other=1, *, third=2):
        return value + other + third + base  # noqa: F821

    names = {"base": 100, "__name__": "somewhere"}
    bound = backend.bind(add, names, "plus")
    assert bound(10) == 113
    names["base"] = 200
    assert bound(10) == 213
    assert (bound.__name__, bound.__qualname__, bound.__module__) == ("plus", "plus", "somewhere")
    backend.bind_into(names, add)
    assert names["add"](0, 0, third=0) == 200
