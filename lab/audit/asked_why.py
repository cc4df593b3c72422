"""Why a query is empty though every selector of it has series: `lab why` knows, from the series of its metrics."""

from __future__ import annotations

from dataclasses import dataclass

from lab.audit.context import AuditContext
from lab.audit.model import FindingClass
from lab.audit.selector_facts import plain
from lab.audit.sides import never_matching
from lab.audit.unfiltered import unfiltered
from lab.errors import UsageError
from lab.why.evaluation import QueryResult
from lab.why.explain import explain
from lab.why.expression import Expression, Selector, parts, to_promql
from lab.why.model import Cause, Explanation

_MOST_METRICS = 6  # of one query that are looked into
_EMPTY_BY_DESIGN = (Cause.FILTERED,)


@dataclass(frozen=True, slots=True)
class WhyEmpty:
    class_: FindingClass
    message: str
    details: tuple[str, ...] = ()
    fix: str = ""


def why_empty(query: str, expression: Expression | None, ctx: AuditContext) -> WhyEmpty:
    def evaluate(text: str) -> QueryResult:
        return ctx.ask.values([text])[0]

    if expression is not None and (found := never_matching(unfiltered(expression), evaluate)):
        return WhyEmpty(FindingClass.BROKEN, found.message, found.details, found.fix)
    names = [part.name for part in parts(expression) if isinstance(part, Selector) and part.name] if expression else []
    selectors = [plain(part).bare() for part in parts(expression) if isinstance(part, Selector)] if expression else []
    inventory = ctx.ask.inventory(list(dict.fromkeys(names))[:_MOST_METRICS], selectors[:_MOST_METRICS])
    unknown = WhyEmpty(FindingClass.QUIET, "its selectors have series, and it returns nothing now")
    if isinstance(inventory, str):
        return unknown
    try:
        explanation = explain(query, inventory, ctx.dialects, evaluate)
    except UsageError:
        return unknown
    return _of_explanation(explanation) or unknown


def _of_explanation(explanation: Explanation) -> WhyEmpty | None:
    if not explanation.findings or explanation.series:
        return None
    first = explanation.findings[0]
    class_ = FindingClass.BY_DESIGN if first.cause in _EMPTY_BY_DESIGN else FindingClass.QUIET
    fix = f"use {to_promql(first.proposals[0].query)}" if first.proposals else ""
    return WhyEmpty(class_, first.message, first.details, fix)
