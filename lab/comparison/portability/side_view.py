"""A side as its Prometheus sees it: its series, which of them are the application's, and the queries written for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.comparison.portability.queries import WrittenQuery
from lab.language.dialect import Dialect, Meaning
from lab.why.alerts import ALERTS
from lab.why.inventory import Inventory, Series

SUFFIXES = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("_sum", "_count")}
SERVICE_LABELS = ("exported_job", "job")  # behind something that is scraped itself, `job` is the scraped one's


@dataclass(frozen=True, slots=True)
class SideView:
    """`inventory`: at the end of the load. `app_labels`: label -> value, of the application's series. `queries`: the
    rules and panels written for it."""

    dialect: Dialect | None
    inventory: Inventory
    app_labels: Mapping[str, str]
    queries: tuple[WrittenQuery, ...] = ()

    def series(self, metric: str) -> tuple[Series, ...]:
        """The application's series of a metric."""
        known = self.inventory.metrics.get(metric)
        return tuple(s for s in known.series if has_labels(s, self.app_labels)) if known is not None else ()

    def metrics(self) -> tuple[str, ...]:
        """The names of the application's own metrics, without those that rules record, which have its labels too."""
        recorded = {*ALERTS, *(rule.name for rule in self.inventory.rules)}
        return tuple(name for name in self.inventory.metrics if name not in recorded and self.series(name))

    def labels(self, metrics: Iterable[str]) -> frozenset[str]:
        return frozenset(label for name in metrics for series in self.series(name) for label in series.labels)


def has_labels(series: Series, labels: Mapping[str, str]) -> bool:
    return all(series.labels.get(label) == value for label, value in labels.items())


def app_labels(inventory: Inventory, service: str) -> dict[str, str]:
    """The label that distinguishes a service's own series: `job`, or `exported_job` behind something scraped itself."""
    values = {label: _values(inventory, label) for label in SERVICE_LABELS}
    label = next((label for label in SERVICE_LABELS if service in values[label]), "job")
    return {label: service}


def _values(inventory: Inventory, label: str) -> set[str]:
    return {series.labels.get(label, "") for metric in inventory.metrics.values() for series in metric.series}


def series_names(meaning: Meaning) -> tuple[str, ...]:
    """The names that the series of a meaning may have."""
    return (meaning.metric, *(meaning.metric + suffix for suffix in SUFFIXES.get(meaning.type, ())))
