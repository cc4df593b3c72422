from __future__ import annotations

from lab.drill.result import DrillResult, Outcome, RuleResult
from tests.drill.drilled import rule_of


def result_of(outcome: Outcome, *, fired: bool) -> DrillResult:
    return DrillResult((RuleResult(rule_of("up == 0"), outcome, fired=fired),), (), (), 1.0)


def test_good_outcomes() -> None:
    assert result_of(Outcome.DELIVERED, fired=True).good and result_of(Outcome.ALWAYS, fired=True).good
    assert not result_of(Outcome.NOT_RESOLVED, fired=True).good


def test_fired_counts_rules_that_were_not_delivered_too() -> None:
    assert result_of(Outcome.NOT_DELIVERED, fired=True).fired == 1
    assert result_of(Outcome.NOT_FIRED, fired=False).fired == 0
