"""A verdict as labelled texts."""

from __future__ import annotations

from lab.language import reasons
from lab.record.planned import MutantPlan
from lab.record.verdict import Status
from lab.report.explanations import QueryExplanation
from lab.report.facts import select_facts, verdict_facts
from tests.report.records import verdict

ONE = verdict("counted", Status.FAILED, reason=reasons.NO_DATA, expected="data", actual="none", hint="look")


def test_verdict_facts() -> None:
    mutant = MutantPlan("broken", {"counted": reasons.NO_SERIES})
    assert verdict_facts(ONE, mutant, QueryExplanation("never sent", "lab why x")) == {
        "step": "shopping",
        "planned": "to fail with no_series",
        "expected": "data",
        "actual": "none",
        "reason": "no_data",
        "where": "scenarios/shop/scenario.yaml:60:7",
        "why": "never sent",
        "explain": "lab why x",
    }


def test_verdict_facts_hint_of_what_is_not_explained() -> None:
    assert verdict_facts(ONE, None)["hint"] == "look"


def test_select_facts() -> None:
    facts = verdict_facts(ONE, None)
    assert select_facts(facts, ("hint", "planned", "actual")) == [
        ("hint", "look"),
        ("actual", "none"),
    ]
