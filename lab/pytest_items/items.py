"""The items: one per expectation of a scenario; for a mutant, one per planned failure and one for all the others.

An item only reads the record of its lab's run. `lab.record.outcome` decides which verdicts are bad, as in every report;
if the run did not pass, at least one of its items does not pass.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from lab.plan.model import CheckPlan
from lab.pytest_items.keywords import hyphenate
from lab.pytest_items.labs import FinishedRun, NotRun, ScenarioRun
from lab.pytest_items.messages import ended_early_message, not_run_message, unexpected_message, verdict_message
from lab.pytest_items.summary import properties
from lab.record.run_record import RunRecord
from lab.record.verdict import Status, Verdict
from lab.report.escapes import without_commands
from lab.report.formatting import one_line


class ScenarioItem(pytest.Item):
    """One expectation; for a mutant, one that must fail."""

    def __init__(self, *, lab: ScenarioRun, check: CheckPlan | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lab = lab
        self.check = check
        self.extra_keyword_matches.update((lab.plan.scenario, hyphenate(lab.plan.name), hyphenate(self.name)))
        self.add_marker("scenario")
        if lab.plan.mutant is not None:
            self.add_marker("mutant")
            self.extra_keyword_matches.add(hyphenate(f"mutant: {lab.plan.mutant.name}"))
        # Without the plugin, --strict-markers would reject the mark.
        if self.config.pluginmanager.hasplugin("timeout"):
            self.add_marker(pytest.mark.timeout(self.lab.time_limit_s()))

    @property
    def number(self) -> int:
        """The position among the items of the lab."""
        checks = self.lab.plan.checks()
        return checks.index(self.check) if self.check is not None else len(checks)

    def setup(self) -> None:
        """Runs the lab, unless another item has. A lab that could not run is an error of the test, not a failure."""
        run = self.lab.result()
        self.user_properties.extend(properties(self.lab.plan, run))
        if isinstance(run, NotRun):
            pytest.fail(not_run_message(run, full=self._shows_failure()), pytrace=False)
        failure = run.record.failure
        if failure is not None and (self._verdict(run.record) is None or _all_judged(self.lab, run.record)):
            message = ended_early_message(run.record, failure, run.report, full=self._shows_failure())
            pytest.fail(message, pytrace=False)

    def runtest(self) -> None:
        run = self.lab.result()
        assert isinstance(run, FinishedRun)
        verdict = self._verdict(run.record)
        if verdict is None:
            pytest.fail("was never judged", pytrace=False)
        if verdict in run.record.bad_verdicts():
            pytest.fail(verdict_message(verdict, run.record, run.report), pytrace=False)
        if verdict.status is Status.NOT_APPLICABLE:
            pytest.skip(without_commands(one_line(verdict.judgement.actual)))

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        line = self.check.place.line - 1 if self.check is not None else None
        return self.path, line, f"{self.lab.plan.label}: {self.name}"

    def _shows_failure(self) -> bool:
        """Whether this is the first item of the lab to show why it did not run."""
        first, self.lab.failure_shown = not self.lab.failure_shown, True
        return first

    def _verdict(self, record: RunRecord) -> Verdict | None:
        if self.check is None:
            return None
        return next((verdict for verdict in record.verdicts if verdict.name == self.check.name), None)


class OtherExpectations(ScenarioItem):
    """A mutant's other expectations, in one item: there are many, and most are unaffected by the injected defect."""

    def runtest(self) -> None:
        run = self.lab.result()
        assert isinstance(run, FinishedRun)
        message = unexpected_message(run.record, run.report)
        if message:
            pytest.fail(message, pytrace=False)


def _all_judged(lab: ScenarioRun, record: RunRecord) -> bool:
    """A run that ended early after every expectation was judged has no other item to report that."""
    judged = {verdict.name for verdict in record.verdicts}
    return lab.plan.mutant is None and all(check.name in judged for check in lab.plan.checks())
