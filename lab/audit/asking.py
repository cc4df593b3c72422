"""Asks the audited Prometheus: several questions at a time, all counted against the budget."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from lab.audit.budget import BudgetedService
from lab.audit.system import OUT_OF_BUDGET, System
from lab.backends.inventory import query_result
from lab.backends.partial_inventory import SEARCH_S, MetricReader
from lab.queries.answer import UNREADABLE, Answer
from lab.queries.prometheus import data_of
from lab.why.evaluation import QueryResult
from lab.why.expression import NAME
from lab.why.inventory import AlertingRule, Inventory, Metric, RecordingRule

MAX_VALUES = 1000
MAX_SERIES = 2000  # of an inventory
_TIMEOUT = "9s"  # of the evaluation: the system gives up a query soon after lab no longer waits for it
V = TypeVar("V")
_PLAIN_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


class PrometheusAsk:
    """Remembers what it was told: checks ask the same of the same moment."""

    def __init__(self, service: BudgetedService, system: System) -> None:
        self._service = service
        self._system = system
        self._values: dict[str, QueryResult] = {}
        self._metrics: dict[str, Metric | str] = {}

    def values(self, queries: Sequence[str]) -> list[QueryResult]:
        self._remember(self._values, queries, self._value)
        return [self._values[query] for query in queries]

    def has_series(self, selectors: Sequence[str], *, since: float | None = None) -> list[bool | str]:
        """By the names of the metrics: Prometheus answers that from its index, and it is one name in any version. It
        also knows series of the last hours that have ended."""
        start = self._system.at - self._system.lookback if since is None else since

        def matches(selector: str) -> bool | str:
            named = self._names(selector, NAME, start, 1)
            return named if isinstance(named, str) else bool(named)

        distinct = list(dict.fromkeys(selectors))
        answers = self._service.budget.each(matches, distinct)
        known = dict(zip(distinct, answers, strict=True))
        return [known[selector] for selector in selectors]

    def label_values(self, label: str, selector: str) -> list[str] | str:
        return self._names(selector, label, self._system.at - self._system.lookback, MAX_VALUES)

    def label_names(self, selector: str) -> list[str] | str:
        start = self._system.at - self._system.lookback
        params = {**_matching(selector), "start": start, "end": self._system.at}
        answer = data_of(self._service.query("/api/v1/labels", params))
        if answer.error:
            return answer.error
        return [str(name) for name in answer.json if name != NAME] if isinstance(answer.json, list) else []

    def inventory(self, metrics: Sequence[str], selectors: Sequence[str] = ()) -> Inventory | str:
        wanted = tuple(dict.fromkeys(metrics))
        reader = MetricReader(self._service, self._system.at, MAX_SERIES // max(len(wanted), 1))
        self._remember(self._metrics, wanted, lambda name: reader.read(name, self._system.series.get(name, 0)))
        read: dict[str, Metric] = {}
        for name in wanted:
            metric = self._metrics[name]
            if isinstance(metric, str):
                return metric
            if metric.series or name in self._system.metrics:
                read[name] = metric
        if selectors and any(len(metric.series) < metric.count for metric in read.values()):
            read = reader.more(read, selectors)
        return _inventory(self._system, read)

    def _value(self, query: str) -> QueryResult:
        answer = self._service.query("/api/v1/query", {"query": query, "time": self._system.at, "timeout": _TIMEOUT})
        return _read(answer)

    def _names(self, selector: str, label: str, start: float, most: int) -> list[str] | str:
        params = {**_matching(selector), "start": start, "end": self._system.at, "limit": most}
        answer = data_of(self._service.get(f"/api/v1/label/{_in_path(label)}/values", params))
        if answer.error:
            return answer.error
        values = answer.json if isinstance(answer.json, list) else []
        return [str(value) for value in values[:most]]

    def _remember(self, known: dict[str, V], wanted: Iterable[str], ask: Callable[[str], V]) -> None:
        """What was refused for want of budget is not asked again either."""
        new = [one for one in dict.fromkeys(wanted) if one not in known]
        answers = self._service.budget.each(ask, new)
        known.update(zip(new, answers, strict=True))


def _inventory(system: System, read: Mapping[str, Metric]) -> Inventory:
    """Of metrics that were not read, the names and the number of series as far as that is known."""
    alerting = (rule for rule in system.rules if rule.kind == "alerting")
    return Inventory(
        system.product,
        system.at - SEARCH_S,
        system.at,
        {**{name: Metric((), system.series.get(name, 0)) for name in system.metrics}, **read},
        system.lookback,
        system.targets,
        system.pools,
        tuple(RecordingRule(rule.name, rule.query, rule.error) for rule in system.rules if rule.kind == "recording"),
        tuple(AlertingRule(r.name, r.query, r.state, r.error, r.hold, r.labels) for r in alerting),
        dropped=system.dropped,
        scrape_configs=system.scrape_configs,
        types=system.types,
        features=system.features,
        searched=True,
    )


def _read(answer: Answer) -> QueryResult:
    try:
        return query_result(answer)
    except UNREADABLE as error:
        return QueryResult(error=f"not an answer of Prometheus: {type(error).__name__} {error}")


def _matching(selector: str) -> dict[str, Any]:
    """An empty selector is one of all series."""
    return {"match[]": selector} if selector else {}


def _in_path(label: str) -> str:
    """A label name as the API takes it in a path: one that is not made of letters, digits and _ is escaped."""
    if _PLAIN_LABEL.fullmatch(label):
        return label
    escaped = (c if c.isascii() and c.isalnum() else "__" if c == "_" else f"_{ord(c):x}_" for c in label)
    return "U__" + "".join(escaped)


def is_out_of_budget(error: str) -> bool:
    return error.startswith(OUT_OF_BUDGET)
