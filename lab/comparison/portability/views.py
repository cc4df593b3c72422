"""A side as its Prometheus sees it: what it holds, which of that is the application's, and what was written for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.comparison.portability.written import Written
from lab.language.dialect import Dialect, Meaning
from lab.why.inventory import Inventory, Series
from lab.why.selectors import ALERTS

PARTS = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("_sum", "_count")}
SERVICE_LABELS = ("exported_job", "job")  # when something in between is scraped, `job` is its own


@dataclass(frozen=True, slots=True)
class SideView:
    """`held`: at the end of the load. `app`: label -> value, of the series that are the application's. `written`: the
    rules and panels for it."""

    dialect: Dialect | None
    held: Inventory
    app: Mapping[str, str]
    written: tuple[Written, ...] = ()

    def series(self, metric: str) -> tuple[Series, ...]:
        """The application's series of a metric."""
        found = self.held.metrics.get(metric)
        return tuple(each for each in found.series if is_of(each, self.app)) if found is not None else ()

    def metrics(self) -> tuple[str, ...]:
        """The application's own: what a rule makes of them has their labels, but comes from no application."""
        made = {*ALERTS, *(rule.name for rule in self.held.rules)}
        return tuple(name for name in self.held.metrics if name not in made and self.series(name))

    def labels(self, metrics: Iterable[str]) -> frozenset[str]:
        return frozenset(label for name in metrics for each in self.series(name) for label in each.labels)


def is_of(series: Series, app: Mapping[str, str]) -> bool:
    return all(series.labels.get(label) == value for label, value in app.items())


def application(held: Inventory, service: str) -> dict[str, str]:
    """The label that tells a service's own series from all others: `job`, or what became of it on the way."""
    values = {label: _values(held, label) for label in SERVICE_LABELS}
    label = next((label for label in SERVICE_LABELS if service in values[label]), "job")
    return {label: service}


def _values(held: Inventory, label: str) -> set[str]:
    return {each.labels.get(label, "") for metric in held.metrics.values() for each in metric.series}


def series_names(meaning: Meaning) -> tuple[str, ...]:
    """The names that the series of a meaning may have."""
    return (meaning.metric, *(meaning.metric + part for part in PARTS.get(meaning.type, ())))
