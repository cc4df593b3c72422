"""The queries to a side's Prometheus while it is measured: counts by meaning, its own metrics, raw samples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lab.backends.http import get
from lab.backends.self_metrics import fetch_self_metrics
from lab.comparison.config import APPENDED, Counter, Storage
from lab.expectations.load_counts import LOAD_LABELS
from lab.language.dialect import Meaning
from lab.language.promql import counted_metric, meaning_query, selector
from lab.plan.model import ServicePlan
from lab.queries import prometheus
from lab.queries.counter_totals import Samples, total_of
from lab.queries.series import Sample, points_of, series_of
from lab.run.lab import Lab

ROLE = "prometheus"
HEAD_SERIES = "prometheus_tsdb_head_series"
DISK = (
    "prometheus_tsdb_wal_storage_size_bytes",
    "prometheus_tsdb_head_chunks_storage_size_bytes",
    "prometheus_tsdb_storage_blocks_bytes",
)
LONGER_THAN_A_LAB = "1h"  # a fresh one for each repetition
_NO_DATA = {"resultType": "vector", "result": []}


@dataclass(frozen=True, slots=True)
class PromQueries:
    """`request_count`: the meaning in the side's dialect, None where only sizes are measured.

    `app_labels`: of the application's series. `counter`: what the samples of the request count are.
    """

    lab: Lab
    request_count: Meaning | None
    app_labels: Mapping[str, str]
    counter: Counter = "cumulative"
    stores: Storage = field(default_factory=Storage)

    @property
    def queried(self) -> ServicePlan | None:
        """The component that is queried."""
        return self.lab.plan.role(ROLE)

    @property
    def storage(self) -> ServicePlan | None:
        """The component whose link carries the samples."""
        return self.lab.plan.service(self.stores.service) if self.stores.service else self.queried

    @property
    def count_labels(self) -> tuple[str, ...]:
        """The labels of a load's count that the request count has too."""
        assert self.request_count is not None
        return tuple(label for label in LOAD_LABELS if label in self.request_count.labels)

    @property
    def app_selector(self) -> str:
        """Selects all series of the application."""
        return selector("", self.app_labels)

    def value(self, query: str) -> float | None:
        """The sum of what a query returns now; None when it returns no data or fails."""
        series = series_of(self._result(query))
        return sum(value for _, value in series) if series else None

    def count(self, **labels: str) -> float | None:
        """Of all requests, or of those with these labels of the meaning (method, route, status); None without data."""
        if self.counter == "cumulative":
            return self.value(f"sum({self._count_selector(labels)})")
        totals = self._totals(labels)
        return sum(total for _, total in totals) if totals else None

    def counts(self) -> dict[tuple[str, ...], float]:
        """The request count now, by `count_labels`."""
        assert self.request_count is not None
        if self.counter == "cumulative":
            series = series_of(self._result(meaning_query(self.request_count, self.app_labels, self.count_labels)))
        else:
            series = self._totals({})
        names = [self.request_count.labels[label] for label in self.count_labels]
        counts: dict[tuple[str, ...], float] = {}
        for labels, value in series:
            key = tuple(labels.get(name, "") for name in names)
            counts[key] = counts.get(key, 0.0) + value
        return counts

    def _count_selector(self, labels: Mapping[str, str]) -> str:
        """The series that count all requests, or those with these labels of the meaning."""
        assert self.request_count is not None
        named = {self.request_count.labels[label]: value for label, value in labels.items()}
        return selector(counted_metric(self.request_count), {**self.app_labels, **named})

    def _totals(self, labels: Mapping[str, str]) -> list[Sample]:
        """What each series has counted since the start of the lab, from its raw samples."""
        samples: Samples = "delta" if self.counter == "delta" else "cumulative"
        series = points_of(self._result(f"{self._count_selector(labels)}[{LONGER_THAN_A_LAB}]"))
        return [(labels_, total_of(points, samples)) for labels_, points in series]

    def sample_times(self, seconds: int) -> list[float]:
        """When samples of the request count were taken in the last `seconds` (unix seconds), all series together."""
        series = points_of(self._result(f"{self._count_selector({})}[{seconds}s]"))
        return sorted({at for _, points in series for at, _ in points})

    def self_metrics(self) -> dict[str, float]:
        """What the storing component exposes about itself, its counter of samples as `APPENDED`; empty when it does not
        answer."""
        url = self._url_of_storage() if self.stores.service else self.lab.endpoint(ROLE)
        counter = self.stores.ingested
        metrics = fetch_self_metrics(url, (counter, HEAD_SERIES, *DISK)) if url is not None else ""
        if not isinstance(metrics, dict):
            return {}
        return {APPENDED if name == counter else name: value for name, value in metrics.items()}

    def folder_bytes(self) -> int | None:
        """What the files of the storing component take; None where its folder is not known. Raises LabError."""
        storage = self.storage
        if storage is None or self.stores.folder is None:
            return None
        return self.lab.compose_project.folder_bytes(storage.name, self.stores.folder)

    def _url_of_storage(self) -> str | None:
        """Its own metrics are at the port that says whether it is ready, whatever comes before the paths of its API."""
        storage = self.storage
        if storage is None or storage.ready is None:
            return None
        ports = {port.name: port.container for port in storage.ports}
        return self.lab.address(storage.name, ports[storage.ready.port])

    def _result(self, query: str) -> Any:
        """What the API returns for the query now; no data too when it fails."""
        url = self.lab.endpoint(ROLE)
        if url is None:
            return _NO_DATA
        answer = prometheus.data_of(get(url, "/api/v1/query", {"query": query}), "result")
        return _NO_DATA if answer.error else answer.json
