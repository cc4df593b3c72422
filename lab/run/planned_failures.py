"""Which planned failures of a mutant have happened, and what need not be waited for once all of them have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.language.reasons import Reason
from lab.plan.model import StepPlan
from lab.record.planned import MutantPlan
from lab.record.verdict import Status, Verdict


@dataclass(slots=True)
class PlannedFailures:
    """Empty for a scenario as it is, which waits for everything."""

    fails: Mapping[str, Reason] = field(default_factory=dict)
    may_fail: frozenset[str] = frozenset()
    _outstanding: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._outstanding = set(self.fails)

    def note(self, verdict: Verdict) -> None:
        if verdict.status is Status.FAILED and verdict.judgement.reason is self.fails.get(verdict.name):
            self._outstanding.discard(verdict.name)

    @property
    def complete(self) -> bool:
        """Whether the mutant is killed as planned: every planned failure has happened, for its reason."""
        return bool(self.fails) and not self._outstanding

    def spares(self, name: str) -> bool:
        """Whether an expectation need not be waited for: it may fail or pass, and the mutant is killed already."""
        return self.complete and name in self.may_fail

    def ends_before(self, rest: tuple[StepPlan, ...]) -> bool:
        """Whether the steps that are left can show nothing: all of their expectations may fail or pass."""
        return self.complete and all(check.name in self.may_fail for step in rest for check in step.checks())


def planned_failures(mutant: MutantPlan | None) -> PlannedFailures:
    return PlannedFailures() if mutant is None else PlannedFailures(mutant.fails, frozenset(mutant.may_fail))
