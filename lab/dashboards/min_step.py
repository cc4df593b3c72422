"""The intervals of one query: Grafana's options "Min step" and "Resolution" of a query, "Min interval" of a panel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lab.dashboards.interpolation import Value, constant, interpolated, query_references, references
from lab.language.quantities import format_duration
from lab.language.time_scaling.durations import seconds_of

_RATE_FACTOR = 4  # scrapes in `$__rate_interval`
_INTERVALS = ("__interval", "__interval_ms", "__rate_interval", "__rate_interval_ms")


def step_references(target: Mapping[str, Any], of_panel: str) -> tuple[str, ...]:
    """The variables in the minimum step of a query that uses it."""
    if not any(name in _INTERVALS for name in query_references(str(target.get("expr") or ""))):
        return ()
    return references(f"{target.get('interval') or ''} {of_panel}")


def intervals_of(target: Mapping[str, Any], of_panel: str, values: Mapping[str, Value]) -> dict[str, Value]:
    """The interval variables that differ for this query; `of_panel`: the minimum interval of its panel. A minimum below
    the scrape interval changes nothing."""
    scrape = _seconds("$__interval", values)
    if not scrape:
        return {}
    written = str(target.get("interval") or "")
    own = max(_seconds(written, values), scrape)
    interval = max(own, 0.0 if _seconds(written, values) else _seconds(of_panel, values))
    factor = target.get("intervalFactor")
    step = interval * (factor if isinstance(factor, int) and 1 < factor <= 100 else 1)
    rate = max(interval + own, _RATE_FACTOR * own)
    if "__rate_interval" in written:
        rate = step  # that is already a rate interval
    if (step, rate) == (scrape, _RATE_FACTOR * scrape):
        return {}
    return {
        "__interval": constant(format_duration(step)),
        "__interval_ms": constant(str(round(step * 1000))),
        "__rate_interval": constant(format_duration(rate)),
        "__rate_interval_ms": constant(str(round(rate * 1000))),
    }


def _seconds(written: str, values: Mapping[str, Value]) -> float:
    """0 for what is no duration. Grafana reads a bare number as seconds, and `>1m` as at least a minute."""
    text = interpolated(interpolated(written, values), values).strip().lstrip(">").strip()
    return seconds_of(f"{text}s" if text.isdigit() and text.isascii() else text) or 0.0
