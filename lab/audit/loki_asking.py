"""Asks the audited Loki, as `PrometheusAsk` asks Prometheus: streams are its series."""

from __future__ import annotations

from collections.abc import Sequence

from lab.audit.asking import MAX_VALUES
from lab.audit.budget import BudgetedService
from lab.backends.inventory import query_result
from lab.language.json_values import mapping, mappings
from lab.queries.answer import UNREADABLE, Answer
from lab.queries.prometheus import data_of
from lab.queries.query import Params
from lab.why.evaluation import QueryResult, Sample
from lab.why.inventory import Inventory

RECENT_S = 3600.0  # how far back lines count as there now: a stream may be silent for minutes
_LINES = 20  # of a log query: whether there are any is what is asked


class LokiAsk:
    """`at` in unix seconds."""

    def __init__(self, service: BudgetedService, at: float) -> None:
        self._service = service
        self._at = at

    def values(self, queries: Sequence[str]) -> list[QueryResult]:
        """Of a log query, the streams with lines in the last hour."""
        return self._service.budget.each(self._value, queries)

    def has_series(self, selectors: Sequence[str], *, since: float | None = None) -> list[bool | str]:
        start = self._at - RECENT_S if since is None else since

        def matches(selector: str) -> bool | str:
            answer = self._get("series", {"match[]": selector, "start": _nanoseconds(start), "end": self._end()})
            return answer.error or bool(answer.json)

        return self._service.budget.each(matches, selectors)

    def label_values(self, label: str, selector: str) -> list[str] | str:
        answer = self._get(f"label/{label}/values", self._of(selector))
        return answer.error or [str(value) for value in answer.json or ()][:MAX_VALUES]

    def label_names(self, selector: str) -> list[str] | str:
        answer = self._get("labels", self._of(selector))
        return answer.error or [str(name) for name in answer.json or ()]

    def inventory(self, metrics: Sequence[str], selectors: Sequence[str] = ()) -> Inventory | str:
        return "Loki has streams, not metrics"

    def _value(self, query: str) -> QueryResult:
        try:
            if query.lstrip().startswith("{"):
                return self._lines(query)
            return query_result(self._ask("query", {"query": query, "time": self._end()}))
        except UNREADABLE as error:
            return QueryResult(error=f"not an answer of Loki: {type(error).__name__} {error}")

    def _lines(self, query: str) -> QueryResult:
        answer = data_of(self._ask("query_range", {"query": query, "limit": _LINES, **self._recent()}), "result")
        if answer.error:
            return QueryResult(error=answer.error)
        return QueryResult(tuple(Sample(mapping(one.get("stream"))) for one in mappings(answer.json["result"])))

    def _get(self, path: str, params: Params) -> Answer:
        """Loki leaves `data` out of its answer where there is none."""
        answer = self._service.get(f"/loki/api/v1/{path}", params)
        return answer if answer.error else Answer(json=mapping(answer.json).get("data") or [])

    def _ask(self, path: str, params: Params) -> Answer:
        return self._service.query(f"/loki/api/v1/{path}", params)

    def _of(self, selector: str) -> Params:
        """An empty selector is one of all streams."""
        return {**({"query": selector} if selector else {}), **self._recent()}

    def _recent(self) -> dict[str, str | float | list[str]]:
        return {"start": _nanoseconds(self._at - RECENT_S), "end": self._end()}

    def _end(self) -> str:
        return _nanoseconds(self._at)


def _nanoseconds(unix: float) -> str:
    return str(round(unix * 1e9))
