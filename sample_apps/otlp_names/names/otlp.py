"""An OTLP request in JSON, with all metrics at the given time."""

from collections.abc import Mapping
from typing import Any

from names.metric_file import Metric, Metrics, Point

CUMULATIVE = 2
BOUNDS = (5.0, 10.0)  # of histograms


def request(metrics: Metrics, started: int, now: int) -> dict[str, Any]:
    """`started` and `now`: unix nanoseconds."""
    scope = {"scope": {"name": "names"}, "metrics": [_metric(metric, started, now) for metric in metrics.metrics]}
    return {"resourceMetrics": [{"resource": {"attributes": _attributes(metrics.resource)}, "scopeMetrics": [scope]}]}


def _metric(metric: Metric, started: int, now: int) -> dict[str, Any]:
    def points(values: Any) -> list[dict[str, Any]]:
        times = {"startTimeUnixNano": str(started), "timeUnixNano": str(now)}
        return [{"attributes": _attributes(point.labels), **times, **values(point)} for point in metric.points]

    match metric.type:
        case "gauge":
            data = {"gauge": {"dataPoints": points(_number)}}
        case "histogram":
            data = {"histogram": {"aggregationTemporality": CUMULATIVE, "dataPoints": points(_histogram)}}
        case _:
            monotonic = {"aggregationTemporality": CUMULATIVE, "isMonotonic": metric.type == "counter"}
            data = {"sum": {**monotonic, "dataPoints": points(_number)}}
    return {"name": metric.name, "unit": metric.unit, **data}


def _number(point: Point) -> dict[str, Any]:
    return {"asDouble": point.value}


def _histogram(point: Point) -> dict[str, Any]:
    bucket = sum(point.value > bound for bound in BOUNDS)
    counts = [str(int(index == bucket)) for index in range(len(BOUNDS) + 1)]
    return {"count": "1", "sum": point.value, "bucketCounts": counts, "explicitBounds": list(BOUNDS)}


def _attributes(values: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]
