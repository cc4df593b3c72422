"""Why series have no exemplars: which link of the chain lacks them (storage, exporter, scrape format, application)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.errors import UsageError
from lab.why.expression import Selector
from lab.why.inventory import Inventory, Series
from lab.why.metric_types import metric_type
from lab.why.parser import parse
from lab.why.paths import collector_of

STORAGE = "exemplar-storage"
_OPENMETRICS = "OpenMetrics"


def why_no_exemplars(selector: str, inventory: Inventory) -> str:
    """One sentence; empty when the series themselves are missing or nothing is known."""
    try:
        expression = parse(selector)
    except UsageError:
        return ""
    if not isinstance(expression, Selector):
        return ""
    found = inventory.select(expression)
    if not found:
        return f"{selector} has no series, so nothing can have exemplars"
    if inventory.features is not None and STORAGE not in inventory.features:
        exporter = _exporter_without(found[0][1], inventory)
        storage = f"storage: Prometheus runs without --enable-feature={STORAGE}, and keeps none"
        return f"{storage}; {exporter}" if exporter else storage
    name, series = found[0]
    if metric_type(name, inventory) == "gauge":
        return f"{name} is a gauge: only counters and the buckets of histograms have exemplars"
    if name.endswith(("_sum", "_count")):
        return f"{name} has none: exemplars belong to the buckets of a histogram, {name.rpartition('_')[0]}_bucket"
    return _of_path(series, inventory)


def _of_path(series: Series, inventory: Inventory) -> str:
    target = inventory.target_of(series)
    if target is None:
        return (
            "application: the series is pushed and storage keeps exemplars, so the sender has recorded none: an "
            "exemplar needs a sampled span at the moment of the measurement; or Prometheus sends it by remote write "
            "2.0, whose exemplars are refused (prometheus_remote_storage_exemplars_failed_total of the sender)"
        )
    if exporter := _exporter_without(series, inventory):
        return exporter
    protocols = inventory.scrape_configs.get(target.pool, {}).get("scrape_protocols") or ()
    if protocols and not any(str(protocol).startswith(_OPENMETRICS) for protocol in protocols):
        return (
            f"scrape format: job {target.pool} asks for {', '.join(map(str, protocols))}; exemplars are in OpenMetrics "
            "(or protobuf) only: add OpenMetricsText1.0.0 to scrape_protocols"
        )
    return (
        "application: storage, exporter and scrape format allow exemplars, so it records none, or answers in the "
        "plain text format: an exemplar needs a sampled span, or is given by hand with the measurement"
    )


def _exporter_without(series: Series, inventory: Inventory) -> str:
    target = inventory.target_of(series)
    collector = None if target is None else collector_of(target, inventory)
    if collector is None or any(map(_open_metrics, collector.prometheus.values())):
        return ""
    return (
        f"exporter: the prometheus exporter of {collector.service} has enable_open_metrics: false (the default), "
        "and the format it writes then has no exemplars"
    )


def _open_metrics(settings: Mapping[str, Any]) -> bool:
    return settings.get("enable_open_metrics") in (True, "true")
