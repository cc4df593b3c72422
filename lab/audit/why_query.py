"""Explains one query of a running system, as `lab why` does of a lab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lab.audit.asking import PrometheusAsk
from lab.audit.budget import Budget, BudgetedService, Limits
from lab.audit.fetching import fetch_system
from lab.backends.endpoint import Endpoint
from lab.errors import CannotStart
from lab.language.dialect import Dialect
from lab.why.evaluation import QueryResult
from lab.why.explain import explain
from lab.why.expression import Expression, Selector, parts
from lab.why.model import Explanation
from lab.why.nearest import nearest
from lab.why.parser import parse

LIMITS = Limits(queries=300, seconds=60.0)
_MOST = 30  # metrics whose series are read


def explain_query(query: str, endpoint: Endpoint, dialects: Mapping[str, Dialect], at: float | None) -> Explanation:
    """Raises UsageError for what is not PromQL, CannotStart when the system cannot be asked."""
    expression = parse(query)
    service = BudgetedService(endpoint, Budget(LIMITS))
    system, _ = fetch_system(service)
    if at is not None:
        system = replace(system, at=at)
    ask = PrometheusAsk(service, system)
    inventory = ask.inventory(_metrics(expression, system.metrics), _narrowed(expression))
    if isinstance(inventory, str):
        raise CannotStart(f"{endpoint.url}{endpoint.path} does not tell its series: {inventory}")

    def evaluate(part: str) -> QueryResult:
        [result] = ask.values([part])
        return result

    return explain(query, inventory, dialects, evaluate)


def _metrics(expression: Expression, known: frozenset[str]) -> tuple[str, ...]:
    """Those that the query reads, and for one that is not there the ones that are probably meant."""
    names: dict[str, None] = {}
    for selector in _selectors(expression):
        if selector.name is None:
            matchers = [matcher for matcher in selector.matchers if matcher.label == "__name__"]
            names |= dict.fromkeys(name for name in sorted(known) if all(one.accepts(name) for one in matchers))
        else:
            names |= dict.fromkeys([selector.name, *(() if selector.name in known else nearest(selector.name, known))])
    return tuple(names)[:_MOST]


def _narrowed(expression: Expression) -> tuple[str, ...]:
    """Each selector with one of its matchers: a metric may have more series than are read, and these are then read."""
    named = [selector for selector in _selectors(expression) if selector.name is not None]
    return tuple(
        dict.fromkeys(
            replace(selector, matchers=(*(m for m in selector.matchers if m.label == "__name__"), matcher)).bare()
            for selector in named
            for matcher in selector.labelled
        )
    )


def _selectors(expression: Expression) -> list[Selector]:
    return [part for part in parts(expression) if isinstance(part, Selector)]
