"""Sources of clauses as names and addresses."""

from __future__ import annotations

import pytest

from os_conformance import catalogue, sources


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "library/os.html#os.chdir",
            ("manual", "https://docs.python.org/3/library/os.html#os.chdir"),
        ),
        ("pep:3", ("PEP 3", "https://peps.python.org/pep-0003/")),
        ("linux:openat2.2", ("openat2(2)", "https://man7.org/linux/man-pages/man2/openat2.2.html")),
        ("rationale:0004", ("note 0004 (docs/rationale)", "")),
        ("elsewhere:x", ("elsewhere:x", "")),
    ],
)
def test_address(source, found):
    assert sources.address(source) == found


def test_every_source_of_the_catalogue_has_an_address_or_is_a_note():
    odd = {
        source
        for clause in catalogue.load().values()
        for source in clause.sources
        if not sources.address(source)[1].startswith("https://")
        and not source.startswith("rationale:")
    }
    assert odd == set()
