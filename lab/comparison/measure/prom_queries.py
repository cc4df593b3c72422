"""What a side's Prometheus is asked while it is measured: counts by meaning, the state of its head, raw samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.backends import prometheus
from lab.backends.http import get
from lab.backends.self_metrics import own_metrics
from lab.expectations.plan_values import LOAD_LABELS
from lab.expectations.results import points_of, series_of
from lab.language.dialect import Meaning
from lab.language.promql import counted_metric, meaning_query, selector
from lab.plan.model import ServicePlan
from lab.run.lab import Lab

ROLE = "prometheus"
APPENDED = "prometheus_tsdb_head_samples_appended_total"
HEAD_SERIES = "prometheus_tsdb_head_series"
DISK = (
    "prometheus_tsdb_wal_storage_size_bytes",
    "prometheus_tsdb_head_chunks_storage_size_bytes",
    "prometheus_tsdb_storage_blocks_bytes",
)
_NOTHING = {"resultType": "vector", "result": []}


@dataclass(frozen=True, slots=True)
class Asking:
    """`requests`: what the side's dialect calls the request count, None where only sizes are measured.

    `where`: labels of the application's series.
    """

    lab: Lab
    requests: Meaning | None
    where: Mapping[str, str]

    @property
    def stores(self) -> ServicePlan | None:
        """The component that is asked, and restarted, and whose link carries the samples."""
        return self.lab.plan.role(ROLE)

    @property
    def told_apart(self) -> tuple[str, ...]:
        """The labels of a load's count that the request count has too."""
        assert self.requests is not None
        return tuple(label for label in LOAD_LABELS if label in self.requests.labels)

    def value(self, query: str) -> float | None:
        """The sum of what a query returns now; None when it returns nothing, or nobody answers."""
        found = series_of(self._result(query))
        return sum(value for _, value in found) if found else None

    def everything(self) -> str:
        """Selects all series of the application."""
        return selector("", self.where)

    def count_query(self, **labels: str) -> str:
        """Of all requests, or of those with these labels of the meaning (method, route, status)."""
        assert self.requests is not None
        named = {self.requests.labels[label]: value for label, value in labels.items()}
        return f"sum({selector(counted_metric(self.requests), {**self.where, **named})})"

    def counts(self) -> dict[tuple[str, ...], float]:
        """By method, route and status: what is there now."""
        assert self.requests is not None
        found = series_of(self._result(meaning_query(self.requests, self.where, self.told_apart)))
        raw = [self.requests.labels[label] for label in self.told_apart]
        return {tuple(labels.get(name, "") for name in raw): value for labels, value in found}

    def samples(self, seconds: int) -> list[float]:
        """When the samples of the request count that are there were taken (unix seconds), of all series together."""
        assert self.requests is not None
        found = points_of(self._result(f"{selector(counted_metric(self.requests), self.where)}[{seconds}s]"))
        return sorted({at for _, points in found for at, _ in points})

    def own(self) -> dict[str, float]:
        """What Prometheus says of itself; empty when it does not answer."""
        url = self.lab.endpoint(ROLE)
        said = own_metrics(url, (APPENDED, HEAD_SERIES, *DISK)) if url is not None else ""
        return said if isinstance(said, dict) else {}

    def _result(self, query: str) -> Any:
        """What the query returns now, as the API gives it: nothing too when it is refused, or nobody answers."""
        url = self.lab.endpoint(ROLE)
        if url is None:
            return _NOTHING
        answer = prometheus.data(get(f"{url}/api/v1/query", {"query": query}), "result")
        return _NOTHING if answer.error else answer.json
