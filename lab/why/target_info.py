"""Who writes target_info, and why nobody does for an application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lab.why.attributes import TARGET_INFO
from lab.why.inventory import Inventory
from lab.why.mismatch import Mismatch
from lab.why.model import Finding
from lab.why.paths import Pushed, collector_of, pushed


def why_no_target_info(inventory: Inventory, one: Pushed | None = None) -> Iterator[str]:
    """Of an application; without one, of the first that pushes."""
    one = one or next(iter(pushed(inventory)), None)
    if one is None:
        yield "it holds the resource attributes of applications that use OpenTelemetry: no application here does"
        return
    collector = collector_of(one.via, inventory) if one.via is not None else None
    if one.via is None:
        yield f"Prometheus writes it for OTLP of a resource that has attributes besides its name; {one.name} sends none"
        return
    service = collector.service if collector is not None else "the Collector"
    yield (
        f"{service}'s prometheus exporter writes it only for a resource with service.name and service.instance.id; "
        f"{one.name} has no service.instance.id (its series have no exported_instance)"
    )
    yield "set service.instance.id in OTEL_RESOURCE_ATTRIBUTES, or resource_constant_labels in the exporter"


def explain_missing_target_info(mismatch: Mismatch) -> Finding | None:
    """`target_info{job="api"}` where only other applications have one."""
    if mismatch.selector.name != TARGET_INFO or not mismatch.positive:
        return None
    asked = (one for one in pushed(mismatch.inventory) if one.selected_by(mismatch.matcher))
    one = next(asked, None)
    if one is None or any(_has(labels, one) for labels in (series.labels for _, series in mismatch.candidates)):
        return None
    return mismatch.finding(*why_no_target_info(mismatch.inventory, one))


def _has(labels: Mapping[str, str], one: Pushed) -> bool:
    return all(labels.get(label) == value for label, value in one.labels)
