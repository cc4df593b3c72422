"""A verdict as labelled texts; each report selects the labels it shows."""

from __future__ import annotations

from collections.abc import Iterable

from lab.record.planned import MutantPlan
from lab.record.verdict import Verdict
from lab.report.explanations import QueryExplanation
from lab.report.sentences import plan_text

_NOT_EXPLAINED = QueryExplanation()


def verdict_facts(
    verdict: Verdict, mutant: MutantPlan | None, explanation: QueryExplanation = _NOT_EXPLAINED
) -> dict[str, str]:
    """Label -> text, without those that are empty. `explain` is a command to run."""
    judgement = verdict.judgement
    facts = {
        "step": verdict.step,
        "asked": ", ".join(dict.fromkeys(one.query.ask for one in verdict.evidence if one.query.ask)),
        "planned": plan_text(verdict, mutant),
        "expected": judgement.expected,
        "actual": judgement.actual,
        "difference": judgement.difference,
        "reason": str(judgement.reason or ""),
        "where": str(verdict.where),
        "why": explanation.why,
        "hint": "" if explanation.why else judgement.hint,  # a hint says where to look for the cause
        "explain": explanation.command,
    }
    return {label: text for label, text in facts.items() if text}


def select_facts(facts: dict[str, str], labels: Iterable[str]) -> list[tuple[str, str]]:
    """Label and text, in the order of `labels`, without those that `facts` does not have."""
    return [(label, facts[label]) for label in labels if label in facts]
