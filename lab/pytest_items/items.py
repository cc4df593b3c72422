"""The tests: one per expectation of a scenario, and for a mutant one per failure it plans and one for all the rest.

An item only reads the record of its lab's run. What of it is good is said by `lab.report.outcome`, as in every report.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from lab.plan.model import CheckPlan
from lab.pytest_items.labs import NotRun, Ran, ScenarioRun
from lab.pytest_items.messages import broken_off, cannot_run, surprises_elsewhere, told
from lab.pytest_items.ordering import one_word
from lab.pytest_items.summary import properties
from lab.record.run_record import RunRecord
from lab.record.verdict import Status, Verdict
from lab.report.outcome import outcome


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
        # Marks of a plugin that is not there would be refused where marks are strict.
        if self.config.pluginmanager.hasplugin("timeout"):
            self.add_marker(pytest.mark.timeout(self.lab.time_limit_s()))

    @property
    def number(self) -> int:
        """Where it stands among the items of its lab."""
        checks = self.lab.plan.checks()
        return checks.index(self.check) if self.check is not None else len(checks)

    def setup(self) -> None:
        """Runs the lab, unless another item of it has: what keeps a lab from running is an error, not a failure."""
        ended = self.lab.outcome()
        self.user_properties.extend(properties(self.lab.plan, ended))
        if isinstance(ended, NotRun):
            first, self.lab.told = not self.lab.told, True
            pytest.fail(cannot_run(ended, full=first), pytrace=False)
        failure = ended.record.failure
        if failure is not None and (self.check is None or self._verdict(ended.record) is None):
            first, self.lab.told = not self.lab.told, True
            pytest.fail(broken_off(ended.record, failure, ended.report, full=first), pytrace=False)

    def runtest(self) -> None:
        ended = self.lab.outcome()
        assert isinstance(ended, Ran)
        verdict = self._verdict(ended.record)
        if verdict is None:
            pytest.fail("was never judged", pytrace=False)
        if verdict.status is Status.NOT_APPLICABLE and not self.config.getoption("lab_strict"):
            pytest.skip(verdict.judgement.actual)
        if verdict.status is Status.NOT_APPLICABLE or outcome(verdict, ended.record.mutant).bad:
            pytest.fail(told(verdict, ended.record, ended.report), pytrace=False)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        line = self.check.place.line - 1 if self.check is not None else None
        return self.path, line, f"{self.lab.plan.label}: {self.name}"

    def _verdict(self, record: RunRecord) -> Verdict | None:
        assert self.check is not None
        return next((verdict for verdict in record.verdicts if verdict.name == self.check.name), None)


class NothingElse(ScenarioItem):
    """A mutant's other expectations, in one item: there are many, and what was broken is no news of them."""

    def runtest(self) -> None:
        ended = self.lab.outcome()
        assert isinstance(ended, Ran)
        words = surprises_elsewhere(ended.record, ended.report)
        if words:
            pytest.fail(words, pytrace=False)
