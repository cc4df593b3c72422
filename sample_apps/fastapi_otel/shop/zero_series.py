"""Turns discovered metrics into points at zero, and adds those that the SDK has not produced yet to an export."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    Buckets,
    ExponentialHistogramDataPoint,
    HistogramDataPoint,
    Metric,
    MetricsData,
    NumberDataPoint,
    ScopeMetrics,
)
from opentelemetry.sdk.util.instrumentation import InstrumentationScope

Point = NumberDataPoint | HistogramDataPoint | ExponentialHistogramDataPoint
Labels = frozenset[tuple[str, object]]
SeriesFamily = tuple[InstrumentationScope, str]


def _labels(point: Point) -> Labels:
    return frozenset((point.attributes or {}).items())


def _zero(point: Point, start: int) -> Point:
    fields: dict[str, Any] = {"start_time_unix_nano": start}
    # Only newer SDKs have exemplars, and those of discovered points belong to no real request.
    if hasattr(point, "exemplars"):
        fields["exemplars"] = []
    if isinstance(point, NumberDataPoint):
        return replace(point, value=0, **fields)
    # Without observations there is no minimum and no maximum.
    fields |= {"count": 0, "sum": 0, "min": None, "max": None}
    if isinstance(point, HistogramDataPoint):
        return replace(point, bucket_counts=[0] * len(point.bucket_counts), **fields)
    return replace(point, zero_count=0, positive=Buckets(0, []), negative=Buckets(0, []), **fields)


def _with_points(metric: Metric, points: Iterable[Point]) -> Metric:
    data: Any = metric.data
    return replace(metric, data=replace(data, data_points=list(points)))


def _has_zero(metric: Metric) -> bool:
    # A delta counts since the last export; a missing one already means 0.
    return getattr(metric.data, "aggregation_temporality", None) is AggregationTemporality.CUMULATIVE


class ZeroSeries:
    """The series that are still at zero. A series that the SDK has produced is removed for good: SDK 1.21 omits a
    cumulative histogram without new observations, and a zero in that gap would look like a restart."""

    def __init__(self, discovered: MetricsData | None, start: int) -> None:
        self._pending: dict[SeriesFamily, tuple[Metric, dict[Labels, Point]]] = {
            (scope.scope, metric.name): (metric, {_labels(p): _zero(p, start) for p in metric.data.data_points})
            for resource in (discovered.resource_metrics if discovered else ())
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if _has_zero(metric)
        }

    def fill(self, exported: MetricsData, now: int) -> MetricsData:
        return replace(
            exported,
            resource_metrics=[
                replace(resource, scope_metrics=self._fill_scopes(resource.scope_metrics, now))
                for resource in exported.resource_metrics
            ],
        )

    def _fill_scopes(self, exported: Iterable[ScopeMetrics], now: int) -> list[ScopeMetrics]:
        scopes = {scope.scope: scope for scope in exported}
        metrics = {(scope.scope, metric.name): metric for scope in scopes.values() for metric in scope.metrics}
        for family, (discovered, pending) in self._pending.items():
            present = metrics[family].data.data_points if family in metrics else []
            for point in present:
                pending.pop(_labels(point), None)
            if pending:
                zeros = (replace(point, time_unix_nano=now) for point in pending.values())
                metrics[family] = _with_points(metrics.get(family, discovered), [*present, *zeros])
        filled: dict[InstrumentationScope, list[Metric]] = {scope: [] for scope in scopes}
        for (scope, _name), metric in metrics.items():
            filled.setdefault(scope, []).append(metric)
        return [
            replace(scopes[scope], metrics=scope_metrics)
            if scope in scopes
            else ScopeMetrics(scope=scope, metrics=scope_metrics, schema_url=scope.schema_url or "")
            for scope, scope_metrics in filled.items()
        ]
