"""Queries that return something else than they seem to: what `lab why` finds suspicious about a query with data, as far
as its text and the types of its metrics show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lab.audit.context import AuditContext
from lab.audit.judged import JudgedQuery, judged
from lab.audit.model import Finding, FindingClass
from lab.audit.registry import CheckDescription, register
from lab.why.expression import to_promql
from lab.why.inventory import Inventory
from lab.why.lints.aggregation_order import review_aggregation_order
from lab.why.lints.counters import review_counters
from lab.why.lints.quantiles import review_quantiles
from lab.why.lints.ratios import review_ratios
from lab.why.model import ExplainContext
from lab.why.model import Finding as Suspicion

_NAME = "suspicious-query"
_REVIEWS: tuple[Callable[[ExplainContext], tuple[Suspicion, ...]], ...] = (
    review_quantiles,
    review_counters,
    review_aggregation_order,
    review_ratios,
)


@register(
    CheckDescription(
        _NAME,
        (FindingClass.MISLEADING,),
        "A query returns other numbers than it seems to: a quantile of 95, the `rate` of a gauge, an average of "
        "quantiles or of ratios, a share compared with a percentage.",
        "Write it as the finding proposes; `lab why` explains it with the values that it returns.",
    )
)
def check(context: AuditContext) -> Iterator[Finding]:
    system = context.system
    types = Inventory(system.address, 0.0, system.at, {}, types=system.types)
    found = [
        (one, suspicions)
        for one in judged(context).queries
        if one.query.expression is not None
        and (suspicions := _reviewed(ExplainContext(one.query.expression, types, {})))
    ]
    proposals = [to_promql(suspicion.proposals[0].query) for _, (suspicion, *_) in found if suspicion.proposals]
    good = {query for query, result in zip(proposals, context.ask.values(proposals), strict=True) if result.samples}
    for one, suspicions in found:
        yield _finding(one, suspicions, good)


def _reviewed(context: ExplainContext) -> list[Suspicion]:
    return [suspicion for review in _REVIEWS for suspicion in review(context)]


def _finding(judged: JudgedQuery, suspicions: list[Suspicion], good: set[str]) -> Finding:
    """Only a proposal that returns data is a fix."""
    first, *others = suspicions
    details = (*first.details, *(other.message for other in others))
    better = to_promql(first.proposals[0].query) if first.proposals else ""
    fix = f"use {better}" if better in good else ""
    return Finding(
        _NAME, FindingClass.MISLEADING, judged.query.subject, first.message, details, fix, judged.query.query
    )
