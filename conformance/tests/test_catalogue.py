"""The clause catalogue is well-formed: ids, sources, statements, and the link to checks."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from os_conformance import catalogue
from os_conformance.catalogue import Target, in_profile, inapplicable, parse
from os_conformance.checks.errors.mounts import mount_rows
from os_conformance.checks.errors.plain import plain_rows
from os_conformance.checks.errors.situations import (
    CALLS,
    SITUATIONS,
    clause_of,
    rows,
    statement_of,
    windows_rows,
)
from os_conformance.errors import CatalogueError
from os_conformance.suite import all_checks

CLAUSES = catalogue.load()
RATIONALE = Path(__file__).parents[2] / "docs" / "rationale"
ID = re.compile(r"os(\.[A-Za-z_][A-Za-z0-9_]*)*/[a-z0-9][a-z0-9_-]*\Z")
SOURCE = re.compile(
    r"(library|reference|c-api|using|whatsnew)/[\w.]+\.html#[\w.-]+\Z|posix:\w+\Z|linux:[\w.]+\Z"
    r"|msdn:[\w.-]+\Z|pep:\d+\Z|rationale:(\d{4})\Z"
)


def linux(python=(3, 12)):
    return Target(os_name="posix", platform="linux", python=python)


def test_there_are_two_thousand():
    assert len(CLAUSES) >= 2000


@pytest.mark.parametrize("clause", CLAUSES.values(), ids=lambda c: c.id)
def test_clause_is_well_formed(clause):
    assert ID.match(clause.id)
    assert clause.level in catalogue.LEVELS
    assert clause.statement.endswith(".")
    assert clause.section
    assert clause.sources
    for source in clause.sources:
        found = SOURCE.match(source)
        assert found, source
        if found[2]:
            assert list(RATIONALE.glob(f"{found[2]}-*.md")), f"no note {found[2]}"


def test_statements_do_not_repeat():
    counts = Counter(clause.statement for clause in CLAUSES.values())
    assert not [statement for statement, n in counts.items() if n > 1]


def test_retired_ids_are_not_used():
    text = (resources.files("os_conformance") / "clauses" / "retired.toml").read_text("utf-8")
    retired = tomllib.loads(text)["retired"]
    assert not set(retired) & set(CLAUSES)
    assert all(retired.values())


@pytest.mark.parametrize("check", all_checks(), ids=lambda c: c.id)
def test_every_case_names_known_clauses(check):
    assert check.cases
    for case in check.cases:
        names = check.case_clauses(case)
        assert names
        assert not [name for name in names if name not in CLAUSES]


def test_check_ids_are_unique():
    counts = Counter(check.id for check in all_checks())
    assert not [name for name, n in counts.items() if n > 1]


def test_every_testable_clause_of_the_seed_profile_has_a_check():
    verified = {
        c for check in all_checks() for case in check.cases for c in check.case_clauses(case)
    }
    seed = [c for c in CLAUSES.values() if in_profile(c, "seed")]
    assert len(seed) >= 120
    assert not [c.id for c in seed if not c.untestable and c.id not in verified]


def test_every_clause_has_a_check_or_says_why_not():
    verified = {
        c for check in all_checks() for case in check.cases for c in check.case_clauses(case)
    }
    assert not [c.id for c in CLAUSES.values() if not c.untestable and c.id not in verified]
    assert not [c.id for c in CLAUSES.values() if c.untestable and c.id in verified]


def test_every_check_names_clauses_of_the_catalogue():
    unknown = {
        (check.id, c)
        for check in all_checks()
        for case in check.cases
        for c in (check.case_clauses(case) or ["none"])
        if c not in CLAUSES
    }
    assert not unknown


def test_there_are_twelve_thousand_cases():
    assert sum(len(check.cases) for check in all_checks()) >= 12_000


def test_seed_profile_has_three_hundred_cases():
    seed = {c.id for c in CLAUSES.values() if in_profile(c, "seed")}
    cases = [
        case
        for check in all_checks()
        for case in check.cases
        if set(check.case_clauses(case)) & seed
    ]
    assert len(cases) >= 300


def test_there_are_ten_smoke_checks():
    assert sum(check.id.startswith("smoke/") for check in all_checks()) == 10


def row(**changes):
    fields = {"statement": '"x does."', "level": '"core"', "source": '"#os.x"', **changes}
    return '[clause."os.x/y"]\n' + "".join(f"{k} = {v}\n" for k, v in fields.items() if v)


def test_source_gets_the_document():
    (clause,) = parse('document = "library/os.html"\n' + row(), "x.toml")
    assert clause.sources == ("library/os.html#os.x",)
    assert clause.function == "os.x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "not TOML"),
        (row(level='"odd"'), "level 'odd'"),
        (row(statement=None), "statement"),
        (row(source="1"), "source"),
        (row(colour='"red"'), "colour"),
        (row(since='"x"'), "os.x/y"),
    ],
)
def test_bad_files_are_told_in_one_line(text, words):
    with pytest.raises(CatalogueError, match=r"x\.toml") as caught:
        parse(text, "x.toml")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value).strip()


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({}, True),
        ({"since": '"3.12"'}, True),
        ({"since": '"3.13"'}, False),
        ({"until": '"3.12"'}, True),
        ({"until": '"3.11"'}, False),
        ({"level": '"posix"'}, True),
        ({"level": '"linux"'}, True),
        ({"level": '"windows"'}, False),
        ({"level": '"macos"'}, False),
        ({"platforms": '["linux"]'}, True),
        ({"platforms": '["macos", "wasi"]'}, False),
        ({"platforms": '["!linux"]'}, False),
        ({"platforms": '["!wasi"]'}, True),
    ],
)
def test_applicability(changes, applies):
    (clause,) = parse(row(**changes), "x.toml")
    reason = inapplicable(clause, linux())
    assert (reason is None) == applies
    assert applies or reason


def test_select_by_glob():
    assert {c.function for c in CLAUSES.select("os.makedirs/*")} == {"os.makedirs"}
    assert not CLAUSES.select("nothing/*")


def test_error_table_and_clauses_agree():
    wanted = {clause_of(c, s): statement_of(c, s, errnos) for c, s, errnos in rows()}
    wanted |= {row.clause: row.statement for row in mount_rows()}
    wanted |= {row.clause: row.statement for row in plain_rows()}
    wanted |= {
        clause_of(c, s, "windows-error"): statement_of(c, s, codes, "On Windows ")
        for c, s, codes in windows_rows()
    }
    told = {c.id: c.statement for c in CLAUSES.values() if c.section.startswith("Errors of")}
    assert told == wanted
    assert {call for call, _, _ in rows()} == set(CALLS)
    assert {situation for _, situation, _ in rows()} == set(SITUATIONS)
