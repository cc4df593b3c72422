"""Fetches the series of some metrics of a Prometheus, which may have millions of others.

Each metric costs two queries, and a third where some of its series have ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.backends.inventory import Key, last_moments, query_result, series_key
from lab.language.json_values import mappings
from lab.language.promql import selector
from lab.queries.answer import UNREADABLE
from lab.queries.prometheus import data_of
from lab.queries.query import Client, Params
from lab.why.evaluation import QueryResult
from lab.why.expression import NAME
from lab.why.inventory import Metric, Series

SEARCH_S = 3600.0  # how far back series that have ended are looked for
_SEARCH_POINTS = 60
_MORE = 100  # series of one selector


@dataclass(frozen=True, slots=True)
class MetricReader:
    """`at` in unix seconds. `most`: how many series of one metric are read; those that are left out are counted as far
    as that is known (`counts`)."""

    client: Client
    at: float
    most: int

    def read(self, name: str, count: int = 0) -> Metric | str:
        """A metric with its series, or a message when they cannot be had. `count`: how many it is known to have."""
        listed = data_of(self.client.get("/api/v1/series", self._listing(selector(name, {}), self.most)))
        if listed.error:
            return listed.error
        try:
            keyed = {_key(labels): labels for labels in mappings(listed.json)[: self.most]}
            current = self._current(name) if len(keyed) < self.most else None
            ended = [name] if current is not None and any(key not in current for key in keyed) else []
            ends = last_moments(self.client, ended, *self._search()) if ended else {}
        except UNREADABLE as error:
            return f"not an answer of Prometheus: {type(error).__name__} {error}"
        known = current or {}
        series = (
            Series(_unnamed(labels), known.get(key, ends.get(key)), current is None or key in current)
            for key, labels in keyed.items()
        )
        # Statistics also count series that ended, and those of replicas.
        return Metric(tuple(series), len(keyed) if len(keyed) < self.most else max(count, len(keyed) + 1))

    def more(self, metrics: Mapping[str, Metric], selectors: Iterable[str]) -> dict[str, Metric]:
        """The metrics with some more of their series: those that the selectors match."""
        series = {name: {series_key(name, one.labels): one for one in of.series} for name, of in metrics.items()}
        for selector_text in selectors:
            listed = data_of(self.client.get("/api/v1/series", self._listing(selector_text, _MORE)))
            for labels in mappings(listed.json)[:_MORE]:
                name = labels.get(NAME, "")
                if name in series:
                    series[name].setdefault(_key(labels), Series(_unnamed(labels), None, live=True))
        return {name: Metric(tuple(series[name].values()), metrics[name].count) for name in metrics}

    def _listing(self, match: str, most: int) -> Params:
        return {"match[]": match, "start": self.at - SEARCH_S, "end": self.at, "limit": most}

    def _current(self, name: str) -> dict[Key, float] | None:
        """The series that an instant query returns, with the time of their last samples; None when it is refused."""
        result = self._query(f"timestamp({selector(name, {})})")
        if result.error:
            return None
        return {series_key(name, sample.labels): sample.value or self.at for sample in result.samples}

    def _query(self, query: str) -> QueryResult:
        return query_result(self.client.get("/api/v1/query", {"query": query, "time": self.at}))

    def _search(self) -> tuple[float, float, float]:
        return self.at - SEARCH_S, self.at, SEARCH_S / _SEARCH_POINTS


def _key(labels: dict[str, str]) -> Key:
    return series_key(labels.get(NAME, ""), _unnamed(labels))


def _unnamed(labels: dict[str, str]) -> dict[str, str]:
    return {label: value for label, value in labels.items() if label != NAME}
