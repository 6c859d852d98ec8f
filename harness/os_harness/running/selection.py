"""Which cases a run is about: profile, clause glob, expression, shard."""

from __future__ import annotations

import zlib
from fnmatch import fnmatchcase

from _pytest.mark.expression import Expression

from os_conformance.catalogue import Catalogue, in_profile
from os_conformance.check import Case, Check
from os_harness.errors import UsageError
from os_harness.running.settings import Settings


class Selection:
    """Tells whether a case belongs to a run; UsageError when the settings make no sense."""

    def __init__(self, settings: Settings, catalogue: Catalogue) -> None:
        self.settings, self.catalogue = settings, catalogue
        self.done = frozenset(settings.done)
        self.expression = _compile(settings.select)

    def cases(self, check: Check) -> tuple[Case, ...]:
        """The cases of a check that belong to the run."""
        settings = self.settings
        if check.numbered:  # many alike: each shard has its part of them
            made = check.cases_of(settings.seed, settings.scripts)
            cases = [case for case in made if self._in_shard(check.case_id(case))]
        else:
            cases = list(check.cases) if self._in_shard(check.id) else []
        return tuple(case for case in cases if self._wanted(check, case))

    def _wanted(self, check: Check, case: Case) -> bool:
        name, clauses = check.case_id(case), check.case_clauses(case)
        if name in self.done:
            return False
        if not self._in_profile(name, clauses):
            return False
        glob = self.settings.clause
        if glob is not None and not any(fnmatchcase(c, glob) for c in clauses):
            return False
        if self.expression is None:
            return True
        text = " ".join([name, *clauses]).lower()
        return self.expression.evaluate(lambda word, /, **_: word.lower() in text)

    def _in_profile(self, name: str, clauses: tuple[str, ...]) -> bool:
        """Whether a case belongs to the profile: smoke by its place, the others by its clauses."""
        if self.settings.profile == "smoke":
            return name.startswith("smoke/")
        return any(in_profile(self.catalogue[c], self.settings.profile) for c in clauses)

    def _in_shard(self, name: str) -> bool:
        if self.settings.shard is None:
            return True
        number, many = self.settings.shard
        return zlib.crc32(name.encode()) % many == number - 1


def _compile(text: str | None) -> Expression | None:
    if not text:
        return None
    try:
        return Expression.compile(text)
    except SyntaxError as error:
        raise UsageError(f"-k {text!r}: not an expression of and, or, not: {error}") from None
