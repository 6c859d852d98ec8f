"""Runs the cases of checks against one candidate, each isolated, and makes their result records."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import msgspec

from os_conformance import catalogue as catalogue_module
from os_conformance.check import GIVEN, Case, Check, parameters
from os_conformance.needs import NEEDS
from os_conformance.suite import all_checks
from os_harness import candidates
from os_harness.errors import Interrupted
from os_harness.expectations import layers
from os_harness.probe.caller import Caller
from os_harness.probe.module import Probe
from os_harness.probe.source import Source
from os_harness.probe.trace import Event, Trace, steps_of
from os_harness.protocol.session import Ending, Session
from os_harness.protocol.session import describe as describe_status
from os_harness.protocol.values import is_remote
from os_harness.report.records import RED, Outcome, Result
from os_harness.running import levels
from os_harness.running.judge import Verdict, judge
from os_harness.running.names import lacking_names, missed_name, relative_name
from os_harness.running.naming import Places
from os_harness.running.reproducer import Setting, reproducer
from os_harness.running.settings import Settings
from os_harness.running.situation import Surroundings
from os_harness.sandbox.scratch import Scratch
from os_harness.sandbox.world import ArrangeError, World

PASS = Verdict(Outcome.PASS)
WANTING = {Outcome.FAIL, Outcome.MISSING, Outcome.BLOCKED}  # how a check ends without a name
VIRTUAL_ROOT = "osconform"  # scratch directory in a file system that only the candidate has


class Runs:
    """The `run` of a check: snippets, operators, and single look-ups on the candidate's side."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller

    def __call__(
        self, function: Callable[..., Any], *args: Any, timeout: float | None = None
    ) -> Any:
        """`function(os, *args)` on the candidate's side."""
        return self.caller.snippet(function, *args, timeout=timeout)

    def do(self, operation: str, *args: Any) -> Any:
        """Apply one of the agent's operators."""
        return self.caller.do(operation, *args)

    def lookup(self, name: str) -> Any:
        """The value of a dotted name of the candidate, really looked up."""
        return self.caller.get(None, name)


class Runner:
    """One worker's way through the suite: an agent, a sandbox, a result for each case."""

    def __init__(self, settings: Settings, name: str = "main") -> None:
        self.settings = settings
        self.candidate = candidates.resolve(settings.candidate)
        assert settings.sandbox is not None
        self.scratch = Scratch(Path(settings.sandbox), name)
        self.session: Session = self.candidate.session(
            settings.python, settings.timeout, settings.in_process, str(self.scratch.inner)
        )
        self.catalogue = catalogue_module.load()
        self.facts = self.session.start()
        self.trace = Trace()
        self.caller = Caller(self.session, self.trace)
        self.around = Surroundings(self.session, self.candidate.entry, self.scratch, settings)
        # what checks see of the candidate: its facts, at the level that it is judged by
        self.judged = msgspec.structs.replace(self.facts, python=(*self.around.target.python, 0))
        self.places = Places(self.facts, settings.sandbox)
        self.facts = msgspec.structs.replace(self.facts, os_name=self.around.os_name)
        self.held: dict[str, bool] = {}
        self.expectations = layers.load(self.candidate, settings.expect, self.around.target)

    def close(self) -> None:
        """End the agent and remove the sandbox."""
        self.session.close()
        self.scratch.close()

    # -- one case

    def run(self, check: Check, case: Case) -> Result:
        """The result of one case, whatever happens in it."""
        started = time.perf_counter()
        try:
            result = self._run(check, case, started)
        except Exception as error:  # the kit's own fault is a result too
            self.session.kill()
            text = "".join(traceback.format_exception(error)).strip()
            result = self._record(check, case, Verdict(Outcome.BROKEN, text), started)
        return self.places.result(result)

    def _run(self, check: Check, case: Case, started: float) -> Result:
        verdict = self._beforehand(check, case)
        events: list[Event] = []
        if verdict is None:
            verdict, setting = self._attempt(check, case)
            events = list(self.trace.events)
            verdict = self._of_platform(verdict)
            if verdict.outcome in RED:
                verdict = self._excused(events, verdict) or self._again(check, case, verdict)
                verdict = verdict.within(setting.scratch)
        result = self._record(check, case, verdict, started)
        if verdict.outcome in RED:
            steps = steps_of(events, Source(setting.scratch))
            promises = [f"{c}: {self.catalogue[c].statement}" for c in result.clauses]
            script = reproducer(result, events, setting, promises)
            result = msgspec.structs.replace(result, trace=steps, reproducer=script)
        return result

    def applicable(self, check: Check, case: Case) -> tuple[list[str], str]:
        """The clauses of a case that apply to the candidate; if none, why not."""
        reasons, found = [], []
        for name in check.case_clauses(case):
            reason = catalogue_module.inapplicable(self.catalogue[name], self.around.target)
            if reason is None:
                found.append(name)
            else:
                reasons.append(reason)
        return found, "; ".join(dict.fromkeys(reasons)) if not found else ""

    def _beforehand(self, check: Check, case: Case) -> Verdict | None:
        """The verdict on a case that need not, or cannot, be tried; else None."""
        found, reason = self.applicable(check, case)
        if not found:
            return Verdict(Outcome.NOT_APPLICABLE, reason)
        for name in check.needs:
            reason = NEEDS[name].unmet(self.around) or ""
            if reason:
                return Verdict(Outcome(NEEDS[name].outcome), reason)
        for name in check.after:
            if not self._holds(name):
                return Verdict(Outcome.BLOCKED, f"{name} does not hold")
        return None

    def _holds(self, name: str) -> bool:
        """Whether the checks of a clause pass (tried once a worker)."""
        if name not in self.held:
            self.held[name] = True  # a clause that depends on itself is no obstacle
            verdicts = [
                self._beforehand(check, case) or self._attempt(check, case)[0]
                for check in all_checks()
                for case in check.cases
                if name in check.case_clauses(case)
            ]
            self.held[name] = all(v.outcome not in RED for v in verdicts)
        return self.held[name]

    def _of_platform(self, verdict: Verdict) -> Verdict:
        """Not applicable if a check ended for want of a name that the platform does not have."""
        name = missed_name(verdict.message) if verdict.outcome in WANTING else None
        reason = name and catalogue_module.absent(f"os.{name}", self.around.platform)
        return Verdict(Outcome.NOT_APPLICABLE, reason) if reason else verdict

    def _excused(self, events: list[Event], verdict: Verdict) -> Verdict | None:
        """The verdict if a check asked for what is promised to later Pythons only, by names relative to
        a current directory where there is none, or, in a snippet, for documented names that are missing
        (which the checks of names tell)."""
        reason = levels.later(events, verdict.message, self.around.target.python)
        if reason is not None:
            return Verdict(Outcome.NOT_APPLICABLE, reason)
        if not self.around.has("chdir") and relative_name(events):
            return Verdict(Outcome.BLOCKED, "os.chdir is missing: relative names lead nowhere")
        documented = {clause.function for clause in self.catalogue.values()}
        for name in lacking_names(events):
            if f"os.{name}" in documented and not self.around.has(name):
                return Verdict(Outcome.BLOCKED, f"os.{name} is missing")
        return None

    def _again(self, check: Check, case: Case, first: Verdict) -> Verdict:
        """Try a red case once more: a verdict that does not come again is no verdict."""
        second, _ = self._attempt(check, case)
        if second.outcome == first.outcome:
            return first
        text = f"first {first.outcome}: {first.message}; then {second.outcome}: {second.message}"
        return Verdict(Outcome.FLAKY, text, first.wanted, first.got)

    def _attempt(self, check: Check, case: Case) -> tuple[Verdict, Setting]:
        """Run a case in a fresh child and a fresh scratch directory."""
        self.trace.clear()
        self.session.said()
        drop = self.around.drops and ("unprivileged" in check.needs or self.settings.unprivileged)
        drop = drop and "root" not in check.needs
        shared = self.around.shared
        host_root = self.scratch.fresh()
        cpus = self.settings.cpus if "all-cpus" in check.needs else None
        self.session.begin(cwd=host_root if self.around.on_host else None, drop=drop, cpus=cpus)
        root = self.around.for_candidate(host_root) if shared else self._virtual_root()
        native = self.facts.python[0] == 2
        setting = Setting(self.candidate, root, shared, drop, native)
        try:
            verdict = self._call(check, case, root, host_root if shared else None)
        except BaseException:
            self.session.kill()
            raise
        ending = self.session.end()
        verdict = self._afterwards(verdict, ending, host_root)
        self.scratch.clean()
        return verdict, setting

    def _call(self, check: Check, case: Case, root: str, host_root: str | None) -> Verdict:
        probe = Probe(self.caller, self.facts.names, self.facts.path_names)
        world = World(self.caller, probe, root, host_root, self.around.separator)
        given: dict[str, Any] = {"os": probe, "world": world, "run": Runs(self.caller)}
        given |= {"facts": self.judged, "platform": self.around.platform}
        wanted = {name: given[name] for name in parameters(check.function) & GIVEN}
        try:
            if host_root is None:
                self._arrange_virtual(probe, root, needed="world" in wanted)
            self._function(check)(**wanted, **case.values)
        except Interrupted as error:
            return self._judge(error, check, case)
        except Exception as error:
            return self._judge(error, check, case)
        except BaseException as error:
            if not is_remote(error):
                raise
            return self._judge(error, check, case)
        return PASS

    def _judge(self, error: BaseException, check: Check, case: Case) -> Verdict:
        level = self.catalogue[check.case_clauses(case)[0]].level
        return judge(error, check, level, self.around.shared)

    def _function(self, check: Check) -> Callable[..., None]:
        """The function of a check; a property with this run's number of examples and seed."""
        if not _is_property(check):
            return check.function
        # hypothesis refuses settings for a function that has some; each run has its own
        check.function.__dict__.pop("_hypothesis_internal_settings_applied", None)
        chosen = hypothesis.settings(
            max_examples=self.settings.examples,
            derandomize=self.settings.seed == 0,
            database=None,
            deadline=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(hypothesis.HealthCheck),
        )(check.function)
        return hypothesis.seed(self.settings.seed)(chosen) if self.settings.seed else chosen

    def _virtual_root(self) -> str:
        """The scratch directory in a file system of the candidate's own: without a fork it lives on,
        so each attempt has a name of its own."""
        own = VIRTUAL_ROOT if self.around.can_fork else f"{VIRTUAL_ROOT}-{self.scratch.count}"
        return self.around.virtual(own)

    def _arrange_virtual(self, probe: Any, root: str, needed: bool) -> None:
        """Make the scratch directory through the candidate; if it cannot, only those suffer that need it."""
        self.caller.quiet = True
        try:
            probe.mkdir(root)
            if self.around.has("chdir"):  # else only names with a root lead there
                probe.chdir(root)
        except Exception as error:
            if needed:
                raise ArrangeError(f"a scratch directory: {error}") from error
        finally:
            self.caller.quiet = False

    def _afterwards(self, verdict: Verdict, ending: Ending, host_root: str) -> Verdict:
        """What the end of the process and the state of the sandbox add to a verdict."""
        escaped = self.scratch.escaped()
        if self.scratch.moved:  # the agent's own directory went with it
            self.session.kill()
        if not self.around.shared and os.listdir(host_root):
            escaped = "it acted on the host's file system instead of its own"
        if escaped:
            return Verdict(
                Outcome.ESCAPE, escaped, "nothing outside the scratch directory", escaped
            )
        if verdict.outcome == Outcome.PASS and ending.left:
            words = f"{ending.left} process(es) were left running"
            return Verdict(Outcome.ESCAPE, words, "no process left behind", words)
        if verdict.outcome == Outcome.PASS and ending.status not in (0, None):
            words = (
                f"the process ended badly ({describe_status(ending.status)}) after its last call"
            )
            return Verdict(Outcome.CRASH, words, got=words)
        return verdict

    def _record(self, check: Check, case: Case, verdict: Verdict, started: float) -> Result:
        found, _ = self.applicable(check, case)
        names = found or list(check.case_clauses(case))
        names += [c for c in verdict.clauses if c in self.catalogue and c not in names]
        first = self.catalogue[names[0]]
        said = self.session.said() if verdict.outcome in RED else ""
        message = verdict.message + (f"\nstandard error: {said[-1000:]}" if said.strip() else "")
        return Result(
            check=check.case_id(case),
            clauses=names,
            function=first.function,
            level=first.level,
            outcome=verdict.outcome,
            expected=self.expectations.expected(check.case_id(case), names, verdict.outcome),
            title=check.title,
            message=message,
            wanted=verdict.wanted or (check.title if verdict.outcome in RED else ""),
            got=verdict.got,
            trace=[],
            reproducer="",
            seconds=round(time.perf_counter() - started, 6),
        )


def _is_property(check: Check) -> bool:
    return hasattr(check.function, "hypothesis")
