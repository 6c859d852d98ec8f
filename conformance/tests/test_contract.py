"""The pages of the contract: made from the catalogue, and up to date."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from os_conformance import catalogue

DOCS = Path(__file__).parents[2] / "docs"


def maker():
    spec = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_pages_are_up_to_date():
    made = dict(maker().pages())
    written = {path.name: path.read_text("utf-8") for path in (DOCS / "contract").glob("*.md")}
    assert set(made) == set(written)
    stale = [name for name in made if made[name] != written[name]]
    assert not stale, "run: python docs/make.py"


def test_every_promise_is_on_a_page():
    text = "".join(text for _, text in maker().pages())
    for name in catalogue.load():
        assert f"| `{name.partition('/')[2]}` |" in text


def test_links_lead_to_files():
    make = maker()
    for clause in catalogue.load().values():
        for source in clause.sources:
            told = make.link(source)
            if "../rationale/" in told:
                assert (
                    DOCS / "rationale" / told.partition("../rationale/")[2].rstrip(")")
                ).is_file()
