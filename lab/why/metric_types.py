"""Whether a metric is a counter or a gauge: by what its target says, else by its name."""

from __future__ import annotations

from lab.why.expression import Expression, Selector, Window, parts
from lab.why.inventory import Inventory

COUNTER_SUFFIXES = ("_total", "_count", "_sum", "_bucket")
_GAUGES = ("up", "ALERTS", "ALERTS_FOR_STATE")
_GAUGE_PREFIXES = ("scrape_",)
_GAUGE_SUFFIXES = ("_info", "_in_progress", "_ratio", "_timestamp_seconds", "_created")


def metric_type(name: str, inventory: Inventory) -> str:
    """counter, gauge, or empty when unknown. The parts of a histogram are counters."""
    declared = next((inventory.types[known] for known in families_of(name) if known in inventory.types), "")
    if declared in ("histogram", "summary"):
        return "counter" if name.endswith(COUNTER_SUFFIXES) else ""
    if declared in ("counter", "gauge"):
        return declared
    if name.endswith(COUNTER_SUFFIXES):
        return "counter"
    if name in _GAUGES or name.startswith(_GAUGE_PREFIXES) or name.endswith(_GAUGE_SUFFIXES):
        return "gauge"
    return ""


def families_of(name: str) -> list[str]:
    """OpenMetrics declares `requests` for `requests_total`."""
    stems = [name.removesuffix(suffix) for suffix in COUNTER_SUFFIXES if name.endswith(suffix)]
    return [name, *stems]


def metric_of(part: Expression) -> str | None:
    """The name of the metric in a selector or a window of one."""
    selector = part.of if isinstance(part, Window) else part
    return selector.name if isinstance(selector, Selector) else None


def metrics_in(part: Expression) -> set[str]:
    return {inner.name for inner in parts(part) if isinstance(inner, Selector) and inner.name}
