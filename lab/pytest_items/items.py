"""The tests: one per expectation of a scenario, and for a mutant one per failure it plans and one for all the rest.

An item only reads the record of its lab's run. Which verdicts are bad is decided by `lab.record.outcome`, as in every
report; if the run did not pass, at least one of its items does not either.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from lab.plan.model import CheckPlan
from lab.pytest_items.labs import NotRun, Ran, ScenarioRun
from lab.pytest_items.messages import ended_early_message, not_run_message, unexpected_message, verdict_message
from lab.pytest_items.ordering import one_word
from lab.pytest_items.summary import properties
from lab.record.run_record import RunRecord
from lab.record.verdict import Status, Verdict


class ScenarioItem(pytest.Item):
    """One expectation; of a mutant, one that must fail."""

    def __init__(self, *, lab: ScenarioRun, check: CheckPlan | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lab = lab
        self.check = check
        self.extra_keyword_matches.update((lab.plan.scenario, one_word(self.name)))
        self.add_marker("scenario")
        if lab.plan.mutant is not None:
            self.add_marker("mutant")
            self.extra_keyword_matches.add(one_word(f"mutant: {lab.plan.mutant.name}"))
        # A mark of a plugin that is not installed would be refused with --strict-markers.
        if self.config.pluginmanager.hasplugin("timeout"):
            self.add_marker(pytest.mark.timeout(self.lab.time_limit_s()))

    @property
    def number(self) -> int:
        """Its position among the items of its lab."""
        checks = self.lab.plan.checks()
        return checks.index(self.check) if self.check is not None else len(checks)

    def setup(self) -> None:
        """Runs the lab, unless another item has. What keeps the lab from running is an error, not a failure."""
        ran = self.lab.ran()
        self.user_properties.extend(properties(self.lab.plan, ran))
        if isinstance(ran, NotRun):
            pytest.fail(not_run_message(ran, full=self._shows_failure()), pytrace=False)
        failure = ran.record.failure
        if failure is not None and (self._verdict(ran.record) is None or _all_judged(self.lab, ran.record)):
            message = ended_early_message(ran.record, failure, ran.report, full=self._shows_failure())
            pytest.fail(message, pytrace=False)

    def runtest(self) -> None:
        ran = self.lab.ran()
        assert isinstance(ran, Ran)
        verdict = self._verdict(ran.record)
        if verdict is None:
            pytest.fail("was never judged", pytrace=False)
        if verdict in ran.record.bad_verdicts():
            pytest.fail(verdict_message(verdict, ran.record, ran.report), pytrace=False)
        if verdict.status is Status.NOT_APPLICABLE:
            pytest.skip(verdict.judgement.actual)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        line = self.check.place.line - 1 if self.check is not None else None
        return self.path, line, f"{self.lab.plan.label}: {self.name}"

    def _shows_failure(self) -> bool:
        """Whether this is the first item that shows why the lab did not run."""
        first, self.lab.failure_shown = not self.lab.failure_shown, True
        return first

    def _verdict(self, record: RunRecord) -> Verdict | None:
        if self.check is None:
            return None
        return next((verdict for verdict in record.verdicts if verdict.name == self.check.name), None)


class NothingElse(ScenarioItem):
    """A mutant's other expectations, in one item: there are many, and most are unaffected by the injected defect."""

    def runtest(self) -> None:
        ran = self.lab.ran()
        assert isinstance(ran, Ran)
        message = unexpected_message(ran.record, ran.report)
        if message:
            pytest.fail(message, pytrace=False)


def _all_judged(lab: ScenarioRun, record: RunRecord) -> bool:
    """A run that ended early after every expectation was judged has no other item to report that."""
    judged = {verdict.name for verdict in record.verdicts}
    return lab.plan.mutant is None and all(check.name in judged for check in lab.plan.checks())
